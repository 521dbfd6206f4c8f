"""Numeric functions."""

from __future__ import annotations

import math
import random
from collections.abc import Callable
from decimal import ROUND_HALF_DOWN, ROUND_HALF_UP, Decimal

from waystation.analysis.xforms.budget import spend
from waystation.analysis.xforms.xpath import (
    Scope,
    Value,
    text_of_node,
    to_number,
)

from .naming import MANY, xpath_function

MOST_EXACT = 1e20  # beyond it a number has no digits left to round


def half_up(number: float) -> float:
    return number if math.isnan(number) or math.isinf(number) else math.floor(number + 0.5)


@xpath_function("number", most=1)
def number(scope: Scope, value: Value = None) -> Value:
    """A value as a number; a day or time counts days since 1970-01-01."""
    return to_number([scope.node] if value is None else value)


@xpath_function("int", least=1)
def int_(scope: Scope, value: Value) -> Value:
    """A number without its fraction, toward zero."""
    found = to_number(value)
    return found if math.isnan(found) or math.isinf(found) else float(math.trunc(found))


@xpath_function("round", least=1, most=2)
def round_(scope: Scope, value: Value, places: Value = None) -> Value:
    """A number rounded, halves up; with a second argument, to so many decimals."""
    found, power = to_number(value), 0.0 if places is None else to_number(places)
    if math.isnan(found) or math.isinf(found) or math.isnan(power):
        return found
    places_after = int(max(-15, min(power, 15)))
    if abs(found) * 10.0**places_after > MOST_EXACT:
        return found
    # The number as it is written: 1.005 is a half of 0.01, though its nearest binary one is less.
    unit = Decimal(1).scaleb(-places_after)
    halves = ROUND_HALF_UP if found > 0 else ROUND_HALF_DOWN
    return float((Decimal(repr(found)) / unit).quantize(Decimal(1), halves) * unit)


@xpath_function("floor", least=1)
def floor(scope: Scope, value: Value) -> Value:
    """The largest whole number not above. XPath 1.0; ODK Collect does not know it."""
    found = to_number(value)
    return found if math.isnan(found) or math.isinf(found) else float(math.floor(found))


@xpath_function("ceiling", least=1)
def ceiling(scope: Scope, value: Value) -> Value:
    """The smallest whole number not below. XPath 1.0; ODK Collect does not know it."""
    found = to_number(value)
    return found if math.isnan(found) or math.isinf(found) else float(math.ceil(found))


def _numbers(values: tuple[Value, ...]) -> list[float]:
    found: list[float] = []
    for value in values:
        if isinstance(value, list):
            spend(len(value))
            found += [to_number(text_of_node(node)) for node in value]
        else:
            found.append(to_number(value))
    return found


@xpath_function("sum", least=1)
def sum_(scope: Scope, nodes: Value) -> Value:
    """The sum of the nodes; NaN if one is empty or no number."""
    return math.fsum(_numbers((nodes,)))


@xpath_function("min", least=1, most=MANY)
def min_(scope: Scope, *values: Value) -> Value:
    """The smallest of nodes or values; NaN if one is empty or there is none."""
    found = _numbers(values)
    return math.nan if not found or any(map(math.isnan, found)) else min(found)


@xpath_function("max", least=1, most=MANY)
def max_(scope: Scope, *values: Value) -> Value:
    """The largest of nodes or values; NaN if one is empty or there is none."""
    found = _numbers(values)
    return math.nan if not found or any(map(math.isnan, found)) else max(found)


def _safely(compute: Callable[..., float]) -> Callable[..., Value]:
    def run(scope: Scope, *values: Value) -> Value:
        """As in XPath 3.0; NaN where it has no value."""
        try:
            return float(compute(*[to_number(value) for value in values]))
        except (ValueError, OverflowError, ZeroDivisionError):
            return math.nan

    return run


ONE_NUMBER: dict[str, Callable[..., float]] = {
    "abs": abs,
    "sqrt": math.sqrt,
    "exp": math.exp,
    "exp10": lambda x: 10.0**x,
    "log": math.log,
    "log10": math.log10,
    "sin": math.sin,
    "cos": math.cos,
    "tan": math.tan,
    "asin": math.asin,
    "acos": math.acos,
    "atan": math.atan,
}
for _name, _compute in ONE_NUMBER.items():
    xpath_function(_name, least=1)(_safely(_compute))
xpath_function("pow", least=2)(_safely(math.pow))
xpath_function("atan2", least=2)(_safely(math.atan2))


@xpath_function("pi")
def pi(scope: Scope) -> Value:
    """3.14159…"""
    return math.pi


@xpath_function("random")
def random_(scope: Scope) -> Value:
    """A number from 0 up to 1 by chance, another at each evaluation."""
    return random.random()  # noqa: S311  not for secrets
