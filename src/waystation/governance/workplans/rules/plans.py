"""The annual work plan: what an activity needs, when the plan may be adopted, how plans differ.

Terms of Reference, Objectives, 3 (annual work plan aligned with the UNSDCF, in support of the
GCM) and the working principles. Values in, a refusal or a value out.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.refusals import is_sentence
from waystation.foundation.shared.words import N_
from waystation.governance.network.rules.members import ROLES as ROLES
from waystation.governance.network.rules.words import says_nothing

LEAD = "lead"
MARKERS: list[tuple[Any, str]] = [
    (0, N_("0: no contribution")),
    (1, N_("1: limited contribution")),
    (2, N_("2: significant contribution")),
    (3, N_("3: principal objective")),
]
CHILD = [("yes", N_("Yes")), ("no", N_("No"))]
ANSWERS = [("yes", N_("Yes")), ("no", N_("No")), ("not_applicable", N_("Does not apply"))]
# Terms of Reference, working principles: rights-based approach to labour migration.
CHECKLIST = [
    ("recruitment_fee", N_("Do migrant workers pay no recruitment fee?")),
    ("contract", N_("Do they get a written contract in a language they understand?")),
    ("complaint_channel", N_("Is there a channel for complaints that is safe to use?")),
]
PROGRESS = [
    ("not_started", N_("Not started")),
    ("under_way", N_("Under way")),
    ("done", N_("Done")),
    ("delayed", N_("Delayed")),
    ("dropped", N_("Dropped")),
]
NEED_WORDS = ("done", "delayed", "dropped")
CURRENCIES = ["EUR", "USD"]
QUARTERS = (1, 2, 3, 4)
LONGEST_LINE = 300
MOST_MONEY = Decimal("1000000000")


def refusals_of_activity(values: Mapping[str, Any], entities: int, leads: int) -> list[Refusal]:
    """Return what is wrong with an activity beyond its fields; blanks may be filled later."""
    found = [
        Refusal(
            N_("An amount is 0 or more, and at most {most}."),
            field=name,
            code="amount_unfit",
            most=str(MOST_MONEY),
        )
        for name in ("funds_required", "funds_available")
        if (amount := values.get(name)) is not None and not 0 <= Decimal(amount) <= MOST_MONEY
    ]
    if leads > 1:
        found.append(
            Refusal(
                N_("One entity leads an activity. The others are partners."),
                field="lead",
                code="two_leads",
            )
        )
    if values.get("joint") and entities < 2:
        found.append(
            Refusal(
                N_("Joint work needs two entities or more. Add the other one, or say it is alone."),
                field="joint",
                code="joint_alone",
            )
        )
    return found


def gap(required: Decimal | None, available: Decimal | None) -> Decimal | None:
    """Return the funds still missing: never below 0, None where the need is not known."""
    if required is None:
        return None
    return max(required - (available or Decimal(0)), Decimal(0))


def quarter_starts(year: int, quarter: int) -> date:
    """Return the first day of a quarter; quarter 5 is the first of the next year."""
    return date(year + (quarter - 1) // 4, 3 * ((quarter - 1) % 4) + 1, 1)


def refusals_of_progress(
    state: str, text: str, quarter: int | None, year: int, today: date
) -> list[Refusal]:
    """Say why progress may not be recorded so: a quarter to come, or a change without words."""
    found = []
    if quarter in QUARTERS and quarter_starts(year, quarter) > today:
        found.append(
            Refusal(
                N_("Quarter {quarter} of {year} has not started yet."),
                field="quarter",
                code="quarter_to_come",
                quarter=quarter,
                year=year,
            )
        )
    if state in NEED_WORDS and not is_sentence(text):
        found.append(
            Refusal(
                N_("Say in a sentence what was done, or why it was not."),
                field="text",
                code="missing",
            )
        )
    return found


def refusals_of_reached(reached_on: date | None, evidence: str, today: date) -> list[Refusal]:
    """Say why a milestone is not reached: a day to come, or nothing that shows it."""
    found = []
    if reached_on is not None and reached_on > today:
        found.append(
            Refusal(N_("This date is in the future."), field="reached_on", code="day_to_come")
        )
    if says_nothing(evidence):
        found.append(
            Refusal(
                N_("Say what shows it: a document, a link, a number."),
                field="evidence",
                code="evidence_missing",
            )
        )
    return found


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
                N_(
                    "This plan has already been adopted. Change it and record a "
                    "revision with a reason."
                ),
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
                day=drafted_on,
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
    if not is_sentence(reason):
        found.append(
            Refusal(
                N_("Say in a sentence why the plan is revised. It is shown beside the difference."),
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


def refusal_of_year(year: int | None, today: date) -> Refusal | None:
    """Say why there can be no plan for this year: before the Network, or too far ahead."""
    if year is not None and not 2019 <= year <= today.year + 2:
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


@dataclass(frozen=True)
class Change:
    """One difference between two editions of a plan."""

    kind: str  # added, removed, changed
    what: str  # plan, priority, activity, milestone
    key: str
    title: str
    field: str = ""
    old: Any = None
    new: Any = None


def difference(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[Change]:
    """Return what differs between two contents of a plan: added, removed, changed fields (O-42)."""
    before, after = _flat(old), _flat(new)
    found = [
        Change("removed", what, key, _title(row))
        for (what, key), row in before.items()
        if (what, key) not in after
    ]
    for (what, key), row in after.items():
        if (what, key) not in before:
            found.append(Change("added", what, key, _title(row)))
            continue
        was = before[what, key]
        found += [
            Change("changed", what, key, _title(row), name, was.get(name), row.get(name))
            for name in sorted({*was, *row})
            if was.get(name) != row.get(name)
        ]
    return found


def _title(row: Mapping[str, Any]) -> str:
    return str(row.get("title") or "")


def _flat(content: Mapping[str, Any]) -> dict[tuple[str, str], dict[str, Any]]:
    plan = {name: value for name, value in content.items() if name != "priorities"}
    rows: dict[tuple[str, str], dict[str, Any]] = {("plan", ""): plan} if content else {}
    for priority in content.get("priorities") or ():
        rows["priority", priority["id"]] = _own(priority, "activities")
        for activity in priority.get("activities") or ():
            own = _own(activity, "milestones") | {"priority": priority["id"]}
            rows["activity", activity["id"]] = own
            for milestone in activity.get("milestones") or ():
                own = _own(milestone, "") | {"activity": activity["id"]}
                rows["milestone", milestone["id"]] = own
    return rows


def _own(row: Mapping[str, Any], without: str) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name not in {"id", without}}
