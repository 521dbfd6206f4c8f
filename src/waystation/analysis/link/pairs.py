"""Whole files: candidate pairs, their weights in one statement, and what follows from them."""

# ruff: noqa: S608 (columns are named by code and must be identifiers; values are never in SQL)
from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from .comparing import Comparison, require_columns
from .model import Model, to_weight

Floats = NDArray[np.float64]
Rule = tuple[str, ...]


@dataclass(frozen=True)
class Pairs:
    """Scored pairs: ids of both records, shape (pairs,), and their weight in bits."""

    left: NDArray[Any]
    right: NDArray[Any]
    weight: Floats

    def above(self, weight: float) -> Pairs:
        """Return the pairs of at least this weight."""
        kept = self.weight >= weight
        return Pairs(self.left[kept], self.right[kept], self.weight[kept])

    def __len__(self) -> int:
        return len(self.weight)


def scored_pairs(
    model: Model,
    records: pa.Table,
    rules: Sequence[Rule | str],
    *,
    other: pa.Table | None = None,
    least: float = -20.0,
    memory: str = "",
) -> Pairs:
    """Score every pair of records that meets one of the blocking rules.

    Parameters
    ----------
    model : Model
    records : pyarrow.Table
        With ``id``, the columns of the comparisons, and those of the rules.
    rules : sequence of tuples of columns, or SQL conditions on ``l`` and ``r``
        A pair is looked at where it agrees in all columns of one rule.
    other : pyarrow.Table, optional
        A second file: only pairs between the two are looked at. Without it, pairs within the
        first, each once.
    least : float
        Pairs of a smaller weight are left out.
    memory : str
        DuckDB's limit, such as "2GB".

    Returns
    -------
    Pairs
        Ordered by ids.

    Raises
    ------
    ValueError
        Without a rule, or where a column of a rule or a comparison, or ``id``, is missing.
    """
    if not rules:
        raise ValueError("give at least one blocking rule")
    for file in (records, records if other is None else other):
        require_columns(file.column_names, model.comparisons)
        require_in_rules(file.column_names, rules)
    connection = quiet_connection()
    try:
        if memory:
            connection.execute(f"SET memory_limit = '{memory}'")
        connection.register("given_left", records)
        connection.register("given_right", records if other is None else other)
        for side in ("left", "right"):
            joins, columns = _rarities(connection, model, side)
            connection.execute(
                f"CREATE TEMP TABLE file_{side} AS SELECT g.*{columns} FROM given_{side} g {joins}"
            )
        once = "l.id < r.id" if other is None else "TRUE"
        candidates = " UNION ".join(
            f"SELECT l.id AS id_l, r.id AS id_r FROM file_left l JOIN file_right r ON "
            f"{condition(rule)} WHERE {once}"
            for rule in rules
        )
        found = connection.execute(
            f"""
            WITH candidates AS ({candidates}),
            sides AS (
                SELECT {_side_columns(connection, "left", "l")},
                       {_side_columns(connection, "right", "r")}
                FROM candidates c JOIN file_left l ON l.id = c.id_l
                JOIN file_right r ON r.id = c.id_r
            ),
            levels AS (SELECT *, {", ".join(map(_level_sql, model.comparisons))} FROM sides),
            weighed AS (SELECT id_l, id_r, {_weight_sql(model)} AS weight FROM levels)
            SELECT id_l, id_r, weight FROM weighed WHERE weight >= {least!r} ORDER BY id_l, id_r
            """
        ).fetchnumpy()
    finally:
        connection.close()
    return Pairs(*(np.asarray(found[name]) for name in ("id_l", "id_r", "weight")))


def quiet_connection() -> duckdb.DuckDBPyConnection:
    """Return a DuckDB of our own that draws no progress bar into somebody's terminal."""
    connection = duckdb.connect()
    connection.execute("SET enable_progress_bar = false")
    return connection


def require_in_rules(columns: Sequence[str], rules: Sequence[Rule | str]) -> None:
    """Raise ValueError for a column of a rule, or ``id``, that is not there."""
    if "id" not in columns:
        raise ValueError('the records need a column "id"')
    for rule in rules:
        for column in () if isinstance(rule, str) else rule:
            if column not in columns:
                raise ValueError(f"there is no column {column!r}, which the rule {rule} names")


def condition(rule: Rule | str) -> str:
    """Return a blocking rule as SQL."""
    if isinstance(rule, str):
        return rule
    return " AND ".join(f"l.{column} = r.{column}" for column in rule)


