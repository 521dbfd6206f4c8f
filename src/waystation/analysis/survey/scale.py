"""The same estimates on distributed engines, through Ibis: DuckDB, Spark, and others.

The engine scans and groups: sums by stratum × cluster × domain, then the spread of the linearised
values by stratum × domain. What comes back is as long as strata × domains; the last step is done
here. An optional extra: ``pip install "waystation[scale]"``, and Java 17 for Spark.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

import numpy as np

from waystation.foundation.shared.words import N_

from .columns import labels_of
from .estimate import DEFAULT_QUALITY, Quality
from .problems import CannotEstimate
from .results import Estimates
from .sql import check_names, check_question, not_boolean
from .stages import EVERYTHING

Statistic = Literal["mean", "total", "ratio"]


def estimate_by_ibis(
    source: Any,
    statistic: Statistic,
    y: str,
    *,
    x: str | None = None,
    weights: str | None = None,
    strata: str | None = None,
    clusters: str | None = None,
    population: str | None = None,
    by: Sequence[str] = (),
    where: str | None = None,
    confidence: float = 0.95,
    quality: Quality = DEFAULT_QUALITY,
) -> Estimates:
    """Estimate a mean, total or ratio by domains on the engine that holds ``source``.

    Parameters
    ----------
    source : Ibis table
        One row per unit observed, for example
        ``ibis.duckdb.connect().read_parquet(path)`` or
        ``ibis.pyspark.connect(session).read_parquet(path)``.
    statistic : {"mean", "total", "ratio"}
    y, x, weights, strata, clusters, population, by, where : names of columns
        As for :func:`~waystation.analysis.survey.estimate_by_sql`. Rows with a NULL or NaN y
        (or x) or a NULL breakdown are outside the base.

    Returns
    -------
    Estimates
        Without design effects and covariances. One-stage designs; a stratum with one unit is
        refused. Equal to the NumPy path to 1e-12.

    Raises
    ------
    CannotEstimate
        Ibis is not installed, unknown columns, columns that differ only in case (neither DuckDB
        nor Spark tells them apart), negative or missing weights, infinite values, a stratum with
        one unit, missing design columns.

    References
    ----------
    As for :func:`~waystation.analysis.survey.mean`.
    """
    check_question(statistic, x)
    try:
        import ibis
    except ImportError:
        raise CannotEstimate(
            N_('This needs Ibis: pip install "waystation[scale]".'), code="ibis_missing"
        ) from None
    used = [c for c in (y, x, weights, strata, clusters, population, where, *by) if c]
    check_names(list(source.columns), used)
    if where is not None and not source[where].type().is_boolean():
        if not source[where].type().is_integer():
            raise not_boolean(where)
        codes = source.filter((source[where] != 0) & (source[where] != 1)).count().execute()
        if codes:
            raise CannotEstimate(
                N_("“{column}” {what} ({count} rows). Correct the data."),
                code="sql_rows",
                column=where,
                what=N_("has codes other than 0 and 1"),
                count=int(codes),
            )
        source = source.mutate(**{where: source[where] != 0})
    d = [f"d{i}" for i in range(len(by))]

    def number(name: str | None, otherwise: float | None) -> Any:
        return ibis.literal(otherwise, "float64") if name is None else source[name].cast("float64")

    rows = source.select(
        h=source[strata] if strata else ibis.literal(0),
        c=source[clusters] if clusters else ibis.literal(0),
        w=number(weights, 1.0),
        y=number(y, None),
        x=number(x, 0.0),
        pop=number(population, None),
        chosen=source[where].fill_null(False) if where else ibis.literal(True),
        **{name: source[column] for name, column in zip(d, by, strict=True)},
    )
    _check_rows(ibis, rows, y, x, weights, strata, clusters)
    # Not isnan(), not a comparison with the largest number: Parquet statistics leave NaN out, and
    # DuckDB 2.0 then takes the test for always true. NaN − NaN is not 0 on any engine.
    known = rows.chosen & rows.y.notnull() & ((rows.y - rows.y) == 0)
    if x is not None:
        known = known & rows.x.notnull() & ((rows.x - rows.x) == 0)
    for name in d:
        known = known & rows[name].notnull()
    inside = rows.filter(known)
    drawn = _resample(rows, clusters)
    _check_lone(drawn, strata)
    # A value near the mean is taken off first, so that a constant of 1e9 in y costs no digits.
    shift = inside.y.mean().execute() if statistic == "mean" else 0.0
    shift = 0.0 if shift is None or np.isnan(shift) else float(shift)
    cells = inside.mutate(sy=inside.w * (inside.y - shift), sx=inside.w * inside.x, n=1)
    if clusters:
        cells = cells.group_by(["h", "c", *d]).aggregate(
            n=cells.n.sum(), w=cells.w.sum(), sy=cells.sy.sum(), sx=cells.sx.sum()
        )
    totals = (cells.group_by(d) if d else cells).aggregate(
        n=cells.n.sum(), w=cells.w.sum(), sy=cells.sy.sum(), sx=cells.sx.sum(),
        units=cells.count(), strata=cells.h.nunique(),
    )  # fmt: skip
    domains = _rows(totals)
    if not domains or domains[0]["n"] in (0, None):
        nothing, none = np.array([np.nan]), np.array([0.0])
        return Estimates(
            statistic, y, list(by), [(None,) * len(by)], [], nothing, nothing, none, none, none,
            confidence=confidence, quality=quality,
        )  # fmt: skip
    domains.sort(key=lambda row: tuple(row[name] for name in d))
    place = {tuple(row[name] for name in d): i for i, row in enumerate(domains)}
    n, w, sy, sx, units, touched = (
        np.array([row[name] for row in domains], dtype=np.float64)
        for name in ("n", "w", "sy", "sx", "units", "strata")
    )
    variance = np.zeros(len(domains))
    for row in _rows(_spread(ibis, cells, totals, statistic, d)):
        size, fraction = drawn[row["h"]]
        if size < 2:
            continue  # drawn in full: adds nothing
        k, centre = row["k"], row["centre"]
        middle = k * centre / size
        squares = k * row["spread"] + k * (centre - middle) ** 2 + (size - k) * middle**2
        at = place[tuple(row[name] for name in d)]
        variance[at] += (1 - fraction) * size / (size - 1) * squares
    value = {"mean": shift + sy / w, "total": sy, "ratio": sy / np.where(sx == 0, np.nan, sx)}
    return Estimates(
        statistic, y, list(by), list(place), [], value[statistic], np.sqrt(variance), n, w,
        units - touched, confidence=confidence, quality=quality,
    )  # fmt: skip


def _rows(expression: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = expression.to_pyarrow().to_pylist()
    return found


def _resample(rows: Any, clusters: str | None) -> dict[Any, tuple[float, float]]:
    """Return of each stratum the units drawn, and the fraction that they are."""
    units = rows.group_by("h").aggregate(
        drawn=rows.c.nunique() if clusters else rows.count(), population=rows["pop"].max()
    )
    return {
        row["h"]: (
            float(row["drawn"]),
            row["drawn"] / row["population"] if row["population"] else 0.0,
        )
        for row in _rows(units)
    }


def _spread(ibis: Any, cells: Any, totals: Any, statistic: Statistic, d: list[str]) -> Any:
    """Return number, mean and variance of the linearised values by stratum × domain."""
    sums = totals.select(
        tw=totals.w, ty=totals.sy, tx=totals.sx, **{f"t{name}": totals[name] for name in d}
    )
    together = (
        cells.join(sums, [cells[name] == sums[f"t{name}"] for name in d])
        if d
        else cells.cross_join(sums)
    )
    score = {
        "mean": (together.sy - together.ty / together.tw * together.w) / together.tw,
        "total": together.sy,
        "ratio": (together.sy - together.ty / together.tx * together.sx) / together.tx,
    }[statistic]
    together = together.mutate(z=score)
    return together.group_by(["h", *d]).aggregate(
        k=together.count(), centre=together.z.mean(), spread=together.z.var(how="pop")
    )


def _check_rows(
    ibis: Any, rows: Any, y: str, x: str | None, weights: str | None, *design: str | None
) -> None:
    w = rows.w
    tests = [(rows.y.isinf(), y, N_("has an infinite value"))]
    if x:
        tests.append((rows.x.isinf(), x, N_("has an infinite value")))
    if weights:
        bad = w.isnull() | w.isnan() | w.isinf() | (w < 0)
        tests.append((bad, weights, N_("has a negative, missing or infinite weight")))
    tests += [
        (rows[place].isnull(), name, N_("is missing on some row"))
        for place, name in zip(("h", "c"), design, strict=True)
        if name
    ]
    [found] = _rows(
        rows.aggregate(
            **{
                f"bad{i}": ibis.ifelse(test.fill_null(False), 1, 0).sum()
                for i, (test, _, _) in enumerate(tests)
            }
        )
    )
    for i, (_, column, what) in enumerate(tests):
        if found[f"bad{i}"]:
            raise CannotEstimate(
                N_("“{column}” {what} ({count} rows). Correct the data."),
                code="sql_rows",
                column=column,
                what=what,
                count=found[f"bad{i}"],
            )


def _check_lone(drawn: dict[Any, tuple[float, float]], strata: str | None) -> None:
    lone = [h for h, (size, fraction) in drawn.items() if size == 1 and fraction != 1]
    if lone:
        raise CannotEstimate(
            N_(
                "{count} stratum/strata have only one unit ({where}), so their variance "
                "cannot be measured. Merge them with a similar stratum."
            ),
            code="singleton",
            count=len(lone),
            where=labels_of(lone if strata else [EVERYTHING]),
        )
