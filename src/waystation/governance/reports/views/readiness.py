"""The checklist before a report is published."""

from __future__ import annotations

from typing import Any

from waystation.foundation.access import queries as access
from waystation.foundation.access.http import in_words
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
        "suppressed": suppressed_figures(report, assembled),
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


def suppressed_figures(report: Any, assembled: Any) -> list[str]:
    """Return the suppressed figures, each with its measure and group."""
    found = []
    for one in assembled.figures:
        if one.figure.state != "hidden":
            continue
        data = one.as_data()
        source = one.table.known.definition.source
        cell = figures.cell_in_words(data, source, report.organisation_id)
        found.append(" · ".join(part for part in (inserting.about(one), cell) if part))
    return found
