"""The lines around a table, a chart or a report: the same on the page, in PDF and in Word."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext

from .blocks import Chart, Report, Table, day_in_writing


def join_lines(lines: Iterable[str]) -> str:
    """Return the lines that say something as one."""
    return " · ".join(one for one in lines if one)


class Captions:
    """Counts the charts and the tables of a document, each by itself."""

    def __init__(self) -> None:
        self.charts = self.tables = 0

    def caption(self, one: Table | Chart) -> str:
        """Return "Figure 3. Title" or "Table 2. Title", counting on."""
        if isinstance(one, Chart):
            self.charts += 1
            words, number = gettext("Figure {number}. {title}"), self.charts
        else:
            self.tables += 1
            words, number = gettext("Table {number}. {title}"), self.tables
        return words.format(number=number, title=one.title)


def origin_of(one: Table | Chart) -> list[str]:
    """Return the source of a table or chart and its day, those that are known."""
    lines = []
    if one.source:
        lines.append(gettext("Source: {source}").format(source=one.source))
    if one.as_of:
        lines.append(gettext("As of {day}").format(day=day_in_writing(one.as_of)))
    return lines


def lines_below(one: Table | Chart) -> list[str]:
    """Return the lines below a table or chart: its note, its origin, the note on boundaries."""
    boundaries = one.boundary_note if isinstance(one, Chart) else ""
    return [line for line in (one.note, join_lines(origin_of(one)), boundaries) if line]


def line_above(report: Report) -> str:
    """Return the line above the title of a report without a cover: whose, its state, its day."""
    return join_lines([report.kicker, report.state, _day_of(report)])


def cover_lines(report: Report) -> list[str]:
    """Return what a cover says below the title: period, author, day, readers, state."""
    readers = report.cover.readers if report.cover else ""
    state = report.state or report.edition
    lines = [report.kicker, report.author, _day_of(report), readers, state]
    return [one for one in lines if one]


def _day_of(report: Report) -> str:
    return day_in_writing(report.dated) if report.dated else ""
