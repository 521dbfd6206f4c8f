"""The kinds of rule of an IATI ruleset, each a function of an element and a case.

Source: IATI Ruleset Spec (IATI/IATI-Rulesets, SPEC.rst and SPEC_PY.rst). A function returns
whether the rule holds and the nodes at fault; None where the rule says nothing about the element.
Numbers and texts are compared as the specification's two implementations do where they agree;
where they differ, as the text says.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any

from lxml import etree

Case = Mapping[str, Any]
Answer = tuple[bool, Sequence[Any]] | None
OK: Answer = (True, ())
PLACES = Decimal("0.0001")
"""Sums are compared to four places: shares such as 33.3333 are meant to add up."""
MONEY = ("value", "forecast", "loan-status")
"""The elements that need a currency where the activity has no default."""
NOW, TODAY = "NOW", "TODAY"
PREFIX_LIST = "ORG-ID-PREFIX"


@dataclass(frozen=True)
class Sets:
    """What rules ask that is not in the file: the moment, and lists of identifiers."""

    now: datetime
    organisations: frozenset[str] = field(default=frozenset())
    prefixes: frozenset[str] = field(default=frozenset())
    codes: Mapping[str, frozenset[str]] = field(default_factory=dict, compare=False)
    """The codes of each list of the standard, by its name; lists that are not there are not asked.
    """


@lru_cache(maxsize=8192)
def compile_xpath(path: str) -> etree.XPath:
    """Return an XPath expression, compiled once. Raises XPathSyntaxError."""
    return etree.XPath(path)


def select_nodes(path: str, element: Any) -> list[Any]:
    """Return the nodes of an expression; of one that gives no nodes, an empty list."""
    found = compile_xpath(path)(element)
    return found if isinstance(found, list) else []


def holds(path: str, element: Any) -> bool:
    """Return an expression as true or false, by the rules of XPath's boolean()."""
    found = compile_xpath(path)(element)
    if isinstance(found, float):
        return found != 0 and found == found
    return bool(found)


def text_of(node: Any) -> str:
    """Return the text of an element with everything inside it, or of an attribute."""
    return str(node) if isinstance(node, str) else "".join(node.itertext())


def _nodes(case: Case, element: Any) -> list[list[Any]]:
    return [select_nodes(path, element) for path in case.get("paths", ())]


def _all(case: Case, element: Any) -> list[Any]:
    return [node for ones in _nodes(case, element) for node in ones]


def number(text: str) -> Decimal | None:
    """Return a number of XML, None for what is none; an empty text is 0."""
    text = text.strip()
    if not text:
        return Decimal(0)
    try:
        found = Decimal(text)
    except InvalidOperation:
        return None
    return found if found.is_finite() else None


DATE = re.compile(r"^(-?\d{4,})-(\d\d)-(\d\d)(?:Z|[+-]\d\d:\d\d)?$")


def moment(text: str) -> datetime | None:
    """Return a date or time of XML, in UTC; None for what is none."""
    text = text.strip()
    try:
        if found := DATE.match(text):
            year, month, day = (int(part) for part in found.groups())
            return datetime.combine(date(year, month, day), time(), UTC)
        made = datetime.fromisoformat(text)
    except (ValueError, OverflowError):
        return None
    return made if made.tzinfo else made.replace(tzinfo=UTC)


def _moment(path: str, element: Any, sets: Sets) -> tuple[datetime | None, list[Any]]:
    if path == NOW:
        return sets.now, []
    if path == TODAY:
        return datetime.combine(sets.now.date(), time.max, UTC), []
    nodes = select_nodes(path, element)[:1]
    return (moment(text_of(nodes[0])) if nodes else None), nodes


def no_more_than_one(case: Case, element: Any, sets: Sets) -> Answer:
    """At most one node of the paths."""
    nodes = _all(case, element)
    return len(nodes) <= 1, nodes


def atleast_one(case: Case, element: Any, sets: Sets) -> Answer:
    """At least one node of the paths."""
    return bool(_all(case, element)), [element]


