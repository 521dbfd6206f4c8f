"""A fast pre-check of the rules: could one of them be broken at all?

Each rule that allows it is converted to an XPath condition that is true whenever the rule may be
broken. Several conditions are evaluated at once, in C; only if one is true are its rules evaluated
individually. The condition may be true without a fault, but never false with one, which
``tests/analysis/iati/test_kinds.py`` checks.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

from lxml import etree

from .kinds import NOW, TODAY, Case

Condition = Callable[[Case], str | None]


def _any(paths: Sequence[str]) -> str:
    return " or ".join(f"boolean({path})" for path in paths) or "false()"


def _day(path: str) -> str:
    """Return a date as a number such as 20261129, so that XPath can compare it."""
    if path in (NOW, TODAY):
        return "$today"
    return f"number(translate(substring(normalize-space({path}), 1, 10), '-', ''))"


def _ahead(case: Case) -> str:
    """Compare a time of today in UTC to the second; one with an offset may be of another day."""
    text = f"normalize-space({case['date']})"
    second = f"number(translate(substring({text}, 1, 19), '-:T', ''))"
    zone = f"substring({text}, 20)"
    return (
        f"{_day(case['date'])} > $today or ({_day(case['date'])} = $today and "
        f"string-length({text}) > 10 and not({zone} = 'Z' and {second} <= $now)) or "
        f"contains({zone}, '+') or contains({zone}, '-')"
    )


def _total(case: Case) -> str:
    paths = " + ".join(f"sum({path})" for path in case["paths"]) or "0"
    wanted = Decimal(str(case["sum"])) * 10000
    return f"round(({paths}) * 10000) != {wanted:f}"


def _range(case: Case) -> str:
    bounds = []
    if "min" in case:
        bounds.append(f"number(.) >= {Decimal(str(case['min'])):f}")
    if "max" in case:
        bounds.append(f"number(.) <= {Decimal(str(case['max'])):f}")
    inside = " and ".join([*bounds, "number(.) = number(.)"])
    return _any([f"({path})[not({inside})]" for path in case["paths"]])


def _between(case: Case) -> str:
    day, start, end = (_day(case[name]) for name in ("date", "start", "end"))
    return f"boolean({case['date']}) and not({day} > {start} and {day} < {end})"


CONDITIONS: dict[str, Condition] = {
    "no_more_than_one": lambda case: (
        " + ".join(f"count({path})" for path in case["paths"]) + " > 1" if case["paths"] else None
    ),
    "atleast_one": lambda case: f"not({_any(case['paths'])})",
    "one_or_all": lambda case: f"not({case['one']})",
    "strict_sum": _total,
    "sum": _total,
    "date_order": lambda case: f"{_day(case['less'])} >= {_day(case['more'])}",
    "date_now": _ahead,
    "time_limit": lambda case: f"{_day(case['end'])} - {_day(case['start'])} >= 10000",
    "between_dates": _between,
    "if_then": lambda case: f"boolean({case['if']}) and not(boolean({case['then']}))",
    "evaluates_to": lambda case: f"not(boolean({case['eval']}))",
    "range": _range,
    "no_spaces": lambda case: _any(
        [f"({path})[string(.) != normalize-space(.)]" for path in case["paths"]]
    ),
    "no_percent": lambda case: _any([f"({path})[contains(., '%')]" for path in case["paths"]]),
    "loop": lambda case: f"boolean({case['foreach']})",
}


def condition_of(kind: str, case: Case) -> str | None:
    """Return when a rule may be broken, None where XPath cannot say."""
    make = CONDITIONS.get(kind)
    found = make(case) if make else None
    if found is None:
        return None
    if "condition" in case:
        found = f"boolean({case['condition']}) and ({found})"
    return found if _answers(found) else None


def _answers(condition: str) -> bool:
    """Return whether a condition can be asked: some paths give no nodes to count."""
    try:
        etree.XPath(f"boolean({condition})")(etree.Element("x"), today=0, now=0)
    except etree.XPathError:
        return False
    return True


def asked_together(conditions: Sequence[str]) -> Any:
    """Return one question for several conditions: is one of them true, or selects anything?"""
    return etree.XPath(" or ".join(f"({one})" for one in conditions) or "false()")
