"""Refusals of the Network's rules as combinators over values: each sentence says what is missing.

Beside ``foundation/shared/refusals.py``, whose sentences are the same for every app.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.words import N_

Values = Mapping[str, Any]
Check = Callable[[Values, date], Refusal | None]


def says(value: Any) -> bool:
    """Return whether a value says something: a text of more than white space, a chosen value."""
    return bool(value.strip()) if isinstance(value, str) else bool(value)


def unless(
    holds: Any, sentence: str, field: str | None = None, code: str = "refused", **more: Any
) -> Refusal | None:
    """Refuse with ``sentence`` unless ``holds``: a condition, or a text that says something."""
    return None if says(holds) else Refusal(sentence, field=field, code=code, **more)


def refusal_of_missing(value: Any, field: str, sentence: str, **more: Any) -> Refusal | None:
    """Refuse a value that was not given; the code is ``<field>_missing``."""
    return unless(value, sentence, field, more.pop("code", f"{field}_missing"), **more)


def at_most(text: str, most: int, sentence: str, field: str) -> Refusal | None:
    """Refuse a text that is longer than ``most`` characters."""
    return unless(len(text) <= most, sentence, field, "too_long", most=most)


def refusals_in(*refusals: Refusal | None) -> list[Refusal]:
    """Return the refusals among the results of rules."""
    return [one for one in refusals if one is not None]


def first(*refusals: Refusal | None) -> Refusal | None:
    """Return the first of the refusals."""
    return next(iter(refusals_in(*refusals)), None)


# The rule of a register's entry is a list of checks over its values and today's date.


def entry_rule(*checks: Check) -> Check:
    """Return the rule that gives the first refusal of the checks, in their order."""

    def rule(values: Values, today: date) -> Refusal | None:
        refusals: Iterable[Refusal | None] = (check(values, today) for check in checks)
        return next((one for one in refusals if one is not None), None)

    return rule


def requires(field: str, sentence: str, when: Callable[[Values], Any] | None = None) -> Check:
    """Return the check that a field is filled in, always or ``when`` a condition holds."""

    def check(values: Values, today: date) -> Refusal | None:
        applies = when is None or when(values)
        return refusal_of_missing(values.get(field), field, sentence) if applies else None

    return check


def is_past(field: str) -> Check:
    """Return the check that a day has come: a register records what happened."""

    def check(values: Values, today: date) -> Refusal | None:
        day = values.get(field)
        return unless(
            not day or day <= today,
            N_("This date is in the future. A register records what has happened."),
            field,
            "day_in_future",
        )

    return check


def refuses(
    when: Callable[[Values], Any], sentence: str, field: str, code: str, **more: Any
) -> Check:
    """Return the check that refuses an entry ``when`` a condition over its values holds."""

    def check(values: Values, today: date) -> Refusal | None:
        return unless(not when(values), sentence, field, code, **more)

    return check
