"""A person's records in the centres."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from waystation.foundation.access import queries as access
from waystation.foundation.pages.base import url_of
from waystation.foundation.records.fields import FieldTable
from waystation.foundation.records.sealed import readable_text
from waystation.foundation.records.values import values_of
from waystation.foundation.shared.refusals import DECLINED
from waystation.foundation.shared.timeline import Entry, latest
from waystation.registry.people import queries as people
from waystation.registry.reference import queries as reference
from waystation.services.centres.fields import (
    CALL_BACK,
    FOLLOW_UP,
    PLAN,
    PROFILE,
    STEP,
    VISIT,
    WAITING,
)
from waystation.services.centres.models import (
    Attendee,
    CallBack,
    Invitation,
    Plan,
    Profile,
    Step,
    Visit,
    Waiting,
)
from waystation.services.centres.transitions import STEP_WORKFLOW

from .call_backs import calls_to_person, reason_in_words
from .plans import plans_visible_to, steps_visible_to
from .profiles import profiles_visible_to

Places = Mapping[UUID, access.Place]
OF_VISITS: QuerySet[Any, Any] = (
    Visit.objects.filter(state="recorded")
    .order_by()
    .values_list(
        "id",
        "office_id",
        "created_by_id",
        "day",
        "started_at",
        "counselled",
        "reason",
        "topics",
        "mode",
        "minutes",
        "next_step",
        named=True,
    )
)
"""What the timeline shows of visits; each reading narrows it to a person and to the user."""


def timeline_of(user: access.AnyUser, person_id: UUID) -> list[Entry]:
    """Return what this user may see of the person's visits, profiles and sessions."""
    places, found = access.places_of(user), people.models_about(person_id)
    parts = {
        Visit: _visits,
        Profile: _profiles,
        Attendee: _sessions,
        Plan: _plans,
        CallBack: _to_call,
    }
    return [
        entry
        for model, part in parts.items()
        if model in found
        for entry in part(user, person_id, places)
    ]


def _visits(user: access.AnyUser, person_id: UUID, places: Places) -> list[Entry]:
    """Return the visits, and what was agreed next in the latest one."""
    rows = access.scoped(OF_VISITS.filter(person_id=person_id), user, "visit.read")
    visits = latest(rows, "day", "id")
    names = access.names_of_users({visit.created_by_id for visit in visits})
    found = [
        Entry(
            at=visit.started_at,
            kind=_("Individual counselling") if visit.counselled else _("Visit"),
            title=reference.label("visit_reason", visit.reason),
            text=", ".join(reference.label("topic", code) for code in visit.topics),
            tags=(
                reference.label("visit_mode", visit.mode),
                *([_("{n} min").format(n=visit.minutes)] if visit.minutes else []),
            ),
            by=names.get(visit.created_by_id, ""),
            place=places[visit.office_id].name,
            url=url_of("centres:visit", visit.id),
            icon="talk" if visit.counselled else "door",
            record=visit.id,
        )
        for visit in visits
    ]
    return found + [
        Entry(
            at=visit.started_at,
            kind=_("Next step"),
            title=reference.label("next_step", visit.next_step),
            place=places[visit.office_id].name,
            url=url_of("centres:visit", visit.id),
            icon="clock",
            when="next",
            record=visit.id,
        )
        for visit in visits[:1]
        if visit.next_step not in {"", "none", "call_back"}  # a call-back is a record of its own
    ]


def _profiles(user: access.AnyUser, person_id: UUID, places: Places) -> list[Entry]:
    rows = profiles_visible_to(user).filter(person_id=person_id).order_by()
    columns = ("id", "office_id", "day", "intention")
    return [
        Entry(
            at=_noon(one.day, places[one.office_id].zone),
            kind=_("Profile"),
            title=reference.label("intention", one.intention)
            if one.intention not in {"", DECLINED}
            else _("Daily profile"),
            place=places[one.office_id].name,
            url=url_of("centres:profile", one.id),
            icon="form",
            record=one.id,
        )
        for one in latest(rows.values_list(*columns, named=True), "day", "id")
    ]


def _sessions(user: access.AnyUser, person_id: UUID, places: Places) -> list[Entry]:
    rows = access.scoped(Attendee.objects.filter(person_id=person_id), user, "session.read")
    columns = ("session_id", "office_id", "session__day", "session__title")
    return [
        Entry(
            at=_noon(one.session__day, places[one.office_id].zone),
            kind=_("Group session"),
            title=one.session__title,
            place=places[one.office_id].name,
            url=url_of("centres:session", one.session_id),
            icon="group",
            record=one.session_id,
        )
        for one in latest(rows.order_by().values_list(*columns, named=True), "session__day")
    ]


