"""Training weights from an unlabelled file with Splink, sampled and capped.

Splink is imported only when training begins, because importing it takes more than a second.
"""

# ruff: noqa: S608 (columns are named by code and must be identifiers; values are never in SQL)
from __future__ import annotations

import logging
import statistics
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import duckdb
import pyarrow as pa

from .comparing import Comparison, rarity_columns, require_columns, same
from .model import Model, Weights
from .pairs import quiet_connection, require_in_rules

KEY = "id"
UNSEEN = 1e-6  # a level that no sampled pair fell into, as in Splink
MOST_IN_BLOCK = 2000  # records with one blocking key; larger blocks are no evidence
Rule = tuple[str, ...]


def train(
    records: pa.Table,
    comparisons: Sequence[Comparison],
    *,
    learn_from: Sequence[Rule],
    sure: Sequence[Rule],
    recall: float = 0.7,
    random_pairs: float = 1e7,
    learning_pairs: float = 1e6,
    seed: int = 20261122,
) -> Model:
    """Return a model for ``comparisons``, trained on ``records`` without any label.

    Parameters
    ----------
    records : pyarrow.Table
        One row per record: the columns that the comparisons and rules name, and ``id``, unique.
        Missing values are null; an empty text is refused, because it would agree with itself.
    comparisons : sequence of Comparison
    learn_from : sequence of tuples of columns
        m is learned by expectation maximisation among pairs that agree in all columns of a rule;
        a rule teaches nothing about comparisons that use its columns, so at least two are needed.
    sure : sequence of tuples of columns
        Pairs that agree in all columns of one of these are nearly always true.
    recall : float
        The share of true pairs that ``sure`` finds, by judgement; sets the prior.
    random_pairs, learning_pairs : float
        The caps: pairs drawn for u, and pairs of each learning rule. Above the cap whole blocks
        are drawn by a hash of their key, so that no true pair of a block is torn apart.

    A column without a value in any record (fathers' names that nobody asked for) is left out of
    the rules.

    Returns
    -------
    Model
        A comparison whose values no two of the drawn records both have, such as the father's name
        in a file without it, has weights of None: it says nothing of any pair.

    Raises
    ------
    ValueError
        For a missing column, fewer than two records, empty texts, an ``id`` that is not unique, a
        comparison that no rule teaches anything about, or a prior that no pair supports.

    Notes
    -----
    u: random pairs. m: EM per rule with u held fixed and without frequencies, the median over
    the rules. ``most_unlike`` caps m of the last level and the other levels share what is left
    in proportion. Fellegi & Sunter (1969); Linacre et al. (2022), Splink.
    """
    if KEY in records.column_names:
        require_columns(records.column_names, comparisons)
        require_in_rules(records.column_names, [*learn_from, *sure])
    with _quiet():
        connection = quiet_connection()
        connection.register("given", records)
        connection.execute("CREATE TEMP TABLE records AS SELECT * FROM given")
        try:
            _check(connection, records)
            empty = {
                name for name in records.column_names
                if records.column(name).null_count == records.num_rows
            }  # fmt: skip
            return _train(
                connection, records.num_rows, comparisons, _without(empty, learn_from),
                _without(empty, sure), recall, random_pairs, learning_pairs, seed,
            )  # fmt: skip
        finally:
            connection.close()


def _without(empty: set[str], rules: Sequence[Rule]) -> list[Rule]:
    """Return the rules without columns that never have a value, which no pair could meet."""
    shorter = [tuple(name for name in rule if name not in empty) for rule in rules]
    return list(dict.fromkeys(rule for rule in shorter if rule))


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep Splink's progress out of our output: what matters is in the model or an error."""
    log = logging.getLogger("splink")
    before = log.level
    log.setLevel(logging.ERROR)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        log.setLevel(before)


def _check(connection: duckdb.DuckDBPyConnection, records: pa.Table) -> None:
    if records.num_rows < 2:
        raise ValueError("linkage needs at least two records to learn from")
    if KEY not in records.column_names:
        raise ValueError('the records need a column "id"')
    for name in records.column_names:
        if not name.isidentifier():
            raise ValueError(f"{name!r} is no name for a column: use letters, digits and _")
    (distinct,) = _one(connection, f"SELECT count(DISTINCT {KEY}) FROM records")
    if distinct != records.num_rows:
        raise ValueError(f"the id is not unique: {records.num_rows} records, {distinct} ids")
    for field in records.schema:
        if pa.types.is_string(field.type) or pa.types.is_large_string(field.type):
            (empty,) = _one(connection, f"SELECT count(*) FROM records WHERE {field.name} = ''")
            if empty:
                raise ValueError(
                    f"{field.name} is empty in {empty} records: give null where nothing is known"
                )


def _one(connection: duckdb.DuckDBPyConnection, sql: str) -> tuple[Any, ...]:
    """Return the only row; all of it is fetched, for DuckDB lets a result be finished first."""
    return connection.execute(sql).fetchall()[0]


