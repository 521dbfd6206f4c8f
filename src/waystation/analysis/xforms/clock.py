"""The time of an interview: today() and now() are evaluated for it, not for the arrival.

A phone may be offline for a week. A submission says when it was made in its ``start``, ``end``
and ``today`` (XLSForm types of these names; ``jr:preload`` in XForms). A rule with today() or
now() was asked some time between start and end, so it is asked again at the start, on each day
between, and at the end. Without any of the three only the time of arrival is known.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Any

from .definition import Definition
from .syntax import calls_in, parse, walk
from .xpath import text_of_node

MOST_DAYS = 31  # of an interview that was saved and finished later
CLOCK = {"today", "now"}


@lru_cache(maxsize=8192)
def tells_time(text: str) -> bool:
    """Return whether an expression looks at the clock. Raises WrongExpression."""
    return any(name in CLOCK for name, _ in calls_in(parse(text)))


def reckons_with_moments(definition: Definition, text: str) -> bool:
    """Return whether an expression compares or counts with a day and time."""
    known = definition.reckoning.get(text)
    if known is None:
        tree = parse(text)
        names = {path.rsplit("/", 1)[-1] for path, bind in definition.binds.items()
                 if bind.type == "dateTime"}  # fmt: skip
        read = {step.test for one in walk(tree) for step in one.steps}
        now = any(name == "now" for name, _ in calls_in(tree))
        counts = any(one.kind == "chain" or one.value == "number" for one in walk(tree))
        known = definition.reckoning[text] = counts and (now or not names.isdisjoint(read))
    return known


def records_time(definition: Definition) -> bool:
    """Return whether submissions of a form say when they were made."""
    return bool(_recorded_paths(definition))


def _recorded_paths(definition: Definition) -> dict[str, str]:
    """Return the paths of start, end and today, as far as the form asks for them."""
    if definition.recorded is not None:
        return definition.recorded
    found: dict[str, str] = {}
    for question in definition.questions:
        bind = question.bind
        if bind.preload == "timestamp" and bind.preload_params in {"start", "end"}:
            found.setdefault(bind.preload_params, question.path)
        elif bind.preload == "date" and bind.preload_params == "today":
            found.setdefault("today", question.path)
        elif question.path.endswith(("/meta/timeStart", "/meta/timeEnd")):
            found.setdefault("start" if question.name == "timeStart" else "end", question.path)
    definition.recorded = found
    return found


def moments_of(definition: Definition, root: Any) -> list[datetime]:
    """Return the times of an interview that a rule may have been asked at, none if unknown."""
    said: dict[str, str] = {}
    for name, path in _recorded_paths(definition).items():
        node = root.find(path.split("/", 2)[2])
        if node is not None:
            said[name] = text_of_node(node).strip()
    start, end = _moment(said.get("start", "")), _moment(said.get("end", ""))
    zone = (start or end or datetime.now(UTC)).tzinfo
    found = [one for one in (start, end) if one is not None]
    if start is not None and end is not None:
        days = min((end.date() - start.date()).days, MOST_DAYS)
        found += [start + timedelta(days=day) for day in range(1, days)]
    day = _day(said.get("today", ""))
    if day is not None and day not in {one.date() for one in found}:
        found += [datetime.combine(day, one, zone) for one in (time.min, time.max)]
    return found


def _moment(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo is not None else found.replace(tzinfo=UTC)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None
