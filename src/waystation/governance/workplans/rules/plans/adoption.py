"""When a plan may be adopted or revised, and what it still lacks (O-27, O-28, O-35)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.words import N_
from waystation.governance.network.rules.words import says_nothing

# What an activity must carry before its plan is adopted, each with its own sentence.
BLANKS: dict[str, str] = {
    "unsdcf": N_('"{activity}" has no UNSDCF priority.'),
    "gcm": N_('"{activity}" has no GCM objective.'),
    "sdg": N_('"{activity}" has no SDG target.'),
    "lead": N_('"{activity}" has no owner. Name the entity that leads it.'),
    "gender_marker": N_('"{activity}" has no gender marker.'),
    "human_rights_marker": N_('"{activity}" has no human-rights marker.'),
    "child": N_('"{activity}" does not say whether it is about children.'),
    "added_value": N_('"{activity}" is joint work but does not say what working together adds.'),
}
BLANK_NAMES: dict[str, str] = {
    "unsdcf": N_("UNSDCF priority"),
    "gcm": N_("GCM objective"),
    "sdg": N_("SDG target"),
    "lead": N_("Owner"),
    "gender_marker": N_("Gender marker"),
    "human_rights_marker": N_("Human-rights marker"),
    "child": N_("Children"),
    "added_value": N_("Added value"),
}


def refusal_of_framework(
    codes: Iterable[str], ended: Collection[str], holding: Collection[str], year: int
) -> Refusal | None:
    """Return why priorities of a framework that has ended cannot be served in a year, or None.

    ``ended`` are those that ended before the year, ``holding`` those that hold in it. While no
    framework follows, the old one is all there is: it is taken, and shown as ended.
    """
    if not holding or not set(codes) & set(ended):
        return None
    return Refusal(
        N_("This framework ended before {year}. Choose a priority of the one that follows it."),
        field="unsdcf",
        code="framework_ended",
        year=year,
    )


def is_blank(value: Any) -> bool:
    """Return whether an answer says nothing: None, an empty list, or only white space."""
    if value is None:
        return True
    if isinstance(value, str):
        return not value.strip()
    return isinstance(value, list | tuple | set | frozenset | dict) and not value


def blanks_of(activity: Mapping[str, Any]) -> list[str]:
    """Return what this activity still lacks before its plan can be adopted (O-28, O-35, O-38)."""
    needed = [name for name in BLANKS if name != "added_value"]
    if activity.get("joint"):
        needed.append("added_value")
    return [name for name in needed if is_blank(activity.get(name))]


def refusals_to_adopt(
    *,
    adopted: bool,
    drafted_on: date,
    decided_on: date | None,
    activities: Sequence[Mapping[str, Any]],
    revising: bool = False,
    reason: str = "",
    changes: int = 1,
) -> list[Refusal]:
    """Return every reason why a plan may not be adopted or revised now, [] if it may.

    A plan is adopted by a decision of a meeting that was held after the plan was drafted (O-27);
    ``decided_on`` is that meeting's day, None without such a decision. A revision needs a reason
    (O-42). While an activity lacks a link, an owner or a marker, each blank is named (O-28, O-35).
    """
    found: list[Refusal] = []
    if revising:
        found += _refusals_to_revise(adopted, reason, changes)
    elif adopted:
        found.append(
            Refusal(
                N_("This plan is adopted already. Change it and record a revision with a reason."),
                code="plan_adopted",
            )
        )
    if not revising and decided_on is None:
        found.append(
            Refusal(
                N_("A plan is adopted by a decision of a meeting that was held. Choose it."),
                field="decision",
                code="not_decided",
            )
        )
    elif not revising and decided_on and decided_on < drafted_on:
        found.append(
            Refusal(
                N_(
                    "That meeting was held before the plan was drafted, on {day}. Choose the "
                    "decision that adopted it."
                ),
                field="decision",
                code="decided_before_draft",
                day=f"{drafted_on:%d.%m.%Y}",
            )
        )
    if not activities:
        found.append(
            Refusal(N_("The plan has no activity. Add at least one."), code="plan_without_activity")
        )
    for activity in activities:
        title = str(activity.get("title") or "")
        found += [
            Refusal(BLANKS[name], code=f"blank_{name}", activity=title)
            for name in blanks_of(activity)
        ]
    return found


def _refusals_to_revise(adopted: bool, reason: str, changes: int) -> list[Refusal]:
    if not adopted:
        return [
            Refusal(
                N_("This plan is not adopted yet. Change it freely, then have it adopted."),
                code="plan_not_adopted",
            )
        ]
    found = []
    if says_nothing(reason):
        found.append(
            Refusal(
                N_("Say why the plan is revised. The reason is shown beside the difference."),
                field="reason",
                code="reason_missing",
            )
        )
    if not changes:
        found.append(
            Refusal(
                N_("Nothing differs from the last edition, so there is nothing to revise."),
                code="no_difference",
            )
        )
    return found


def refusal_of_year(year: int, today: date) -> Refusal | None:
    """Say why there can be no plan for this year: before the Network, or too far ahead."""
    if not 2019 <= year <= today.year + 2:
        return Refusal(
            N_("Choose a year between 2019 and {last}."),
            field="year",
            code="year_unfit",
            last=today.year + 2,
        )
    return None


def state_of_year(adopted: bool, year: int, today: date) -> str:
    """Return "adopted", or "none" from 1 January on (O-27), or "due" in the last quarter before.

    Before that: "open".
    """
    if adopted:
        return "adopted"
    if today >= date(year, 1, 1):
        return "none"
    return "due" if today >= date(year - 1, 10, 1) else "open"
