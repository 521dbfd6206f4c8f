"""The rotation of the third co-chair, decided without a database (ToR 86)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.words import N_

WAYS = ("meeting", "circulation")
# The house reminds UNKT of the next appointment on these days of the year before.
REMINDERS: tuple[tuple[int, int], ...] = ((10, 1), (11, 15), (12, 15))


@dataclass(frozen=True)
class Agency:
    """An agency in the rotation: who it is, and since when it is a member."""

    id: UUID
    name: str
    kind: str
    joined_on: date


@dataclass(frozen=True)
class Ledger:
    """A round: who may serve in it, who served, who gave up its turn in writing."""

    eligible: tuple[Agency, ...]
    served: frozenset[UUID]
    declined: frozenset[UUID]

    @property
    def waiting(self) -> tuple[Agency, ...]:
        """Those that still have to get their chance; who joined later comes later (A-06)."""
        return tuple(
            one
            for one in self.eligible
            if one.id not in self.served and one.id not in self.declined
        )

    @property
    def complete(self) -> bool:
        """Whether everybody had the chance, so that the next appointment opens a new round."""
        return bool(self.eligible) and not self.waiting


def rotating(members: Iterable[Agency], permanent: set[UUID], finance: bool) -> tuple[Agency, ...]:
    """Return the agencies that take part: members that do not sit already (A-04)."""
    found = [
        one for one in members if one.id not in permanent and (finance or one.kind != "un_finance")
    ]
    return tuple(sorted(found, key=lambda one: (one.joined_on, one.name)))


def last_day(starts_on: date) -> date:
    """Return the day a term ends: 31 December of the year it starts in, whatever the start."""
    return date(starts_on.year, 12, 31)


def whole_months(first: date, last: date) -> int:
    """Return the whole months from the first to the last day, both counted."""
    end = date.fromordinal(last.toordinal() + 1)
    months = (end.year - first.year) * 12 + end.month - first.month
    return max(0, months - (end.day < first.day))


def counts_as_served(first: date, last: date, months_needed: int) -> bool:
    """Return whether a term, or the part of it, counts in the ledger (A-05)."""
    return whole_months(first, last) >= months_needed


def refusal_of_decision(
    decided_on: date | None, way: str, document: str, today: date
) -> Refusal | None:
    """Say what is missing of UNKT's decision: its day, how it was taken, the document."""
    if decided_on is None or not document.strip():
        return Refusal(
            N_(
                "UNKT appoints the rotating co-chair. Give the day of its decision and the "
                "document that holds it."
            ),
            field="decided_on" if decided_on is None else "decision",
            code="no_unkt_decision",
            paragraph="86",
        )
    if way not in WAYS:
        return Refusal(
            N_("Say whether UNKT decided in a meeting or by circulation."),
            field="decided_way",
            code="decision_way",
            paragraph="86",
        )
    if decided_on > today:
        return Refusal(
            N_("UNKT's decision cannot lie in the future."),
            field="decided_on",
            code="decision_ahead",
        )
    return None


def refusal_to_appoint(
    agency: UUID, ledger: Ledger, taken: str, year: int, override_reason: str
) -> Refusal | None:
    """Say why an agency cannot be appointed: not eligible, seat taken, or others still wait."""
    if agency not in {one.id for one in ledger.eligible}:
        return Refusal(
            N_(
                "The rotating seat is for active member agencies other than those that sit "
                "permanently. Enter it as a member first."
            ),
            field="entity",
            code="not_eligible",
            paragraph="86",
        )
    if taken:
        return Refusal(
            N_("{name} holds the seat in {year} already. End that term first."),
            field="starts_on",
            code="seat_taken",
            name=taken,
            year=year,
        )
    if agency in ledger.served and not ledger.complete and not override_reason.strip():
        return Refusal(
            N_(
                "This agency has served in this round. Still to have the chance: {waiting}. An "
                "exception needs a decision of UNKT and its reason."
            ),
            field="entity",
            code="served_already",
            paragraph="86",
            waiting=", ".join(one.name for one in ledger.waiting),
        )
    return None


def needs_override(agency: UUID, ledger: Ledger) -> bool:
    """Return whether appointing this agency breaks the order of the round."""
    return agency in ledger.served and not ledger.complete


def refusal_to_vacate(starts_on: date, ends_on: date, left_on: date, why: str) -> Refusal | None:
    """Say why a term cannot end on this day: outside of it, or without a reason."""
    if not starts_on <= left_on <= ends_on:
        return Refusal(
            N_("The last day lies between {first} and {last}."),
            field="left_on",
            code="left_outside_term",
            first=f"{starts_on:%d.%m.%Y}",
            last=f"{ends_on:%d.%m.%Y}",
        )
    if not why.strip():
        return Refusal(N_("Say why the term ends early."), field="why", code="why_missing")
    return None


def refusal_to_decline(agency: UUID, ledger: Ledger, document: str) -> Refusal | None:
    """Say why a turn cannot be given up: it has none in this round, or nothing in writing."""
    if agency not in {one.id for one in ledger.waiting}:
        return Refusal(
            N_("Only an agency that still waits in this round can give up its turn."),
            field="entity",
            code="not_waiting",
            paragraph="86",
        )
    if not document.strip():
        return Refusal(
            N_("A turn is given up in writing. Name the letter or e-mail."),
            field="document",
            code="decline_unwritten",
            house_rule="A-02",
        )
    return None


def reminder_day(today: date) -> date | None:
    """Return the latest of the three reminder days of this year that has come, if any."""
    days = [date(today.year, month, day) for month, day in REMINDERS]
    return max((day for day in days if day <= today), default=None)


def missing_appointment(today: date, this_year: bool, next_year: bool) -> str:
    """Return how an appointment is wanting: "" for not, "due" by reminders, "late" from 1 Jan."""
    if not this_year:
        return "late"
    return "due" if not next_year and reminder_day(today) else ""
