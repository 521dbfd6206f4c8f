"""What the centres know of one person."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.translation import gettext as _

from waystation.foundation.access import queries as access
from waystation.foundation.shared.timeline import Entry
from waystation.registry.reference import queries as reference
from waystation.services.centres.models import Attendee, Profile, Visit, Waiting
from waystation.services.centres.rules import DECLINED

from .profiles import profile_answers, profiles_seen_by, skills_of
from .visits import advice_of, answers_of, visits_seen_by
from .waiting import wish_of


def timeline_of(user: access.Anyone, person_id: UUID) -> list[Entry]:
    """Return what this user may see of the person's visits, profiles and sessions."""
    visits = list(visits_seen_by(user).filter(person_id=person_id).select_related("office")[:200])
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
    """Return everything the centres keep about a person, as plain JSON, for the person.

    Codes as they are kept, and ``in_words`` the same as question and answer, to be read.
    """
    me = access.require(user, "person.export")
    found: list[dict[str, Any]] = []
    mine = {"organisation_id": me.organisation_id, "person_id": person_id}
    for visit in Visit.objects.filter(**mine).order_by("day"):
        found.append(
            {
                "what": "Visit",
                "day": visit.day.isoformat(),
                "minutes": visit.minutes,
                "mode": visit.mode,
                "visitor_type": visit.visitor_type,
                "reason": visit.reason,
                "topics": visit.topics,
                "advice": advice_of(visit),
                "next_step": visit.next_step,
                "language": visit.language,
                "interpreter": visit.interpreter,
                "called": _("Visit"),
                "in_words": answers_of(visit),
            }
        )
    for profile in Profile.objects.filter(**mine).order_by("day"):
        found.append(
            {
                "what": "Daily profile",
                "day": profile.day.isoformat(),
                "education": profile.education,
                "occupation": profile.occupation,
                "skills": skills_of(profile),
                "work_status": profile.work_status,
                "been_abroad": profile.been_abroad,
                "destination": profile.destination,
                "intention": profile.intention,
                "horizon": profile.horizon,
                "drivers": profile.drivers,
                "means": profile.means,
                "called": _("Daily profile"),
                "in_words": profile_answers(profile),
            }
        )
    for waited in Waiting.objects.filter(**mine).order_by("day"):
        found.append(
            {
                "what": "Waiting list",
                "day": waited.day.isoformat(),
                "language": waited.language,
                "wish": wish_of(waited),
                "called": _("Waiting list"),
                "in_words": [(_("What the visitor came for"), wish_of(waited))],
            }
        )
    for one in Attendee.objects.filter(**mine).select_related("session"):
        found.append(
            {
                "what": "Group session",
                "day": one.session.day.isoformat(),
                "title": one.session.title,
                "called": _("Group session"),
                "in_words": [(_("Title"), one.session.title)],
            }
        )
    return found
