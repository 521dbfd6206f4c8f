"""Advice to the UNKT: one sentence, its way, and the documented answer (O-25, O-26).

Terms of Reference, Role and organizational arrangements: the UNKT may follow or not follow
specific recommendations and documents why it does not. A recommendation is atomic, so "partly"
is allowed and needs the motivation for the part that is not followed (A-13).
"""

from __future__ import annotations

from collections.abc import Collection, Hashable
from datetime import date

from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.words import N_

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
MOVES: dict[str, tuple[str, ...]] = {
    DRAFT: (ENDORSED, WITHDRAWN),
    ENDORSED: (SUBMITTED, WITHDRAWN),
    SUBMITTED: (REVIEW, *ANSWERS, WITHDRAWN),
    REVIEW: (*ANSWERS, WITHDRAWN),
    # An answer is never overwritten: a later one stands beside it and says why.
    FOLLOWED: ANSWERS,
    PARTLY: ANSWERS,
    NOT_FOLLOWED: ANSWERS,
    WITHDRAWN: (),
}
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
LONGEST_TEXT = 4000
# House rule "advice_days": the Terms of Reference name no term for the UNKT's answer.
LONG_DAYS = 60


def refusals_of_draft(text: str, addressee: str, to_whom: str) -> list[Refusal]:
    """Return what a recommendation lacks: one sentence, and somebody it is for."""
    found = []
    clean = text.strip()
    if not clean:
        found.append(
            Refusal(
                N_("Write the recommendation: one sentence that says what should be done."),
                field="text",
                code="text_missing",
            )
        )
    elif len(clean) > LONGEST_SENTENCE:
        found.append(
            Refusal(
                N_("A recommendation is one sentence of at most {most} characters. Split it."),
                field="text",
                code="too_long",
                most=LONGEST_SENTENCE,
            )
        )
    elif not is_one_sentence(clean):
        found.append(
            Refusal(
                N_(
                    "This is more than one sentence. Make each a recommendation of its own, so "
                    "that each can be followed or not."
                ),
                field="text",
                code="not_atomic",
            )
        )
    if addressee not in dict(ADDRESSEES):
        found.append(
            Refusal(
                N_("Say whom the recommendation is for."),
                field="addressee",
                code="addressee_missing",
            )
        )
    elif addressee in {"entity", "authority"} and not to_whom.strip():
        found.append(
            Refusal(N_("Name the entity or authority."), field="to_whom", code="to_whom_missing")
        )
    return found


