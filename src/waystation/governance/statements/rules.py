"""Joint statements: one voice, and clearance by silence procedure (ToR 72).

The length of the silence procedure is a working rule; the text only says "as appropriate".
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.words import N_

CLEARANCES = [
    ("cleared", N_("Cleared")),
    ("objects", N_("Objects")),
    ("withdraws", N_("Not its matter")),
]
LONGEST = 12_000


def refusal_to_ask(
    until: date | None, earliest: date, days: int, entities: Collection[object]
) -> Refusal | None:
    """Return why a silence procedure cannot begin, or None: each entity has the set days."""
    if until is not None and until < earliest:
        return Refusal(
            N_(
                "Entities have {days} working days to read: the silence ends on {day} at the "
                "earliest."
            ),
            field="until",
            code="silence_too_short",
            working_rule="A-11",
            days=days,
            day=earliest,
        )
    if not entities:
        return Refusal(N_("There are no members to send it to."), code="no_members")
    return None


def refusal_to_clear(
    in_silence: bool, until: date | None, today: date, answer: str, reason: str
) -> Refusal | None:
    """Return why an entity cannot answer now, or None. An objection needs its reason."""
    if not in_silence or until is None:
        return Refusal(N_("This statement is not awaiting an answer."), code="not_in_silence")
    if until < today:
        return Refusal(
            N_("The silence ended on {day}. Speak to a co-chair."),
            code="silence_over",
            day=until,
        )
    if answer == "objects" and not reason:
        return Refusal(
            N_("Say what your entity cannot agree to, so that the text can be changed."),
            field="reason",
            code="reason_missing",
        )
    return None


@dataclass(frozen=True)
class ClearanceRequest:
    """An entity that was asked: until when, whether the request reached it, and its answer."""

    name: str
    until: date
    reached: bool
    failed: bool
    answer: str

    def how(self, today: date) -> str:
        """Return its answer, or the meaning of its silence: waits, not_reached or agrees.

        After the deadline, silence is consent only of entities that the request reached. A request
        whose e-mail is still being sent waits.
        """
        if self.answer:
            return self.answer
        if self.reached:
            return "waits" if today <= self.until else "agrees"
        return "waits" if today <= self.until and not self.failed else "not_reached"


def refusal_to_release(
    asked: Collection[ClearanceRequest], today: date, reason: str, co_chair: bool
) -> Refusal | None:
    """Return why a statement may not be released, or None.

    Refused until every entity is cleared; a co-chair may override with a reason, which stays.
    """
    if not entities_not_cleared(asked, today) or (co_chair and reason.strip()):
        return None

    def names_that_are(how: str) -> str:
        return ", ".join(one.name for one in asked if one.how(today) == how) or "–"

    return Refusal(
        N_(
            "Not cleared yet. Still silent: {waiting}. Not reached: {unreached}. Objecting: "
            "{objecting}. Wait, change the text, or a co-chair releases it with a reason."
        ),
        field="reason",
        code="not_cleared",
        waiting=names_that_are("waits"),
        unreached=names_that_are("not_reached"),
        objecting=names_that_are("objects"),
    )


def entities_not_cleared(asked: Collection[ClearanceRequest], today: date) -> list[str]:
    """Return the entities that have not cleared a statement."""
    return [one.name for one in asked if one.how(today) in {"waits", "not_reached", "objects"}]
