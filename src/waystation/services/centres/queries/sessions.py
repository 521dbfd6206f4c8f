"""Group sessions and their attendance."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet, Sum
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext

from waystation.foundation.access import queries as access
from waystation.foundation.records.sealed import readable_text
from waystation.foundation.shared.errors import not_seen
from waystation.foundation.workflow.outstanding import Outstanding
from waystation.registry.people import queries as people
from waystation.services.centres.fields import RATING, headcount_name, heads_table
from waystation.services.centres.models import Attendee, Headcount, Session

from .marks import after_mark

MOST = 200
WOMEN = Q(sex="female") | Q(person__sex="female")
"""The condition of attendees who are women, by their file or by their own answer."""

PLANNED: QuerySet[Any, Any] = (
    Session.objects.filter(held=False, cancelled_at__isnull=True)
    .order_by("-day", "-id")
    .values("id", "day", "title")
)


def sessions_visible_to(user: access.AnyUser) -> QuerySet[Session]:
    """Return the group sessions of the user's offices, latest first."""
    return access.scoped(Session.objects.all(), user, "session.read").order_by("-day", "-id")


def planned_sessions(user: access.AnyUser, day: date, most: int = 5) -> list[dict[str, Any]]:
    """Return the next sessions that were neither held nor cancelled, as lines of a list."""
    rows = access.scoped(PLANNED.filter(day__gte=day), user, "session.read")
    return [dict(row) for row in rows[:most]]


def session_visible_to(user: access.AnyUser, session_id: UUID) -> Session:
    """Return one session. Raises NotSeen outside the user's offices."""
    session = sessions_visible_to(user).select_related("office").filter(id=session_id).first()
    if session is None:
        raise not_seen()
    return session


@dataclass(frozen=True)
class Attendance:
    """Who came to a session: by name, by number, together, and how many of them women.

    ``files``: how many of them have a file, which holds their sex; ``women`` is None for users who
    may not open it.
    """

    named: int
    counted: int
    women: int | None
    files: int = 0

    @property
    def together(self) -> int:
        return self.named + self.counted


def attendance_of(session_ids: Sequence[UUID]) -> dict[UUID, Attendance]:
    """Return the attendance of sessions that the user may see already."""
    named: dict[UUID, tuple[int, int, int]] = {}
    rows = Attendee.objects.filter(session_id__in=session_ids).values_list("session_id")
    for key, number, women, files in rows.annotate(
        number=Count("id"),
        women=Count("id", filter=WOMEN),
        files=Count("person_id"),
    ):
        named[key] = (number, women, files)
    counted: dict[UUID, tuple[int, int]] = {}
    heads = Headcount.objects.filter(session_id__in=session_ids).values_list("session_id")
    for key, number, women in heads.annotate(
        total=Sum("number"), women=Sum("number", filter=Q(sex="female"))
    ):
        counted[key] = (number or 0, women or 0)
    return {
        key: Attendance(
            named.get(key, (0, 0, 0))[0],
            counted.get(key, (0, 0))[0],
            named.get(key, (0, 0, 0))[1] + counted.get(key, (0, 0))[1],
            named.get(key, (0, 0, 0))[2],
        )
        for key in session_ids
    }


def attendance_for(user: access.AnyUser, session_ids: Sequence[UUID]) -> dict[UUID, Attendance]:
    """Return the attendance of sessions that the user may see, as they may see it.

    An attendee's sex is part of their file: users who may not open it do not see it here either.
    """
    opened = set(access.offices_where(user, "person.read"))
    offices = dict(Session.objects.filter(id__in=session_ids).values_list("id", "office_id"))
    return {
        key: one if offices[key] in opened or not one.files else replace(one, women=None)
        for key, one in attendance_of(session_ids).items()
    }


def sign_in_code(session: Session) -> str:
    """Return the code of a session's sign-in by phone: always the same, and stored nowhere."""
    digest = salted_hmac("waystation.centres.sign_in", str(session.id), algorithm="sha256").digest()
    return urlsafe_b64encode(digest[:12]).decode()


def open_session_by_code(digest: bytes, moment: datetime) -> Session | None:
    """Return the session that a sign-in code belongs to, while the code is good."""
    return (
        Session.objects.select_related("organisation", "office")
        .filter(sign_in_digest=digest, sign_in_until__gt=moment)
        .first()
    )


def sessions_to_hold(user: access.AnyUser, until: date) -> list[Outstanding]:
    """Return the planned sessions up to a day, and those past whose attendance is missing."""
    rows = access.scoped(Session.objects.all(), user, "session.record")
    rows = rows.filter(held=False, cancelled_at=None, day__lte=until).order_by("day", "id")
    return [
        Outstanding(
            "centres.session",
            gettext("Group session: {title}").format(title=one.title),
            reverse("centres:session", args=[one.id]),
            due_on=one.day,
            record=one.id,
        )
        for one in rows[:MOST]
    ]


def sessions_after(user: access.AnyUser, after: str, size: int) -> list[Session]:
    """Return a page of sessions that begins after a mark, for the API."""
    return list(after_mark(sessions_visible_to(user).select_related("office"), after)[:size])


def heads_of(session: Session) -> dict[str, int]:
    """Return a session's attendance as form values, 0 where nobody was counted."""
    there = {headcount_name(one.sex, one.age_band): one.number for one in session.headcounts.all()}
    return {name: there.get(name, 0) for name in heads_table().names}


def attendees_named(session: Session) -> set[UUID]:
    """Return the people who attended by name."""
    keys = session.attendees.filter(person__isnull=False).values_list("person_id", flat=True)
    return {key for key in keys if key is not None}


def headcounts_of(session: Session) -> dict[str, dict[str, int]]:
    """Return who came by number: sex -> age band -> how many."""
    counts: dict[str, dict[str, int]] = {}
    for one in session.headcounts.order_by("sex", "age_band"):
        counts.setdefault(one.sex, {})[one.age_band] = one.number
    return counts


def invited_to(user: access.AnyUser, session: Session) -> list[dict[str, Any]]:
    """Return who was invited to a session, by name, and whether each came: the list to sign in."""
    keys = list(session.invitations.order_by("id").values_list("person_id", flat=True))
    names = people.names_of(user, keys)
    came = attendees_named(session)
    rows = [{"id": key, "name": names.get(key, ""), "came": key in came} for key in keys]
    return sorted(rows, key=lambda one: str(one["name"]).casefold())


def satisfaction_of(session: Session) -> list[tuple[str, int]]:
    """Return how many gave each answer about a session, on the phone and on paper, in words."""
    counts: Counter[str] = Counter()
    phones = session.attendees.exclude(satisfaction="").values_list("satisfaction", flat=True)
    counts.update(phones)
    for one in session.paper_ratings.all():
        counts[one.satisfaction] += one.number
    return [
        (label, counts[code])
        for code, label in RATING["satisfaction"].get_choices()
        if counts[code]
    ]


def paper_ratings_of(session: Session) -> dict[str, int]:
    """Return how many paper forms gave each answer."""
    return {one.satisfaction: one.number for one in session.paper_ratings.all()}


def questions_of(session: Session) -> str:
    """Return the questions that the group asked, of a session that the user may see already."""
    return readable_text(session, "questions")
