"""What the centres know of one person."""

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
from waystation.services.centres.fields import PROFILE, VISIT, WAITING
from waystation.services.centres.models import Attendee, Profile, Visit, Waiting

from .profiles import profiles_seen_by
from .visits import visits_that_count


def timeline_of(user: access.Anyone, person_id: UUID) -> list[Entry]:
    """Return what this user may see of the person's visits, profiles and sessions."""
    visits = list(
        visits_that_count(user).filter(person_id=person_id).select_related("office")[:200]
    )
    profiles = profiles_seen_by(user).filter(person_id=person_id).select_related("office")[:200]
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
        if visit.next_step not in {"", "none"}
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
    return entries


def export_of(user: access.Anyone, person_id: UUID) -> list[dict[str, Any]]:
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
    return found


def _as_data(record: Any, table: FieldTable) -> dict[str, Any]:
    return {
        name: value.isoformat() if hasattr(value, "isoformat") else value
        for name, value in values_of(record, table).items()
    }