def _plans(user: access.AnyUser, person_id: UUID, places: Places) -> list[Entry]:
    """Return the steps that were agreed with a person, and the follow-ups."""
    found = []
    rows = plans_visible_to(user).filter(person_id=person_id).order_by()
    columns = ("id", "office_id", "day", "intention_after", "followed_up_on", "outcome")
    lines = latest(rows.values_list(*columns, named=True), "day", "id", most=50)
    plans = {plan.id: plan for plan in lines}
    for plan in plans.values():
        found.append(
            Entry(
                at=_noon(plan.day, places[plan.office_id].zone),
                kind=_("Plan"),
                title=PLAN["intention_after"].words(plan.intention_after) or _("Plan"),
                place=places[plan.office_id].name,
                url=url_of("centres:plan", plan.id),
                icon="target",
                record=plan.id,
            )
        )
        if plan.followed_up_on is not None:
            found.append(
                Entry(
                    at=_noon(plan.followed_up_on, places[plan.office_id].zone),
                    kind=_("Follow-up"),
                    title=FOLLOW_UP["outcome"].words(plan.outcome),
                    place=places[plan.office_id].name,
                    url=url_of("centres:plan", plan.id),
                    icon="target",
                    record=plan.id,
                )
            )
    steps = steps_visible_to(user).filter(plan__in=plans).order_by("due_on", "id")
    of_steps = ("id", "organisation_id", "office_id", "plan_id", "what", "due_on", "state")
    return found + [
        Entry(
            at=_noon(step.due_on, places[step.office_id].zone),
            kind=_("Agreed step"),
            title=readable_text(step, "what"),
            tags=(STEP_WORKFLOW.words(step.state),),
            place=places[step.office_id].name,
            url=url_of("centres:plan", step.plan_id),
            icon="check",
            when="agreed" if step.state == "open" else "past",
            record=step.id,
        )
        for step in (steps.only(*of_steps) if plans else ())
    ]


def _to_call(user: access.AnyUser, person_id: UUID, places: Places) -> list[Entry]:
    """Return the open call-backs of a person: what comes next."""
    return [
        Entry(
            at=_noon(one.due_on, places[one.office_id].zone),
            kind=_("Call-back"),
            title=reason_in_words(one.reason, one.topic),
            place=places[one.office_id].name,
            url=url_of("centres:call_back", one.id),
            icon="phone",
            when="next",
            record=one.id,
        )
        for one in calls_to_person(user, person_id)
    ]


def _noon(day: Any, zone: str) -> datetime:
    return datetime.combine(day, time(12), ZoneInfo(zone))


def export_of(user: access.AnyUser, person_id: UUID) -> list[dict[str, Any]]:
    """Return everything the centres recorded about a person, as plain JSON, for the person.

    Codes as they are stored, and ``in_words`` the same as question and answer, to be read.
    """
    me = access.require(user, "person.export")
    mine = {"organisation_id": me.organisation_id, "person_id": person_id}
    found: list[dict[str, Any]] = [
        {
            "what": what,
            "day": record.day.isoformat(),
            **_as_data(record, table),
            "called": called,
            "in_words": [
                (field.title, answer) for field, answer in table.answers(values_of(record, table))
            ],
        }
        for model, table, what, called in (
            (Visit, VISIT.without("person_id"), "Visit", _("Visit")),
            (Profile, PROFILE, "Daily profile", _("Daily profile")),
            (Waiting, WAITING.without("person_id"), "Waiting list", _("Waiting list")),
        )
        for record in model._default_manager.filter(**mine).order_by("day")
    ]
    found += _follow_up_of(mine)
    found += [
        {
            "what": "Group session",
            "day": one.session.day.isoformat(),
            "title": one.session.title,
            "called": _("Group session"),
            "in_words": [(_("Title"), one.session.title)],
        }
        for one in Attendee.objects.filter(**mine).select_related("session")
    ]
    found += [
        {
            "what": "Invitation",
            "day": one.session.day.isoformat(),
            "title": one.session.title,
            "called": _("Invited to a group session"),
            "in_words": [(_("Title"), one.session.title)],
        }
        for one in Invitation.objects.filter(**mine).select_related("session")
    ]
    return found


def _follow_up_of(mine: dict[str, Any]) -> list[dict[str, Any]]:
    """Return call-backs, plans and agreed steps of a person, as plain JSON."""
    of_plans = {f"plan__{name}": value for name, value in mine.items()}
    return [
        {
            "what": what,
            "day": getattr(record, day).isoformat(),
            "called": called,
            **{name: value for table in tables for name, value in _as_data(record, table).items()},
            "in_words": [
                (field.title, answer)
                for table in tables
                for field, answer in table.answers(values_of(record, table))
            ],
        }
        for rows, tables, what, called, day in (
            (
                CallBack.objects.filter(**mine),
                (CALL_BACK.without("person_id"),),
                "Call-back",
                _("Call-back"),
                "due_on",
            ),
            (Plan.objects.filter(**mine), (PLAN, FOLLOW_UP), "Plan", _("Plan"), "day"),
            (Step.objects.filter(**of_plans), (STEP,), "Step", _("Agreed step"), "due_on"),
        )
        for record in rows.order_by("id")
    ]


def _as_data(record: Any, table: FieldTable) -> dict[str, Any]:
    return {
        name: value.isoformat() if hasattr(value, "isoformat") else value
        for name, value in values_of(record, table).items()
    }
