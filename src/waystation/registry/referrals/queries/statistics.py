"""Counts of referrals, each once, by the period in which it was sent.

Drafts are not counted. A referral that continues another is counted as one more sent; "needs"
counts the chain once, by its first referral.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time
from statistics import mean
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from waystation.foundation.access import queries as access
from waystation.foundation.records.sealed import readable_text
from waystation.foundation.shared.periods import HOME_ZONE, Period
from waystation.registry.referrals.models import Note, Referral
from waystation.registry.referrals.rules.deadlines import in_time

from .referrals import referrals_visible_to

TAKEN_UP = ("received", "partly")


@dataclass
class Counts:
    """What became of some referrals."""

    name: str
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
        judged = in_time(row["due_at"], row["answered_at"], row["alerted_at"])
        self.in_time += judged is True
        self.late += judged is False
        if row["answered_at"] is not None:
            self.answered += 1
            self.accepted += row["state"] != "declined"
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
    "due_at",
    "answered_at",
    "alerted_at",
)


def _moment(day: date) -> datetime:
    return datetime.combine(day, time(), ZoneInfo(HOME_ZONE))


def sent_within(user: access.AnyUser, period: Period, direction: str = "out") -> QuerySet[Referral]:
    """Return the referrals of the user's offices that were sent in a period."""
    return referrals_visible_to(user).filter(
        direction=direction,
        sent_at__gte=_moment(period.start),
        sent_at__lt=_moment(period.end),
    )


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
        name = row[along] or ""
        found.setdefault(name, Counts(name)).add(row)
        total.add(row)
    return sorted(found.values(), key=lambda one: (-one.sent, one.name)), total


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
