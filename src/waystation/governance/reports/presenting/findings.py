"""Survey findings in a report: estimates with their intervals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext

from waystation.foundation.documents import blocks, charts
from waystation.foundation.documents.blocks import Cell, Column
from waystation.governance.reports.queries.sections import short_hash
from waystation.governance.results.presenting.words import HIDDEN, HIDDEN_NOTE


def finding_blocks(data: Mapping[str, Any], language: str) -> list[blocks.Block]:
    """Return a finding: a dot with its interval per answer, and the same as a table."""
    found = data["finding"]
    share = found["statistic"] == "share"
    scale = 100 if share else 1
    points: list[tuple[str, Cell, float | None, float | None]] = [
        (
            row["label"],
            HIDDEN if row["value"] is None else row["value"] * scale,
            None if row["low"] is None else row["low"] * scale,
            None if row["high"] is None else row["high"] * scale,
        )
        for row in found["rows"]
    ]
    source = gettext("{study}, round {round}, {place}, interviews: {n}").format(
        study=found["study"],
        round=found["round"],
        place=found["place"],
        n="–" if found["n"] is None else found["n"],
    )
    if not any(isinstance(value, int | float) for label, value, _low, _high in points):
        return [blocks.Note(gettext("{title}: no numbers to show.").format(**data))]
    hidden = any(row["value"] is None or row["n"] is None for row in found["rows"])
    note = str(HIDDEN_NOTE) if hidden else ""
    unsure = [row["label"] for row in found["rows"] if row.get("flag") == "imprecise"]
    if unsure:
        note += (" " if note else "") + gettext(
            "Imprecise, because the standard error is large or cannot be measured: {answers}."
        ).format(answers=", ".join(unsure))
    answers = found.get("provenance", {}).get("snapshot", "")
    if answers:
        source += gettext("; answers {hash}").format(hash=short_hash(answers))
    return [
        charts.estimates(
            data["title"],
            points,
            labels=(gettext("Answer"), gettext("Estimate")),
            percent=share,
            source=source,
            note=note,
        ),
        # A printed page has no table behind its picture: here all readers have it.
        as_table(data["title"], found, points, source, note, language),
    ]


def as_table(
    title: str,
    found: Mapping[str, Any],
    points: Sequence[tuple[str, Cell, float | None, float | None]],
    source: str,
    note: str,
    language: str,
) -> blocks.Table:
    """Return each answer with its estimate, its 95% interval and the interviews behind it."""
    share = found["statistic"] == "share"
    label = gettext("Share") if share else gettext("Mean")
    column = Column(label, "percent" if share else "number", 1)

    def interval(low: float | None, high: float | None, *, hidden: bool) -> Cell:
        if hidden:
            return HIDDEN
        if low is None or high is None:
            return None
        first = blocks.in_writing(low, language, 1)
        return f"{first} – {blocks.cell_in_writing(column, high, language)}"

    return blocks.Table(
        title,
        [
            Column(gettext("Answer")),
            column,
            Column(gettext("95% confidence interval")),
            Column(gettext("Interviews"), "number"),
        ],
        [
            [
                label,
                value,
                # An interval tells the number of interviews: it is hidden with them.
                interval(low, high, hidden=row["value"] is None or row["n"] is None),
                HIDDEN if row["n"] is None else row["n"],
            ]
            for (label, value, low, high), row in zip(points, found["rows"], strict=True)
        ],
        source,
        note=note,
    )
