"""Outstanding work: assessments to decide, incidents and actions that are due."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from waystation.foundation.access import queries as access
from waystation.foundation.workflow.outstanding import Outstanding
from waystation.registry.reference import queries as reference

from .assessments import assessments_visible_to
from .incidents import actions_visible_to, incidents_visible_to
from .recruitments import calls_visible_to

MOST = 100
SOON = timedelta(days=7)


def outstanding(user: access.AnyUser, today: date) -> list[Outstanding]:
    """Return this user's open, due and overdue work in recruitment."""
    return [
        *_to_decide(user),
        *_incidents(user, today),
        *_actions(user, today),
        *_calls(user, today),
    ]


def _to_decide(user: access.AnyUser) -> list[Outstanding]:
    if not access.may(user, "recruiter.decide"):
        return []
    rows = assessments_visible_to(user).filter(state="in_review").select_related("entity")
    rows = rows.exclude(created_by=access.signed_in(user))
    return [
        Outstanding(
            "recruitment.to_decide",
            _("{name}: assessment to decide").format(name=one.entity.name),
            reverse("recruitment:assessment", args=[one.id]),
            since=one.changed_at,
            record=one.id,
        )
        for one in rows.order_by("submitted_on", "id")[:MOST]
    ]


def _incidents(user: access.AnyUser, today: date) -> list[Outstanding]:
    due = Q(state__in=[])
    if access.may(user, "incident.handle"):
        due |= Q(state__in=["open", "in_work"], due_on__lte=today + SOON)
    if access.may(user, "recruiter.decide"):
        due |= Q(state="review") & ~Q(repaid_by=access.signed_in(user))
    rows = incidents_visible_to(user).filter(due)
    sentence = {"review": _("Paid back, to review: {kind}")}
    return [
        Outstanding(
            "recruitment.incident",
            sentence.get(one.state, _("Incident: {kind}")).format(
                kind=reference.label("recruitment_incident", one.kind)
            ),
            reverse("recruitment:incident", args=[one.id]),
            due_on=one.due_on,
            record=one.id,
        )
        for one in rows.order_by("due_on", "id")[:MOST]
    ]


def _actions(user: access.AnyUser, today: date) -> list[Outstanding]:
    if not access.may(user, "recruiter.assess"):
        return []
    rows = actions_visible_to(user).filter(state="open", due_on__lte=today + SOON)
    return [
        Outstanding(
            "recruitment.action",
            _("Corrective action: {what}").format(what=one.what),
            reverse("recruitment:action", args=[one.id]),
            due_on=one.due_on,
            record=one.id,
        )
        for one in rows.order_by("due_on", "id")[:MOST]
    ]


def _calls(user: access.AnyUser, today: date) -> list[Outstanding]:
    if not access.may(user, "recruitment.record"):
        return []
    rows = calls_visible_to(user).filter(state="due", due_on__lte=today + SOON)
    return [
        Outstanding(
            "recruitment.call",
            _("Call a worker (days after arrival: {n})").format(n=one.after_days),
            reverse("recruitment:call", args=[one.id]),
            due_on=one.due_on,
            record=one.id,
        )
        for one in rows.order_by("due_on", "id")[:MOST]
    ]