def only_one_of(case: Case, element: Any, sets: Sets) -> Answer:
    """With one of the excluded, none of the paths; without, exactly one."""
    nodes = _all(case, element)
    excluded = [node for path in case["excluded"] for node in select_nodes(path, element)]
    if excluded:
        return not nodes, [*excluded, *nodes]
    return len(nodes) == 1, nodes or [element]


def one_or_all(case: Case, element: Any, sets: Sets) -> Answer:
    """The one, or else all: a language, a sector, a place or a currency at each of them."""
    if select_nodes(case["one"], element) or (
        ":" not in case["one"] and holds(case["one"], element)
    ):
        return OK
    wanted = case["all"]
    if wanted == "lang":
        asked, needed = select_nodes("descendant::narrative", element), "@xml:lang"
    elif wanted == "currency":
        asked = [node for name in MONEY for node in select_nodes(f"descendant::{name}", element)]
        needed = "@currency"
    else:  # what each transaction has to have: sector, recipient-country|recipient-region
        asked, needed = select_nodes("transaction", element), wanted
    wrong = [node for node in asked if not select_nodes(needed, node)]
    return not wrong, wrong


def dependent(case: Case, element: Any, sets: Sets) -> Answer:
    """All of the paths, or none of them."""
    found = _nodes(case, element)
    return all(found) or not any(found), [node for ones in found for node in ones] or [element]


def total(case: Case, element: Any, sets: Sets) -> Answer:
    """The values of the paths, where there are any, add to the sum."""
    return strict_sum(case, element, sets) if _all(case, element) else OK


def strict_sum(case: Case, element: Any, sets: Sets) -> Answer:
    """The values of the paths add to the sum; none are 0."""
    nodes = _all(case, element)
    numbers = [number(text_of(node)) for node in nodes]
    known = [one for one in numbers if one is not None]
    right = len(known) == len(numbers) and (
        sum(known, Decimal(0)).quantize(PLACES) == Decimal(str(case["sum"])).quantize(PLACES)
    )
    return right, nodes or [element]


def date_order(case: Case, element: Any, sets: Sets) -> Answer:
    """The earlier date is not after the later one; equal is in order."""
    (less, first), (more, second) = (_moment(case[n], element, sets) for n in ("less", "more"))
    if less is None or more is None:
        return None
    return less <= more, [*first, *second]


def date_now(case: Case, element: Any, sets: Sets) -> Answer:
    """The date is not in the future."""
    found, nodes = _moment(case["date"], element, sets)
    return None if found is None else (found <= sets.now, nodes)


def time_limit(case: Case, element: Any, sets: Sets) -> Answer:
    """From start to end it is a year at most."""
    (start, _), (end, nodes) = (_moment(case[name], element, sets) for name in ("start", "end"))
    if start is None or end is None:
        return None
    day = start.date()
    try:
        later = day.replace(year=day.year + 1)
    except ValueError:  # 29 February
        later = date(day.year + 1, 3, 1)
    return end.date() <= later, nodes


def between_dates(case: Case, element: Any, sets: Sets) -> Answer:
    """The date lies between start and end, both included."""
    found, nodes = _moment(case["date"], element, sets)
    (start, _), (end, _) = (_moment(case[name], element, sets) for name in ("start", "end"))
    if found is None or start is None or end is None:
        return None
    return start <= found <= end, nodes


@lru_cache(maxsize=256)
def _regex(text: str) -> re.Pattern[str]:
    return re.compile(text)


def regex_matches(case: Case, element: Any, sets: Sets) -> Answer:
    """Every text of the paths matches; an empty one says nothing."""
    regex = _regex(case["regex"])
    wrong = [
        node
        for node in _all(case, element)
        if (text := text_of(node)) != "" and not regex.search(text)
    ]
    return not wrong, wrong


