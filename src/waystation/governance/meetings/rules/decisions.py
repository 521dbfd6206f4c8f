"""Decisions, and what may happen to the actions they ask for."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.periods import quarter
from waystation.foundation.shared.words import N_
from waystation.governance.network.rules.classes import NETWORK, PUBLIC, refusal_of_class

MOVES = {
    "open": ("in_progress", "done", "dropped"),
    "in_progress": ("done", "dropped"),
    "done": ("verified", "in_progress"),
    "verified": (),
    "dropped": (),
}


def refusal_to_decide(
    meeting_state: str, text: str, access_class: str, public_text: str
) -> Refusal | None:
    """Say why a decision cannot be recorded so."""
    if meeting_state not in {"held", "convened"}:
        return Refusal(
            N_("Decisions are taken in a meeting that a co-chair has convened."),
            code="not_convened",
        )
    if not text.strip():
        return Refusal(N_("Write what was decided."), field="text", code="missing")
    if refusal := refusal_of_class(access_class):
        return refusal
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


def refusal_to_agree(
    text: str, due_on: date, today: date, *, overdue_allowed: bool = False
) -> Refusal | None:
    """Say why an action cannot be agreed: what, and until when."""
    if not text.strip():
        return Refusal(N_("Write what is to be done."), field="text", code="missing")
    if due_on < today and not overdue_allowed:
        return Refusal(
            N_("An action is due on a day that is still to come."), field="due_on", code="past"
        )
    return None


def refusal_to_move(before: str, after: str, note: str, evidence: str) -> Refusal | None:
    """Say why an action cannot go from one state to another (ToR 43)."""
    if after not in MOVES.get(before, ()):
        return Refusal(
            N_("This action cannot go there from where it is."), field="state", code="move"
        )
    if after == "done" and not evidence.strip():
        return Refusal(
            N_("Show what was done: a document, a link, or a sentence that can be checked."),
            field="evidence",
            code="no_evidence",
        )
    if after == "dropped" and not note.strip():
        return Refusal(N_("Say why the action is dropped."), field="note", code="missing")
    if before == "done" and after == "in_progress" and not note.strip():
        return Refusal(
            N_("Say what is missing, so that the owner can finish it."),
            field="note",
            code="missing",
        )
    return None


def refusal_to_verify(
    state: str,
    owner: UUID,
    verifier: UUID | None,
    reported_by: UUID | None,
    verified_by: UUID,
) -> Refusal | None:
    """Say why this person cannot verify: another entity does, and another person."""
    if state != "done":
        return Refusal(
            N_("Only an action that its owner reported done can be verified."), code="not_done"
        )
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


def rate(states: list[str]) -> float | None:
    """Return the share of actions implemented: verified, of those not dropped; None for none."""
    counted = [one for one in states if one != "dropped"]
    return sum(one == "verified" for one in counted) / len(counted) if counted else None


def done_in_time(due_on: date, state: str, done_on: date | None) -> bool:
    """Return whether an action was done by the end of the quarter in which it was due.

    So the rate of a quarter does not move once the quarter is over, and what the co-chairs
    approve is what leaves.
    """
    return state in {"done", "verified"} and done_on is not None and done_on < quarter(due_on).end