def _rarities(connection: duckdb.DuckDBPyConnection, model: Model, side: str) -> tuple[str, str]:
    joins, columns = "", ""
    for column, table in model.frequencies.items():
        name = f"rarity_{column}_{side}"
        content = pa.table(
            {
                "value": pa.array(list(table), pa.string()),
                "share": pa.array(list(table.values()), pa.float64()),
            }
        )
        connection.register(name, content)
        joins += f" LEFT JOIN {name} ON {name}.value = g.{column}"
        columns += f", coalesce({name}.share, 0.0) AS rarity_{column}"
    return joins, columns


def _side_columns(connection: duckdb.DuckDBPyConnection, side: str, alias: str) -> str:
    columns = connection.execute(f"DESCRIBE file_{side}").fetchall()
    return ", ".join(f"{alias}.{name} AS {name}_{alias}" for name, *_ in columns)


def _level_sql(comparison: Comparison) -> str:
    cases = " ".join(
        f"WHEN {level.test.sql} THEN {place}"
        for place, level in enumerate(comparison.levels)
        if level.test is not None
    )
    return f"CASE {cases} ELSE {len(comparison.levels) - 1} END AS level_{comparison.name}"


def _weight_sql(model: Model) -> str:
    terms = [f"({to_weight(model.prior)!r})::DOUBLE"]
    for comparison, weights in zip(model.comparisons, model.weights, strict=True):
        cases = []
        for place, level in enumerate(comparison.levels):
            weight = f"({weights.weight(place)!r})::DOUBLE"
            u = weights.u[place]
            if level.rarity and level.rarity in model.frequencies and u is not None:
                column = f"rarity_{level.rarity}"
                share = f"greatest({column}_l, {column}_r, ({comparison.rarest!r})::DOUBLE)"
                weight += (
                    f" + CASE WHEN {share} > 0 THEN log2({u!r}::DOUBLE) - log2({share}) ELSE 0 END"
                )
            cases.append(f"WHEN {place} THEN {weight}")
        terms.append(f"CASE level_{comparison.name} {' '.join(cases)} END")
    return " + ".join(terms)


def settled(model: Model, records: pa.Table, rules: Sequence[Rule | str], rounds: int = 5) -> Model:
    """Return the model with the prior at which a file's expected matches agree with it.

    The prior that the training takes from ``sure`` and ``recall`` is a judgement; here it is
    replaced by the mean posterior over all pairs, iterated (EM for the prior alone, the weights
    held fixed; pairs outside ``rules`` count as no match).
    """
    size = records.num_rows
    every = size * (size - 1) / 2
    weights = scored_pairs(model, records, rules).weight - to_weight(model.prior)
    prior = model.prior
    for _ in range(rounds):
        odds = np.exp2(np.clip(weights + to_weight(prior), -1000, 1000))
        prior = float(min(max((odds / (1 + odds)).sum() / every, 1e-12), 0.5))
    return Model(
        model.comparisons, model.weights, prior, size, model.frequencies, model.slope, model.shift
    )


def clusters(pairs: Pairs, ids: Sequence[Any]) -> dict[Any, int]:
    """Return a number for each id: equal where a chain of pairs connects them.

    Raises ValueError where a pair names an id that is not among them.

    >>> import numpy as np
    >>> from waystation.analysis import link
    >>> pairs = link.Pairs(np.array([1, 2]), np.array([2, 3]), np.array([9.0, 9.0]))
    >>> link.clusters(pairs, [1, 2, 3, 4])
    {1: 0, 2: 0, 3: 0, 4: 1}
    """
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    strangers = ({*pairs.left.tolist()} | {*pairs.right.tolist()}) - {*ids}
    if strangers:
        raise ValueError(f"a pair names {min(strangers, key=str)!r}, which is not among the ids")
    place = {one: number for number, one in enumerate(ids)}
    rows = [place[one] for one in pairs.left.tolist()]
    columns = [place[one] for one in pairs.right.tolist()]
    shape = (len(place), len(place))
    graph = coo_array((np.ones(len(rows), dtype=np.int8), (rows, columns)), shape=shape)
    _, labels = connected_components(graph, directed=False)
    numbers: dict[int, int] = {}
    return {one: numbers.setdefault(int(labels[i]), len(numbers)) for one, i in place.items()}


def one_to_one(pairs: Pairs) -> Pairs:
    """Return the pairs in which each record keeps its best partner only, heaviest first.

    For two files without duplicates inside. A tie goes to the smaller ids, so that the order of
    the pairs does not matter.
    """
    order = np.lexsort((pairs.right, pairs.left, -pairs.weight))
    lefts: set[Any] = set()
    rights: set[Any] = set()
    kept = []
    for i in order.tolist():
        a, b = pairs.left[i], pairs.right[i]
        if a not in lefts and b not in rights:
            lefts.add(a)
            rights.add(b)
            kept.append(i)
    return Pairs(pairs.left[kept], pairs.right[kept], pairs.weight[kept])
