"""A bound that no pattern of a large cube can go below: a hidden cell is never alone in a sum.

    PYTHONPATH=src:. python benchmarks/disclosure_bound.py [5.4 5.3 5.0 4.6]

Every hidden cell needs another one in each of its three sums, else it can be computed (the bridge
constraints of Fischetti and Salazar 2001, section 3.3). The least that meets this, in fractions,
is a linear programme; its constraints are added as they are violated. It leaves out that intervals
must be wide, so the true optimum lies above it.
"""

from __future__ import annotations

import math
import sys

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import coo_array

SHAPE, THRESHOLD = (38, 12, 10), 10  # public


def cube(centre: float) -> np.ndarray:
    """Return the counts of ``disclosure_attack.py`` with all their sums."""
    counts = np.random.default_rng(0).lognormal(centre, 1.3, size=SHAPE).astype(int)
    for axis in range(counts.ndim):
        counts = np.concatenate([counts, counts.sum(axis=axis, keepdims=True)], axis=axis)
    return counts


def bound(counts: np.ndarray, cost: np.ndarray) -> float:
    """Return the least cost of covers in fractions."""
    flat = counts.ravel()
    small = (flat > 0) & (flat < THRESHOLD)
    index = np.arange(flat.size).reshape(counts.shape)
    sums = [
        line
        for axis, size in enumerate(counts.shape)
        for line in np.moveaxis(index, axis, -1).reshape(-1, size)
    ]
    rows = [(line[~small[line]], None) for line in sums if small[line].sum() == 1]
    open_ = [line for line in sums if not small[line].any()]
    known: set[tuple[int, int]] = set()
    while True:
        parts = [(cells, np.ones(len(cells))) for cells, _ in rows]
        for i, (_, alone) in enumerate(rows):
            if alone is not None:
                parts[i] = (np.append(parts[i][0], alone), np.append(parts[i][1], -1.0))
        at = np.repeat(np.arange(len(parts)), [len(cells) for cells, _ in parts])
        columns = np.concatenate([cells for cells, _ in parts])
        values = np.concatenate([part for _, part in parts])
        matrix = coo_array((values, (at, columns)), shape=(len(parts), flat.size)).tocsr()
        least = np.array([1.0 if alone is None else 0.0 for _, alone in rows])
        limits = np.column_stack([small.astype(float), small | (flat > 0)])
        answer = linprog(np.where(small, 0, cost), -matrix, -least, bounds=limits, method="highs")
        before = len(rows)
        for number, line in enumerate(open_):
            alone = int(line[np.argmax(answer.x[line])])
            violated = 2 * answer.x[alone] - answer.x[line].sum() > 1e-3
            if violated and (number, alone) not in known:
                known.add((number, alone))
                rows.append((line[line != alone], alone))
        if len(rows) == before:
            return float(answer.fun)


if __name__ == "__main__":
    print("| centre | small | covers at least | log(1 + count) at least |\n|---|---|---|---|")
    for centre in map(float, sys.argv[1:] or ("5.4", "5.3", "5.0", "4.6")):
        counts = cube(centre)
        small = int(((counts > 0) & (counts < THRESHOLD)).sum())
        cells = math.ceil(bound(counts, np.ones(counts.size)) - 1e-6)
        logs = bound(counts, np.log1p(np.maximum(counts.ravel(), 0.1)))
        print(f"| {centre} | {small} | {cells} | {logs:.0f} |")
