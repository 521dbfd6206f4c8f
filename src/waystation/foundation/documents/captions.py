"""Captions of tables, charts and reports, the same on pages, in PDF and in Word."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext

from .blocks import Chart, Report, Table, day_in_writing


def join_lines(lines: Iterable[str]) -> str:
    """Join the lines that are not empty."""
    return " · ".join(one for one in lines if one)


class Captions:
    """Numbers the charts and the tables of a document separately."""

    def __init__(self) -> None:
        self.charts = self.tables = 0

    def caption(self, one: Table | Chart) -> str:
        """Return "Figure 3. Title" or "Table 2. Title" with the next number."""
        if isinstance(one, Chart):
            self.charts += 1
            words, number = gettext("Figure {number}. {title}"), self.charts
        else:
            self.tables += 1
            words, number = gettext("Table {number}. {title}"), self.tables
        return words.format(number=number, title=one.title)


def origin_of(one: Table | Chart) -> list[str]:
    """Return the source of a table or chart and its date, as far as they are known."""
    lines = []
    if one.source:
        lines.append(gettext("Source: {source}").format(source=one.source))
    if one.as_of:
        lines.append(gettext("As of {day}").format(day=day_in_writing(one.as_of)))
    return lines


def lines_below(one: Table | Chart) -> list[str]:
    """Return the lines below a table or chart: its note, its source, the note on boundaries."""
    boundaries = one.boundary_note if isinstance(one, Chart) else ""
    return [line for line in (one.note, join_lines(origin_of(one)), boundaries) if line]


def line_above(report: Report) -> str:
    """Return the line above the title of a report without a cover: organisation, state, date."""
    return join_lines([report.kicker, report.state, _day_of(report)])


def cover_lines(report: Report) -> list[str]:
    """Return the lines of a cover below the title: period, author, date, recipient, state."""
    readers = report.cover.readers if report.cover else ""
    state = report.state or report.edition
    lines = [report.kicker, report.author, _day_of(report), readers, state]
    return [one for one in lines if one]


def _day_of(report: Report) -> str:
    return day_in_writing(report.dated) if report.dated else ""
