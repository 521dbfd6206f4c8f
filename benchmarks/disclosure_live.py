"""The price of live filters: what averaging all breakdowns of one month still tells.

Run: PYTHONPATH=src python benchmarks/disclosure_live.py

One month of one office, twelve columns of three to eight codes. A reader asks for the total and
for every breakdown by one and by two columns that the lattice answers, and combines all estimates
of one number, each weighted by the number of cells it adds up. A small group is one code of one
column.
"""

from __future__ import annotations

import itertools

import numpy as np

from waystation.analysis import sdc

KEYED = sdc.CellKey.under(sdc.policy_for("partners", method="cell_key"), b"a key of sixteen")
LARGE = 10
COLUMNS = 12


def month(rng: np.random.Generator, people: int) -> np.ndarray:
    """Return the codes of everybody, shape (people, COLUMNS); some codes are rare."""
    columns = []
    for _ in range(COLUMNS):
        share = rng.dirichlet(np.full(int(rng.integers(3, 9)), 0.6))
        columns.append(rng.choice(len(share), people, p=share))
    return np.stack(columns, axis=1)


def noisy(codes: np.ndarray, keys: np.ndarray, by: tuple[int, ...]) -> dict[tuple[int, ...], int]:
    groups, at = np.unique(codes[:, list(by)], axis=0, return_inverse=True)
    counts = KEYED.counts(at.ravel(), keys, len(groups))
    return {tuple(map(int, group)): int(n) for group, n in zip(groups, counts, strict=True)}


def estimates(
    codes: np.ndarray, keys: np.ndarray, group: tuple[int, int] | None
) -> list[tuple[float, float]]:
    """Return every estimate of the total (or of one code of one column) and its number of cells."""
    total = KEYED.count(keys)
    single = {(c,): noisy(codes, keys, (c,)) for c in range(COLUMNS)}
    if group is None:
        found = [(float(total), 1.0)]
        found += [(float(sum(one.values())), float(len(one))) for one in single.values()]
        for by in itertools.combinations(range(COLUMNS), 2):
            cells = noisy(codes, keys, by)
            if all(min(single[(c,)].values()) >= LARGE for c in by):
                found.append((float(sum(cells.values())), float(len(cells))))
        return found
    column, code = group
    here = single[(column,)].get((code,), 0)
    others = sum(n for (c,), n in single[(column,)].items() if c != code)
    found = [(float(here), 1.0), (float(total - others), float(len(single[(column,)])))]
    if here >= LARGE:
        for other in range(COLUMNS):
            if other != column:
                cells = noisy(codes, keys, (column, other))
                mine = [n for (a, b), n in cells.items()
                        if a == code and single[(other,)].get((b,), 0) >= LARGE]  # fmt: skip
                found.append((float(sum(mine)), float(max(len(mine), 1))))
    return found


def combined(found: list[tuple[float, float]]) -> float:
    weights = np.array([1 / cells for _, cells in found])
    return float(np.dot([value for value, _ in found], weights) / weights.sum())


rng = np.random.default_rng(5)
print("| month of | number | asked | error (sd) | exact after rounding | guess without asking |")
print("|---|---|---|---|---|---|")
for people in (30, 100, 300):
    errors, small, guess, direct = [], [], [], []
    for run in range(60):
        codes = month(rng, people)
        keys = KEYED.record_keys([f"{people} {run} {i}" for i in range(people)])
        errors.append(combined(estimates(codes, keys, None)) - people)
        direct.append(KEYED.count(keys) - people)
        for column in range(COLUMNS):
            names, counts = np.unique(codes[:, column], return_counts=True)
            for code in names[(counts > 0) & (counts < 5)][:1]:
                true = int(counts[names == code][0])
                small.append(combined(estimates(codes, keys, (column, int(code)))) - true)
                guess.append(true == 2)
    for name, found, blind in (
        ("total, one answer", direct, None), ("total, all answers", errors, None),
        ("group of 1 to 4, all answers", small, np.mean(guess)),
    ):  # fmt: skip
        exact = np.mean(np.abs(found) < 0.5)
        print(
            f"| {people} | {name} | {len(found)} | {np.std(found):.2f} | {exact:.0%} | "
            f"{'' if blind is None else f'{blind:.0%}'} |"
        )
