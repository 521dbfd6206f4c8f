"""What an activity may say: its words, its funds, its milestones, its progress."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.words import N_

LEAD = "lead"
MARKERS = [
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
CURRENCIES = ["EUR", "USD"]
QUARTERS = (1, 2, 3, 4)
LONGEST_LINE = 300
LONGEST_TEXT = 4000
MOST_MONEY = Decimal("1000000000")


def refusals_of_activity(values: Mapping[str, Any], entities: int, leads: int) -> list[Refusal]:
    """Return what is wrong with an activity as it was typed; blanks may be filled later."""
    found: list[Refusal] = []
    title = str(values.get("title") or "").strip()
    if not title:
        found.append(Refusal(N_("Give the activity a title."), field="title", code="missing"))
    if len(title) > LONGEST_LINE:
        found.append(_too_long("title", LONGEST_LINE))
    for name in ("description", "justification"):
        if len(str(values.get(name) or "")) > LONGEST_TEXT:
            found.append(_too_long(name, LONGEST_TEXT))
    if len(str(values.get("added_value") or "")) > LONGEST_LINE:
        found.append(_too_long("added_value", LONGEST_LINE))
    if set(values.get("quarters") or ()) - set(QUARTERS):
        found.append(
            Refusal(N_("A quarter is 1, 2, 3 or 4."), field="quarters", code="quarter_unknown")
        )
    for name in ("gender_marker", "human_rights_marker"):
        if values.get(name) not in {None, 0, 1, 2, 3}:
            found.append(
                Refusal(N_("A marker is 0, 1, 2 or 3."), field=name, code="marker_unknown")
            )
    if (values.get("child") or "") not in {"", "yes", "no"}:
        found.append(Refusal(N_("Choose an answer."), field="child", code="answer_unknown"))
    for name, _question in CHECKLIST:
        if (values.get(name) or "") not in {"", *dict(ANSWERS)}:
            found.append(Refusal(N_("Choose an answer."), field=name, code="answer_unknown"))
    found += _refusals_of_funds(values)
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


def _refusals_of_funds(values: Mapping[str, Any]) -> list[Refusal]:
    found = []
    for name in ("funds_required", "funds_available"):
        amount = values.get(name)
        if amount is not None and not 0 <= Decimal(amount) <= MOST_MONEY:
            found.append(
                Refusal(
                    N_("An amount is 0 or more, and at most {most}."),
                    field=name,
                    code="amount_unfit",
                    most=str(MOST_MONEY),
                )
            )
    if (values.get("currency") or "EUR") not in CURRENCIES:
        found.append(Refusal(N_("Choose a currency."), field="currency", code="currency"))
    return found


def _too_long(field: str, most: int) -> Refusal:
    return Refusal(
        N_("This is longer than {most} characters. Shorten it."),
        field=field,
        code="too_long",
        most=most,
    )


def gap(required: Decimal | None, available: Decimal | None) -> Decimal | None:
    """Return the funds still missing: never below 0, None where the need is not known."""
    if required is None:
        return None
    return max(required - (available or Decimal(0)), Decimal(0))


def refusal_of_milestone(title: str, quarter: int) -> Refusal | None:
    """Say what is wrong with a milestone."""
    if not title.strip():
        return Refusal(N_("Give the milestone a title."), field="title", code="missing")
    if len(title) > LONGEST_LINE:
        return _too_long("title", LONGEST_LINE)
    if quarter not in QUARTERS:
        return Refusal(N_("A quarter is 1, 2, 3 or 4."), field="quarter", code="quarter_unknown")
    return None


def refusal_of_progress(
    state: str, text: str, quarter: int, year: int, today: date
) -> Refusal | None:
    """Say why progress may not be recorded so: a quarter to come, or a change without words."""
    if state not in dict(PROGRESS):
        return Refusal(N_("Choose an answer."), field="state", code="state_unknown")
    if quarter not in QUARTERS:
        return Refusal(N_("A quarter is 1, 2, 3 or 4."), field="quarter", code="quarter_unknown")
    if date(year, 3 * quarter - 2, 1) > today:
        return Refusal(
            N_("Quarter {quarter} of {year} has not begun yet."),
            field="quarter",
            code="quarter_to_come",
            quarter=quarter,
            year=year,
        )
    if state in {"done", "delayed", "dropped"} and not text.strip():
        return Refusal(
            N_("Say in a line what was done, or why it was not."), field="text", code="missing"
        )
    if len(text) > LONGEST_TEXT:
        return _too_long("text", LONGEST_TEXT)
    return None
