"""Every read of the centres. The user comes first; other offices do not exist for them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Count, Q, QuerySet, Sum
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from waystation.foundation.access import actions as trail
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


@transaction.atomic
def open_visit(user: access.Anyone, visit_id: UUID) -> Visit:
    """Return one visit to be read whole, and write down that this user read it. Raises NotSeen."""
    visit = visit_seen_by(user, visit_id)
    trail.log(
        access.signed_in(user), "visit.read", "centres.Visit", visit.id, office_id=visit.office_id
    )
    return visit


@transaction.atomic
def open_profile(user: access.Anyone, profile_id: UUID) -> Profile:
    """Return one profile, and write down that this user read it. Raises NotSeen."""
    profile = profile_seen_by(user, profile_id)
    trail.log(
        access.signed_in(user),
        "profile.read",
        "centres.Profile",
        profile.id,
        office_id=profile.office_id,
    )
    return profile


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


def _mark(after: str) -> tuple[date, UUID] | None:
    """Return where the next page of a list begins, from the address; None if unreadable."""
    day, _sign, key = after.partition("_")
    try:
        return date.fromisoformat(day), UUID(key)
    except ValueError:
        return None


def visits_after(user: access.Anyone, after: str, size: int) -> list[Line]:
    """Return a page of visits that begins after a mark, without counting the others."""
    rows = visits_seen_by(user)
    if mark := _mark(after):
        rows = rows.filter(Q(day__lt=mark[0]) | Q(day=mark[0], id__lt=mark[1]))
    return lines_of(rows[:size])


def sessions_after(user: access.Anyone, after: str, size: int) -> list[Session]:
    """Return a page of sessions that begins after a mark."""
    rows = sessions_seen_by(user).select_related("office")
    if mark := _mark(after):
        rows = rows.filter(Q(day__lt=mark[0]) | Q(day=mark[0], id__lt=mark[1]))
    return list(rows[:size])


def rows_for_export(user: access.Anyone) -> list[tuple[Any, ...]]:
    """Return this year's visits as codes, for a file; no person in it."""
    start = today_in().replace(month=1, day=1)
    rows = visits_seen_by(user).filter(day__gte=start)
    return list(rows.values_list("day", "mode", "visitor_type", "reason", "next_step", "minutes"))


ANSWERS = (
    ("mode", "visit_mode", _lazy("How the person came")),
    ("visitor_type", "visitor_type", _lazy("Kind of visitor")),
    ("reason", "visit_reason", _lazy("Main reason for the visit")),
    ("next_step", "next_step", _lazy("Next step")),
    ("language", "language", _lazy("Language of the conversation")),
    ("sex", "sex", _lazy("Sex")),
    ("age_band", "age_band", _lazy("Age")),
    ("community", "community", _lazy("Community")),
    ("place", "municipality", _lazy("Municipality")),
)
PROFILE_ANSWERS = (
    ("education", "education", _lazy("Education")),
    ("work_status", "work_status", _lazy("Work")),
    ("occupation", "occupation", _lazy("Occupation")),
    ("intention", "intention", _lazy("Intention now")),
    ("horizon", "horizon", _lazy("When")),
    ("destination", "country", _lazy("Where to")),
)


def answers_of(visit: Visit) -> list[tuple[str, str]]:
    """Return what was recorded of a visit, as question and answer in the reader's language."""
    rows = [
        (str(label), reference.label(code_list, getattr(visit, name)))
        for name, code_list, label in ANSWERS
        if getattr(visit, name)
    ]
    if visit.topics:
        topics = ", ".join(reference.label("topic", code) for code in visit.topics)
        rows.append((_("Topics talked about"), topics))
    if visit.minutes:
        rows.append((_("Minutes"), str(visit.minutes)))
    if visit.interpreter:
        rows.append((_("Interpreter"), _("Yes")))
    if visit.counselled:
        rows.append((_("Individual counselling"), _("Yes")))
    if visit.advice:
        rows.append((_("What was advised"), advice_of(visit)))
    return rows


def profile_answers(profile: Profile) -> list[tuple[str, str]]:
    """Return a profile as question and answer; what was declined is shown as such."""
    declined = _("Did not want to say")
    rows = [
        (
            str(label),
            declined
            if getattr(profile, name) == DECLINED
            else reference.label(code_list, getattr(profile, name)),
        )
        for name, code_list, label in PROFILE_ANSWERS
        if getattr(profile, name)
    ]
    if profile.been_abroad:
        words = {"yes": _("Yes"), "no": _("No"), DECLINED: declined}
        rows.append((_("Has lived abroad"), words[profile.been_abroad]))
    for name, code_list, label in (
        ("drivers", "driver", _("Reasons")),
        ("means", "means", _("Means")),
    ):
        chosen = getattr(profile, name)
        if chosen:
            rows.append((label, ", ".join(reference.label(code_list, code) for code in chosen)))
    if profile.skills:
        rows.append((_("Skills, in the person's own words"), skills_of(profile)))
    return rows


def heads_of(session: Session) -> dict[str, int]:
    """Return the numbers of a session as the boxes of its form."""
    return {f"n_{one.sex}_{one.age_band}": one.number for one in session.headcounts.all()}


def attendees_named(session: Session) -> set[UUID]:
    """Return the people who attended by name."""
    keys = session.attendees.filter(person__isnull=False).values_list("person_id", flat=True)
    return {key for key in keys if key is not None}


def centre_row(centre: Centre) -> dict[str, Any]:
    """Return a centre's entry in the reader's language."""
    return {
        "centre": centre,
        "place": reference.label("municipality", centre.place),
        "host": reference.label("host_kind", centre.host_kind),
        "handover": reference.label("handover_status", centre.handover_status),
        "languages": [reference.label("language", code) for code in centre.languages],
    }


def offices_without_centre(user: access.Anyone) -> list[tuple[UUID, str]]:
    """Return the offices whose centre is not in the register yet, for who may enter it."""
    offices = access.offices_seen_by(user, "centre.manage")
    taken = Centre.objects.filter(office__in=offices).values_list("office_id", flat=True)
    return [(office.id, office.name) for office in offices if office.id not in set(taken)]


def visit_records_after(user: access.Anyone, after: str, size: int) -> list[Visit]:
    """Return a page of whole visits that begins after a mark, for the API."""
    rows = visits_seen_by(user)
    if mark := _mark(after):
        rows = rows.filter(Q(day__lt=mark[0]) | Q(day=mark[0], id__lt=mark[1]))
    return list(rows[:size])
