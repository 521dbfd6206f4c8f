"""Every read of the centres. The user comes first; other offices do not exist for them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Count, Q, QuerySet, Sum
from django.urls import reverse
from django.utils.translation import gettext as _

from waystation.foundation.access import queries as access
from waystation.foundation.shared.errors import NotSeen
from waystation.foundation.shared.periods import Period, today_in
from waystation.foundation.shared.timeline import Entry
from waystation.foundation.shared.words import N_
from waystation.registry.reference import queries as reference

from .models import Attendee, Centre, Headcount, Profile, Session, Visit
from .rules import DECLINED

TABLE = "centres_visit"


def not_seen() -> NotSeen:
    """Return the one answer for what is not there and what is not yours."""
    return NotSeen(N_("There is no such record in your offices."), code="not_seen")


def visits_seen_by(user: access.Anyone) -> QuerySet[Visit]:
    """Return the visits of the user's offices, latest first."""
    return access.scoped(Visit.objects.all(), user, "visit.read").order_by("-day", "-id")


def visit_seen_by(user: access.Anyone, visit_id: UUID) -> Visit:
    """Return one visit. Raises NotSeen outside the user's offices."""
    visit = visits_seen_by(user).select_related("office").filter(id=visit_id).first()
    if visit is None:
        raise not_seen()
    return visit


def advice_of(visit: Visit) -> str:
    """Return the sealed advice of a visit that the user may see already."""
    if not visit.advice:
        return ""
    ring = access.keyring(visit.organisation_id)
    return ring.open(bytes(visit.advice), table=TABLE, column="advice", row=str(visit.id)).decode()


def skills_of(profile: Profile) -> str:
    """Return the sealed skills of a profile that the user may see already."""
    if not profile.skills:
        return ""
    ring = access.keyring(profile.organisation_id)
    return ring.open(
        bytes(profile.skills), table="centres_profile", column="skills", row=str(profile.id)
    ).decode()


def profiles_seen_by(user: access.Anyone) -> QuerySet[Profile]:
    """Return the daily profiles of the user's offices, latest first."""
    return access.scoped(Profile.objects.all(), user, "visit.read").order_by("-day", "-id")


def profile_seen_by(user: access.Anyone, profile_id: UUID) -> Profile:
    """Return one profile. Raises NotSeen outside the user's offices."""
    profile = profiles_seen_by(user).filter(id=profile_id).first()
    if profile is None:
        raise not_seen()
    return profile


def sessions_seen_by(user: access.Anyone) -> QuerySet[Session]:
    """Return the group sessions of the user's offices, latest first."""
    return access.scoped(Session.objects.all(), user, "session.read").order_by("-day", "-id")


def session_seen_by(user: access.Anyone, session_id: UUID) -> Session:
    """Return one session. Raises NotSeen outside the user's offices."""
    session = sessions_seen_by(user).select_related("office").filter(id=session_id).first()
    if session is None:
        raise not_seen()
    return session


@dataclass(frozen=True)
class Attendance:
    """Who came to a session: by name, by number, together, and how many of them women."""

    named: int
    counted: int
    women: int

    @property
    def together(self) -> int:
        return self.named + self.counted


def attendance_of(session_ids: Sequence[UUID]) -> dict[UUID, Attendance]:
    """Return the attendance of sessions that the user may see already."""
    named: dict[UUID, tuple[int, int]] = {}
    rows = Attendee.objects.filter(session_id__in=session_ids).values_list("session_id")
    for key, number, women in rows.annotate(
        number=Count("id"),
        women=Count("id", filter=Q(sex="female") | Q(person__sex="female")),
    ):
        named[key] = (number, women)
    counted: dict[UUID, tuple[int, int]] = {}
    heads = Headcount.objects.filter(session_id__in=session_ids).values_list("session_id")
    for key, number, women in heads.annotate(
        total=Sum("number"), women=Sum("number", filter=Q(sex="female"))
    ):
        counted[key] = (number or 0, women or 0)
    return {
        key: Attendance(
            named.get(key, (0, 0))[0],
            counted.get(key, (0, 0))[0],
            named.get(key, (0, 0))[1] + counted.get(key, (0, 0))[1],
        )
        for key in session_ids
    }


