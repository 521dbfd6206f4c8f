"""Policy instruments: their kinds, their consultation, and when they may be adopted."""

from __future__ import annotations

from datetime import date

from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.words import N_

KINDS = [
    ("roadmap", N_("Roadmap")),
    ("strategy", N_("Strategy")),
    ("action_plan", N_("Action plan")),
    ("policy", N_("Policy")),
    ("law", N_("Law")),
    ("by_law", N_("By-law or instruction")),
    ("agreement", N_("Agreement with another government")),
]
VERDICTS = [
    ("accepted", N_("Accepted")),
    ("partly", N_("Partly accepted")),
    ("declined", N_("Not accepted")),
]
RELATIONS = [
    ("implements", N_("implements")),
    ("depends", N_("depends on")),
    ("supports", N_("supports")),
    ("overlaps", N_("overlaps with")),
    ("contradicts", N_("contradicts")),
]


def refusal_of_owner(known: bool) -> Refusal | None:
    """Say that an instrument or measure without an institution has no owner."""
    if known:
        return None
    return Refusal(
        N_("Choose the institution that owns it from the list."), field="entity", code="owner"
    )


def refusal_to_consult(asked: int) -> Refusal | None:
    """Refuse a consultation without participants."""
    if asked:
        return None
    return Refusal(
        N_("Say first who is asked: a consultation needs at least one institution or group."),
        code="nobody_asked",
    )


def refusal_to_adopt(unanswered: int, measures: int) -> Refusal | None:
    """Say why an instrument cannot be adopted: a comment has no answer, or nothing is planned."""
    if unanswered:
        return Refusal(
            N_("Comments without an answer: {count}. Answer each of them before the adoption."),
            code="comments_unanswered",
            count=unanswered,
        )
    if not measures:
        return Refusal(
            N_("There is no measure yet. Write at least one with its owner and deadline."),
            code="no_measure",
        )
    return None


def refusal_of_adoption_day(day: date | None, today: date) -> Refusal | None:
    """Refuse an adoption that has not happened yet."""
    if day is None or day <= today:
        return None
    return Refusal(
        N_("This date is in the future. Record the adoption once it has happened."),
        field="adopted_on",
        code="in_future",
    )


def refusal_of_force(day: date | None, adopted_on: date | None) -> Refusal | None:
    """Refuse an entry into force before the adoption."""
    if day is None or adopted_on is None or day >= adopted_on:
        return None
    return Refusal(
        N_("It enters into force on the day of its adoption or later."),
        field="in_force_on",
        code="before_adoption",
    )


def refusal_of_person_asked(entity: bool, name: str) -> Refusal | None:
    """Refuse a participant without a name."""
    if entity or name.strip():
        return None
    return Refusal(
        N_("Choose an institution, or write who is asked."), field="name", code="nobody_named"
    )


def refusal_of_closed_consultation(state: str) -> Refusal | None:
    """Refuse a comment on an instrument that is not in consultation."""
    if state == "consultation":
        return None
    return Refusal(
        N_("Comments are recorded while the consultation is open."), code="not_in_consultation"
    )


def refusal_to_edit(state: str) -> Refusal | None:
    """Refuse to change the text of an instrument that was adopted."""
    if state in {"draft", "consultation"}:
        return None
    return Refusal(
        N_("It is adopted, so its text cannot be changed. Draft the next edition instead."),
        code="adopted",
    )


def refusal_of_next_edition(state: str, has_successor: bool) -> Refusal | None:
    """Say why no next edition can be drafted."""
    if has_successor:
        return Refusal(
            N_("The next edition has already been drafted. Open it to continue."),
            code="successor_there",
        )
    if state not in {"adopted", "in_force"}:
        return Refusal(N_("A next edition follows one that was adopted."), code="nothing_to_follow")
    return None
