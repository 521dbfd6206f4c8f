"""Targets with their milestones: expected and achieved, as a table and as a chart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from waystation.foundation.access import queries as access
from waystation.foundation.documents import blocks, charts
from waystation.foundation.shared.periods import today_in
from waystation.governance.results import presenting, queries
from waystation.governance.results.queries.indicators import Known
from waystation.governance.results.rules.definitions import Definition
from waystation.governance.results.rules.targets import QUALIFIERS
from waystation.governance.results.transitions import TARGET_WORKFLOW

Rows = Sequence[Mapping[str, Any]]


def targets_of(user: Any, known: Known, *, measured: bool = True) -> list[dict[str, Any]]:
    """Return an indicator's targets as pages and files show them, with their milestones."""
    rows = queries.targets_visible_to(user, known.key)
    steps = queries.milestones_of(row["id"] for row in rows)
    return [_target(user, known, row, steps.get(row["id"], []), measured) for row in rows]


def _target(
    user: Any, known: Known, row: dict[str, Any], steps: Sequence[Any], measured: bool
) -> dict[str, Any]:
    percent, base = known.definition.is_ratio, row["baseline"]
    approved, today = row["state"] == "approved", today_in()
    ahead = queries.forecast_of(user, known, row, today) if approved and measured else None
    counted = queries.progress_of(user, known, row, steps, today) if steps and measured else []
    if steps and not measured:
        counted = [queries.Step(*one) for one in (*steps, (row["ends_on"], row["value"]))]
    before = row["approved_value"]
    return row | {
        "pace": presenting.format_forecast(ahead) if ahead else "",
        "written": presenting.format_target(row["value"], row["qualifier"], percent),
        "in_force": ""
        if approved or before is None
        else presenting.format_target(before, row["approved_qualifier"], percent),
        "base": "" if base is None else presenting.format_figure("shown", base, percent),
        "state_name": TARGET_WORKFLOW.words(row["state"]),
        "tone": TARGET_WORKFLOW.states[row["state"]].tone,
        "steps": [_step(one, row["qualifier"], known.definition) for one in counted],
        "may_change": access.may(user, "target.set", row["office_id"]),
        "may_approve": not approved
        and access.may(user, "report.publish", row["office_id"])
        and row["created_by_id"] != user.id,
    }


def _step(one: queries.Step, qualifier: str, definition: Definition) -> dict[str, Any]:
    value, percent = one.achieved, definition.is_ratio
    low, high = sorted((value or 0.0, one.expected))
    reached = value == (low if definition.better == "less" else high)
    return {
        "day": one.day,
        "under_way": one.under_way,
        "expected": presenting.format_target(one.expected, qualifier, percent),
        "achieved": "" if value is None else presenting.format_figure("shown", value, percent),
        "behind": value is not None and not reached and not one.under_way,
        "expects": presenting.cell("shown", one.expected, percent),
        "value": None if value is None else presenting.cell("shown", value, percent),
    }


def progress_charts(known: Known, rows: Rows) -> list[blocks.Chart]:
    """Return a chart of each target that has milestones and something achieved."""
    return [
        charts.lines(
            _("{title}, {office}: towards {target}").format(
                title=known.title, office=row["office__name"], target=row["written"]
            ),
            [blocks.day_in_writing(one["day"]) for one in row["steps"]],
            {
                _expected(row): [one["expects"] for one in row["steps"]],
                _("Achieved"): [one["value"] for one in row["steps"]],
            },
            label=_("Until"),
            target=(_qualifier(row) or _("Target"), row["value"] * queries.scale_of(known)),
        )
        for row in rows
        if any(one["value"] is not None for one in row["steps"])
    ]


def _qualifier(row: Mapping[str, Any]) -> str:
    word = dict(QUALIFIERS).get(row["qualifier"], "")
    return _(word) if word else ""


def _expected(row: Mapping[str, Any]) -> str:
    """Return the name of the expected numbers, with how they are meant."""
    word = _qualifier(row)
    return f"{_('Expected')} ({word.lower()})" if word else _("Expected")


def progress_table(known: Known, rows: Rows, measured: bool) -> blocks.Table:
    """Return the targets with their milestones as one table, numbers with their qualifier."""
    heads = [_("Centre"), _("From"), _("Until"), _("Expected"), _("State")]
    lines: list[list[blocks.Cell]] = []
    for row in rows:
        steps = row["steps"] or [
            {"day": row["ends_on"], "expected": row["written"], "achieved": ""}
        ]
        lines += [
            [
                row["office__name"],
                blocks.day_in_writing(row["starts_on"]),
                blocks.day_in_writing(one["day"]),
                one["expected"],
                row["state_name"],
                *([one["achieved"] or None] if measured else []),
            ]
            for one in steps
        ]
    if measured:
        heads.append(_("Achieved"))
    return blocks.Table(
        _("{title}: targets and milestones").format(title=known.title),
        [blocks.Column(one) for one in heads],
        lines,
    )
