"""Boolean functions and functions of choices."""

from __future__ import annotations

import math

from waystation.analysis.xforms.budget import spend
from waystation.analysis.xforms.xpath import (
    Compiled,
    Scope,
    Value,
    text_of_node,
    to_number,
    to_text,
    to_truth,
)

from .naming import MANY, xpath_function
from .nodes import in_twos

LONG_LIST = 500  # steps for looking a label up in a list of choices


@xpath_function("boolean", least=1)
def boolean(scope: Scope, value: Value) -> Value:
    """Whether a value is true: a number but 0 and NaN, a text or an answer with anything in it,
    several nodes.
    """
    return to_truth(value)


@xpath_function("not", least=1)
def not_(scope: Scope, value: Value) -> Value:
    """The opposite. XPath 1.0."""
    return not to_truth(value)


@xpath_function("true")
def true(scope: Scope) -> Value:
    """Yes. XPath 1.0."""
    return True


@xpath_function("false")
def false(scope: Scope) -> Value:
    """No. XPath 1.0."""
    return False


@xpath_function("boolean-from-string", least=1)
def boolean_from_string(scope: Scope, value: Value) -> Value:
    """Whether a text is "true", in whatever letters, or "1"."""
    return to_text(value).lower() in {"true", "1"}


@xpath_function("if", least=3, lazy=True)
def if_(scope: Scope, condition: Compiled, yes: Compiled, no: Compiled) -> Value:
    """One value or another; only the one that counts is evaluated."""
    return yes(scope) if to_truth(condition(scope)) else no(scope)


@xpath_function("coalesce", least=1, most=MANY, lazy=True)
def coalesce(scope: Scope, *values: Compiled) -> Value:
    """The first value that is not empty, of any number."""
    for value in values:
        found = to_text(value(scope))
        if found != "":
            return found
    return ""


@xpath_function("once", least=1, lazy=True)
def once(scope: Scope, value: Compiled) -> Value:
    """The value that the question has; evaluated only while it has none."""
    return text_of_node(scope.node) or value(scope)


@xpath_function("checklist", least=2, most=MANY)
def checklist(scope: Scope, least: Value, most: Value, *values: Value) -> Value:
    """Whether between so many and so many values are true; -1 for no limit."""
    true_ones = sum(to_truth(to_number(v) if isinstance(v, list) else v) for v in values)
    upper = to_number(most)
    return to_number(least) <= true_ones and (upper < 0 or true_ones <= upper)


@xpath_function("weighted-checklist", least=2, most=MANY)
def weighted_checklist(scope: Scope, least: Value, most: Value, *values: Value) -> Value:
    """As ``checklist()``, where each true value adds the weight after it."""
    total = sum(
        to_number(weight)
        for value, weight in in_twos(values)
        if to_truth(to_number(value) if isinstance(value, list) else value)
    )
    upper = to_number(most)
    return to_number(least) <= total and (upper < 0 or total <= upper)


@xpath_function("selected", "is-selected", least=2)
def selected(scope: Scope, chosen: Value, code: Value) -> Value:
    """Whether a code is among those chosen; an empty one is where nothing is."""
    wanted, codes = to_text(code).strip(), to_text(chosen).split()
    return wanted in codes if wanted else not codes


@xpath_function("selected-at", least=2)
def selected_at(scope: Scope, chosen: Value, index: Value) -> Value:
    """The code at a place among those chosen, counted from 0."""
    codes, at = to_text(chosen).split(), to_number(index)
    return codes[int(at)] if not math.isnan(at) and 0 <= at < len(codes) else ""


@xpath_function("count-selected", least=1)
def count_selected(scope: Scope, chosen: Value) -> Value:
    """How many codes are chosen."""
    return float(len(to_text(chosen).split()))


@xpath_function("jr:choice-name", least=2)
def choice_name(scope: Scope, code: Value, question: Value) -> Value:
    """The label of a choice, in the form's default language: jr:choice-name(code, '/path')."""
    label = scope.world.choice_label
    spend(LONG_LIST)
    return label(to_text(question), to_text(code)) if label else to_text(code)


@xpath_function("jr:itext", "itext", least=1)
def itext(scope: Scope, key: Value) -> Value:
    """A text of the form in its default language."""
    text = scope.world.text_of
    return text(to_text(key)) if text else to_text(key)
