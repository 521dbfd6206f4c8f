"""The same estimates by DuckDB, for data beyond memory, and as a check on the NumPy path.

Nothing is shared with the other path but the result type: points, errors and degrees of freedom
are all computed in SQL.
"""

from __future__ import annotations

import glob
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal

import numpy as np

from waystation.foundation.shared.words import N_

from .columns import labels_of
from .estimate import DEFAULT_QUALITY, Quality
from .problems import CannotEstimate, one_of
from .results import Estimates
from .stages import EVERYTHING

Statistic = Literal["mean", "total", "ratio"]

# z is the linearised value of a unit in a domain; a unit without a row there has z = 0, which the
# last two terms of `square` add. var_pop is a one-pass centred second moment in DuckDB.
QUERY = """
WITH source AS (
  SELECT {strata} AS h, {clusters} AS c, {weights} AS w, {y} AS y, {x} AS x, {population} AS pop,
         {inside} AS inside{by_columns}
  FROM {relation}
),
units AS (SELECT h, c, any_value(pop) AS pop FROM source GROUP BY h, c),
strata AS (SELECT h, count(*)::DOUBLE AS drawn, coalesce(count(*) / any_value(pop), 0) AS f
           FROM units GROUP BY h),
shift AS (SELECT {shift} AS v FROM source WHERE inside),
cells AS (
  SELECT h, c, count(*) AS n, sum(w) AS w, sum(w * (y - v)) AS sy, sum(w * x) AS sx{by_names}
  FROM source, shift WHERE inside{by_known} GROUP BY ALL
),
domains AS (
  SELECT sum(n) AS n, sum(w) AS w, sum(sy) AS sy, sum(sx) AS sx, count(DISTINCT (h, c)) AS units,
         count(DISTINCT h) AS strata{by_names}
  FROM cells GROUP BY ALL
),
scores AS (
  SELECT cells.h, {score} AS z{by_cells}
  FROM cells JOIN domains ON true{by_join}
),
groups AS (
  SELECT scores.h, any_value(drawn) AS drawn, any_value(f) AS f, count(*) AS k,
         sum(z) / any_value(drawn) AS middle, avg(z) AS centre, var_pop(z) AS spread{by_names}
  FROM scores JOIN strata ON scores.h IS NOT DISTINCT FROM strata.h GROUP BY ALL
),
errors AS (
  SELECT sum((1 - f) * drawn / (drawn - 1) *
             (k * spread + k * (centre - middle) ** 2 + (drawn - k) * middle ** 2)) AS v{by_names}
  FROM groups WHERE drawn > 1 GROUP BY ALL
)
SELECT {value} AS value, sqrt(coalesce(errors.v, 0)) AS se, domains.n, domains.w,
       domains.units - domains.strata AS df{by_domains}
FROM domains CROSS JOIN shift LEFT JOIN errors ON true{by_errors}
ORDER BY ALL
"""

FORMULAS = {
    "mean": ("coalesce(avg(y), 0)", "(cells.sy - domains.sy / domains.w * cells.w) / domains.w",
             "shift.v + domains.sy / domains.w"),
    "total": ("any_value(0.0)", "cells.sy", "domains.sy"),
    "ratio": ("any_value(0.0)", "(cells.sy - domains.sy / domains.sx * cells.sx) / domains.sx",
              "domains.sy / domains.sx"),
}  # fmt: skip