def _train(
    connection: duckdb.DuckDBPyConnection,
    size: int,
    comparisons: Sequence[Comparison],
    learn_from: Sequence[Rule],
    sure: Sequence[Rule],
    recall: float,
    random_pairs: float,
    learning_pairs: float,
    seed: int,
) -> Model:
    import splink
    from splink.backends.duckdb import DuckDBAPI

    def linker(table: str, settings: dict[str, Any]) -> Any:
        api = DuckDBAPI(connection=connection)
        return splink.Linker(api.register(table), settings, log_level=None, validate_settings=False)

    first = linker("records", settings_for([one.drawn for one in comparisons]))
    first.training.estimate_u_using_random_sampling(
        max_pairs=random_pairs, seed=seed, min_count_per_level=None, num_chunks=1
    )
    first.training.estimate_probability_two_random_records_match(
        [splink.block_on(*rule) for rule in sure], recall=recall
    )
    trained = first.misc.save_model_to_json()
    prior = trained["probability_two_random_records_match"]
    if not 0 < prior < 1:
        raise ValueError(f"no pair agrees in {list(sure)}: choose rules that some pairs meet")
    drawn = _levels(trained, "u_probability")
    u = [_observed_levels(*one) for one in zip(comparisons, drawn, strict=True)]
    for place, one in enumerate(comparisons):
        if one.counted:
            u[place] = _count_levels(connection, one, u[place])
    settings = settings_for(comparisons)["comparisons"]
    for comparison, asked, of_u in zip(trained["comparisons"], settings, u, strict=True):
        levels = comparison["comparison_levels"]
        for level, one, value in zip(levels, asked["comparison_levels"], of_u, strict=True):
            level["sql_condition"] = one["sql_condition"]
            if value is not None:
                level["u_probability"] = value
    taught: list[list[list[float | None]]] = [[] for _ in comparisons]
    idle: list[Rule] = []
    for number, rule in enumerate(learn_from):
        table = f"drawn_{number}"
        if not _draw(connection, rule, table, learning_pairs):
            idle.append(rule)
            continue
        one = linker(table, trained)
        one.training.estimate_parameters_using_expectation_maximisation(
            splink.block_on(*rule), estimate_without_term_frequencies=True
        )
        learned = _levels(one.misc.save_model_to_json(), "m_probability")
        for place, comparison in enumerate(comparisons):
            if not _uses(comparison, rule):
                taught[place].append(learned[place])
    weights = tuple(
        _without_evidence(comparison)
        if not any(sampled) and not _has_pairs(connection, comparison.counted)
        else Weights(_settle_probabilities(comparison, some, idle), tuple(of_u))
        for comparison, sampled, some, of_u in zip(comparisons, drawn, taught, u, strict=True)
    )
    return Model(tuple(comparisons), weights, prior, size, _frequencies(connection, comparisons))


def settings_for(
    comparisons: Sequence[Comparison], model: Model | None = None, link_type: str = "dedupe_only"
) -> dict[str, Any]:
    """Return Splink's settings for these comparisons; with a model, trained.

    With them Splink scores the pairs itself: what a test or a second opinion needs. Splink adjusts
    for rarity only where some level is the exact agreement of that column; elsewhere, as for names
    that have changed places, the adjustment is ours alone.
    """
    exact = {
        level.rarity.column
        for one in comparisons
        for level in one.levels
        if level.rarity is not None and level.test == same(level.rarity.column)
    }
    content = []
    for place, comparison in enumerate(comparisons):
        levels = []
        for number, level in enumerate(comparison.levels):
            one: dict[str, Any] = {
                "sql_condition": level.test.sql if level.test else "ELSE",
                "label_for_charts": level.says,
            }
            if level.neutral:
                one["is_null_level"] = True
            if level.rarity is not None and level.rarity.column in exact:
                one["tf_adjustment_column"] = level.rarity.column
                one["tf_minimum_u_value"] = level.rarity.rarest
                one["tf_adjustment_weight"] = level.rarity.weight
            if model is not None and not level.neutral:
                m, u = model.weights[place].m[number], model.weights[place].u[number]
                one["m_probability"], one["u_probability"] = (0.5, 0.5) if m is None else (m, u)
                if m is None:
                    one.pop("tf_adjustment_column", None)
            levels.append(one)
        content.append({"output_column_name": comparison.name, "comparison_levels": levels})
    return {
        "link_type": link_type,
        "unique_id_column_name": KEY,
        "comparisons": content,
        "retain_intermediate_calculation_columns": model is not None,
        "probability_two_random_records_match": model.prior if model else 1e-4,
    }


def _count_levels(
    connection: duckdb.DuckDBPyConnection,
    comparison: Comparison,
    u: list[float | None],
) -> list[float | None]:
    """Return u with the chance agreement of a list column counted over the whole file."""
    (pairs,) = _one(
        connection,
        f"""
        SELECT coalesce(sum(n * (n - 1) / 2), 0)
        FROM (SELECT value, count(*) AS n
              FROM (SELECT unnest({comparison.counted}) AS value FROM records) GROUP BY value)
        """,
    )
    (known,) = _one(connection, f"SELECT count({comparison.counted}) FROM records")
    share = max(float(pairs) / max(known * (known - 1) / 2, 1.0), UNSEEN)
    first = next(i for i, level in enumerate(comparison.levels) if not level.neutral)
    others = sum(one for i, one in enumerate(u) if one is not None and i != first)
    return [
        share if i == first else None if one is None else one * (1 - share) / others
        for i, one in enumerate(u)
    ]


