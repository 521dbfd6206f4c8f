"""Milestones as people write them: one a line, a day and a number."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.words import N_

from .targets import Steps

DAYS = ("%d.%m.%Y", "%d.%m.%Y.", "%Y-%m-%d", "%d/%m/%Y")


def parse_steps(text: str, scale: float = 1) -> Steps:
    """Return the milestones in a text; numbers are divided by ``scale``. Raises Refusal."""
    return [_parse_line(line, scale) for line in text.splitlines() if line.strip()]


def _parse_line(line: str, scale: float) -> tuple[date, float]:
    first, *rest = line.replace(":", " ").replace(";", " ").split()
    day, number = _day_in(first), "".join(rest)
    if day is None or not number.replace(".", "", 1).isdecimal() or len(number) > 16:
        raise Refusal(
            N_('"{line}" is not a date and a number. Write for example 31/3/2026 400.'),
            field="milestones",
            code="milestone_unreadable",
            line=line.strip()[:40],
        )
    return day, float(number) / scale


def _day_in(text: str) -> date | None:
    for pattern in DAYS:
        try:
            return datetime.strptime(text, pattern).date()  # noqa: DTZ007  a day has no zone
        except ValueError:
            continue
    return None


def write_steps(steps: Steps, scale: float, in_figures: Callable[[date], str]) -> str:
    """Return milestones as they are written in a form, one a line: the day in one word."""
    return "\n".join(
        f"{in_figures(day).replace(' ', '')} {_plain(number * scale)}"
        for day, number in sorted(steps)
    )


def _plain(number: float) -> str:
    return f"{round(number, 6):f}".rstrip("0").rstrip(".")
