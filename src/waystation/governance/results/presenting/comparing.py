"""A figure next to that of the same period a year earlier."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from waystation.foundation.documents import blocks
from waystation.foundation.shared.periods import Period
from waystation.governance.results.queries.figures import FigureTable
from waystation.governance.results.rules.comparing import is_base


def year_before(period: Period) -> Period:
    """Return the same days a year earlier."""

    def earlier(day: date) -> date:
        try:
            return day.replace(year=day.year - 1)
        except ValueError:  # 29 February
            return day.replace(year=day.year - 1, day=28)

    return Period(earlier(period.start), earlier(period.end))


def compare_with_year_ago(now: FigureTable, before: FigureTable) -> dict[str, str]:
    """Return the change of a figure from the same period a year ago, and whether that is good.

    ``few`` says instead that one of the two is based on too few records to be compared.
    """
    new, old = now.total.value, before.total.value
    definition = now.known.definition
    if new is None or old is None:
        return {"delta": "", "sense": "", "few": ""}
    if not (is_base(_base_of(now)) and is_base(_base_of(before))) or not old:
        return {"delta": "", "sense": "", "few": _("Too few to compare with a year ago")}
    if definition.is_ratio:
        points = round((new - old) * 100)
        size = _("{points} points").format(points=abs(points))
    else:
        points = round((new - old) / old * 100)
        size = f"{blocks.in_writing(abs(points))}%"
    if not points:
        return {"delta": _("as last year"), "sense": "", "few": ""}
    good = (points > 0) == (definition.better == "more")
    sense = "" if definition.better == "neither" else ("up" if good else "dn")
    return {"delta": f"{'▲' if points > 0 else '▼'} {size}", "sense": sense, "few": ""}


def _base_of(table: FigureTable) -> float | None:
    """Return how many records or people a figure rests on, None where that is not shown."""
    figure, definition = table.total, table.known.definition
    if definition.is_ratio:
        return figure.denominator
    return figure.value if definition.measure.kind in {"rows", "distinct"} else figure.records
