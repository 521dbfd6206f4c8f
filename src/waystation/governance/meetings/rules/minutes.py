"""How minutes are finalised, and the differences of two versions."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from typing import Any

from waystation.foundation.documents import writing
from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.words import N_

LONGEST_BODY = 200_000


def nodes_of(body: str) -> list[dict[str, Any]]:
    """Return a text in lines as a document. Raises Refusal, for example for a table too wide."""
    nodes = writing.from_text(body, kind=writing.DOCUMENT)
    if refusal := writing.refusal_of(nodes, writing.DOCUMENT):
        refusal.field = "body"
        raise refusal
    return nodes


def refusal_to_draft(meeting_state: str, latest: str | None) -> Refusal | None:
    """Say why a draft cannot be saved: only for a meeting held, and not once final."""
    if meeting_state != "held":
        return Refusal(
            N_("Minutes are written of a meeting that was held. Record that it was held first."),
            code="not_held",
        )
    if latest == "final":
        return Refusal(
            N_("These minutes are final and locked. Correct them with a new edition."),
            code="minutes_locked",
        )
    return None


def refusal_to_circulate(latest: str | None) -> Refusal | None:
    """Say why minutes cannot go to the members for comments."""
    if latest != "draft":
        return Refusal(N_("There is no new draft to send to the members."), code="no_draft")
    return None


def refusal_to_comment(latest: str | None) -> Refusal | None:
    """Say why a comment cannot be made: only while the draft is with the members."""
    if latest != "comments":
        return Refusal(
            N_("These minutes are not with the members for comments now."), code="not_with_members"
        )
    return None


def refusal_to_finish(latest: str | None, circulated: bool, unanswered: int) -> Refusal | None:
    """Say why minutes cannot be made final: members saw them, and each comment is answered."""
    if latest == "final":
        return Refusal(N_("These minutes are already final."), code="minutes_locked")
    if not circulated:
        return Refusal(
            N_("Send the draft to the members for comments before it becomes final."),
            code="not_circulated",
        )
    if unanswered:
        return Refusal(
            N_("Comments have no answer yet: {number}. Say for each what became of it."),
            code="comments_unanswered",
            number=unanswered,
        )
    return None


def refusal_to_correct(latest: str | None, body: str, before: str, why: str) -> Refusal | None:
    """Say why final minutes cannot be corrected so: a new edition says why and what."""
    if latest != "final":
        return Refusal(
            N_("Only final minutes are corrected by an edition. Change the draft."),
            code="not_final",
        )
    if not why.strip():
        return Refusal(N_("Say why the minutes are corrected."), field="why", code="missing")
    if body == before:
        return Refusal(
            N_("Nothing is different from the edition before."), field="body", code="same"
        )
    return None


@dataclass(frozen=True)
class Line:
    """A line of a comparison: "same", "gone" or "new"."""

    kind: str
    text: str


def compare(before: str, after: str) -> list[Line]:
    """Return two versions line by line: without "new" the first, without "gone" the second."""
    old, new = before.splitlines(), after.splitlines()
    lines: list[Line] = []
    for verb, a, b, c, d in difflib.SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes():
        if verb == "equal":
            lines += [Line("same", text) for text in old[a:b]]
            continue
        lines += [Line("gone", text) for text in old[a:b]]
        lines += [Line("new", text) for text in new[c:d]]
    return lines
