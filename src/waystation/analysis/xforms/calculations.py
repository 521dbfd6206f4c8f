"""Whether a value calculated by a phone is the result of its rule.

Some rules have another value at another time or on another device; these are not checked.
"""

from __future__ import annotations

import math
import re
from functools import lru_cache

from .syntax import Expr, calls_in, each_call, parse, paths_in
from .xpath import Value, days_of, to_number, to_text

# What a server cannot repeat: chance, the very second, the device, its language and its zone.
UNREPEATABLE = {
    "now", "random", "randomize", "uuid", "once", "property", "itext", "jr:itext",
    "jr:choice-name", "decimal-date-time", "decimal-time", "date-time", "format-date-time",
    "current-time",
}  # fmt: skip
MIDNIGHT = re.compile(r"^\d{4}-\d{2}-\d{2}T00:00:00")
CLOCK = re.compile(r"^\d{2}:\d{2}")
TIME = re.compile(r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}")
OFFSET = re.compile(r"(?<=\d)(Z|[+-]\d{2}:?\d{2})$")
IN_WORDS = re.compile(r"%[abAB]")  # names of months and days, in the phone's language


@lru_cache(maxsize=8192)
def is_repeatable(text: str, path: str) -> bool:
    """Return whether a calculation at ``path`` gives the same on a server as on a phone."""
    tree = parse(text)
    return _is_repeatable(tree) and path not in set(paths_in(tree, path))


@lru_cache(maxsize=8192)
def lists_in(text: str) -> frozenset[str]:
    """Return the instances that an expression names."""
    calls = [call for call in each_call(parse(text)) if call.value == "instance" and call.parts]
    return frozenset(str(call.parts[0].value) for call in calls)


def _is_repeatable(tree: Expr) -> bool:
    if tree.kind == "call":
        if tree.value in UNREPEATABLE:
            return False
        if tree.value == "format-date" and len(tree.parts) == 2:
            pattern = tree.parts[1]
            if pattern.kind != "literal" or IN_WORDS.search(pattern.value):
                return False
    inner = [predicate for step in tree.steps for predicate in step.predicates]
    return all(map(_is_repeatable, [*tree.parts, *inner]))


@lru_cache(maxsize=8192)
def tolerance(text: str) -> float:
    """Return how far two engines may be apart: distances and areas are rounded by some."""
    return 0.01 if {name for name, _ in calls_in(parse(text))} & {"distance", "area"} else 1e-9


def agrees(value: Value, text: str, type_: str, tolerance: float = 1e-9) -> bool:
    """Return whether a submitted text is a calculated value, however its number is written."""
    expected = to_text(value).strip()
    if expected == text:
        return True
    if MIDNIGHT.search(text) and expected[:10] == text[:10]:  # as Collect writes a calculated day
        return True
    if CLOCK.match(expected) and TIME.match(text):  # and a time, with the day of the interview
        return OFFSET.sub("", expected) == OFFSET.sub("", text.partition("T")[2])
    if isinstance(value, bool):
        return text.lower() in ({"true", "1"} if value else {"false", "0"})
    are_times = TIME.search(expected) and TIME.search(text)
    if are_times and not (OFFSET.search(expected) and OFFSET.search(text)):  # one is a local time
        expected, text = OFFSET.sub("", expected), OFFSET.sub("", text)
    wanted = value if isinstance(value, float) else to_number(expected)
    if isinstance(value, float) and (math.isnan(wanted) or math.isinf(wanted)):
        return True  # nothing to compare with: a sum over answers that are not there
    found = to_number(text)
    if not math.isnan(wanted) and not math.isnan(found):
        if type_ in {"int", "integer"} and math.trunc(wanted) == found:
            return True
        if days_of(text) is not None and type_ == "date":
            return math.floor(wanted) == math.floor(found)
        return math.isclose(wanted, found, rel_tol=1e-6, abs_tol=tolerance)
    ours, theirs = expected.split(), text.split()
    return len(ours) == len(theirs) and all(map(_same_word, ours, theirs))


def _same_word(one: str, other: str) -> bool:
    """Return whether two words are the same, or the same number: 42.0 and 42 of coordinates."""
    if one == other:
        return True
    ours, theirs = to_number(one.rstrip(";")), to_number(other.rstrip(";"))
    return one.endswith(";") == other.endswith(";") and math.isclose(ours, theirs, rel_tol=1e-12)
