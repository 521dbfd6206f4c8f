"""“Ask only if” and “The answer must be”: comparisons joined by all or any, as an expression."""

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
SELECTED = {"select_one", "select_multiple"}
TODAY = "today()"
JOINS = (("all", N_("all of these")), ("any", N_("any of these")))
JOINING = {"all": "and", "any": "or"}
MOST_COMPARISONS = 8
ANSWER, LENGTH, CHOSEN = ".", "string-length(.)", "count-selected(.)"
OF_THE_ANSWER = {
    "integer": (ANSWER, "integer"),
    "decimal": (ANSWER, "decimal"),
    "date": (ANSWER, "date"),
    "text": (LENGTH, "integer"),
    "select_multiple": (CHOSEN, "integer"),
}
"""What of the answer to a question of each kind is compared by “The answer must be”."""

_NUMBER = re.compile(r"-?\d+(\.\d+)?")
_SUBJECT = (
    r"(?:\$\{\s*(?P<name%s>[^}\s]+)\s*\}"
    r"|(?P<self%s>\.|(?:string-length|count-selected)\(\s*\.\s*\)))"
)
_QUOTED = r"'[^']*'|\"[^\"]*\""
_COMPARISON = re.compile(
    rf"\s*(?P<open>\(\s*)?(?:"
    rf"(?P<no>not\(\s*)?selected\(\s*{_SUBJECT % (1, 1)}\s*,\s*(?P<code>{_QUOTED})\s*\)(?(no)\s*\))"
    rf"|{_SUBJECT % (2, 2)}\s*(?P<sign>!=|>=|<=|=|>|<)\s*"
    rf"(?:date\(\s*(?P<day>{_QUOTED})\s*\)|(?P<today>today\(\s*\))"
    rf"|(?P<number>-?\d+(?:\.\d+)?)|(?P<text>{_QUOTED}))"
    rf")(?(open)\s*\))\s*"
)
_JOIN = re.compile(r"(and|or)\b")


class Condition(NamedTuple):
    """A comparison of the answer of one question."""

    question: str
    comparison: str
    value: str = ""


class Rule(NamedTuple):
    """Comparisons of which all have to be true, or any."""

    joined: str
    conditions: tuple[Condition, ...]


class Asked(NamedTuple):
    """A question whose answer a rule compares: its kind, and the labels of its choices."""

    kind: str
    choices: Mapping[str, str] = {}


def rule_in(expression: str, asked: Mapping[str, Asked]) -> Rule | None:
    """Return the comparisons that an expression is made of, None for any other expression.

    None too if one compares a question that is not in ``asked``, or in a way of its own.
    """
    found: list[Condition] = []
    joins: set[str] = set()
    at = 0
    while True:
        match = _COMPARISON.match(expression, at)
        condition = match and _condition_of(match, asked)
        if match is None or condition is None:
            return None
        found.append(condition)
        at = match.end()
        if at == len(expression):
            break
        join = _JOIN.match(expression, at)
        if join is None:
            return None
        joins.add(join[0])
        at = join.end()
    if len(joins) > 1 or len(found) > MOST_COMPARISONS:
        return None
    return Rule("any" if joins == {"or"} else "all", tuple(found))


def _condition_of(found: re.Match[str], asked: Mapping[str, Asked]) -> Condition | None:
    own = found["self1"] or found["self2"] or ""
    name = found["name1"] or found["name2"] or re.sub(r"\s", "", own)
    if name not in asked:
        return None
    kind, choices = asked[name]
    if found["code"]:
        code = found["code"][1:-1]
        if kind not in SELECTED or code not in choices:
            return None
        return Condition(name, "is_not" if found["no"] else "is", code)
    text = None if found["text"] is None else found["text"][1:-1]
    comparison = BY_SIGN[found["sign"]]
    if text == "":
        named = {sign: key for key, sign in WITHOUT_VALUE.items()}
        return Condition(name, named[found["sign"]]) if found["sign"] in named else None
    value: str | None = text
    if kind in NUMBERS:
        value = found["number"]
    elif kind == "date":
        value = TODAY if found["today"] else (found["day"] or "")[1:-1]
    elif kind == "calculate":
        value = text or found["number"]
    if not value or (kind == "select_one" and value not in choices) or kind == "select_multiple":
        return None
    condition = Condition(name, comparison, value)
    try:
        expression_of(condition, *asked[name])
    except Refusal:
        return None
    return condition


def expression_of_rule(rule: Rule, asked: Mapping[str, Asked]) -> str:
    """Return the expression of comparisons. Raises Refusal."""
    return f" {JOINING[rule.joined]} ".join(
        expression_of(one, *asked[one.question]) for one in rule.conditions
    )


def expression_of(condition: Condition, kind: str, choices: Mapping[str, str]) -> str:
    """Return the expression of a comparison with a question of this kind.

    ``choices`` are the labels of its codes; a value may be either. Raises Refusal for a value that
    the question cannot have.
    """
    name, comparison, value = condition
    subject = name if name in {ANSWER, LENGTH, CHOSEN} else f"${{{name}}}"
    if comparison in WITHOUT_VALUE:
        return f"{subject} {WITHOUT_VALUE[comparison]} ''"
    sign = SIGNS[comparison]
    if not value:
        raise _wrong(N_("Fill in the value to compare with."))
    is_number = bool(_NUMBER.fullmatch(value))
    if comparison in ORDERED and kind not in {*NUMBERS, "date", "calculate"}:
        raise _wrong(N_("Only numbers and dates are compared by size. Choose “is” or “is not”."))
    if kind in NUMBERS or (kind == "calculate" and (is_number or comparison in ORDERED)):
        if not is_number:
            raise _wrong(N_("Write a number, for example 18."))
        return f"{subject} {sign} {value}"
    if kind == "date":
        if value == TODAY:
            return f"{subject} {sign} {TODAY}"
        try:
            day = date.fromisoformat(value)
        except ValueError:
            raise _wrong(N_("Write a day as 2026-01-31, or “today”.")) from None
        return f"{subject} {sign} date('{day.isoformat()}')"
    if kind in SELECTED:
        code = _code_of(value, choices)
        if kind == "select_one":
            return f"{subject} {sign} '{code}'"
        chosen = f"selected({subject}, '{code}')"
        return chosen if comparison == "is" else f"not({chosen})"
    if "'" not in value:
        return f"{subject} {sign} '{value}'"
    if '"' not in value:
        return f'{subject} {sign} "{value}"'
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
    return Refusal(sentence, field="value", code="comparison_unfit", **values)
