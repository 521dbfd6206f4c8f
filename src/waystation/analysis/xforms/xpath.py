"""The values of XPath 1.0 as XForms use it, and what an evaluation may look at.

What ODK adds or reads differently is from the ODK XForms specification: a path that finds
nothing reads as the empty string in a comparison, ISO dates count as days since 1970.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from .budget import LONG_TEXT, Budget, spend
from .indexes import Indexes
from .messages import WrongExpression

Node = Any  # an lxml element, or Text for an attribute
Value = Any  # list of nodes, str, float or bool
Compiled = Callable[["Scope"], Value]

EPOCH = date(1970, 1, 1)


@dataclass(frozen=True)
class Text:
    """The value of an attribute, standing where a node may stand."""

    text: str
    tag: str = ""


@dataclass
class World:
    """What an evaluation may look at besides its node."""

    root: Node
    instances: dict[str, Node] = field(default_factory=dict)
    repeats: frozenset[str] = frozenset()
    last_saved: frozenset[str] = frozenset()  # instances that only a phone has
    now: Callable[[], datetime] = lambda: datetime.now().astimezone()
    choice_label: Callable[[str, str], str] | None = None
    text_of: Callable[[str], str] | None = None
    indexes: Indexes = field(default_factory=Indexes)
    paths: dict[str, list[Node]] = field(default_factory=dict)
    crossing: dict[str, bool] = field(default_factory=dict)
    budget: Budget = field(default_factory=Budget)

    def crosses_repeat(self, path: str) -> bool:
        """Return whether an absolute path leads into a repetition: it means another node there."""
        if not self.repeats:
            return False
        known = self.crossing.get(path)
        if known is None:
            known = any(f"{path}/".startswith(f"{repeat}/") for repeat in self.repeats)
            self.crossing[path] = known
        return known


@dataclass(slots=True)
class Scope:
    """Where an expression is evaluated: the node, its place, and the node it began at."""

    world: World
    node: Node
    position: int = 1
    size: int = 1
    current: Node = None

    def at(self, node: Node, position: int, size: int) -> Scope:
        return Scope(self.world, node, position, size, self.current)


# --- values -------------------------------------------------------------------------------


def text_of_node(node: Node) -> str:
    if isinstance(node, Text):
        return node.text
    text: str = (node.text or "") if len(node) == 0 else "".join(node.itertext())
    if len(text) > LONG_TEXT:
        spend(len(text) // LONG_TEXT)
    return text


def to_text(value: Value) -> str:
    """Return the string value (XPath 1.0, section 4.2)."""
    if isinstance(value, str):
        return value
    if isinstance(value, list):
        return text_of_node(value[0]) if value else ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "Infinity" if value > 0 else "-Infinity"
    return str(int(value)) if value == int(value) else repr(float(value))


_DATE = re.compile(r"^(\d{4})-(\d{2})-(\d{2})(?:T(\d{2}):(\d{2})(?::(\d{2}(?:\.\d+)?))?(.*))?$")
_NUMBER = re.compile(r"^\s*-?(\d+(\.\d*)?|\.\d+)([eE][-+]?\d+)?\s*$")


def days_of(text: str) -> float | None:
    """Return an ISO date or time as days since 1970-01-01, None for other text."""
    found = _DATE.match(text)
    if not found:
        return None
    try:
        day = date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        return None
    whole = float((day - EPOCH).days)
    if found[4]:
        seconds = int(found[4]) * 3600 + int(found[5]) * 60 + float(found[6] or 0)
        whole += seconds / 86400 - _offset(found[7]) / 1440
    return whole


def _offset(text: str) -> int:
    found = re.match(r"^([+-])(\d{2}):?(\d{2})?$", text or "")
    if not found:
        return 0
    minutes = int(found[2]) * 60 + int(found[3] or 0)
    return minutes if found[1] == "+" else -minutes


def date_of(days: float) -> str:
    return (EPOCH + timedelta(days=math.floor(days))).isoformat()


WHOLE_DAYS: ContextVar[bool] = ContextVar("whole_days", default=False)
"""Whether a day and time counts as its day: so Collect reckons, web forms with the time."""


def to_number(value: Value) -> float:
    """Return the number value; an ISO date counts in days, as ODK has it."""
    if type(value) is float:
        return value
    if isinstance(value, bool):
        return 1.0 if value else 0.0
    text = value if type(value) is str else to_text(value)
    if (text.isascii() and text.isdigit()) or _NUMBER.match(text):
        return float(text)  # the pattern leaves out its "inf" and "1_000"
    text = text.strip()
    days = days_of(text[:10] if WHOLE_DAYS.get() and text[10:11] == "T" else text)
    return math.nan if days is None else days


def to_truth(value: Value) -> bool:
    """Return the truth value; one question is as true as its answer, as phones have it."""
    if value is True or value is False:
        return value
    if isinstance(value, list) and len(value) == 1 and not isinstance(value[0], Text):
        return len(value[0]) > 0 or bool(value[0].text)
    if isinstance(value, float):
        return not (value == 0 or math.isnan(value))
    return bool(value)


def nodes_of(value: Value) -> list[Node]:
    if isinstance(value, list):
        return value
    raise WrongExpression("path_expected")
