"""The user's open, due and overdue work on policies."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from waystation.foundation.access import queries as access
from waystation.foundation.pages.base import url_of
from waystation.foundation.workflow.outstanding import Outstanding
from waystation.governance.policies.models import (
    Comment,
    Delegation,
    Dialogue,
    Duty,
    Milestone,
)
from waystation.governance.policies.transitions import DRAFT, OWN

from .mainstreaming import stale_cells
from .scope import visible
from .sharing import awaited_deliveries

SOON = timedelta(days=14)
MOST = 40


def outstanding(user: access.AnyUser, today: date) -> list[Outstanding]:
    """Return what waits for a policy officer, or for the authority that owns it."""
    if not (access.may(user, DRAFT) or access.may(user, OWN)):
        return []
    found = [*_milestones(user, today), *_deliveries(user, today)]
    if access.may(user, DRAFT):
        found += [*_comments(user), *_registers(user, today), *_stale(user)]
    return found


def _milestones(user: access.AnyUser, today: date) -> Iterator[Outstanding]:
    rows = visible(Milestone.objects.all(), user, "measure__entity_id")
    rows = rows.filter(
        reached_on__isnull=True,
        dropped_on__isnull=True,
        measure__dropped_on__isnull=True,
        measure__instrument__state__in=["adopted", "in_force"],
        due_on__lte=today + SOON,
    )
    found = rows.order_by("due_on", "id").values_list("title", "measure_id", "due_on")
    for title, measure, day in found[:MOST]:
        yield Outstanding(
            "policies.milestone",
            _("Milestone: {title}").format(title=title),
            url_of("policies:measure", measure),
            due_on=day,
            record=measure,
        )


def _deliveries(user: access.AnyUser, today: date) -> Iterator[Outstanding]:
    rows = awaited_deliveries(user, today, today + SOON)
    columns = ("arrangement__title", "arrangement_id", "due_on")
    for title, arrangement, day in rows.values_list(*columns)[:MOST]:
        yield Outstanding(
            "policies.delivery",
            _("Delivery: {title}").format(title=title),
            url_of("policies:arrangement", arrangement),
            due_on=day,
            record=arrangement,
        )


def _comments(user: access.AnyUser) -> Iterator[Outstanding]:
    rows = visible(Comment.objects.filter(verdict="", instrument__state="consultation"), user)
    columns = ("id", "created_at", "instrument_id", "instrument__title")
    for key, since, policy, title in rows.order_by("said_on", "id").values_list(*columns)[:MOST]:
        yield Outstanding(
            "policies.comment",
            _("Unanswered comment: {policy}").format(policy=title),
            url_of("policies:comment_answer", key),
            since=since,
            record=policy,
        )


def _registers(user: access.AnyUser, today: date) -> Iterator[Outstanding]:
    """Duties of memberships, reports of delegations and next steps of dialogues."""
    last = today + SOON
    for key, rows, day, title, words in (
        (
            "duties",
            Duty.objects.filter(done_on__isnull=True),
            "due_on",
            "what",
            _("Obligation: {title}"),
        ),
        (
            "delegations",
            Delegation.objects.filter(reported_on__isnull=True, starts_on__lte=today),
            "report_due_on",
            "event",
            _("Report of a delegation: {title}"),
        ),
        (
            "dialogues",  # an open one always has its next step
            Dialogue.objects.filter(state="open"),
            "next_on",
            "next_step",
            _("Next step in a dialogue: {title}"),
        ),
    ):
        open_ones: Any = visible(rows, user).filter(**{f"{day}__lte": last})
        for record, due_on, named in open_ones.order_by(day, "id").values_list("id", day, title)[
            :MOST
        ]:
            yield Outstanding(
                f"policies.{key}",
                words.format(title=named),
                reverse("policies:entry", args=[key, record]),
                due_on=due_on,
                record=record,
            )


def _stale(user: access.AnyUser) -> Iterator[Outstanding]:
    for one in stale_cells(user):
        yield Outstanding(
            "policies.stale",
            _("The policy matrix cites an old edition: {policy}").format(policy=one.title),
            url_of("policies:matrix", one.id),
            record=one.id,
        )
