"""An attacker who knows the program: which tables would have been hidden in the same pattern?

    PYTHONPATH=src:. python -m benchmarks.disclosure_minimality

The cheapest cover is always taken, so a table that fits all that is shown, but whose cheapest cover
is another, cannot be the true one (Wong et al. 2007, minimality attack). The equations do not know
this. Tables of one dimension are small enough to try every table that fits.
"""

from __future__ import annotations

import itertools

import numpy as np

from waystation.analysis import sdc
from waystation.foundation.shared.errors import Refusal

TABLES, MOST_HIDDEN, NEAR = 150, 3, 2
Counts = tuple[int, ...]


def pattern(counts: Counts, known: dict[Counts, tuple[bool, ...]]) -> tuple[bool, ...]:
    """Return which cells are hidden; none where the table is refused."""
    if counts not in known:
        table = sdc.Table.of({"x": [str(i) for i in range(len(counts))]}, list(counts))
        try:
            known[counts] = tuple(sdc.protect(table, sdc.PARTNERS).hidden_rows.tolist())
        except Refusal:
            known[counts] = ()
    return known[counts]


def fitting(counts: Counts, hidden: list[int]) -> list[Counts]:
    """Return every table with the same shown cells and the same sum of the hidden ones."""
    total = sum(counts[i] for i in hidden)
    found = []
    for parts in itertools.product(range(1, total), repeat=len(hidden) - 1):
        last = total - sum(parts)
        if last >= 1:
            other = list(counts)
            for i, value in zip(hidden, (*parts, last), strict=True):
                other[i] = value
            found.append(tuple(other))
    return found


def main() -> None:
    drawn = np.random.default_rng(5)
    known: dict[Counts, tuple[bool, ...]] = {}
    tables = small = near = exact = 0
    while tables < TABLES:
        size = drawn.integers(3, 7)
        counts = tuple(int(one) for one in np.floor(np.exp(drawn.normal(2.2, 1.0, size))))
        mine = pattern(counts, known)
        hidden = [i for i, away in enumerate(mine) if away]
        if not 0 < len(hidden) <= MOST_HIDDEN:
            continue
        tables += 1
        possible = [one for one in fitting(counts, hidden) if pattern(one, known) == mine]
        for i in hidden:
            if 0 < counts[i] < sdc.PARTNERS.threshold:
                width = max(one[i] for one in possible) - min(one[i] for one in possible)
                small, near, exact = small + 1, near + (width <= NEAR), exact + (width == 0)
    print(f"{tables} tables, {small} small cells: {near} within one, {exact} exactly")


if __name__ == "__main__":
    main()
