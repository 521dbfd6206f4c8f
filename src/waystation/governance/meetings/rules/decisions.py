"""Decisions, and the transitions of their action items."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from waystation.foundation.shared import refusals
from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.periods import quarter
from waystation.foundation.shared.words import N_
from waystation.governance.network.rules.classes import NETWORK, PUBLIC


def refusal_to_decide(meeting_state: str, access_class: str, public_text: str) -> Refusal | None:
    """Say why a decision cannot be recorded so."""
    if meeting_state not in {"held", "convened"}:
        return Refusal(
            N_("Decisions are taken in a meeting that a co-chair has convened."),
            code="not_convened",
        )
    if access_class == PUBLIC and not public_text.strip():
        return Refusal(
            N_("A public decision needs the sentence that everybody may read."),
            field="public_text",
            code="missing",
        )
    if access_class not in {PUBLIC, NETWORK} and public_text.strip():
        return Refusal(
            N_("A decision of a closed class has no public part."),
            field="public_text",
            code="closed_and_public",
        )
    return None


def refusal_to_agree(due_on: date, today: date) -> Refusal | None:
    """Say why an action cannot be agreed: until when."""
    if due_on < today:
        return Refusal(
            N_("An action is due on a day that is still to come."), field="due_on", code="past"
        )
    return None


def refusal_to_finish(action: Any, values: Mapping[str, Any]) -> Refusal | None:
    """Say why an action cannot be reported done: something shows it (ToR 43)."""
    if not values["evidence"].strip() and not action.evidence.strip() and not values["paper"]:
        return Refusal(
            N_("Show what was done: a document, a link, or a sentence that can be checked."),
            field="evidence",
            code="no_evidence",
        )
    return None


def refusal_to_drop(action: Any, values: Mapping[str, Any]) -> Refusal | None:
    """Say why an action cannot be dropped."""
    return _missing(values["note"], "note", N_("Say why the action is dropped."))


def refusal_to_return(action: Any, values: Mapping[str, Any]) -> Refusal | None:
    """Say why an action cannot be given back to its owner."""
    sentence = N_("Say what is missing, so that the owner can finish it.")
    return _missing(values["note"], "note", sentence)


def _missing(text: str, field: str, sentence: str) -> Refusal | None:
    if not text.strip():
        return Refusal(sentence, field=field, code="missing")
    return refusals.reason(text, field)


def refusal_to_verify(
    owner: UUID, verifier: UUID | None, reported_by: UUID | None, verified_by: UUID
) -> Refusal | None:
    """Say why this person cannot verify: another entity does, and another person."""
    if verifier is None:
        return Refusal(
            N_("Who verifies speaks for an entity of the Network. You speak for none today."),
            code="no_entity",
        )
    if verifier == owner:
        return Refusal(
            N_("The owner of an action does not verify it. Ask another entity."),
            code="own_action",
        )
    if verified_by == reported_by:
        return Refusal(
            N_("Who reported an action done does not verify it. Ask a colleague."),
            code="own_report",
        )
    return None


def done_in_time(due_on: date, state: str, done_on: date | None) -> bool:
    """Return whether an action was done by the end of the quarter in which it was due.

    So the rate of a quarter does not change once the quarter is over, and the figure that the
    co-chairs approve is the one that is sent.
    """
    return state in {"done", "verified"} and done_on is not None and done_on < quarter(due_on).end
