"""Patterns of ``regex()`` in a form, matched in linear time.

Python's own engine can take years over one name (``(a+)+$``). RE2 cannot, but it knows no
look-around and no back-references; a pattern with these is matched by Python's engine in a
process of its own, with a second of processor time.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

import re2

from waystation.foundation.shared import limits

from .budget import LONG_TEXT, MOST_STEPS, TooCostly, spend
from .messages import WrongExpression
from .syntax import Expr, parse

LONGEST_PATTERN = 500
IN_A_PROCESS = limits.Limits(memory=64 * limits.MEGABYTE, processor=1, seconds=5.0)
limits.preload(__name__)

_options: Any = re2.Options()
_options.log_errors = False


@lru_cache(maxsize=1024)
def linear(pattern: str) -> Any:
    """Return the compiled pattern, None where RE2 does not know what it uses."""
    try:
        return re2.compile(pattern, _options)
    except (re2.error, UnicodeEncodeError):
        return None


@lru_cache(maxsize=1024)
def _refuse_unreadable(pattern: str) -> None:
    try:
        re.compile(pattern, re.ASCII)
    except (re.error, RecursionError, OverflowError) as error:
        raise WrongExpression("pattern", text=str(error)) from None


def matches(pattern: str, text: str) -> bool:
    """Return whether the whole text matches. Raises WrongExpression, TooCostly after a second."""
    if len(pattern) > LONGEST_PATTERN:
        raise WrongExpression("pattern_long")
    spend(1 + len(text) // LONG_TEXT)
    compiled = linear(pattern)
    if compiled is not None:
        return compiled.fullmatch(text) is not None
    _refuse_unreadable(pattern)
    spend(MOST_STEPS // 10)  # so that a submission begins a few dozen of them at most
    ended = limits.attempt(_matches, pattern, text, limits=IN_A_PROCESS)
    if ended.kind == "value":
        return bool(ended.value)
    spend(MOST_STEPS)
    raise TooCostly("pattern_slow")


def _matches(pattern: str, text: str) -> bool:
    return re.fullmatch(pattern, text, re.ASCII) is not None


def slow_patterns(text: str) -> list[str]:
    """Return the patterns in an expression that are outside RE2."""
    return [one for one in _patterns_in(parse(text)) if linear(one) is None]


def _patterns_in(tree: Expr) -> list[str]:
    found = []
    if tree.kind == "call" and tree.value == "regex" and len(tree.parts) == 2:
        pattern = tree.parts[1]
        found = [pattern.value] if pattern.kind == "literal" else []
    for part in tree.parts:
        found += _patterns_in(part)
    for step in tree.steps:
        for predicate in step.predicates:
            found += _patterns_in(predicate)
    return found