def estimate_by_sql(
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
    memory: str = "2GB",
) -> Estimates:
    """Estimate a mean, total or ratio by domains with DuckDB.

    Parameters
    ----------
    source : path of a Parquet file (or pattern), or an Arrow table
        One row per unit observed; never opened for writing.
    statistic : {"mean", "total", "ratio"}
    y, x, weights, strata, clusters, population, by, where : names of columns
        ``population``: count of first-stage units in the row's stratum; ``where``: a boolean
        column. Rows with a NULL or NaN y (or x) or a NULL breakdown are outside the base.

    Returns
    -------
    Estimates
        Without design effects and covariances (they need the NumPy path). One-stage designs; a
        stratum with one unit is refused.

    Raises
    ------
    CannotEstimate
        Unknown columns, columns that differ only in case (DuckDB cannot tell them apart), negative
        or missing weights, infinite values, a stratum with one unit, missing design columns.

    References
    ----------
    As for :func:`~waystation.analysis.survey.mean`.

    Examples
    --------
    >>> import pyarrow
    >>> from waystation.analysis import survey
    >>> table = pyarrow.table({"y": [2.0, 4.0, 4.0, 6.0]})
    >>> e = survey.estimate_by_sql(table, "mean", "y")[0]
    >>> e.value, round(e.se, 6), e.df
    (4.0, 0.816497, 3.0)
    """
    import duckdb

    check_question(statistic, x)
    if isinstance(source, str | Path) and "://" not in str(source) and not glob.glob(str(source)):
        raise CannotEstimate(
            N_("There is no file {path}."), code="file_missing", path=Path(source).name
        )
    with duckdb.connect(
        ":memory:", config={"memory_limit": memory, "python_enable_replacements": False}
    ) as connection:
        relation = "given"
        if isinstance(source, str | Path):
            literal = str(source).replace("'", "''")
            relation = f"read_parquet('{literal}')"
        else:
            connection.register("given", source)
        described = connection.execute(f"DESCRIBE SELECT * FROM {relation}").fetchall()  # noqa: S608
        if not isinstance(source, str | Path):
            names = list(source.schema.names)
        else:
            names = [row[0] for row in described]
        kinds = {row[0]: row[1] for row in described}
        used = [c for c in (y, x, weights, strata, clusters, population, where, *by) if c]
        check_names(names, used)
        if where is not None and kinds[where] != "BOOLEAN" and "INT" not in kinds[where]:
            raise not_boolean(where)
        filled = _fill_template(
            relation, statistic, y, x, weights, strata, clusters, population, by, where, kinds
        )
        _check_rows(connection, relation, y, x, weights, where, strata, clusters)
        _check_lone(connection, relation, strata, clusters, population)
        rows = connection.execute(filled).fetchall()
    keys = [tuple(row[5:]) for row in rows]
    if not rows:
        rows, keys = [(None, None, 0, 0.0, 0, *[None] * len(by))], [(None,) * len(by)]
    columns = list(zip(*rows, strict=True))
    value, se, n, w, df = (
        np.array([np.nan if v is None else float(v) for v in column]) for column in columns[:5]
    )
    return Estimates(
        statistic, y, list(by), keys, [], value, se, n, w, df, confidence=confidence,
        quality=quality,
    )  # fmt: skip


