"""“Ask only if”: a question, a comparison and a value, as an expression and back."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.words import N_

COMPARISONS = (
    ("is", N_("is")),
    ("is_not", N_("is not")),
    ("more", N_("is more than")),
    ("less", N_("is less than")),
    ("at_least", N_("is at least")),
    ("at_most", N_("is at most")),
    ("answered", N_("is answered")),
    ("empty", N_("is not answered")),
)
SIGNS = {"is": "=", "is_not": "!=", "more": ">", "less": "<", "at_least": ">=", "at_most": "<="}
BY_SIGN = {sign: name for name, sign in SIGNS.items()}
ORDERED = {"more", "less", "at_least", "at_most"}
WITHOUT_VALUE = {"answered": "!=", "empty": "="}
NUMBERS = {"integer", "decimal"}
_NUMBER = re.compile(r"-?\d+(\.\d+)?")
_COMPARED = re.compile(
    r"\$\{(?P<name>[^}\s]+)\} (?P<sign>=|!=|>=|<=|>|<) "
    r"(?:date\('(?P<day>[\d\-]+)'\)|(?P<number>-?\d+(?:\.\d+)?)|'(?P<one>[^']*)'|\"(?P<two>[^\"]*)\")"
)
_CHOSEN = re.compile(r"(?P<no>not\()?selected\(\$\{(?P<name>[^}\s]+)\}, '(?P<one>[^']*)'\)\)?")


class Condition(NamedTuple):
    """A comparison of the answer of one question."""

    question: str
    comparison: str
    value: str = ""


def condition_in(expression: str) -> Condition | None:
    """Return the comparison that an expression is, None for any other expression."""
    if found := _CHOSEN.fullmatch(expression):
        if bool(found["no"]) == expression.endswith("))"):
            return Condition(found["name"], "is_not" if found["no"] else "is", found["one"])
        return None
    found = _COMPARED.fullmatch(expression)
    if found is None:
        return None
    texts = (found["day"], found["number"], found["one"], found["two"])
    value = next(one for one in texts if one is not None)
    if value == "":
        named = {sign: name for name, sign in WITHOUT_VALUE.items()}
        return Condition(found["name"], named[found["sign"]]) if found["sign"] in named else None
    return Condition(found["name"], BY_SIGN[found["sign"]], value)


def expression_of(condition: Condition, kind: str, choices: Mapping[str, str]) -> str:
    """Return the expression of a comparison with a question of this kind.

    ``choices`` are the labels of its codes; a value may be either. Raises Refusal for a value that
    the question cannot have.
    """
    name, comparison, value = condition
    if comparison in WITHOUT_VALUE:
        return f"${{{name}}} {WITHOUT_VALUE[comparison]} ''"
    sign = SIGNS[comparison]
    if not value:
        raise _wrong(N_("Fill in the value to compare with."))
    if comparison in ORDERED and kind not in {*NUMBERS, "date"}:
        raise _wrong(N_("Only numbers and dates are compared by size. Choose “is” or “is not”."))
    if kind in NUMBERS:
        if not _NUMBER.fullmatch(value):
            raise _wrong(N_("Write a number, for example 18."))
        return f"${{{name}}} {sign} {value}"
    if kind == "date":
        try:
            day = date.fromisoformat(value)
        except ValueError:
            raise _wrong(N_("Write a day as 2026-01-31.")) from None
        return f"${{{name}}} {sign} date('{day.isoformat()}')"
    if kind in {"select_one", "select_multiple"}:
        code = _code_of(value, choices)
        if kind == "select_one":
            return f"${{{name}}} {sign} '{code}'"
        chosen = f"selected(${{{name}}}, '{code}')"
        return chosen if comparison == "is" else f"not({chosen})"
    if "'" not in value:
        return f"${{{name}}} {sign} '{value}'"
    if '"' not in value:
        return f'${{{name}}} {sign} "{value}"'
    raise _wrong(N_("A value cannot have both kinds of quotation marks. Leave one out."))


def _code_of(value: str, choices: Mapping[str, str]) -> str:
    if value in choices:
        return value
    meant = [code for code, label in choices.items() if label.casefold() == value.casefold()]
    if len(meant) == 1:
        return meant[0]
    raise _wrong(
        N_("“{value}” is not one of the choices: {choices}."),
        value=value[:60],
        choices=", ".join(label or code for code, label in list(choices.items())[:12]),
    )


def _wrong(sentence: str, **values: str) -> Refusal:
    return Refusal(sentence, field="when_value", code="comparison_unfit", **values)
