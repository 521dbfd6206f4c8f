"""Joint statements: one voice, and the silence by which entities clear it (ToR 72).

How long the silence lasts is a house rule; the text only says "as appropriate".
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date

from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.words import N_

CLEARANCES = [
    ("cleared", N_("Cleared")),
    ("objects", N_("Objects")),
    ("withdraws", N_("Not its matter")),
]
LONGEST = 12_000


def refusal_to_ask(until: date | None, today: date, entities: Collection[object]) -> Refusal | None:
    """Return why a silence procedure cannot begin, or None."""
    if until is not None and until <= today:
        return Refusal(
            N_("The silence ends after today. Give the entities time to read."),
            field="until",
            code="deadline_passed",
        )
    if not entities:
        return Refusal(N_("There are no members whom it could be sent to."), code="no_members")
    return None


def refusal_to_clear(
    in_silence: bool, until: date | None, today: date, answer: str, reason: str
) -> Refusal | None:
    """Return why an entity cannot answer now, or None. An objection needs its reason."""
    if not in_silence or until is None:
        return Refusal(N_("This statement does not wait for an answer."), code="not_in_silence")
    if until < today:
        return Refusal(
            N_("The silence ended on {day}. Speak to a co-chair."),
            code="silence_over",
            day=until.isoformat(),
        )
    if answer == "objects" and not reason:
        return Refusal(
            N_("Say what your entity cannot agree to, so that the text can be changed."),
            field="reason",
            code="reason_missing",
        )
    return None


def open_entities(
    asked: Collection[str], answers: Mapping[str, str], until: date | None, today: date
) -> tuple[list[str], list[str]]:
    """Return (who still has time to answer, who objects). Silence past the day is consent."""
    waiting = [] if until is not None and until < today else [k for k in asked if k not in answers]
    return waiting, [key for key in asked if answers.get(key) == "objects"]


def refusal_to_release(
    waiting: Collection[str], objecting: Collection[str], reason: str, co_chair: bool
) -> Refusal | None:
    """Return why a statement may not be released, or None.

    Refused until every entity is cleared; a co-chair may override with a reason, which stays.
    """
    if (not waiting and not objecting) or (co_chair and reason.strip()):
        return None
    return Refusal(
        N_(
            "Not cleared yet. Still silent: {waiting}. Objecting: {objecting}. Wait, change the "
            "text, or a co-chair releases it with a reason."
        ),
        field="reason",
        code="not_cleared",
        waiting=", ".join(waiting) or "–",
        objecting=", ".join(objecting) or "–",
    )
