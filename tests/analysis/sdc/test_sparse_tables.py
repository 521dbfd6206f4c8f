"""Sparse tables: people alone in their cells are covered, and their own total is no exposure."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import linprog

from waystation.analysis import sdc
from waystation.foundation.shared.errors import Refusal


def sparse(seed):
    """Return a random table of mostly zeros, ones and twos with some large cells."""
    rng = np.random.default_rng(seed)
    shape = (int(rng.integers(3, 8)), int(rng.integers(3, 8)))
    counts = np.where(
        rng.random(shape) < 0.65, rng.choice([0, 0, 1, 1, 2, 3], shape), rng.integers(10, 90, shape)
    )
    codes = np.indices(shape).reshape(2, -1).astype(str)
    return sdc.Table.of({"place": codes[0], "reason": codes[1]}, counts.ravel())


def width(protected, insider, other):
    """Return how far a cell is open to somebody who knows another; written anew, without sdc."""
    table = protected.table
    shape, values = table.counts.shape, table.counts.ravel()
    number = np.arange(values.size).reshape(shape)
    sums = [(number[-1], number[:-1]), (number[:, -1], number[:, :-1].T)]
    rows = []
    for above, below in sums:
        for i in range(len(above)):
            row = np.zeros(values.size)
            row[above[i]], row[below[:, i]] = -1, 1
            rows.append(row)
    shown = protected.kinds.ravel() == 0
    bounds = [
        (v, v) if s or i == insider else (1 if not s else 0, None)
        for i, (v, s) in enumerate(zip(values, shown, strict=True))
    ]
    ends = []
    for sign in (1, -1):
        goal = np.zeros(values.size)
        goal[other] = sign
        found = linprog(goal, A_eq=np.array(rows), b_eq=np.zeros(len(rows)), bounds=bounds)
        ends.append(sign * found.fun if found.status == 0 else sign * -np.inf)
    return ends[1] - ends[0]


@pytest.mark.parametrize("start", range(0, 200, 50))
def test_every_sparse_table_that_can_be_released_is_and_refusals_name_people(start):
    refused = []
    for seed in range(start, start + 50):
        try:
            sdc.release("table", "visits", sdc.protect(sparse(seed), sdc.PUBLIC))
        except Refusal as refusal:
            refused.append((seed, refusal))

    for seed, refusal in refused:
        assert refusal.code in {"insider", "cannot_protect"}
        assert "place=" in refusal.in_english()
        hidden_whole = _hidden_altogether(sparse(seed))
        assert not hidden_whole.attack().holds or _insider_finds(hidden_whole)
    assert len(refused) <= 2


def _hidden_altogether(table):
    """Return the table with everything hidden but its zeros: no table shows less."""
    kinds = np.where(table.counts == 0, 0, 1).astype(np.int8)
    return sdc.Protected(table, sdc.PUBLIC, kinds, sdc.primary_cells(table, sdc.PUBLIC))


def _insider_finds(protected):
    return bool(sdc.attack([("table", "visits", protected)]).breaches)


def test_two_people_alone_in_their_row_do_not_solve_each_other():
    table = sdc.Table.of(
        {"place": list("aaabbb"), "reason": list("xyzxyz")}, [1, 1, 40, 30, 25, 20]
    )

    protected = sdc.protect(table, sdc.Policy("test", threshold=3))

    first, second = (table.position({"place": "a", "reason": r}) for r in "xy")
    assert width(protected, first, second) >= 3
    assert width(protected, second, first) >= 3


@pytest.mark.parametrize("seed", range(12))
def test_whoever_is_alone_in_a_cell_computes_nobody_else(seed):
    protected = sdc.protect(sparse(seed), sdc.PUBLIC)
    counts, kinds = protected.table.counts.ravel(), protected.kinds.ravel()
    small = np.flatnonzero((kinds == 1) & (counts > 0))

    for one in small[counts[small] == 1][:4]:
        for other in small[counts[small] > 1][:6]:
            assert width(protected, one, other) > 2


def test_the_total_of_ones_own_row_is_no_exposure():
    table = sdc.Table.of(
        {"place": list("aaabbbccc"), "reason": list("xyz") * 3}, [1, 0, 0, 12, 30, 25, 20, 2, 40]
    )

    released = sdc.release("table", "visits", sdc.protect(table, sdc.PUBLIC))

    assert released.protected.cell(place="a").hidden
    assert released.attack.holds
