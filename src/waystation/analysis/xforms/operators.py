"""The operators of XPath 1.0 as in JavaRosa: an empty node-set compares as empty text."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from .budget import spend
from .xpath import Compiled, Scope, Value, text_of_node, to_number, to_text, to_truth

ARITHMETIC: dict[str, Callable[[float, float], float]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "div": lambda a, b: (
        a / b if b else (math.nan if a == 0 or math.isnan(a) else math.copysign(math.inf, a))
    ),
    "mod": lambda a, b: math.fmod(a, b) if b and not math.isinf(a) else math.nan,
}
ORDER: dict[str, Callable[[Any, Any], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def chain(
    signs: tuple[str, ...], parts: list[Compiled], last: Value = None, *, truths: bool = False
) -> Compiled:
    """Return the function of operands with operators of one level between them.

    ``last`` is the value of the last operand where it is a constant, and ``truths`` says that all
    operands are comparisons: most rules are such, and need fewer calls.
    """
    if truths and signs in {("or",), ("and",)}:
        one, other = parts
        if signs == ("or",):
            return lambda scope: one(scope) or other(scope)
        return lambda scope: one(scope) and other(scope)
    if last is not None and signs[0] in COMPARISONS and len(signs) == 1:
        return with_constant(signs[0], parts[0], last)
    if signs in {("or",), ("and",)}:  # without a generator
        one, other = parts
        if signs == ("or",):
            return lambda scope: to_truth(one(scope)) or to_truth(other(scope))
        return lambda scope: to_truth(one(scope)) and to_truth(other(scope))
    if signs[0] == "or":
        return lambda scope: any(to_truth(part(scope)) for part in parts)
    if signs[0] == "and":
        return lambda scope: all(to_truth(part(scope)) for part in parts)
    first, rest = (
        parts[0],
        [(OPERATIONS[s], part) for s, part in zip(signs, parts[1:], strict=True)],
    )
    if len(rest) == 1:
        ((operation, second),) = rest
        return lambda scope: operation(first(scope), second(scope))

    def fold(scope: Scope) -> Value:
        value = first(scope)
        for operation, part in rest:
            value = operation(value, part(scope))
        return value

    return fold


def with_constant(sign: str, part: Compiled, constant: Value) -> Compiled:
    """Return the function of a comparison with a constant."""
    compare = OPERATIONS[sign]
    if type(constant) is float and sign in ORDER:
        order = ORDER[sign]

        def run(scope: Scope) -> Value:
            value = part(scope)
            if type(value) is list:
                return compare(value, constant)
            return order(to_number(value), constant)

        return run
    if type(constant) is str and sign in EQUALITY:
        wanted = EQUALITY[sign]

        def is_same(scope: Scope) -> Value:
            value = part(scope)
            if type(value) is str:
                return (value == constant) is wanted
            return compare(value, constant)

        return is_same
    return lambda scope: compare(part(scope), constant)


def arithmetic(sign: str) -> Callable[[Value, Value], Value]:
    compute = ARITHMETIC[sign]
    return lambda a, b: compute(to_number(a), to_number(b))


def ordering(sign: str) -> Callable[[Value, Value], Value]:
    order = ORDER[sign]

    def compare(left: Value, right: Value) -> bool:
        if (type(left) is not list or len(left) == 1) and type(right) is not list:
            return order(to_number(left), to_number(right))
        those = [to_number(b) for b in each(right)]
        return any(order(to_number(a), b) for a in pay_for_comparisons(left, those) for b in those)

    return compare


def equality(wanted: bool) -> Callable[[Value, Value], Value]:
    def compare(left: Value, right: Value) -> bool:
        if type(right) is not list:
            if type(left) is not list:
                return equal(left, right) == wanted
            if len(left) == 1:
                return equal(text_of_node(left[0]), right) == wanted
        those = list(each(right))
        return any(equal(a, b) == wanted for a in pay_for_comparisons(left, those) for b in those)

    return compare


EQUALITY = {"=": True, "!=": False}
COMPARISONS = {*ORDER, *EQUALITY}
OPERATIONS: dict[str, Callable[[Value, Value], Value]] = {
    **{sign: arithmetic(sign) for sign in ARITHMETIC},
    **{sign: ordering(sign) for sign in ORDER},
    **{sign: equality(wanted) for sign, wanted in EQUALITY.items()},
}


def pay_for_comparisons(value: Value, others: list[Value]) -> Iterator[Value]:
    """Yield the values to compare, and pay for comparing each of them with the others."""
    for one in each(value):
        if len(others) > 1:
            spend(len(others))
        yield one


def each(value: Value) -> Iterable[Value]:
    """Return the values to compare: nothing found reads as empty text, as in JavaRosa."""
    if isinstance(value, list):
        if len(value) > 1:
            spend(len(value))
        return [text_of_node(node) for node in value] if value else ("",)
    return (value,)


def equal(a: Value, b: Value) -> bool:
    if isinstance(a, bool) or isinstance(b, bool):
        return to_truth(a) == to_truth(b)
    if isinstance(a, float) or isinstance(b, float):
        return to_number(a) == to_number(b)
    return to_text(a) == to_text(b)