def _levels(settings: dict[str, Any], name: str) -> list[list[float | None]]:
    return [
        [level.get(name) for level in comparison["comparison_levels"]]
        for comparison in settings["comparisons"]
    ]


def _uses(comparison: Comparison, rule: Rule) -> bool:
    from splink.internals.comparison_level import (  # the way Splink itself decides it
        _input_columns_used_by_sql_condition_cached as columns_of,
    )

    used = {
        column.unquote().name.lower()
        for level in comparison.levels
        if level.test is not None
        for column in columns_of(level.test.sql, "duckdb")
    }
    return not used.isdisjoint(rule)


def _draw(connection: duckdb.DuckDBPyConnection, rule: Rule, table: str, most: float) -> bool:
    """Put the records of enough whole blocks into ``table``; say whether there are any."""
    known = " AND ".join(f"{column} IS NOT NULL" for column in rule)
    listed = ", ".join(rule)
    connection.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE blocks AS
        SELECT {listed}, count(*) AS n FROM records WHERE {known}
        GROUP BY {listed} HAVING count(*) BETWEEN 2 AND {MOST_IN_BLOCK}
        """
    )
    (pairs,) = _one(connection, "SELECT coalesce(sum(n * (n - 1) / 2), 0) FROM blocks")
    if not pairs:
        return False
    part = int(min(most / float(pairs), 1.0) * 1_000_000)
    connection.execute(
        f"""
        CREATE TEMP TABLE {table} AS
        SELECT r.* FROM records r JOIN (
            SELECT * FROM blocks WHERE hash(concat_ws('|', {listed})) % 1000000 < {part}
        ) USING ({listed})
        """
    )
    return True


def _has_pairs(connection: duckdb.DuckDBPyConnection, counted: str) -> bool:
    """Return whether two records have a value of a column that is counted, too rare to be drawn."""
    return bool(counted) and _one(connection, f"SELECT count({counted}) FROM records")[0] > 1


def _without_evidence(comparison: Comparison) -> Weights:
    """Return weights that say nothing: no two records of the file have values to compare."""
    nothing = (None,) * len(comparison.levels)
    return Weights(nothing, nothing)


def _settle_probabilities(
    comparison: Comparison, taught: list[list[float | None]], idle: Sequence[Rule]
) -> tuple[float | None, ...]:
    """Return m of a comparison's levels: the median over the rules, capped, adding up to 1."""
    if not taught:
        without = ", ".join(f"({', '.join(rule)})" for rule in idle)
        raise ValueError(
            f"{comparison.name}: no rule teaches it: each uses its columns"
            + (f", except {without}, on which no two records agree" if without else "")
            + "; add another rule to learn_from"
        )
    m: list[float | None] = []
    for place, level in enumerate(comparison.levels):
        seen = [one[place] for one in taught]
        values = [value for value in seen if value is not None]
        m.append(None if level.neutral else statistics.median(values) if values else UNSEEN)
    last = m[-1]
    if comparison.most_unlike is not None and last is not None:
        m[-1] = min(last, comparison.most_unlike)
    m = [None if one is None else max(one, UNSEEN) for one in m]
    whole = sum(one for one in m if one is not None)
    if comparison.most_unlike is not None and last is not None and last > comparison.most_unlike:
        rest = whole - comparison.most_unlike
        return tuple(
            one if one is None or place == len(m) - 1
            else one * (1 - comparison.most_unlike) / rest
            for place, one in enumerate(m)
        )  # fmt: skip
    return tuple(None if one is None else one / whole for one in m)


def _observed_levels(comparison: Comparison, u: list[float | None]) -> list[float | None]:
    return [
        None if level.neutral else max(one or UNSEEN, UNSEEN)
        for level, one in zip(comparison.levels, u, strict=True)
    ]


def _frequencies(
    connection: duckdb.DuckDBPyConnection, comparisons: Sequence[Comparison]
) -> dict[str, dict[str, float]]:
    """Return each rarity column's frequencies, without the values rarer than is believed."""
    found = {}
    for column in rarity_columns(comparisons):
        least = min(
            level.rarity.rarest
            for one in comparisons
            for level in one.levels
            if level.rarity is not None and level.rarity.column == column
        )
        rows = connection.execute(
            f"""
            SELECT {column}, n / sum(n) OVER () AS share
            FROM (SELECT {column}, count(*)::DOUBLE AS n FROM records
                  WHERE {column} IS NOT NULL GROUP BY {column})
            QUALIFY share > {least!r} ORDER BY n DESC, {column}
            """
        ).fetchall()
        found[column] = dict(rows)
    return found
