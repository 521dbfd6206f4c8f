"""The checklist before a report is published."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from waystation.foundation.access import queries as access
from waystation.foundation.access.http import in_words
from waystation.foundation.shared.periods import Period
from waystation.governance.reports import presenting, queries
from waystation.governance.reports.presenting import inserting
from waystation.governance.reports.queries import checking
from waystation.governance.reports.rules.reports import headings_with_text
from waystation.governance.results import presenting as figures


def before_publishing(user: Any, report: Any, assembled: Any) -> dict[str, Any]:
    """Return the checklist: suppressed, unchecked, outdated, left out, approved."""
    rows = queries.blocks_of(report)
    kinds = [(one.kind, int(one.content.get("level") or 1)) for one in rows]
    shown = headings_with_text(kinds)
    approvals = queries.approvals_of(report)
    outdated = inserting.facts(report)
    titles = queries.indicator_titles(report)
    return {
        "refused": [
            (presenting.label_of(row, titles), in_words(data["refusal"]))
            for row, data in zip(rows, assembled.blocks, strict=True)
            if data["kind"] == "refused"
        ],
        "blocks": figures_of_blocks(
            report, assembled, [presenting.label_of(row, titles) for row in rows]
        ),
        "left_out": [
            presenting.label_of(row, titles)
            for row, keep in zip(rows, shown, strict=True)
            if not keep
        ],
        "unsupported": checking.unsupported_figures(user, report),
        "outdated": [
            (one["title"], one["newer"]["title"]) for one in outdated.values() if "newer" in one
        ],
        "second_needed": queries.second_is_needed(report),
        "approvals": approvals,
        "may_approve": access.may(user, "report.publish", report.office_id)
        and user.pk not in {one.approved_by_id for one in approvals},
    }


def figures_of_blocks(
    report: Any, assembled: Any, names: Sequence[str]
) -> list[tuple[str, list[dict[str, Any]], int]]:
    """Return each block with its figures as the readers will see them, and how many they will not.

    ``names``: of the blocks.
    """
    by_number = {one.number: one for one in assembled.figures}
    found = []
    for name, data in zip(names, assembled.blocks, strict=True):
        numbers = dict.fromkeys(_numbers_in(data))
        lines = [
            _line(report, by_number[one], assembled.frame.period)
            for one in numbers
            if one in by_number
        ]
        if lines:
            found.append((name, lines, sum(one["is_suppressed"] for one in lines)))
    return found


def _numbers_in(data: Any) -> Iterator[int]:
    """Yield the numbers of the figures that a block names, in its order."""
    if isinstance(data, list):
        for one in data:
            yield from _numbers_in(one)
    elif isinstance(data, Mapping):
        for name, value in data.items():
            if name == "figure" and isinstance(value, int):
                yield value
            elif name == "figures":
                yield from (one for one in value if isinstance(one, int))
            else:
                yield from _numbers_in(value)


def _line(report: Any, one: Any, period: Period) -> dict[str, Any]:
    """Return a figure as readers see it, without the period if that is the report's."""
    table, figure = one.table, one.figure
    cell = figures.cell_in_words(one.as_data(), table.source, report.organisation_id)
    percent = figures.is_percent(table.known.definition)
    about = inserting.about(one)
    if table.period == period:
        about = about.removesuffix(f" · {figures.period_in_words(period.code)}")
    return {
        "about": " · ".join(part for part in (about, cell) if part),
        "value": figures.format_figure(figure.state, figure.value, percent),
        "is_suppressed": figure.state == "hidden",
        "is_changed": figure.state == "shown" and table.method == "noise",
    }