def regex_no_matches(case: Case, element: Any, sets: Sets) -> Answer:
    """No text of the paths matches."""
    regex = _regex(case["regex"])
    wrong = [
        node for node in _all(case, element) if (text := text_of(node)) != "" and regex.search(text)
    ]
    return not wrong, wrong


def startswith(case: Case, element: Any, sets: Sets) -> Answer:
    """Every text of the paths begins with one of the prefixes and the separator.

    ``prefix`` are paths, or names the list of registration agencies; the older ``start`` is one
    path.
    """
    nodes = _all(case, element)
    prefix = case.get("prefix")
    if prefix in (PREFIX_LIST, [PREFIX_LIST]):
        if not sets.prefixes:
            return None
        wrong = [n for n in nodes if "-".join(text_of(n).split("-")[:2]) not in sets.prefixes]
        return not wrong, wrong
    paths: Iterable[str] = [case["start"]] if prefix is None else prefix
    starts = [text_of(node) for path in paths for node in select_nodes(path, element)]
    if prefix is None:
        if not starts:
            return None
        starts = starts[:1]
    separator = case.get("separator", "")
    beginnings = tuple(start + separator for start in starts)
    wrong = [node for node in nodes if not text_of(node).startswith(beginnings)]
    return not wrong, wrong


def unique(case: Case, element: Any, sets: Sets) -> Answer:
    """No text of the paths twice."""
    seen: set[str] = set()
    wrong = []
    for node in _all(case, element):
        text = text_of(node)
        if text in seen:
            wrong.append(node)
        seen.add(text)
    return not wrong, wrong


def if_then(case: Case, element: Any, sets: Sets) -> Answer:
    """Where the first holds, the second does."""
    if not holds(case["if"], element):
        return OK
    return holds(case["then"], element), _all(case, element) or [element]


def evaluates_to(case: Case, element: Any, sets: Sets) -> Answer:
    """The expression is true."""
    return holds(case["eval"], element), [element]


def within(case: Case, element: Any, sets: Sets) -> Answer:
    """Every number of the paths lies between the least and the most, both included."""
    least, most = (Decimal(str(case[name])) if name in case else None for name in ("min", "max"))
    wrong = []
    for node in _all(case, element):
        value = number(text_of(node))
        if (
            value is None
            or (least is not None and value < least)
            or (most is not None and value > most)
        ):
            wrong.append(node)
    return not wrong, wrong


def no_percent(case: Case, element: Any, sets: Sets) -> Answer:
    """No text of the paths has a percent sign."""
    wrong = [node for node in _all(case, element) if "%" in text_of(node)]
    return not wrong, wrong


def no_spaces(case: Case, element: Any, sets: Sets) -> Answer:
    """No text of the paths begins or ends with white space."""
    wrong = [n for n in _all(case, element) if (text := text_of(n)) != text.strip()]
    return not wrong, wrong


KINDS: dict[str, Callable[[Case, Any, Sets], Answer]] = {
    "no_more_than_one": no_more_than_one,
    "atleast_one": atleast_one,
    "only_one_of": only_one_of,
    "one_or_all": one_or_all,
    "dependent": dependent,
    "sum": total,
    "strict_sum": strict_sum,
    "date_order": date_order,
    "date_now": date_now,
    "time_limit": time_limit,
    "between_dates": between_dates,
    "regex_matches": regex_matches,
    "regex_no_matches": regex_no_matches,
    "startswith": startswith,
    "unique": unique,
    "if_then": if_then,
    "evaluates_to": evaluates_to,
    "range": within,
    "no_percent": no_percent,
    "no_spaces": no_spaces,
}
"""The kinds by their name in a ruleset; ``loop`` is taken apart by ``ruleset``."""
LOOP = "loop"


def kind_named(name: str) -> str:
    """Return the snake_case name of a kind: the specification allows camelCase as well."""
    if name in KINDS or name == LOOP:
        return name
    snake = re.sub(r"(?<!^)([A-Z])", lambda found: "_" + found.group(1).lower(), name)
    return {"at_least_one": "atleast_one", "starts_with": "startswith"}.get(snake, snake)
