"""Measures: progress from milestones with evidence, delays counted from events."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.words import N_

STATES = [
    ("unplanned", N_("No milestones")),
    ("planned", N_("Not started")),
    ("under_way", N_("Under way")),
    ("late", N_("Late")),
    ("done", N_("Done")),
    ("dropped", N_("Dropped")),
]
TONES = {
    "unplanned": "a",
    "planned": "b",
    "under_way": "b",
    "late": "r",
    "done": "g",
    "dropped": "",
}
EVENTS = [
    ("deadline", N_("Deadline moved")),
    ("owner", N_("Owner changed")),
    ("milestone", N_("Deadline of a milestone moved")),
    ("dropped", N_("Dropped")),
    ("reached", N_("Milestone reached")),
]
EVIDENCE = [
    ("file", N_("File")),
    ("link", N_("Link")),
    ("record", N_("Record in Waystation")),
]
ASSESSMENTS = [("self", N_("Self-assessment")), ("independent", N_("Independent review"))]
RATINGS = [
    ("achieved", N_("Achieved")),
    ("on_track", N_("On track")),
    ("behind", N_("Behind")),
    ("blocked", N_("Blocked")),
    ("not_started", N_("Not started")),
]
LINK_ROLES = [
    ("evidence", N_("Rests on")),
    ("activity", N_("Carried out by")),
    ("indicator", N_("Measured by")),
    ("figure", N_("Published as")),
]
TYPED_PROGRESS = ("progress", "percent", "percentage", "share_done", "completion")


def state_of(
    *, dropped: bool, milestones: int, reached: int, due_on: date | None, today: date
) -> str:
    """Return the computed state of a measure."""
    if dropped:
        return "dropped"
    if milestones and reached == milestones:
        return "done"
    if due_on is not None and due_on < today:
        return "late"
    if not milestones:
        return "unplanned"
    return "under_way" if reached else "planned"


def percent_of(milestones: int, reached: int) -> int | None:
    """Return the share of milestones reached in whole percent, rounded down; None without any."""
    return 100 * reached // milestones if milestones else None


def slips_of(events: Iterable[tuple[str, date | None, date | None]]) -> tuple[int, int]:
    """Return how often a deadline was moved, and by how many days in all.

    An event is (kind, old day, new day). A deadline that comes nearer counts as a move and
    takes its days off again.
    """
    moves = [
        (new - old).days
        for kind, old, new in events
        if kind == "deadline" and old is not None and new is not None
    ]
    return len(moves), sum(moves)


def refusal_of_typed_progress(values: Mapping[str, Any]) -> Refusal | None:
    """Refuse a typed percentage: progress comes from milestones with evidence alone."""
    typed = next((name for name in TYPED_PROGRESS if values.get(name) not in (None, "")), None)
    if typed is None:
        return None
    return Refusal(
        N_(
            "Progress is not typed: it is computed from milestones that were reached with "
            "evidence. Add a milestone instead."
        ),
        field=typed,
        code="progress_typed",
    )


def refusal_of_move(old: date, new: date | None) -> Refusal | None:
    """Refuse a move to the same day."""
    if new is None or new != old:
        return None
    return Refusal(
        N_("This is already the deadline. Choose another date."), field="due_on", code="same_day"
    )


def refusal_of_deadline(due_on: date | None, starts_on: date | None) -> Refusal | None:
    """Refuse a deadline before the policy of the measure begins."""
    if due_on is None or starts_on is None or due_on >= starts_on:
        return None
    return Refusal(
        N_("The policy is valid from {first}. Choose a deadline on that day or later."),
        field="due_on",
        code="before_the_policy",
        first=starts_on,
    )


def refusal_of_milestone_day(due_on: date | None, measure_due_on: date) -> Refusal | None:
    """Refuse a milestone that is due after its measure."""
    if due_on is None or due_on <= measure_due_on:
        return None
    return Refusal(
        N_("A milestone is due by the deadline of its measure, {last}, or earlier."),
        field="due_on",
        code="after_measure",
        last=measure_due_on,
    )


def refusal_to_reach(
    reached: bool, dropped: bool, has_evidence: bool, day: date | None, today: date
) -> Refusal | None:
    """Say why a milestone cannot be reached: without evidence nothing is."""
    if reached or dropped:
        return Refusal(N_("This milestone is already closed."), code="milestone_closed")
    if day is not None and day > today:
        return Refusal(
            N_("This date is in the future."), field="reached_on", code="reached_in_future"
        )
    if not has_evidence:
        return Refusal(
            N_(
                "A milestone is reached with evidence: add a file, a link, or the address of a "
                "record in Waystation."
            ),
            field="address",
            code="no_evidence",
        )
    return None


def refusal_of_reviewer(
    kind: str, *, speaks_for_owner: bool, assessed_it_before: bool
) -> Refusal | None:
    """Refuse an independent review by a representative of the measure's owner."""
    if kind != "independent" or not (speaks_for_owner or assessed_it_before):
        return None
    return Refusal(
        N_("An independent reviewer must not be responsible for the measure."),
        field="kind",
        code="not_independent",
    )
