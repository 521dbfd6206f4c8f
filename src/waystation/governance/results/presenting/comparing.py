"""A figure beside the one of the same days a year earlier."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from waystation.foundation.shared.periods import Period
from waystation.governance.results.queries.figures import FigureTable


def year_before(period: Period) -> Period:
    """Return the same days a year earlier."""

    def earlier(day: date) -> date:
        try:
            return day.replace(year=day.year - 1)
        except ValueError:  # 29 February
            return day.replace(year=day.year - 1, day=28)

    return Period(earlier(period.start), earlier(period.end))


def compared(now: FigureTable, before: FigureTable) -> dict[str, str]:
    """Return how far a figure is from the same days a year ago, and whether that is good."""
    new, old = now.total.value, before.total.value
    definition = now.known.definition
    if new is None or old is None or (not old and not definition.is_ratio):
        return {"delta": "", "sense": ""}
    if definition.is_ratio:
        points = round((new - old) * 100)
        size = _("{points} points").format(points=abs(points))
    else:
        points = round((new - old) / old * 100)
        size = f"{abs(points)}%"
    if not points:
        return {"delta": _("as last year"), "sense": ""}
    good = (points > 0) == (definition.better == "more")
    sense = "" if definition.better == "neither" else ("up" if good else "dn")
    return {"delta": f"{'▲' if points > 0 else '▼'} {size}", "sense": sense}
