"""Weighing pairs by how many others of a file have both of their names.

A given and a family name are not independent: the names of a community go together. The model
halves what the rarity of each adds; how many really have both, the file itself tells.
"""

from __future__ import annotations

import duckdb
import numpy as np
import pyarrow as pa

from .comparing import Rarity, same
from .model import Model
from .pairs import Pairs, quiet_connection

BELIEF = 8.0
"""How firmly the model's expectation is believed: as if so many records had confirmed it."""
APART = 2
"""Years of birth between two records from which they are surely of two persons."""
LEAST = -8.0
"""Bits below which no number of namesakes makes a pair matter."""
NAMES = ("given", "family")
SOUNDS = ("given_sound", "family_sound")


def among_namesakes(model: Model, pairs: Pairs, records: pa.Table) -> Pairs:
    """Return the same pairs, those that agree in both names weighed by how many others have them.

    Parameters
    ----------
    model : Model
        Trained on people (``persons.PERSONS``), with the frequencies of the file.
    pairs : Pairs
        Of ``records``, scored by it.
    records : pyarrow.Table
        The file (``persons.table``).

    Returns
    -------
    Pairs
        With the weight w' = w + log2(e / k'), where both names are the same: e records are
        expected by the model to have both, and k' = (k + BELIEF) / (1 + BELIEF / e) is what the
        file shows, k being those of the same two sounds who were born APART years or more before
        or after, in proportion to the records whose year is known.

    Notes
    -----
    Who was born in another year is somebody else, so the duplicates that are looked for do not
    count themselves. The mean of a Poisson count with a gamma prior (Gelman et al. 2013, *Bayesian
    Data Analysis*, 2.6). The constant was chosen on files of other seeds than those reported.
    """
    if not len(pairs):
        return pairs
    connection = quiet_connection()
    try:
        place, first, second, others = _count(connection, pairs, records)
    finally:
        connection.close()
    size = records.num_rows
    known = size - records.column("birth_year").null_count
    expected = size * np.exp2(_chances(model, 0, first) + _chances(model, 1, second))
    shown = (others * (size / max(known, 1)) + BELIEF) / (1 + BELIEF / expected)
    weight = pairs.weight.copy()
    weight[place] += np.log2(expected / shown)
    return Pairs(pairs.left, pairs.right, weight, pairs.caution)


def _count(
    connection: duckdb.DuckDBPyConnection, pairs: Pairs, records: pa.Table
) -> tuple[np.ndarray, list[str], list[str], np.ndarray]:
    """Return the places of the pairs with both names in common, the names, and how many others."""
    likely = np.flatnonzero(pairs.weight >= LEAST)
    connection.register("file", records.select(["id", *NAMES, *SOUNDS, "birth_year"]))
    connection.register(
        "pairs", pa.table({"place": likely, "l": pairs.left[likely], "r": pairs.right[likely]})
    )
    found = connection.execute(
        f"""
        WITH named AS (
            SELECT given_sound, family_sound, birth_year, count(*) AS n
            FROM file WHERE birth_year IS NOT NULL GROUP BY ALL
        ),
        agreeing AS (
            SELECT p.place, l.given, l.family, l.given_sound, l.family_sound,
                   coalesce(l.birth_year, r.birth_year) AS birth_year
            FROM pairs p JOIN file l ON l.id = p.l JOIN file r ON r.id = p.r
            WHERE l.given = r.given AND l.family = r.family
        )
        SELECT a.place, any_value(a.given) AS given, any_value(a.family) AS family,
               coalesce(sum(n.n) FILTER (
                   abs(n.birth_year - a.birth_year) >= {APART} OR a.birth_year IS NULL
               ), 0)::DOUBLE AS others
        FROM agreeing a LEFT JOIN named n
          ON n.given_sound = a.given_sound AND n.family_sound = a.family_sound
        GROUP BY a.place ORDER BY a.place
        """  # noqa: S608 (a constant)
    ).fetchnumpy()
    first, second = (found[name].tolist() for name in NAMES)
    return found["place"], first, second, found["others"]


def _chances(model: Model, place: int, values: list[str]) -> np.ndarray:
    """Return log2 of the chance that the model gives a stranger to have each of these names."""
    column = NAMES[place]
    number = next(i for i, one in enumerate(model.comparisons) if one.name == column)
    levels = model.comparisons[number].levels
    level = next(i for i, one in enumerate(levels) if one.test == same(column))
    rarity, u = levels[level].rarity or Rarity(column, weight=0.0), model.weights[number].u[level]
    table, base = model.frequencies.get(column, {}), np.log2(u or 1.0)
    shares = np.array([max(table.get(one, 0.0), rarity.rarest, 1e-9) for one in values])
    return np.asarray(base - rarity.weight * (base - np.log2(shares)))
