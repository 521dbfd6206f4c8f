"""Advice to UNKT: one sentence, its course, and the documented answer (O-25, O-26).

Terms of Reference, Role and organizational arrangements: the UNKT may follow or not follow
specific recommendations and documents why it does not. A recommendation is atomic, so "partly"
is allowed and needs the motivation for the part that is not followed (A-13).
"""

from __future__ import annotations

from collections.abc import Collection, Hashable
from datetime import date

from waystation.foundation.shared.errors import NotAllowed, Refusal
from waystation.foundation.shared.refusals import is_sentence
from waystation.foundation.shared.words import N_
from waystation.governance.network.rules.refusals import (
    at_most,
    first,
    refusal_of_missing,
    refusals_in,
    says,
    unless,
)

DRAFT, ENDORSED, SUBMITTED, REVIEW = "draft", "endorsed", "submitted", "under_review"
FOLLOWED, PARTLY, NOT_FOLLOWED = "followed", "partly_followed", "not_followed"
WITHDRAWN = "withdrawn"
STATES = [
    (DRAFT, N_("Draft")),
    (ENDORSED, N_("Endorsed")),
    (SUBMITTED, N_("Submitted")),
    (REVIEW, N_("Under review")),
    (FOLLOWED, N_("Followed")),
    (PARTLY, N_("Partly followed")),
    (NOT_FOLLOWED, N_("Not followed")),
    (WITHDRAWN, N_("Withdrawn")),
]
ANSWERS = (FOLLOWED, PARTLY, NOT_FOLLOWED)
NEEDS_MOTIVATION = (PARTLY, NOT_FOLLOWED)
AWAITING = (SUBMITTED, REVIEW)
ADDRESSEES = [
    ("unkt", N_("UNKT")),
    ("undc", N_("UN Development Coordinator")),
    ("entity", N_("A UN entity")),
    ("authority", N_("A Kosovo authority, through the UNKT")),
]
EVIDENCE = [
    ("figure", N_("Figure of a published report")),
    ("finding", N_("Survey finding")),
    ("fact", N_("Dated fact")),
]
LONGEST_SENTENCE = 500


def refusals_of_draft(text: str, addressee: str, to_whom: str) -> list[Refusal]:
    """Return what a recommendation lacks: one sentence, and an addressee."""
    clean = text.strip()
    sentence = first(
        refusal_of_missing(
            clean,
            "text",
            N_("Write the recommendation: one sentence that says what should be done."),
        ),
        at_most(
            clean,
            LONGEST_SENTENCE,
            N_("A recommendation is one sentence of at most {most} characters. Split it."),
            "text",
        ),
        unless(
            is_one_sentence(clean),
            N_(
                "This is more than one sentence. Make each a recommendation of its own, so "
                "that each can be followed or not."
            ),
            "text",
            "not_atomic",
        ),
    )
    return refusals_in(
        sentence,
        unless(
            addressee in dict(ADDRESSEES),
            N_("Say whom the recommendation is for."),
            "addressee",
            "addressee_missing",
        ),
        unless(
            says(to_whom) or addressee not in {"entity", "authority"},
            N_("Name the entity or authority."),
            "to_whom",
            "to_whom_missing",
        ),
    )


def is_one_sentence(text: str) -> bool:
    """Return whether a text is one sentence: no line break, and no full stop before its end.

    A full stop counts if a space and a capital letter follow it, and more than two letters precede
    it, so that "No. 5" and "e.g. Prishtinë" pass.
    """
    if "\n" in text:
        return False
    for mark in (". ", "! ", "? ", "; "):
        start = 0
        while (at := text.find(mark, start)) >= 0:
            start = at + 1
            word = text[:at].rsplit(" ", 1)[-1]
            after = text[at + 2 : at + 3]
            if mark == "; " or (after.isupper() and len(word) > 2 and "." not in word):
                return False
    return True


def refusal_to_edit(state: str) -> Refusal | None:
    """Say that words which were endorsed stay as they are."""
    return unless(
        state == DRAFT,
        N_(
            "Its text has been endorsed and cannot be changed. Write a new "
            "recommendation that supersedes this one."
        ),
        code="text_fixed",
    )


def refusal_of_signatory(is_cochair: bool, signed_already: bool) -> Refusal | None:
    """Return why a user may not sign: co-chairs sign, once."""
    return first(
        unless(
            is_cochair,
            N_("A recommendation is submitted in the name of a co-chair. Ask one of them to sign."),
            code="not_a_cochair",
        ),
        unless(not signed_already, N_("You have already signed this."), code="signed_already"),
    )


