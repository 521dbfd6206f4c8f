"""Disclosure control: times and costs of the reference tables and of generated ones.

Run: PYTHONPATH=src python benchmarks/disclosure.py [folder of reference data]
"""

from __future__ import annotations

import os
import platform
import sys
import time
from pathlib import Path

import numpy as np

from waystation.analysis import sdc

DATA = Path(sys.argv[1] if len(sys.argv) > 1 else "../shared/data") / "sdc"


def generated(shape: tuple[int, ...], seed: int, centre: float) -> sdc.Table:
    """Return a table of log-normal counts, all margins published."""
    counts = np.random.default_rng(seed).lognormal(centre, 1.3, size=shape).astype(int)
    codes = np.indices(shape).reshape(len(shape), -1).astype(str)
    return sdc.Table.of({f"d{i}": codes[i] for i in range(len(shape))}, counts.ravel())


def line(name: str, table: sdc.Table) -> None:
    """Print one row of the result."""
    began, used = time.perf_counter(), time.process_time()
    protected = sdc.protect(table, sdc.PUBLIC)
    wall, cpu = time.perf_counter() - began, time.process_time() - used
    ratio = f"{protected.cost / protected.bound:.3f}" if protected.bound else "not computed"
    kinds = protected.counts
    print(
        f"| {name} | {kinds['primary']} | {kinds['secondary']} | {protected.cost:.0f} | "
        f"{ratio} | {wall:.3f} | {cpu:.3f} |"
    )


print(f"{platform.machine()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}\n")
print("| table | small | covers | cost | cost / bound | wall s | CPU s |")
print("|---|---|---|---|---|---|---|")
sdc.protect(generated((3, 3), 0, 2.0), sdc.PUBLIC)
for size in (20, 50):
    path = DATA / f"tab_{size}x{size}.csv"
    if path.exists():
        rows = np.loadtxt(path, delimiter=",", skiprows=1).astype(int)
        columns = {"d0": rows[:, 0].astype(str), "d1": rows[:, 1].astype(str)}
        line(path.name, sdc.Table.of(columns, rows[:, 2]))
line("38 x 3", generated((38, 3), 0, 4.0))
for centre in (3.2, 3.7, 4.2, 4.7, 5.2, 5.7):
    for seed in range(5):
        line(f"20 x 20, centre {centre}, seed {seed}", generated((20, 20), seed, centre))
line("25 x 25, centre 5.2, seed 0", generated((25, 25), 0, 5.2))
for seed in range(3):
    line(f"8 x 7 x 6, centre 4, seed {seed}", generated((8, 7, 6), seed, 4.0))
line("10 x 8 x 6, centre 4.5, seed 0", generated((10, 8, 6), 0, 4.5))
line("38 x 12 x 10", generated((38, 12, 10), 0, 4.0))
path = DATA / "micro_1e4.csv"
if path.exists():
    persons = np.genfromtxt(path, delimiter=",", names=True)
    keys = {name: persons[name].astype(int) for name in ("muni", "sex", "age", "nat", "edu")}
    began = time.process_time()
    f, population = sdc.frequencies(keys, persons["w"])
    risk = sdc.individual_risk(f, population).mean()
    print(f"\nglobal risk {risk:.7f} in {time.process_time() - began:.3f} s CPU")
    began = time.process_time()
    blanked = sdc.suppress_locally(keys, 3).suppressed
    print(f"k = 3: {blanked} values blanked in {time.process_time() - began:.3f} s CPU")
