"""A person's records in the centres."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.translation import gettext as _

from waystation.foundation.access import queries as access
from waystation.foundation.records.fields import FieldTable
from waystation.foundation.records.values import values_of
from waystation.foundation.shared.refusals import DECLINED
from waystation.foundation.shared.timeline import Entry
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

from .call_backs import call_backs_visible_to, reason_of
from .plans import plans_visible_to, steps_of
from .profiles import profiles_visible_to
from .visits import visits_that_count


def timeline_of(user: access.AnyUser, person_id: UUID) -> list[Entry]:
    """Return what this user may see of the person's visits, profiles and sessions."""
    visits = list(
        visits_that_count(user).filter(person_id=person_id).select_related("office")[:200]
    )
    profiles = profiles_visible_to(user).filter(person_id=person_id).select_related("office")[:200]
    attended = (
        access.scoped(Attendee.objects.filter(person_id=person_id), user, "session.read")
        .select_related("session", "office")
        .order_by("-session__day")[:200]
    )
    names = access.names_of_users({v.created_by_id for v in visits if v.created_by_id})
    entries = [
        Entry(
            at=visit.started_at,
            kind=_("Individual counselling") if visit.counselled else _("Visit"),
            title=reference.label("visit_reason", visit.reason),
            text=", ".join(reference.label("topic", code) for code in visit.topics),
            tags=(
                reference.label("visit_mode", visit.mode),
                *([_("{n} min").format(n=visit.minutes)] if visit.minutes else []),
            ),
            by=names.get(visit.created_by_id or UUID(int=0), ""),
            place=visit.office.name,
            url=reverse("centres:visit", args=[visit.id]),
            icon="talk" if visit.counselled else "door",
            record=visit.id,
        )
        for visit in visits
    ]
    entries += [
        Entry(
            at=visit.started_at,
            kind=_("Next step"),
            title=reference.label("next_step", visit.next_step),
            place=visit.office.name,
            url=reverse("centres:visit", args=[visit.id]),
            icon="clock",
            when="next",
            record=visit.id,
        )
        for visit in visits[:1]
        if visit.next_step not in {"", "none", "call_back"}  # a call-back is a record of its own
    ]
    entries += [
        Entry(
            at=datetime.combine(profile.day, time(12), ZoneInfo(profile.office.zone)),
            kind=_("Profile"),
            title=reference.label("intention", profile.intention)
            if profile.intention not in {"", DECLINED}
            else _("Daily profile"),
            place=profile.office.name,
            url=reverse("centres:profile", args=[profile.id]),
            icon="form",
            record=profile.id,
        )
        for profile in profiles
    ]
    entries += [
        Entry(
            at=datetime.combine(one.session.day, time(12), ZoneInfo(one.office.zone)),
            kind=_("Group session"),
            title=one.session.title,
            place=one.office.name,
            url=reverse("centres:session", args=[one.session_id]),
            icon="group",
            record=one.session_id,
        )
        for one in attended
    ]
    return entries + _steps_agreed(user, person_id) + _to_call(user, person_id)


def _steps_agreed(user: access.AnyUser, person_id: UUID) -> list[Entry]:
    """Return the steps that were agreed with a person, and the follow-ups."""
    found = []
    plans = plans_visible_to(user).filter(person_id=person_id).select_related("office")
    for plan in plans.order_by("-day", "-id")[:50]:
        page = reverse("centres:plan", args=[plan.id])
        found.append(
            Entry(
                at=_noon(plan.day, plan.office.zone),
                kind=_("Plan"),
                title=PLAN["intention_after"].words(plan.intention_after) or _("Plan"),
                place=plan.office.name,
                url=page,
                icon="target",
                record=plan.id,
            )
        )
        found += [
            Entry(
                at=_noon(row["step"].due_on, plan.office.zone),
                kind=_("Agreed step"),
                title=row["what"],
                tags=(row["state"][0],),
                place=plan.office.name,
                url=page,
                icon="check",
                when="agreed" if row["step"].state == "open" else "past",
                record=row["step"].id,
            )
            for row in steps_of(user, plan)
        ]
        if plan.followed_up_on is not None:
            found.append(
                Entry(
                    at=_noon(plan.followed_up_on, plan.office.zone),
                    kind=_("Follow-up"),
                    title=FOLLOW_UP["outcome"].words(plan.outcome),
                    place=plan.office.name,
                    url=page,
                    icon="target",
                    record=plan.id,
                )
            )
    return found


def _to_call(user: access.AnyUser, person_id: UUID) -> list[Entry]:
    """Return the open call-backs of a person: what comes next."""
    rows = call_backs_visible_to(user).filter(person_id=person_id, state="open", may_contact=True)
    return [
        Entry(
            at=_noon(one.due_on, one.office.zone),
            kind=_("Call-back"),
            title=reason_of(one),
            place=one.office.name,
            url=reverse("centres:call_back", args=[one.id]),
            icon="phone",
            when="next",
            record=one.id,
        )
        for one in rows.select_related("office", "edition__sheet").order_by("due_on")[:50]
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
