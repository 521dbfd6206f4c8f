"""Disclosure control: false refusals and covers of larger tables.

Run: PYTHONPATH=src:. python benchmarks/disclosure_attack.py
The attack on what ten generated offices published is a test:
ATTACKED_OFFICES=10 python -m pytest tests/governance/reports/test_attack_on_publications.py
"""

from __future__ import annotations

import os
import platform
import time
from collections import Counter

import numpy as np

from tests.analysis.sdc.test_sparse_tables import sparse
from waystation.analysis import sdc
from waystation.foundation.shared.errors import Refusal

print(f"{platform.machine()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}\n")
codes: Counter[str] = Counter()
began = time.process_time()
for seed in range(200):
    try:
        sdc.release("table", "visits", sdc.protect(sparse(seed), sdc.PUBLIC))
    except Refusal as refusal:
        codes[refusal.code] += 1
spent = time.process_time() - began
print(f"200 sparse tables: {codes.total()} refused {dict(codes)}, {spent:.1f} s CPU\n")
print("| table | small | covers | share of cells | value hidden | CPU s |")
print("|---|---|---|---|---|---|")
for shape, centre in (
    ((200, 50), 4.0),
    ((200, 50), 5.0),
    ((200, 50), 5.6),
    ((38, 12, 10), 4.0),
    ((38, 12, 10), 4.6),
    ((38, 12, 10), 5.0),
    ((38, 12, 10), 5.3),
    ((38, 12, 10), 5.4),
):
    counts = np.random.default_rng(0).lognormal(centre, 1.3, size=shape).astype(int)
    grid = np.indices(shape).reshape(len(shape), -1).astype(str)
    table = sdc.Table.of({f"d{i}": grid[i] for i in range(len(shape))}, counts.ravel())
    began = time.process_time()
    protected = sdc.protect(table, sdc.PUBLIC)
    spent = time.process_time() - began
    kinds = protected.counts
    covers = protected.kinds.ravel() == 2
    share = kinds["secondary"] / table.counts.size
    hidden = table.values.ravel()[covers].sum()
    print(
        f"| {' x '.join(map(str, shape))}, centre {centre} | {kinds['primary']} | "
        f"{kinds['secondary']} | {share:.1%} | {hidden:.0f} | {spent:.2f} |"
    )
