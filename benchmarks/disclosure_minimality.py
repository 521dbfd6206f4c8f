"""An attacker who knows the program: which tables would have been hidden in the same pattern?

    PYTHONPATH=src:. python -m benchmarks.disclosure_minimality [--tables 150] [--secrets 12]
    PYTHONPATH=src:. python -m benchmarks.disclosure_minimality --cost [--spreads 0,0.25,0.5,1]

Where the cheapest cover is always taken, a table that fits all that is shown, but whose cheapest
cover is another, cannot be the true one (Wong et al. 2007, minimality attack). The equations do not
know this. Tables of one dimension are small enough to try every table that fits. Under drawn prices
the attacker does not know the secret and tries others: how often each fitting table leads to the
pattern is its likelihood. A cell is "possible within one" if all tables that ever lead to it lie
within one of each other, "likely" if 95 % of the likelihood (all fitting tables being equally
likely before) does. What is likely from the equations and the rule alone is given beside it.

``--cost``: what the draws cost in covers and in hidden values, on the tables of
``disclosure.py`` and ``disclosure_attack.py``.
"""

from __future__ import annotations

import argparse
import itertools
import time
from collections import defaultdict
from collections.abc import Iterable

import numpy as np

from waystation.analysis import sdc
from waystation.analysis.sdc import prices
from waystation.foundation.shared.errors import Refusal

MOST_HIDDEN, NEAR, SURE = 3, 2, 0.95
OFFICE = b"the secret of the office"
Counts = tuple[int, ...]
Pattern = tuple[bool, ...]

_known: dict[tuple[Counts, bytes], Pattern] = {}


def pattern(counts: Counts, secret: bytes) -> Pattern:
    """Return which cells are hidden, the total last; none where the table is refused."""
    found = _known.get((counts, secret))
    if found is None:
        table = sdc.Table.of({"x": [str(i) for i in range(len(counts))]}, list(counts))
        try:
            hidden = sdc.protect(table, sdc.PARTNERS, secret=secret).hidden
            found = tuple(hidden.tolist())
        except Refusal:
            found = ()
        _known[counts, secret] = found
    return found


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
            if min(other[i] for i in hidden) < sdc.PARTNERS.threshold:
                found.append(tuple(other))
    return found


def heaviest(weights: dict[int, float]) -> float:
    """Return the largest share of the weight that lies within one of some value."""
    whole = sum(weights.values())
    return max(sum(weights.get(v + d, 0.0) for d in (-1, 0, 1)) for v in weights) / whole


def attack(tables: int, secrets: list[bytes], office: bytes) -> None:
    drawn = np.random.default_rng(5)
    seen = totals = small = near = exact = likely = before = 0
    while seen < tables:
        size = drawn.integers(3, 7)
        counts = tuple(int(one) for one in np.floor(np.exp(drawn.normal(2.2, 1.0, size))))
        mine = pattern(counts, office)
        hidden = [i for i, away in enumerate(mine) if away]
        if mine and mine[-1]:
            totals += 1  # its sum is unknown too: not tried here
            continue
        if not 0 < len(hidden) <= MOST_HIDDEN:
            continue
        seen += 1
        fits = fitting(counts, hidden)
        weight = {
            one: sum(pattern(one, secret) == mine for secret in secrets) / len(secrets)
            for one in fits
        }
        if office:
            weight[counts] = max(weight[counts], 1 / len(secrets))
        for i in hidden:
            if not 0 < counts[i] < sdc.PARTNERS.threshold:
                continue
            after: dict[int, float] = defaultdict(float)
            equal: dict[int, float] = defaultdict(float)
            for one, share in weight.items():
                equal[one[i]] += 1.0
                if share:
                    after[one[i]] += share
            width = max(after) - min(after)
            small, near, exact = small + 1, near + (width <= NEAR), exact + (width == 0)
            likely += heaviest(after) >= SURE
            before += heaviest(equal) >= SURE
    print(
        f"{seen} tables, {small} small cells: possible within one {near}, exactly {exact}; "
        f"likely within one {likely} (from the equations and the rule alone {before}); "
        f"besides, {totals} tables with the total hidden",
        flush=True,
    )


def reference_tables() -> Iterable[tuple[str, sdc.Table]]:
    for name, shape, centre in (
        ("20 x 20, centre 4.2", (20, 20), 4.2),
        ("20 x 20, centre 5.2", (20, 20), 5.2),
        ("8 x 7 x 6, centre 4", (8, 7, 6), 4.0),
        ("200 x 50, centre 5.0", (200, 50), 5.0),
        ("38 x 12 x 10, centre 4.6", (38, 12, 10), 4.6),
        ("38 x 12 x 10, centre 5.0", (38, 12, 10), 5.0),
        ("38 x 12 x 10, centre 5.3", (38, 12, 10), 5.3),
    ):
        counts = np.random.default_rng(0).lognormal(centre, 1.3, size=shape).astype(int)
        grid = np.indices(shape).reshape(len(shape), -1).astype(str)
        yield name, sdc.Table.of({f"d{i}": grid[i] for i in range(len(shape))}, counts.ravel())


def cost(spreads: list[float]) -> None:
    print("| table | spread | covers | value hidden | CPU s |\n|---|---|---|---|---|")
    for name, table in reference_tables():
        for spread in spreads:
            prices.SPREAD = spread
            began = time.process_time()
            found = sdc.protect(table, sdc.PUBLIC, secret=OFFICE if spread else b"")
            used = time.process_time() - began
            value = table.values.ravel()[found.kinds.ravel() == 2].sum()
            covers = found.counts["secondary"]
            print(f"| {name} | {spread:g} | {covers} | {value:,.0f} | {used:.2f} |", flush=True)


if __name__ == "__main__":
    asked = argparse.ArgumentParser()
    asked.add_argument("--tables", type=int, default=150)
    asked.add_argument("--secrets", type=int, default=12)
    asked.add_argument("--cost", action="store_true")
    asked.add_argument("--spreads", default=f"0,{prices.SPREAD:g}")
    given = asked.parse_args()
    spreads = [float(one) for one in given.spreads.split(",")]
    if given.cost:
        cost(spreads)
    else:
        secrets = [f"secret {number}".encode() for number in range(given.secrets)]
        for spread in spreads:
            prices.SPREAD = spread
            _known.clear()
            print(f"spread {spread:g}: ", end="")
            attack(given.tables, secrets if spread else [b""], OFFICE if spread else b"")
