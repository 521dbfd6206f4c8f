"""Linking whole files: candidate pairs, their weights in one statement, and the results."""

# ruff: noqa: S608 (columns are named by code and must be identifiers; values are never in SQL)
from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from .comparing import Comparison, require_columns
from .model import Model, to_weight

Floats = NDArray[np.float64]
Rule = tuple[str, ...]
HEAVIEST = 15.0  # bits between two records of a group; more makes no difference
MOST_SHARING = 100  # records with one value of a list, such as a telephone


@dataclass(frozen=True)
class Pairs:
    """Scored pairs: ids of both records, shape (pairs,), and their weight in bits.

    ``caution`` is the code of the reason why a pair is never sure, "" where there is none.
    """

    left: NDArray[Any]
    right: NDArray[Any]
    weight: Floats
    caution: NDArray[np.str_] = field(default_factory=lambda: np.empty(0, dtype=np.str_))

    def __post_init__(self) -> None:
        if not len(self.caution):
            object.__setattr__(self, "caution", np.zeros(len(self.weight), dtype="<U1"))

    def above(self, weight: float) -> Pairs:
        """Return the pairs of at least this weight."""
        return self.at(self.weight >= weight)

    def at(self, places: NDArray[Any]) -> Pairs:
        """Return the pairs at these places (a mask, or numbers in the order wanted)."""
        return Pairs(
            self.left[places], self.right[places], self.weight[places], self.caution[places]
        )

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
        A pair is looked at where it agrees in all columns of one rule; in a column of lists,
        where the two lists share a value that at most ``MOST_SHARING`` records have.
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
        lists = {one.name for one in records.schema if pa.types.is_list(one.type)}
        for column in sorted(lists):
            _spread(connection, column)
        candidates = " UNION ".join(
            f"SELECT l.id AS id_l, r.id AS id_r FROM {_source('left', rule, lists)} l "
            f"JOIN {_source('right', rule, lists)} r ON {condition(rule)} WHERE {once}"
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
            summed AS (
                SELECT id_l, id_r, {_weight_sql(model)} AS summed,
                       {_caution_sql(model)} AS caution
                FROM levels
            ),
            weighed AS (SELECT id_l, id_r, caution, {_cautious_sql(model)} AS weight FROM summed)
            SELECT id_l, id_r, weight, caution FROM weighed
            WHERE weight >= {least!r} ORDER BY id_l, id_r
            """
        ).fetchnumpy()
    finally:
        connection.close()
    left, right, weight, caution = (
        np.asarray(found[name]) for name in ("id_l", "id_r", "weight", "caution")
    )
    return Pairs(left, right, weight, np.array(["", *_codes(model)])[caution])


def _spread(connection: duckdb.DuckDBPyConnection, column: str) -> None:
    """Make tables with one row per record and value of a column of lists.

    A value that more than ``MOST_SHARING`` records have is no household's: a reception centre's
    telephone would bring every pair of its residents.
    """
    for side in ("left", "right"):
        connection.execute(
            f"""
            CREATE TEMP TABLE spread_{column}_{side} AS
            SELECT * EXCLUDE ({column}, value), value AS {column} FROM (
                SELECT *, unnest({column}) AS value FROM file_{side}
            ) QUALIFY count(*) OVER (PARTITION BY value) <= {MOST_SHARING}
            """
        )


def _source(side: str, rule: Rule | str, lists: set[str]) -> str:
    """Return the table that a rule joins: with a column of lists, one row per value."""
    spread = [] if isinstance(rule, str) else [one for one in rule if one in lists]
    if len(spread) > 1:
        raise ValueError(f"the rule {rule} names two columns of lists; name one")
    return f"spread_{spread[0]}_{side}" if spread else f"file_{side}"


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
            rarity = level.rarity
            if rarity is not None and rarity.column in model.frequencies and u is not None:
                column = f"rarity_{rarity.column}"
                share = f"greatest({column}_l, {column}_r, ({rarity.rarest!r})::DOUBLE)"
                weight += (
                    f" + ({rarity.weight!r})::DOUBLE * CASE WHEN {share} > 0 "
                    f"THEN log2({u!r}::DOUBLE) - log2({share}) ELSE 0 END"
                )
            cases.append(f"WHEN {place} THEN {weight}")
        terms.append(f"CASE level_{comparison.name} {' '.join(cases)} END")
    return " + ".join(terms)


def _codes(model: Model) -> list[str]:
    return [one.caution.code for one in model.comparisons if one.caution is not None]


def _caution_sql(model: Model) -> str:
    cautions = [one.caution for one in model.comparisons if one.caution is not None]
    cases = " ".join(f"WHEN {one.test.sql} THEN {n}" for n, one in enumerate(cautions, 1))
    return f"CASE {cases} ELSE 0 END" if cases else "0"


def _cautious_sql(model: Model) -> str:
    cautions = [one.caution for one in model.comparisons if one.caution is not None]
    cases = " ".join(
        f"WHEN {n} THEN least(summed, ({to_weight(one.most)!r})::DOUBLE)"
        for n, one in enumerate(cautions, 1)
    )
    return f"CASE caution {cases} ELSE summed END" if cases else "summed"


def fit_prior(
    model: Model, records: pa.Table, rules: Sequence[Rule | str], rounds: int = 5
) -> Model:
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


def groups(pairs: Pairs, *, least: float = 1.25, unknown: float = -6.0) -> list[list[Any]]:
    """Return the records of each person as the pairs together tell it, the smallest id first.

    Parameters
    ----------
    pairs : Pairs
        Scored, down to weights well below ``least``: what speaks against counts too.
    least : float
        Two groups become one while the mean weight between their records is at least this.
    unknown : float
        The weight of two records that no rule compared or whose weight was left out, and the
        least of any other: one bad pair does not outweigh everything.

    Returns
    -------
    list of lists of ids
        Each of two records or more. Records that are in none are of nobody else in the file.

    Notes
    -----
    Agglomerative, heaviest pair first, average linkage. A pair with a caution joins nothing: it
    counts neither for nor against. Two records that cannot be told from
    each other by themselves are told by a third that is surely of one of them: it knows the
    father's name or the day of birth that the first left out. A weight above ``HEAVIEST`` counts
    as that. Ties go to the smaller ids, so that the order of the pairs does not matter.

    >>> import numpy as np
    >>> from waystation.analysis import link
    >>> left, right = np.array([1, 2, 1]), np.array([2, 3, 3])
    >>> link.groups(link.Pairs(left, right, np.array([9.0, 5.0, -1.0])))
    [[1, 2, 3]]
    >>> link.groups(link.Pairs(left, right, np.array([9.0, 5.0, -6.0])))
    [[1, 2]]
    """
    left, right, weights = pairs.left.tolist(), pairs.right.tolist(), pairs.weight.tolist()
    known: dict[frozenset[Any], float | None] = {
        frozenset((a, b)): None if caution else min(max(weight, unknown), HEAVIEST)
        for a, b, weight, caution in zip(left, right, weights, pairs.caution.tolist(), strict=True)
    }

    def between(some: list[Any], others: list[Any]) -> float:
        cross = [known.get(frozenset((a, b)), unknown) for a in some for b in others]
        sure = [one for one in cross if one is not None]
        return sum(sure) / len(sure) if sure else unknown

    group_of: dict[Any, list[Any]] = {}
    for place in np.lexsort((pairs.right, pairs.left, -pairs.weight)).tolist():
        mine = group_of.get(left[place], [left[place]])
        theirs = group_of.get(right[place], [right[place]])
        if mine is theirs:
            continue
        # Where even a mean of the heaviest possible cannot reach ``least``, none later can.
        if weights[place] < unknown:
            break
        if between(mine, theirs) >= least:
            together = mine + theirs
            for one in together:
                group_of[one] = together
    found = {id(group): sorted(group) for group in group_of.values()}
    return sorted(found.values())


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
    return pairs.at(np.array(kept, dtype=np.intp))
