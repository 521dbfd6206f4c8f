"""Covers are chosen at prices drawn with a secret: the choice tells nothing of what is hidden."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.disclosure_minimality import fitting
from waystation.analysis import sdc

SECRETS = [f"secret {number}".encode() for number in range(40)]


def table(counts):
    return sdc.Table.of({"x": [str(i) for i in range(len(counts))]}, list(counts))


def hidden(counts, secret=b""):
    return tuple(sdc.protect(table(counts), sdc.PARTNERS, secret=secret).hidden_rows.tolist())


def grid(seed, shape=(6, 5)):
    counts = np.random.default_rng(seed).lognormal(2.6, 1.0, shape).astype(int)
    rows, columns = (one.astype(str) for one in np.indices(shape).reshape(2, -1))
    return sdc.Table.of({"row": rows, "column": columns}, counts.ravel())


def test_who_knows_the_program_rules_out_no_table_that_fits():
    """3 of 3 + 8 beside 9 and 10: were it 1, the 10 would not be the cheapest cover, so it is not.

    At the cheapest cover what is hidden says which values it can have; at drawn prices each table
    that fits and has a small cell leads to the same pattern under some secret.
    """
    counts = (3, 8, 9, 10)
    cheapest = hidden(counts)
    away = [i for i, one in enumerate(cheapest) if one]

    known = {one[0] for one in fitting(counts, away) if hidden(one) == cheapest}
    drawn = {
        one[0] for one in fitting(counts, away) if any(hidden(one, s) == cheapest for s in SECRETS)
    }

    assert known < drawn
    assert drawn == {one[0] for one in fitting(counts, away)}


def test_the_same_table_and_secret_give_the_same_pattern_whatever_the_order_of_rows():
    counts = [40, 3, 8, 9, 12, 30]
    codes = [str(one) for one in range(6)]
    turned = sdc.Table.of({"x": codes[::-1]}, counts[::-1])

    first = sdc.protect(sdc.Table.of({"x": codes}, counts), sdc.PARTNERS, secret=SECRETS[0])
    second = sdc.protect(turned, sdc.PARTNERS, secret=SECRETS[0])

    assert first.hidden_rows.tolist() == second.hidden_rows.tolist()[::-1]


def test_secrets_differ_in_what_they_hide_and_never_in_what_they_guarantee():
    found = set()

    for secret in SECRETS[:12]:
        protected = sdc.protect(grid(4), sdc.PARTNERS, secret=secret)
        found.add(protected.hidden.tobytes())
        assert sdc.release("table", "visits", protected).attack.holds

    assert len(found) > 1


@pytest.mark.parametrize("seed", range(6))
def test_a_ledger_that_says_nothing_of_it_changes_no_pattern(seed):
    other = sdc.protect(table([30, 40]), sdc.PARTNERS, secret=SECRETS[1])
    ledger = [sdc.release("other", "sessions", other)]

    alone = sdc.protect_next(grid(seed), sdc.PARTNERS, "visits", [], secret=SECRETS[1])
    beside = sdc.protect_next(grid(seed), sdc.PARTNERS, "visits", ledger, secret=SECRETS[1])
    again = sdc.protect(grid(seed), sdc.PARTNERS, secret=SECRETS[1], what="visits")

    assert (alone.hidden == beside.hidden).all()
    assert (alone.hidden == again.hidden).all()


def test_a_second_table_is_hidden_in_the_same_way_each_time_it_is_asked_for():
    first = sdc.protect_next(grid(2), sdc.PARTNERS, "visits", [], secret=SECRETS[2])
    ledger = [sdc.release("first", "visits", first)]
    rows = sdc.Table.of({"row": first.table.dimensions[0].codes[:-1]},
                        first.table.counts[:-1, -1])  # fmt: skip

    patterns = {
        sdc.protect_next(
            rows, sdc.PARTNERS, "visits", ledger, one_moment=True, secret=SECRETS[2]
        ).hidden.tobytes()
        for _ in range(3)
    }

    assert len(patterns) == 1


def test_without_a_secret_nothing_is_drawn():
    assert hidden((3, 8, 9, 10)) == (True, True, False, False)
    assert sdc.protect(grid(4), sdc.PARTNERS).bound > 0 or grid(4).counts.size < 100
