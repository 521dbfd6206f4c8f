"""Counts of referrals, each once, by the period in which it was sent.

Drafts are not counted. A referral that continues another is counted as one more sent; "needs"
counts the chain once, by its first referral. Each referral sent has exactly one ``course``, so that
the numbers beside those sent add up to them, and the list filters by the same expression.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time
from statistics import mean
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Case, CharField, F, Q, QuerySet, Value, When
from django.db.models.functions import TruncDate

from waystation.foundation.access import queries as access
from waystation.foundation.records.sealed import readable_text
from waystation.foundation.shared.periods import HOME_ZONE, Period, now, today_in
from waystation.foundation.shared.words import N_
from waystation.registry.referrals.models import Note, Referral

from .referrals import referrals_visible_to

TAKEN_UP = ("received", "partly")
COURSES = {
    "accepted": N_("Accepted"),
    "declined": N_("Declined"),
    "waiting": N_("Waiting"),
    "overdue": N_("Overdue"),
    "asked": N_("Question open"),
    "cancelled": N_("Cancelled"),
    "withdrawn": N_("Consent withdrawn"),
    "expired": N_("Consent expired"),
}
"""What became of a referral. The first two are answered, the others are not.

One that was accepted and ended before the service was given remains accepted.
"""
ANSWERED = ("accepted", "declined")
TIMELINESS = {"in_time": N_("In time"), "late": N_("Late")}


@dataclass
class Counts:
    """What became of some referrals."""

    name: str
    key: str = ""
    sent: int = 0
    needs: int = 0
    answered: int = 0
    in_time: int = 0
    late: int = 0
    accepted: int = 0
    closed: int = 0
    taken_up: int = 0
    confirmed: int = 0
    contradicted: int = 0
    courses: Counter[str] = field(default_factory=Counter)
    days: list[float] = field(default_factory=list)

    @property
    def mean_days(self) -> float | None:
        """Return the mean days from sending to the answer, None without an answer."""
        return round(mean(self.days), 1) if self.days else None

    @property
    def share_in_time(self) -> int | None:
        """Return the per cent answered in time, of those answered or overdue."""
        judged = self.in_time + self.late
        return round(100 * self.in_time / judged) if judged else None

    def add(self, row: dict[str, Any]) -> None:
        """Count one referral."""
        self.sent += 1
        self.needs += row["follows_id"] is None
        self.in_time += row["timeliness"] == "in_time"
        self.late += row["timeliness"] == "late"
        self.courses[row["course"]] += 1
        self.answered += row["course"] in ANSWERED
        self.accepted += row["course"] == "accepted"
        if row["answered_at"] is not None:
            self.days.append((row["answered_at"] - row["sent_at"]).total_seconds() / 86400)
        self.closed += bool(row["outcome"])
        self.taken_up += row["outcome"] in TAKEN_UP
        self.confirmed += row["state"] == "confirmed"
        self.contradicted += row["state"] == "contradicted"


COUNTED = (
    "entity_id",
    "entity__name",
    "need",
    "service_id",
    "service__name",
    "follows_id",
    "state",
    "outcome",
    "sent_at",
    "answered_at",
    "course",
    "timeliness",
)
KEYS = {"entity__name": "entity_id", "service__name": "service_id", "need": "need"}


def with_course(rows: QuerySet[Referral]) -> QuerySet[Referral]:
    """Return referrals with their ``course``, ``timeliness`` and ``sent_on``, as counted here."""
    moment = now()
    text = CharField()
    ended = Q(consent__state="given", consent__expires_on__lt=today_in())
    course = Case(
        When(answered_at__isnull=False, state="declined", then=Value("declined")),
        When(answered_at__isnull=False, then=Value("accepted")),
        When(state="sent", due_at__lt=moment, then=Value("overdue")),
        When(state="sent", then=Value("waiting")),
        When(state="more_asked", then=Value("asked")),
        When(state="cancelled", then=Value("cancelled")),
        When(ended, state="stopped", then=Value("expired")),
        When(state="stopped", then=Value("withdrawn")),
        default=Value(""),
        output_field=text,
    )
    timeliness = Case(
        When(Q(alerted_at__isnull=False) | Q(answered_at__gt=F("due_at")), then=Value("late")),
        When(answered_at__isnull=False, then=Value("in_time")),
        default=Value(""),
        output_field=text,
    )
    zone = ZoneInfo(HOME_ZONE)
    return rows.annotate(
        course=course, timeliness=timeliness, sent_on=TruncDate("sent_at", tzinfo=zone)
    )


def _moment(day: date) -> datetime:
    return datetime.combine(day, time(), ZoneInfo(HOME_ZONE))


def sent_within(user: access.AnyUser, period: Period, direction: str = "out") -> QuerySet[Referral]:
    """Return the referrals of the user's offices that were sent in a period."""
    rows = referrals_visible_to(user).filter(
        direction=direction,
        sent_at__gte=_moment(period.start),
        sent_at__lt=_moment(period.end),
    )
    return with_course(rows)


def counts_by(
    user: access.AnyUser, period: Period, along: str, direction: str = "out"
) -> tuple[list[Counts], Counts]:
    """Return the counts by partner ("entity__name"), service or need, and the total.

    A referral that names no service is counted under "".
    """
    rows = sent_within(user, period, direction).order_by().values(*COUNTED)
    return _gather_counts(rows, along)


def _gather_counts(rows: Iterable[dict[str, Any]], along: str) -> tuple[list[Counts], Counts]:
    total, found = Counts(""), dict[str, Counts]()
    for row in rows:
        name, key = row[along] or "", str(row[KEYS[along]] or "")
        found.setdefault(key, Counts(name, key)).add(row)
        total.add(row)
    return sorted(found.values(), key=lambda one: (-one.sent, one.name, one.key)), total


@dataclass(frozen=True)
class Override:
    """A referral that was sent, or asked to be sent, without consent."""

    id: UUID
    number: str
    at: datetime
    partner: str
    office: str
    asked_by: str
    approved_by: str
    reason: str
    state: str


def overrides_within(user: access.AnyUser, period: Period) -> list[Override]:
    """Return referrals sent without consent in a period, for the monthly oversight report."""
    if not access.may(user, "referral.oversee"):
        return []
    rows = list(
        access.scoped(Referral.objects.all(), user, "referral.oversee")
        .filter(
            basis="vital_interest",
            approved_at__gte=_moment(period.start),
            approved_at__lt=_moment(period.end),
        )
        .select_related("entity", "office", "override_by", "approved_by")
        .order_by("approved_at", "id")
    )
    reasons: dict[UUID, str] = defaultdict(str)
    notes = Note.objects.filter(referral__in=rows, step="ask_override").order_by("created_at")
    for note in notes:
        reasons[note.referral_id] = readable_text(note, "text")
    return [
        Override(
            one.id,
            one.number,
            one.approved_at or one.created_at,
            one.entity.name,
            one.office.name,
            str(one.override_by or ""),
            str(one.approved_by or ""),
            reasons[one.id],
            one.state,
        )
        for one in rows
    ]
