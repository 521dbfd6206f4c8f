"""Validation of the registers of programmes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.refusals import in_order
from waystation.foundation.shared.words import N_

from .money import refusal_of_rate
from .words import RANK

Values = Mapping[str, Any]
Check = Callable[[Values, date], Refusal | None]


def first_of(*checks: Check) -> Check:
    """Return the rule that gives the first refusal of the checks, in their order."""

    def rule(values: Values, today: date) -> Refusal | None:
        return next((found for one in checks if (found := one(values, today))), None)

    return rule


def needs(field: str, sentence: str, when: Callable[[Values], Any] | None = None) -> Check:
    """Return the check that a field says something, always or ``when`` a condition holds."""

    def check(values: Values, today: date) -> Refusal | None:
        value = values.get(field)
        given = bool(value.strip()) if isinstance(value, str) else value not in (None, [])
        if given or (when is not None and not when(values)):
            return None
        return Refusal(sentence, field=field, code=f"{field}_missing")

    return check


def check_order(start: str, end: str) -> Check:
    """Return the check that a period does not end before it starts."""
    return lambda values, today: in_order(values.get(start), values.get(end), end)


def past(field: str) -> Check:
    """Return the check that a day has come."""

    def check(values: Values, today: date) -> Refusal | None:
        day = values.get(field)
        if day is None or day <= today:
            return None
        return Refusal(N_("This date is in the future."), field=field, code="day_in_future")

    return check


def _amount(values: Values, today: date) -> Refusal | None:
    amount = values.get("amount")
    if amount is None or amount >= 0:
        return None
    return Refusal(N_("An amount is 0 or more."), field="amount", code="amount_negative")


AMOUNT = needs("amount", N_("Give the amount. 0 is an amount."))
PROGRAMME = needs("programme", N_("Choose the programme or project."))

budget_line = first_of(
    PROGRAMME, AMOUNT, _amount, refusal_of_rate, check_order("starts_on", "ends_on")
)
transaction = first_of(
    PROGRAMME, AMOUNT, _amount, needs("day", N_("Give the day.")), past("day"), refusal_of_rate
)


def reach(values: Values, today: date) -> Refusal | None:
    """Refuse people counted without a source, or in a period that is not over or not in order."""
    return first_of(
        PROGRAMME,
        needs("people", N_("Give the number of people. 0 is a number.")),
        needs("starts_on", N_("Give the first day of the period.")),
        needs("ends_on", N_("Give the last day of the period.")),
        check_order("starts_on", "ends_on"),
        needs("source", N_("Say where this number comes from.")),
    )(values, today)


partner = first_of(PROGRAMME, needs("entity", N_("Choose the organisation.")))
staff = first_of(
    PROGRAMME, needs("account", N_("Choose the colleague.")), check_order("starts_on", "ends_on")
)
document = first_of(PROGRAMME, needs("title", N_("Give the title.")), past("issued_on"))
lesson = first_of(PROGRAMME, needs("text", N_("Write what was learnt.")))
result = first_of(PROGRAMME, needs("title", N_("Give the result in one sentence.")))


def indicator(values: Values, today: date) -> Refusal | None:
    """Refuse an indicator without a result or a name; an impact also needs its source."""
    return first_of(
        needs("result", N_("Choose the result.")),
        needs(
            "title",
            N_("Name the indicator, or choose one of the office."),
            when=lambda known: not known.get("office_indicator"),
        ),
        needs(
            "baseline_text",
            N_("Describe the situation before the project."),
            when=lambda known: known.get("measure") == "qualitative",
        ),
        _no_number_in_words,
    )(values, today)


def _no_number_in_words(values: Values, today: date) -> Refusal | None:
    if values.get("measure") == "qualitative" and values.get("baseline") is not None:
        return Refusal(
            N_("An indicator in words has no number as its baseline."),
            field="baseline",
            code="baseline_of_words",
        )
    return None


def figure(values: Values, today: date) -> Refusal | None:
    """Refuse a figure without a period, or with neither number nor words, or without a source."""
    nothing = values.get("target") is None and values.get("actual") is None
    if nothing and not str(values.get("text") or "").strip():
        return Refusal(
            N_("Give a target, an actual figure, or say it in words. 0 is a figure."),
            field="actual",
            code="figure_missing",
        )
    return first_of(
        needs("starts_on", N_("Give the first day of the period.")),
        needs("ends_on", N_("Give the last day of the period.")),
        check_order("starts_on", "ends_on"),
        needs(
            "source",
            N_("Name the document this figure was typed from."),
            when=lambda known: known.get("actual") is not None,
        ),
        needs(
            "dimension",
            N_("Name what the part is of, for example sex."),
            when=lambda known: known.get("part"),
        ),
    )(values, today)


def support(values: Values, today: date) -> Refusal | None:
    """Refuse support without a recipient; an adoption needs its day and its text."""
    decided = lambda known: known.get("adopted") in ("adopted", "partly")  # noqa: E731
    return first_of(
        needs("entity", N_("Choose the institution.")),
        needs("given_on", N_("Give the day.")),
        past("given_on"),
        needs("adopted_on", N_("Give the day on which it was adopted."), when=decided),
        needs("what_adopted", N_("Say what was adopted, and where it can be read."), when=decided),
        check_order("given_on", "adopted_on"),
    )(values, today)


score = first_of(
    needs("entity", N_("Choose the institution.")),
    needs("scored_on", N_("Give the day.")),
    past("scored_on"),
    needs("evidence", N_("State the evidence for the score.")),
    needs("scored_by", N_("Say who scored.")),
)


def priority(values: Values, today: date) -> Refusal | None:
    """Refuse a priority without a text, or for a year out of range."""
    year = values.get("year")
    if year is None or not today.year - 20 <= year <= today.year + 10:
        return Refusal(N_("Give the year, for example 2027."), field="year", code="year_range")
    return needs("title", N_("Give the priority in one sentence."))(values, today)


def refusal_of_parent(level: str, parent_level: str | None) -> Refusal | None:
    """Refuse a place in the tree: a project is part of a programme, never the other way round."""
    if parent_level is None:
        if level != "activity":
            return None
        return Refusal(
            N_("An activity is part of a project or a programme. Choose it."),
            field="parent",
            code="parent_missing",
        )
    if RANK[parent_level] < RANK[level]:
        return None
    return Refusal(
        N_("A programme has projects, and a project has activities. Choose a level above."),
        field="parent",
        code="parent_level",
    )


def has_improved(before: int | None, after: int | None) -> int | None:
    """Return by how many steps a competence rose, None while one of the two is missing."""
    return None if before is None or after is None else after - before


def per_cent(part: Decimal, whole: Decimal) -> Decimal | None:
    """Return a share in per cent with one decimal, None of nothing."""
    return None if not whole else (part * 100 / whole).quantize(Decimal("0.1"))
