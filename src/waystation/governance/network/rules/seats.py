"""The rotation of the third co-chair, without a database (ToR 86)."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.words import N_

from .refusals import first, refusal_of_missing, says, unless

SEATS = ("undc", "iom", "rotating")
SEAT_NAMES = [
    ("undc", N_("UN Development Coordinator")),
    ("iom", N_("Head of IOM")),
    ("rotating", N_("Rotating co-chair")),
]
WAYS = [("meeting", N_("In a meeting")), ("circulation", N_("By circulation"))]
# The organisation reminds UNKT of the next appointment on these days of the year before.
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
    """A round: the entities that may serve in it, have served, or have declined in writing."""

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

    def state_of(self, agency: Agency) -> str:
        """Return "served", "declined" or "waiting"."""
        if agency.id in self.served:
            return "served"
        return "declined" if agency.id in self.declined else "waiting"


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
    """Return what is missing in UNKT's decision: day, procedure, document."""
    return first(
        unless(
            decided_on is not None and says(document),
            N_(
                "UNKT appoints the rotating co-chair. Enter the date of its decision and the "
                "document that records it."
            ),
            "decided_on" if decided_on is None else "decision",
            "no_unkt_decision",
            paragraph="86",
        ),
        unless(
            way in dict(WAYS),
            N_("Say whether UNKT decided in a meeting or by circulation."),
            "decided_way",
            "decision_way",
            paragraph="86",
        ),
        unless(
            decided_on is None or decided_on <= today,
            N_("UNKT's decision cannot lie in the future."),
            "decided_on",
            "decision_ahead",
        ),
    )


def refusal_of_gap(year: int, today: date, held: Collection[int]) -> Refusal | None:
    """Say that the seat is filled year by year, and which year comes first; ``held`` are filled."""
    empty = [one for one in range(today.year + 1, year) if one not in held]
    return unless(
        not empty,
        N_("No appointment is recorded for {before} yet. Record that one first."),
        "starts_on",
        "year_before_empty",
        paragraph="86",
        before=empty[0] if empty else 0,
    )


def refusal_to_appoint(
    agency: UUID | None, ledger: Ledger, taken: str, year: int, override_reason: str
) -> Refusal | None:
    """Say why an agency cannot be appointed: not eligible, seat taken, or others still wait."""
    return first(
        unless(
            agency in {one.id for one in ledger.eligible},
            N_(
                "The rotating seat is for active member agencies other than those that sit "
                "permanently. Enter it as a member first."
            ),
            "entity",
            "not_eligible",
            paragraph="86",
        ),
        unless(
            not taken,
            N_("{name} already holds the seat in {year}. End that term first."),
            "starts_on",
            "seat_taken",
            name=taken,
            year=year,
        ),
        unless(
            not needs_override(agency, ledger) or says(override_reason),
            N_(
                "This agency has served in this round. Still to have the chance: {waiting}. An "
                "exception needs a decision of UNKT and its reason."
            ),
            "entity",
            "served_already",
            paragraph="86",
            waiting=", ".join(one.name for one in ledger.waiting),
        ),
    )


def refusal_of_no_term(held: bool) -> Refusal | None:
    """Refuse to fill the rotating seat without a term."""
    return unless(
        held,
        N_("The rotating seat is vacant on that date. Record UNKT's decision."),
        "starts_on",
        "no_term",
        paragraph="86",
    )


def refusal_to_sit(
    starts_on: date, asked: date | None, last: date | None, acting: bool
) -> Refusal | None:
    """Return why a seat cannot be filled: reversed days, or a deputy without a last day."""
    return first(
        unless(
            last is None or last >= starts_on,
            N_("The last day lies before the first day."),
            "ends_on",
            "days_reversed",
        ),
        unless(
            not acting or asked is not None,
            N_("An acting appointment needs an end date."),
            "ends_on",
            "acting_without_end",
        ),
    )


def needs_override(agency: UUID | None, ledger: Ledger) -> bool:
    """Return whether appointing this agency breaks the order of the round."""
    return agency in ledger.served and not ledger.complete


def refusal_of_left(left_on: date | None) -> Refusal | None:
    """Say that a term ends early once."""
    return unless(left_on is None, N_("This term has already ended."), "left_on", "term_ended")


def refusal_to_vacate(
    starts_on: date, ends_on: date, left_on: date | None, why: str
) -> Refusal | None:
    """Say why a term cannot end on this day: outside of it, or without a reason."""
    return first(
        unless(
            left_on is None or starts_on <= left_on <= ends_on,
            N_("The last day lies between {first} and {last}."),
            "left_on",
            "left_outside_term",
            first=starts_on,
            last=ends_on,
        ),
        refusal_of_missing(why, "why", N_("Say why the term ends early.")),
    )


def refusal_to_decline(agency: UUID | None, ledger: Ledger, document: str) -> Refusal | None:
    """Say why a turn cannot be given up: it has none in this round, or nothing in writing."""
    return first(
        unless(
            agency in {one.id for one in ledger.waiting},
            N_("Only an agency that has not yet served in this round can give up its turn."),
            "entity",
            "not_waiting",
            paragraph="86",
        ),
        refusal_of_missing(
            document,
            "document",
            N_("A turn is given up in writing. Name the letter or e-mail."),
            code="decline_unwritten",
            working_rule="A-02",
        ),
    )


def reminder_day(today: date) -> date | None:
    """Return the latest of the three reminder days of this year that has come, if any."""
    days = [date(today.year, month, day) for month, day in REMINDERS]
    return max((day for day in days if day <= today), default=None)


def missing_appointment(today: date, this_year: bool, next_year: bool) -> str:
    """Return how an appointment is wanting: "" for not, "due" by reminders, "late" from 1 Jan."""
    if not this_year:
        return "late"
    return "due" if not next_year and reminder_day(today) else ""
