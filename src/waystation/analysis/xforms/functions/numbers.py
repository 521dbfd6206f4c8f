"""Functions of numbers."""

from __future__ import annotations

import math
import random
from collections.abc import Callable

from waystation.analysis.xforms.budget import spend
from waystation.analysis.xforms.xpath import (
    Scope,
    Value,
    text_of_node,
    to_number,
)

from .naming import MANY, named


def half_up(number: float) -> float:
    return number if math.isnan(number) or math.isinf(number) else math.floor(number + 0.5)


@named("number", most=1)
def number(scope: Scope, value: Value = None) -> Value:
    return to_number([scope.node] if value is None else value)


@named("int", least=1)
def int_(scope: Scope, value: Value) -> Value:
    found = to_number(value)
    return found if math.isnan(found) or math.isinf(found) else float(math.trunc(found))


@named("round", least=1, most=2)
def round_(scope: Scope, value: Value, places: Value = None) -> Value:
    found, power = to_number(value), 0.0 if places is None else to_number(places)
    if math.isnan(found) or math.isinf(found) or math.isnan(power):
        return found
    scale = 10.0 ** min(power, 15)
    return half_up(found * scale) / scale


@named("floor", least=1)
def floor(scope: Scope, value: Value) -> Value:
    found = to_number(value)
    return found if math.isnan(found) or math.isinf(found) else float(math.floor(found))


@named("ceiling", least=1)
def ceiling(scope: Scope, value: Value) -> Value:
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


@named("sum", least=1)
def sum_(scope: Scope, nodes: Value) -> Value:
    return math.fsum(_numbers((nodes,)))


@named("min", least=1, most=MANY)
def min_(scope: Scope, *values: Value) -> Value:
    found = _numbers(values)
    return math.nan if not found or any(map(math.isnan, found)) else min(found)


@named("max", least=1, most=MANY)
def max_(scope: Scope, *values: Value) -> Value:
    found = _numbers(values)
    return math.nan if not found or any(map(math.isnan, found)) else max(found)


def _safely(compute: Callable[..., float]) -> Callable[..., Value]:
    def run(scope: Scope, *values: Value) -> Value:
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
    named(_name, least=1)(_safely(_compute))
named("pow", least=2)(_safely(math.pow))
named("atan2", least=2)(_safely(math.atan2))
named("pi")(lambda scope: math.pi)
named("random")(lambda scope: random.random())  # noqa: S311  not for secrets