def is_one_sentence(text: str) -> bool:
    """Return whether a text is one sentence: no line break, and no full stop before its end.

    A stop counts when a space and a capital letter follow it, and more than two letters stand
    before it, so that "No. 5" and "e.g. Prishtinë" pass.
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


def refusal_to_move(state: str, to: str) -> Refusal | None:
    """Say why a recommendation in ``state`` cannot become ``to``."""
    if to in MOVES.get(state, ()):
        return None
    if state == WITHDRAWN:
        return Refusal(
            N_("This recommendation was withdrawn. Write a new one."), code="move_after_end"
        )
    if to in ANSWERS:
        return Refusal(
            N_("The UNKT answers what was submitted to it. Submit the recommendation first."),
            code="not_submitted",
        )
    if state in ANSWERS:
        return Refusal(
            N_(
                "The UNKT has answered this. A later answer may supersede it, or a new "
                "recommendation."
            ),
            code="move_after_answer",
        )
    return Refusal(
        N_('A recommendation that is "{state}" does not become "{to}".'),
        code="move_unknown",
        state=dict(STATES).get(state, state),
        to=dict(STATES).get(to, to),
    )


def refusal_to_edit(state: str) -> Refusal | None:
    """Say that words which were endorsed stay as they are."""
    if state == DRAFT:
        return None
    return Refusal(
        N_(
            "Its words were endorsed and stay as they are. Write a new recommendation that "
            "supersedes this one."
        ),
        code="text_fixed",
    )


def refusal_to_endorse(is_cochair: bool, evidence: int, signed_already: bool) -> Refusal | None:
    """Say why somebody may not sign: co-chairs sign, once, and what rests on evidence."""
    if not is_cochair:
        return Refusal(
            N_("Advice goes out under the name of a co-chair. Ask one of them to sign."),
            code="not_a_cochair",
        )
    if signed_already:
        return Refusal(N_("You have signed this already."), code="signed_already")
    if not evidence:
        return Refusal(
            N_(
                "Name at least one piece of evidence: a figure of a published report, a survey "
                "finding or a dated fact."
            ),
            field="evidence",
            code="evidence_missing",
        )
    return None


def refusal_of_four_eyes(signatories: Collection[Hashable], answering: Hashable) -> Refusal | None:
    """Say that who signed as co-chair cannot record the UNKT's answer (A-15)."""
    if answering not in signatories:
        return None
    return Refusal(
        N_(
            "You signed this recommendation as a co-chair, so somebody else has to record the "
            "UNKT's answer."
        ),
        code="four_eyes",
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
    found = []
    if verdict not in ANSWERS:
        found.append(
            Refusal(
                N_("Choose: followed, partly followed or not followed."),
                field="verdict",
                code="verdict_unknown",
            )
        )
    if verdict in NEEDS_MOTIVATION and not motivation.strip():
        found.append(
            Refusal(
                N_(
                    "Write why the recommendation is not followed, or not in full. The Terms of "
                    "Reference ask the UNKT to document its motivation."
                ),
                field="motivation",
                code="motivation_missing",
            )
        )
    if len(motivation) > LONGEST_TEXT:
        found.append(
            Refusal(
                N_("This is longer than {most} characters. Shorten it."),
                field="motivation",
                code="too_long",
                most=LONGEST_TEXT,
            )
        )
    found += _refusals_of_day(decided_on, submitted_on, today)
    if not decider.strip():
        found.append(
            Refusal(
                N_("Name the meeting or the officer that decided."),
                field="decider",
                code="decider_missing",
            )
        )
    if supersedes and not why.strip():
        found.append(
            Refusal(
                N_("There is an answer already. Say why this one supersedes it."),
                field="why",
                code="why_missing",
            )
        )
    return found


def _refusals_of_day(
    decided_on: date | None, submitted_on: date | None, today: date
) -> list[Refusal]:
    if decided_on is None:
        return [
            Refusal(N_("Say on which day it was decided."), field="decided_on", code="day_missing")
        ]
    if decided_on > today:
        return [
            Refusal(
                N_("The day of the decision has not come yet."),
                field="decided_on",
                code="day_to_come",
            )
        ]
    if submitted_on is not None and decided_on < submitted_on:
        return [
            Refusal(
                N_("It cannot be decided before it was submitted, on {day}."),
                field="decided_on",
                code="day_before_submission",
                day=f"{submitted_on:%d.%m.%Y}",
            )
        ]
    return []


def refusal_to_withdraw(reason: str) -> Refusal | None:
    """Say that a withdrawal needs its reason."""
    if reason.strip():
        return None
    return Refusal(
        N_("Say why the recommendation is withdrawn."), field="reason", code="reason_missing"
    )


def refusals_of_follow_up(
    state: str, text: str, owner_is_member: bool, due_on: date | None, today: date
) -> list[Refusal]:
    """Return what an action lacks that carries an answer on."""
    found = []
    if state not in ANSWERS:
        found.append(
            Refusal(
                N_("An action follows from an answer. The UNKT has not answered yet."),
                code="not_answered",
            )
        )
    if not text.strip():
        found.append(Refusal(N_("Say what is to be done."), field="text", code="text_missing"))
    if not owner_is_member:
        found.append(
            Refusal(N_("Choose the member that does it."), field="owner", code="owner_not_a_member")
        )
    if due_on is None or due_on < today:
        found.append(
            Refusal(
                N_("Say until when: a day that has not passed."), field="due_on", code="due_unfit"
            )
        )
    return found


def age_of(state: str, submitted_on: date | None, today: date) -> int | None:
    """Return for how many days an answer has been awaited, None if none is."""
    if state not in AWAITING or submitted_on is None:
        return None
    return max((today - submitted_on).days, 0)


def ageing(days: int | None, long: int = LONG_DAYS) -> str:
    """Return "" (nothing awaited, or fresh), "amber" from ``long`` days on, "red" from twice."""
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