def refusal_of_evidence(pieces: int) -> Refusal | None:
    """Say that advice is signed only with evidence."""
    return refusal_of_missing(
        pieces,
        "evidence",
        N_(
            "Name at least one piece of evidence: a figure of a published report, a survey "
            "finding or a dated fact."
        ),
    )


def refusal_of_four_eyes(signatories: Collection[Hashable], answering: Hashable) -> Refusal | None:
    """Say that who signed as co-chair cannot record the UNKT's answer (A-15)."""
    if answering not in signatories:
        return None
    return NotAllowed(
        N_(
            "You signed this recommendation as a co-chair, so another person must record the "
            "UNKT's answer."
        ),
        code="four_eyes",
    )


def refusal_of_day(day: date | None, since: date, today: date) -> Refusal | None:
    """Say why an event has not that day: it is to come, or before the event that it follows."""
    return unless(
        since <= (day or today) <= today,
        N_("The day lies between {first} and today."),
        "day",
        "day_unfit",
        first=since,
    )


def refusals_of_answer(
    verdict: str,
    motivation: str,
    decided_on: date | None,
    decider: str,
    *,
    submitted_on: date | None,
    today: date,
    supersedes: bool = False,
    why: str = "",
) -> list[Refusal]:
    """Return what an answer of the UNKT lacks (O-26): who decided, when, and why not."""
    return refusals_in(
        unless(
            verdict in ANSWERS,
            N_("Choose: followed, partly followed or not followed."),
            "verdict",
            "verdict_unknown",
        ),
        unless(
            is_sentence(motivation) or verdict not in NEEDS_MOTIVATION,
            N_(
                "Write in a sentence why the recommendation is not followed, or not in full. The "
                "Terms of Reference ask the UNKT to document its motivation."
            ),
            "motivation",
            "motivation_missing",
        ),
        _refusal_of_decision_day(decided_on, submitted_on, today),
        refusal_of_missing(decider, "decider", N_("Name the meeting or the officer that decided.")),
        unless(
            not supersedes or is_sentence(why),
            N_("There is already an answer. Say in a sentence why this one supersedes it."),
            "why",
            "why_missing",
        ),
    )


def _refusal_of_decision_day(
    decided_on: date | None, submitted_on: date | None, today: date
) -> Refusal | None:
    if decided_on is None:
        sentence = N_("Say on which day it was decided.")
        return Refusal(sentence, field="decided_on", code="day_missing")
    return first(
        unless(
            decided_on <= today,
            N_("The date of the decision is in the future."),
            "decided_on",
            "day_to_come",
        ),
        unless(
            submitted_on is None or decided_on >= submitted_on,
            N_("It cannot be decided before it was submitted, on {day}."),
            "decided_on",
            "day_before_submission",
            day=submitted_on,
        ),
    )


def refusal_to_withdraw(reason: str) -> Refusal | None:
    """Say that a withdrawal needs its reason."""
    sentence = N_("Say in a sentence why the recommendation is withdrawn.")
    return unless(is_sentence(reason), sentence, "reason", "reason_missing")


def refusals_of_follow_up(
    state: str, text: str, owner_is_member: bool, due_on: date | None, today: date
) -> list[Refusal]:
    """Return what an action lacks that carries an answer on."""
    return refusals_in(
        unless(
            state in ANSWERS,
            N_("An action follows from an answer. The UNKT has not answered yet."),
            code="not_answered",
        ),
        refusal_of_missing(text, "text", N_("Say what is to be done.")),
        unless(
            owner_is_member, N_("Choose the member that does it."), "owner", "owner_not_a_member"
        ),
        unless(
            due_on is not None and due_on >= today,
            N_("Say until when: a day that has not passed."),
            "due_on",
            "due_unfit",
        ),
    )


def age_of(state: str, submitted_on: date | None, today: date) -> int | None:
    """Return for how many days an answer has been awaited, None if none is."""
    if state not in AWAITING or submitted_on is None:
        return None
    return max((today - submitted_on).days, 0)


def ageing(days: int | None, long: int) -> str:
    """Return "" (nothing awaited, or fresh), "amber" from ``long`` days on, "red" from twice.

    Working rule "advice_days": the Terms of Reference name no term for the UNKT's answer.
    """
    if days is None or days < long:
        return ""
    return "red" if days >= 2 * long else "amber"


# The file of a recommendation (ToR 107).
PIECES = {
    "evidence": N_("Evidence"),
    "signatures": N_("Endorsed by the co-chairs"),
    "submission": N_("Submitted to UNKT"),
    "answer": N_("UNKT's answer, with its day and who decided"),
    "document": N_("The document of the answer"),
    "follow_up": N_("An action that follows it up"),
}
NOT_ANSWERED = Refusal(
    N_("The file of a recommendation is closed once UNKT has answered, or it is withdrawn."),
    code="not_answered",
)
