"""What an activity may say beyond its fields: its funds, its owner, its progress."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.words import N_
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
                N_("Quarter {quarter} of {year} has not begun yet."),
                field="quarter",
                code="quarter_to_come",
                quarter=quarter,
                year=year,
            )
        )
    if state in NEED_WORDS and says_nothing(text):
        found.append(
            Refusal(
                N_("Say in a line what was done, or why it was not."), field="text", code="missing"
            )
        )
    return found


def refusals_of_reached(reached_on: date | None, evidence: str, today: date) -> list[Refusal]:
    """Say why a milestone is not reached: a day to come, or nothing that shows it."""
    found = []
    if reached_on is not None and reached_on > today:
        found.append(
            Refusal(N_("That day has not come yet."), field="reached_on", code="day_to_come")
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
