"""The figures of an edition as a data set: one row each, as frozen and protected."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from waystation.foundation.documents.blocks import Cell, Column, Table
from waystation.governance.results.presenting.words import column_name, title_of
from waystation.governance.results.queries.labels import code_name

MOST_DIMENSIONS = 2


def data_set(content: Mapping[str, Any], organisation: UUID) -> Table:
    """Return every figure of an edition once, with its codes and their labels.

    A suppressed figure has its state and no value: the data set has only what the edition shows.
    """
    rows: list[list[Cell]] = []
    seen = set()
    for figure in content["figures"]:
        definition = content["definitions"][f"{figure['indicator']} {figure['version']}"]
        source = definition["source"]
        where = " ".join(f"{name}={value}" for name, value in sorted(figure["where"].items()))
        key = (figure["indicator"], figure["period"], where, *map(str, figure["key"]))
        if (key, tuple(figure["dimensions"])) in seen:
            continue
        seen.add((key, tuple(figure["dimensions"])))
        cells: list[Cell] = []
        pairs = list(zip(figure["dimensions"], figure["key"], strict=False))[:MOST_DIMENSIONS]
        for name, code in pairs:
            named = code_name(source, organisation, name, code) if code else ""
            cells += [column_name(source, name), code or "", named]
        cells += [""] * (3 * MOST_DIMENSIONS - len(cells))
        shown = figure["state"] == "shown"
        rows.append(
            [
                figure["indicator"],
                figure["version"],
                title_of(definition),
                figure["period"],
                where,
                *cells,
                figure["state"],
                figure["value"] if shown else None,
                figure["numerator"] if shown else None,
                figure["denominator"] if shown else None,
            ]
        )
    return Table(
        title=content["title"],
        columns=[
            Column(_("Code of the indicator")),
            Column(_("Version"), "number"),
            Column(_("Indicator")),
            Column(_("Period")),
            Column(_("Filter")),
            Column(_("Broken down by")),
            Column(_("Code")),
            Column(_("Category")),
            Column(_("Then by")),
            Column(_("Code")),
            Column(_("Category")),
            Column(_("State")),
            Column(_("Value"), "number", 4),
            Column(_("Numerator"), "number", 4),
            Column(_("Denominator"), "number", 4),
        ],
        rows=rows,
        note=_("Visitors of the centres are not a sample of the population.")
        if any(row["source"].startswith("centres.") for row in content["definitions"].values())
        else "",
    )