def _quote(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _fill_template(
    relation: str,
    statistic: Statistic,
    y: str,
    x: str | None,
    weights: str | None,
    strata: str | None,
    clusters: str | None,
    population: str | None,
    by: Sequence[str],
    where: str | None,
    kinds: dict[str, str],
) -> str:
    shift, score, value = FORMULAS[statistic]
    inside = [f"{_quote(y)} IS NOT NULL"]
    for column in (y, x):
        if column is not None and kinds.get(column) in ("DOUBLE", "FLOAT"):
            # Not isnan(): Parquet statistics leave NaN out, and DuckDB 2.0 then drops the test.
            inside.append(f"isfinite({_quote(column)})")
    if x is not None:
        inside.append(f"{_quote(x)} IS NOT NULL")
    if where is not None:
        inside.append(f"coalesce({_quote(where)}, false)")
    d = [f"d{i}" for i in range(len(by))]
    return QUERY.format(
        relation=relation,
        strata=_quote(strata) if strata else "0",
        clusters=_quote(clusters) if clusters else "row_number() OVER ()",
        weights=f"{_quote(weights)}::DOUBLE" if weights else "1.0::DOUBLE",
        y=f"{_quote(y)}::DOUBLE",
        x=f"{_quote(x)}::DOUBLE" if x else "0.0::DOUBLE",
        population=f"{_quote(population)}::DOUBLE" if population else "NULL::DOUBLE",
        inside=" AND ".join(inside),
        shift=shift,
        score=score,
        value=value,
        by_columns="".join(f", {_quote(c)} AS {n}" for c, n in zip(by, d, strict=True)),
        by_names="".join(f", {n}" for n in d),
        by_known="".join(f" AND {n} IS NOT NULL" for n in d),
        by_cells="".join(f", cells.{n}" for n in d),
        by_join="".join(f" AND cells.{n} = domains.{n}" for n in d),
        by_domains="".join(f", domains.{n}" for n in d),
        by_errors="".join(f" AND errors.{n} = domains.{n}" for n in d),
    ).replace("ORDER BY ALL", "ORDER BY " + ", ".join(f"domains.{n}" for n in d) if d else "")


def check_question(statistic: str, x: str | None) -> None:
    """Refuse an unknown statistic, and a ratio to nothing or something else with an x."""
    one_of("statistic", statistic, FORMULAS)
    if (statistic == "ratio") != (x is not None):
        raise CannotEstimate(
            N_("A ratio needs x=, the column below the line; a mean or a total takes none."),
            code="ratio_x",
        )


def not_boolean(where: str) -> CannotEstimate:
    """Return the refusal of a ``where`` that is no column of yes and no."""
    return CannotEstimate(
        N_("where= must name a column of true and false, which “{column}” is not."),
        code="where_not_boolean",
        column=where,
    )


def check_names(names: list[str], used: list[str]) -> None:
    folded: dict[str, list[str]] = {}
    for name in names:
        folded.setdefault(name.lower(), []).append(name)
    twins = [pair for pair in folded.values() if len(pair) > 1]
    if twins:
        raise CannotEstimate(
            N_("The columns {names} differ only in case, which SQL cannot tell apart. Rename one."),
            code="column_case",
            names=labels_of(name for pair in twins for name in pair),
        )
    unknown = [name for name in used if name not in names]
    if unknown:
        raise CannotEstimate(
            N_("There is no column {names}. The columns are: {known}."),
            code="column_unknown",
            names=labels_of(unknown),
            known=labels_of(names),
        )


def _check_rows(
    connection: Any,
    relation: str,
    y: str,
    x: str | None,
    weights: str | None,
    where: str | None,
    *design: str | None,
) -> None:
    tests = [(f"isinf({_quote(c)}::DOUBLE)", c, N_("has an infinite value")) for c in (y, x) if c]
    if weights:
        w = f"{_quote(weights)}::DOUBLE"
        tests.append((f"{w} IS NULL OR NOT ({w} >= 0) OR NOT isfinite({w})", weights,
                      N_("has a negative, missing or infinite weight")))  # fmt: skip
    if where:
        flag = f"{_quote(where)}::BIGINT NOT IN (0, 1)"
        tests.append((flag, where, N_("has codes other than 0 and 1")))
    tests += [(f"{_quote(c)} IS NULL", c, N_("is missing on some row")) for c in design if c]
    counts = ", ".join(f"count(*) FILTER (WHERE {test})" for test, _, _ in tests)
    found = connection.execute(f"SELECT {counts} FROM {relation}").fetchone()  # noqa: S608
    for count, (_, column, what) in zip(found, tests, strict=True):
        if count:
            raise CannotEstimate(
                N_("“{column}” {what} ({count} rows). Correct the data."),
                code="sql_rows",
                column=column,
                what=what,
                count=count,
            )


def _check_lone(
    connection: Any, relation: str, strata: str | None, clusters: str | None, pop: str | None
) -> None:
    h = _quote(strata) if strata else "0"
    units = f"count(DISTINCT {_quote(clusters)})" if clusters else "count(*)"
    all_drawn = f" AND NOT coalesce(any_value({_quote(pop)}) = 1, false)" if pop else ""
    lone = connection.execute(
        f"SELECT {h} AS h FROM {relation} GROUP BY 1 HAVING {units} = 1{all_drawn}"  # noqa: S608
    ).fetchall()
    if lone:
        raise CannotEstimate(
            N_(
                "{count} stratum/strata have only one unit ({where}), so their variance "
                "cannot be measured. Merge them with a similar stratum."
            ),
            code="singleton",
            count=len(lone),
            where=labels_of(row[0] if strata else EVERYTHING for row in lone),
        )
