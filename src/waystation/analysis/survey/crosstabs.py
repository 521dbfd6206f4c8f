"""Cross-tabulations: counts, shares of rows and columns, and a test."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np

from .columns import Codes, Domains, Mask, check_length, factorise, mask_of
from .contingency import Independence, independence
from .design import Design
from .estimate import Estimate
from .frames import MISSING, declared_levels
from .means import Df, total
from .problems import CannotEstimate, one_of
from .proportions import proportion
from .replication import Replicates
from .results import Estimates
from .tables import Display, Tabular, decimals_for, label, number, p_words, plain

Share = Literal["rows", "columns", "all", "total"]
TITLES = {
    "rows": "Shares of each row",
    "columns": "Shares of each column",
    "all": "Shares of everyone",
    "total": "Totals",
}


@dataclass(repr=False)
class Crosstab(Tabular):
    """A two-way table: each part holds estimates with their errors and limits.

    ``rows``: shares of the columns' values within each row; ``columns``: the reverse; ``all``:
    shares of everyone; ``totals``: estimated counts, with ``row_totals``, ``column_totals`` and
    ``grand_total``; ``test``: Rao and Scott's test (None where there is nothing to test).
    """

    names: tuple[str, str]
    levels: tuple[list[Any], list[Any]]
    rows: Estimates
    columns: Estimates
    all: Estimates
    totals: Estimates
    row_totals: Estimates
    column_totals: Estimates
    grand_total: Estimates
    test: Independence | None
    share: Share = "rows"
    reason: str = ""

    def by(self, share: Share) -> Crosstab:
        """Return the table printed with other shares: "rows", "columns", "all" or "total"."""
        one_of("share", share, TITLES)
        return replace(self, share=share)

    def cell(self, row: Any, column: Any) -> dict[str, Estimate]:
        """Return the total of one cell, and its share of the row, the column and everyone."""
        i, j = self.levels[0].index(row), self.levels[1].index(column)
        r, c = len(self.levels[0]), len(self.levels[1])
        return {
            "total": self.totals[i * c + j],
            "rows": self.rows[i * c + j],
            "columns": self.columns[j * r + i],
            "all": self.all[i * c + j],
        }

    def display(self) -> Display:
        """Return the table that is printed: each cell with its standard error, and margins."""
        left, right = self.levels
        cells = [[self.cell(row, column)[self.share] for column in right] for row in left]
        flat = [one for row in cells for one in row]
        digits = decimals_for((one.se for one in flat), (one.value for one in flat))

        def text(one: Estimate) -> str:
            mark = "*" if one.flag else ""
            return f"{number(one.value, digits)} ({number(one.se, digits)}){mark}"

        margin = self.share == "total"
        margins = [*self.row_totals, *self.column_totals]
        whole = decimals_for((one.se for one in margins), (one.value for one in margins))
        rows = [
            [label(name), *map(text, line), number(self.row_totals[i].value, whole),
             f"{self.row_totals[i].n:,}"]
            for i, (name, line) in enumerate(zip(left, cells, strict=True))
        ]  # fmt: skip
        total = self.grand_total[0]
        foot = [
            "total",
            *(text(one) if margin else number(one.value, whole) for one in self.column_totals),
            number(total.value, whole), f"{total.n:,}",
        ]  # fmt: skip
        notes = [f"{TITLES[self.share]}, standard errors in brackets; the margins are totals."]
        if any(one.flag for one in flat):
            notes.append("* withheld (too few answers), imprecise or nobody: see to_pandas()")
        if self.test is not None:
            t = self.test
            notes.append(
                f"Rao and Scott: F({plain(t.df_numerator)}, {plain(t.df_denominator)}) = "
                f"{number(t.f, 4)}, {p_words(t.p)}"
            )
        elif self.reason:
            notes.append(f"No test: {self.reason}")
        headers = [self.names[0], *map(label, right), "total", "n"]
        return Display(f"{self.names[0]} by {self.names[1]}", headers, [*rows, foot], 1, notes)

    def as_columns(self) -> dict[str, list[Any]]:
        """Return the tidy table: one row per cell, every share with its error and limits."""
        left, right = self.levels
        pairs = [(row, column) for row in left for column in right]
        out: dict[str, list[Any]] = {
            self.names[0]: [row for row, _ in pairs],
            self.names[1]: [column for _, column in pairs],
        }
        cells = [self.cell(row, column) for row, column in pairs]
        for part, prefix in (
            ("total", "total"), ("rows", "row_share"), ("columns", "column_share"),
            ("all", "share"),
        ):  # fmt: skip
            for name in ("value", "se", "low", "high", "n", "flag"):
                column = prefix if name == "value" else f"{prefix}_{name}"
                out[column] = [getattr(cell[part], name) for cell in cells]
        return out

    def plot(self, *, title: str = "") -> Any:
        """Return a chart of the shares that are printed, with their limits."""
        from .charts import chart_of

        part = {"rows": self.rows, "columns": self.columns, "all": self.all, "total": self.totals}
        return chart_of(list(part[self.share]), title=title)


def crosstab(
    design: Design | Replicates,
    rows: Any,
    columns: Any,
    *,
    where: Any = None,
    df: Df = None,
    names: tuple[str, str] = ("rows", "columns"),
    share: Share = "rows",
    **options: Any,
) -> Crosstab:
    """Return two answers against each other.

    Parameters
    ----------
    rows, columns : array (n,)
        A row without one of them is outside the base. Levels as in
        :func:`~waystation.analysis.survey.proportion`.
    names, share : what the two are called, and which shares are printed
    where, df, options
        As in :func:`~waystation.analysis.survey.proportion`.

    Raises
    ------
    CannotEstimate
        As for shares and totals. A table without a test says why in ``reason``.
    """
    n = design.n
    one_of("share", share, TITLES)
    first, second = factorise(rows, unused=True), factorise(columns, unused=True)
    for (codes, _), name in zip((first, second), names, strict=True):
        check_length(codes, n, name)
    keep: Mask = (first[0] >= 0) & (second[0] >= 0)
    inside = mask_of(where, n)
    keep = keep if inside is None else keep & inside
    one, left = _levels(*first, keep, declared_levels(rows) is not None)
    two, right = _levels(*second, keep, declared_levels(columns) is not None)
    grid = [(row, column) for row in left for column in right]
    joint = np.where(keep, one * len(right) + two, MISSING)
    asked = {"where": keep, "df": df, "deff": None, **options}
    kinds = {key: value for key, value in asked.items() if key != "interval"}
    of_rows = Domains.made([names[0]], [(row,) for row in left], np.where(keep, one, MISSING))
    of_columns = Domains.made(
        [names[1]], [(column,) for column in right], np.where(keep, two, MISSING)
    )
    everyone = proportion(
        design,
        np.where(keep, joint, np.nan),
        levels=list(range(len(grid))),
        **asked,
        name=" by ".join(names),
    )
    everyone.names, everyone.keys, everyone.levels = list(names), list(grid), []
    test, reason = None, ""
    try:
        test = independence(design, rows, columns, where=keep, df=df, names=names)
    except CannotEstimate as refused:
        reason = str(refused)
    shares = [
        proportion(
            design, np.where(keep, code, np.nan), by=by, levels=list(range(len(levels))),
            **asked, name=name,
        )
        for code, by, levels, name in (
            (two, of_rows, right, names[1]), (one, of_columns, left, names[0])
        )
    ]  # fmt: skip
    for part, levels in zip(shares, (right, left), strict=True):
        part.levels = [levels[place] for place in part.levels]
    of_row, of_column = shares
    return Crosstab(
        names, (left, right), of_row, of_column, everyone,
        total(design, by=Domains.made(list(names), list(grid), joint), **kinds),
        total(design, by=of_rows, **kinds), total(design, by=of_columns, **kinds),
        total(design, **kinds), test, share, reason,
    )  # fmt: skip


def _levels(codes: Codes, labels: list[Any], keep: Mask, declared: bool) -> tuple[Codes, list[Any]]:
    """Return codes and levels of the rows that count; declared levels all stay."""
    if declared:
        return codes, labels
    seen = np.unique(codes[keep])
    place = np.full(len(labels) + 1, MISSING, np.intp)
    place[seen] = np.arange(len(seen))
    return place[codes], [labels[code] for code in seen.tolist()]