@dataclass(frozen=True)
class FourCounts:
    """Visits, identified persons, sessions and attendees: four different things."""

    visits: int
    persons: int
    sessions: int
    attendees: int
    women_attending: int


def four_counts(user: access.Anyone, period: Period) -> FourCounts:
    """Return the four counts of the user's offices in a period."""
    visits = visits_seen_by(user).filter(day__gte=period.start, day__lt=period.end)
    sessions = sessions_seen_by(user).filter(day__gte=period.start, day__lt=period.end, held=True)
    keys = list(sessions.values_list("id", flat=True))
    came = attendance_of(keys).values()
    return FourCounts(
        visits=visits.count(),
        persons=visits.filter(person__isnull=False)
        .order_by()
        .values("person_id")
        .distinct()
        .count(),
        sessions=len(keys),
        attendees=sum(one.together for one in came),
        women_attending=sum(one.women for one in came),
    )


def centres_seen_by(user: access.Anyone) -> QuerySet[Centre]:
    """Return the centres of the organisation: their register is no secret among colleagues."""
    if not access.may(user, "centre.read") and not access.may(user, "centre.manage"):
        return Centre.objects.none()
    return Centre.objects.filter(organisation_id=access.signed_in(user).organisation_id).order_by(
        "name", "id"
    )


def centre_seen_by(user: access.Anyone, centre_id: UUID) -> Centre:
    """Return one centre. Raises NotSeen for another organisation's."""
    centre = centres_seen_by(user).select_related("office").filter(id=centre_id).first()
    if centre is None:
        raise not_seen()
    return centre


def public_centres() -> list[dict[str, Any]]:
    """Return what anybody may know of the centres: name, place, address, hours, languages."""
    found = Centre.objects.filter(public=True).order_by("name")
    return [
        dict(row)
        for row in found.values("name", "place", "address", "telephone", "hours", "languages")
    ]


def offices_to_record_in(user: access.Anyone) -> list[tuple[str, str]]:
    """Return the offices where the user may record a visit, as choices."""
    return [
        (str(office.id), office.name) for office in access.offices_seen_by(user, "visit.record")
    ]


@dataclass(frozen=True)
class Line:
    """A visit in a list."""

    id: UUID
    started_at: datetime
    day: date
    mode: str
    visitor_type: str
    reason: str
    next_step: str
    language: str
    interpreter: bool
    minutes: int | None
    counselled: bool
    person_id: UUID | None
    under_way: bool


def lines_of(visits: QuerySet[Visit]) -> list[Line]:
    """Return visits as lines of a list, without opening what is sealed."""
    rows = visits.values_list(
        "id",
        "started_at",
        "day",
        "mode",
        "visitor_type",
        "reason",
        "next_step",
        "language",
        "interpreter",
        "minutes",
        "counselled",
        "person_id",
        "ended_at",
    )
    return [Line(*row[:-1], under_way=row[-1] is None and row[9] is None) for row in rows]


def today_of(user: access.Anyone) -> list[Line]:
    """Return today's visits of the user's offices, the latest first."""
    return lines_of(visits_seen_by(user).filter(day=today_in())[:200])


def open_session_by_code(digest: bytes, moment: datetime) -> Session | None:
    """Return the session that a sign-in code belongs to, while the code is good."""
    return (
        Session.objects.select_related("organisation", "office")
        .filter(sign_in_digest=digest, sign_in_until__gt=moment)
        .first()
    )


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
            at=profile.created_at,
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
    """Return everything the centres keep about a person, as plain JSON, for the person."""
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
            }
        )
    for one in Attendee.objects.filter(**mine).select_related("session"):
        found.append(
            {
                "what": "Group session",
                "day": one.session.day.isoformat(),
                "title": one.session.title,
            }
        )
    return found
