"""The field tables of plans, activities, progress reports, commitments and reviews."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.utils.translation import gettext

from waystation.foundation.records.fields import Field, FieldTable
from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.words import N_

from .rules import plans as rules
from .rules import reviews

QUARTERS: tuple[tuple[Any, str], ...] = tuple((number, f"Q{number}") for number in rules.QUARTERS)
CURRENCIES = tuple((one, one) for one in rules.CURRENCIES)


class Numbered(Field):
    """A choice among numbers, which are stored as numbers: markers and quarters."""

    @property
    def blank(self) -> Any:
        return [] if self.kind == "codes" else None

    def from_form(self, value: Any) -> Any:
        return self.read(value)

    def read(self, value: Any) -> Any:
        """Return the number or the numbers of an answer. Raises Refusal."""
        if self.kind == "codes":
            return [self._number(one) for one in value or ()]
        return None if value in (None, "") else self._number(value)

    def words(self, value: Any) -> str:
        names = dict(self.choices)
        many = value if isinstance(value, list | tuple) else [value]
        return "; ".join(gettext(names[one]) for one in many if one in names)

    def _number(self, value: Any) -> int:
        try:
            return int(value)
        except (TypeError, ValueError):
            raise Refusal(N_("Choose from the list."), field=self.name, code="number") from None


def _money(name: str, label: str) -> Field:
    return Field(name, "decimal", label, money=True)


def _check(number: int) -> Field:
    name, question = rules.CHECKLIST[number]
    return Field(name, "code", question, choices=rules.ANSWERS)


def _marker(name: str, label: str) -> Field:
    return Numbered(name, "code", label, choices=rules.MARKERS)


PLAN = FieldTable(
    "workplans.WorkPlan",
    Field("year", "number", N_("Year"), required=True, listed=True),
    Field("title", "text", N_("Title"), required=True, listed=True),
    Field("summary", "long_text", N_("In short")),
)

PRIORITY = FieldTable(
    "workplans.Priority",
    Field("title", "text", N_("Priority"), heading=N_("Title"), required=True, most=300),
    Field("objective", "code", N_("Objective of the Network"), code_list="tor_objective"),
)

ACTIVITY = FieldTable(
    "workplans.Activity",
    Field(
        "title",
        "text",
        N_("Activity"),
        heading=N_("Title"),
        required=True,
        most=rules.LONGEST_LINE,
    ),
    Field("description", "long_text", N_("What is done")),
    Field("joint", "yes_no", N_("Joint work of two entities or more")),
    Field(
        "added_value", "text", N_("What working together adds, in one line"),
        most=rules.LONGEST_LINE,
    ),
    Field("unsdcf", "codes", N_("UNSDCF priorities"), code_list="unsdcf"),
    Field("gcm", "codes", N_("GCM objectives"), code_list="gcm_objective"),
    Field("sdg", "codes", N_("SDG targets"), code_list="sdg_target"),
    Field(
        "legal", "codes", N_("Legal basis (texts and rights)"),
        heading=N_("Legal basis"),
    ),
    Field(
        "mechanisms", "codes", N_("Coordination mechanisms it works with"),
        heading=N_("Coordination it works with"),
    ),
    Numbered("quarters", "codes", N_("Quarters"), choices=QUARTERS),
    Field(
        "places", "codes", N_("Municipalities; none means everywhere"), heading=N_("Places"),
        code_list="municipality",
    ),
    _money("funds_required", N_("Funds required")),
    _money("funds_available", N_("Funds available")),
    Field("currency", "code", N_("Currency"), choices=CURRENCIES, required=True, initial="EUR"),
    _marker("gender_marker", N_("Gender marker")),
    _marker("human_rights_marker", N_("Human-rights marker")),
    Field("child", "code", N_("Is it about children?"), choices=rules.CHILD),
    Field("justification", "long_text", N_("Why these markers"), reason=True),
    Field("labour_migration", "yes_no", N_("It is about labour migration")),
    _check(0),
    _check(1),
    _check(2),
)  # fmt: skip
"""An activity may have blanks until its plan is adopted; ``rules.BLANKS`` names them."""

MILESTONE = FieldTable(
    "workplans.Milestone",
    Field("title", "text", N_("Milestone"), required=True, most=rules.LONGEST_LINE),
    Numbered("quarter", "code", N_("Quarter"), choices=QUARTERS, required=True),
)

REACHED = FieldTable(
    "workplans.Milestone",
    Field("reached_on", "date", N_("Reached on"), required=True),
    Field(
        "evidence",
        "text",
        N_("What shows it"),
        hint=N_("A document, a link, a number."),
        required=True,
        most=300,
    ),
)

PROGRESS = FieldTable(
    "workplans.Progress",
    Numbered("quarter", "code", N_("Quarter"), choices=QUARTERS, required=True),
    Field("state", "code", N_("State"), choices=rules.PROGRESS, required=True, radio=True),
    Field("text", "long_text", N_("What was done, or why not")),
    _money("spent", N_("Spent in the quarter")),
)

DECISION = Field("decision", "key", N_("Decision of a meeting"))
ADOPTION = FieldTable("workplans.PlanEdition", replace(DECISION, asked=True))
REVISION = FieldTable(
    "workplans.PlanEdition",
    Field("reason", "long_text", N_("Reason"), reason=True, required=True),
    DECISION,
    Field("review", "key", N_("Review that asked for it")),
)

COMMITMENT = FieldTable(
    "workplans.Commitment",
    Field("what", "text", N_("What"), required=True, most=500, listed=True),
    Field("due_on", "date", N_("Until"), required=True, listed=True, filtered=True),
)
NEW_COMMITMENT = FieldTable(
    "workplans.Commitment", Field("entity", "key", N_("Member"), asked=True), *COMMITMENT
)

REVIEW = FieldTable(
    "workplans.Review",
    Field(
        "kind",
        "code",
        N_("Kind"),
        choices=reviews.KINDS,
        required=True,
        radio=True,
        listed=True,
        filtered=True,
    ),
    Field("held_on", "date", N_("Held on"), required=True, listed=True, filtered=True),
    Field("finding", "long_text", N_("What it found"), required=True, listed=True),
    Field(
        "recalibration",
        "long_text",
        N_("What is done differently from now on"),
        heading=N_("What changed"),
        listed=True,
    ),
)

MEASURE = FieldTable(
    "workplans.Measure",
    Field("objective", "code", N_("GCM objective"), code_list="gcm_objective", required=True),
    Field("title", "text", N_("Measure"), required=True, most=300),
    Field("authority", "text", N_("Kosovo authority"), required=True),
    Field("state", "code", N_("State"), choices=reviews.MEASURE_STATES, required=True, radio=True),
    Field("since", "date", N_("Since")),
    Field("source", "text", N_("Source"), most=300),
    Field("note", "long_text", N_("Note")),
)
