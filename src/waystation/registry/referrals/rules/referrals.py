"""Restrictions on referrals, beyond their states."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from uuid import UUID

from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.words import N_

NUMBER_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
DIRECTIONS = {"out": N_("Sent by us"), "in": N_("Received by us")}
BASES = {
    "consent": N_("Consent"),
    "vital_interest": N_("Vital interest, without consent"),
    "sender": N_("Consent recorded by the sender"),
}
OPEN = ("sent", "more_asked", "accepted")
"""The states in which a partner has something to do or to read."""
DIRECTIONS_FOR_PARTNER = {"out": N_("Sent to you"), "in": N_("Sent by you")}
UNDECIDED = ("draft", "to_approve")
UNSEEN_BY_PARTNER = (*UNDECIDED, "stopped")
ENDED = ("declined", "closed", "confirmed", "contradicted", "cancelled", "stopped")
TO_CONFIRM = ("closed", "confirmed", "contradicted")
"""The states in which the person says whether the outcome is right."""
PERSON_STEPS = {"yes": "confirm", "no": "contradict"}
"""The transition by the person's answer."""
PARTNER_STEPS = {
    "out": frozenset({"accept", "decline", "ask_more", "close"}),
    "in": frozenset({"supply", "cancel"}),
}
"""What the partner does, by the direction of the referral; the rest is the office's."""
MEDIA = {"pdf": "application/pdf", "png": "image/png", "jpg": "image/jpeg", "jpeg": "image/jpeg"}
MOST_BYTES = 10 * 1024 * 1024
MOST_FILES = 10


def new_number() -> str:
    """Return a number that says nothing about the person, the office or the order."""
    return "R-" + "".join(secrets.choice(NUMBER_LETTERS) for _ in range(8))


def steps_of_partner(direction: str) -> frozenset[str]:
    """Return the transitions that a partner takes itself."""
    return PARTNER_STEPS[direction]


def refusal_of_own_approval(asked_by: UUID | None, approving: UUID) -> Refusal | None:
    """Refuse that one person decides alone to send without consent."""
    if asked_by != approving:
        return None
    return Refusal(
        N_("You asked for this yourself. A second person has to approve it."),
        code="second_person",
    )


def refusal_of_renewal(state: str) -> Refusal | None:
    """Refuse to send again a referral that the person has stopped or that is in progress."""
    if state in ("declined", "closed", "contradicted", "confirmed", "cancelled"):
        return None
    if state == "stopped":
        return Refusal(
            N_("The person withdrew consent: this cannot be sent again. Ask again first."),
            code="stopped",
        )
    return Refusal(
        N_("This referral is still open. Cancel it first, or wait for its end."),
        code="still_open",
    )


def refusal_of_unattached(direction: str, person_id: UUID | None) -> Refusal | None:
    """Refuse to accept a person who has no file yet."""
    if direction == "out" or person_id is not None:
        return None
    return Refusal(N_("Find or open the person’s file first."), field="number", code="no_file")


def refusal_of_unclosed(state: str) -> Refusal | None:
    """Refuse to ask a person about an outcome that there is not yet, or not any more."""
    if state in TO_CONFIRM:
        return None
    return Refusal(
        N_("The person is asked when the partner has closed the referral with an outcome."),
        code="not_closed",
    )


def refusal_of_direction(direction: str, wanted: str) -> Refusal | None:
    """Refuse a step that belongs to referrals of the other direction."""
    if direction == wanted:
        return None
    return Refusal(N_("This step is not for a referral of this kind."), code="wrong_direction")


def refusal_of_file(name: str, size: int, there: int, shared: Collection[str]) -> Refusal | None:
    """Say why a file cannot be added to a referral."""
    if "documents" not in shared:
        return Refusal(
            N_("The person has not agreed to share documents. Share them first, then add files."),
            field="file",
            code="documents_not_shared",
        )
    if name.rpartition(".")[2].lower() not in MEDIA:
        return Refusal(N_("Add a PDF or a picture (PNG, JPEG)."), field="file", code="file_kind")
    if size > MOST_BYTES or size == 0:
        return Refusal(
            N_("A file has at most {most} MB and is not empty."),
            field="file",
            code="file_size",
            most=MOST_BYTES // 1024 // 1024,
        )
    if there >= MOST_FILES:
        return Refusal(
            N_("A referral has at most {most} files."), field="file", code="files", most=MOST_FILES
        )
    return None


def refusal_of_unsaid_consent(told: bool) -> Refusal | None:
    """Refuse a person's data from a partner that has not asked for consent."""
    if told:
        return None
    return Refusal(
        N_("Confirm that the person agreed. Without consent nothing is sent."),
        field="consented",
        code="no_consent",
    )
