"""A month inside a quarter inside a year: what is published of each is attacked together."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from waystation.analysis import sdc
from waystation.foundation.shared.errors import Refusal

VISITS = "visits"
MONTHS = ("2026-01", "2026-02", "2026-03")


def one(count):
    return sdc.Table.of({}, [count])


def by_sex(f, m):
    return sdc.Table.of({"sex": ["f", "m"]}, [f, m])


def publish(tables, policy=sdc.PUBLIC, **span):
    """Release each table in turn, protected beside those before it; return the ledger."""
    ledger = []
    for period, table in tables:
        when = sdc.Span(period, **span)
        protected = sdc.protect_next(table, policy, VISITS, ledger, when)
        ledger.append(sdc.release(period, VISITS, protected, ledger, when))
    return ledger


def hidden(ledger):
    return {(r.name, *c.codes.values()) for r in ledger for c in r.protected.cells() if c.hidden}


def test_a_hidden_month_is_not_the_quarter_less_the_other_months():
    alone = [(name, sdc.protect(one(count), sdc.PUBLIC)) for name, count in
             zip((*MONTHS, "2026-Q1"), (40, 30, 4, 74), strict=True)]  # fmt: skip

    found = sdc.attack([(name, VISITS, table, sdc.Span(name)) for name, table in alone])

    assert [(f.codes["period"], f.low, f.high, f.why) for f in found.breaches] == [
        ("2026-03", 4, 4, "narrow")
    ]


def test_the_ledger_hides_the_quarter_when_its_months_are_out():
    ledger = publish(zip((*MONTHS, "2026-Q1"), map(one, (40, 30, 4, 74)), strict=True))

    assert hidden(ledger) == {("2026-03",), ("2026-Q1",)}
    assert ledger[-1].attack.holds


def test_a_month_that_was_never_released_is_protected_when_it_is_small():
    months = [("2026-01", one(40)), ("2026-02", one(30)), ("2026-Q1", one(74))]

    with_small_rest = publish(months)
    with_large_rest = publish([*months[:2], ("2026-Q1", one(90))])

    assert hidden(with_small_rest) == {("2026-Q1",)}
    assert hidden(with_large_rest) == set()


def test_sums_over_time_reach_through_quarters_to_the_year():
    quarters = [("2026-Q1", 60), ("2026-Q2", 50), ("2026-Q3", 70)]
    months = [("2026-10", 25), ("2026-11", 35)]
    tables = [(name, one(count)) for name, count in [*quarters, *months, ("2026", 245)]]

    ledger = publish(tables)  # December: 245 - 180 - 60 = 5

    assert hidden(ledger) == {("2026",)}


def test_persons_who_come_again_do_not_add_up_and_are_still_limits():
    tables = [("2026-01", one(40)), ("2026-02", one(30)), ("2026-03", one(6)), ("2026-Q1", one(60))]

    ledger = publish(tables, adds_up=False)

    assert hidden(ledger) == {("2026-03",)}
    assert ledger[-1].attack.holds


def test_a_breakdown_by_month_is_put_beside_the_months_themselves():
    year = sdc.Table.of({"month": ["2026-01", "2026-02"]}, [40, 4])
    january = one(40)
    careless = sdc.protect(one(44), sdc.PUBLIC)
    shown = sdc.protect(year, sdc.PUBLIC)

    found = sdc.attack(
        [
            ("by month", VISITS, shown, sdc.Span("2026-01-01/2026-02-28")),
            ("January", VISITS, sdc.protect(january, sdc.PUBLIC), sdc.Span("2026-01")),
            ("both", VISITS, careless, sdc.Span("2026-01-01/2026-02-28")),
        ]
    )

    assert {f.codes["period"] for f in found.breaches} == {"2026-02"}


def test_victims_of_trafficking_are_counted_from_eleven_over_time_too():
    policy = sdc.policy_for("public", "trafficking")
    tables = [("2026-01", one(30)), ("2026-02", one(40)), ("2026-Q1", one(80))]  # the rest: 10

    strict, usual = publish(tables, policy), publish(tables)

    assert (policy.threshold, policy.k) == (11, 11)
    assert hidden(strict) == {("2026-Q1",)}
    assert hidden(usual) == set()


def test_a_careless_release_over_time_is_refused_by_name():
    ledger = publish([("2026-01", one(40)), ("2026-02", one(30))])
    careless = sdc.protect(one(74), sdc.PUBLIC)

    with pytest.raises(Refusal) as refusal:
        sdc.release("quarter", VISITS, careless, ledger, sdc.Span("2026-Q1"))

    assert refusal.value.code == "release_attacked"


def test_what_follows_from_parts_that_are_not_zero_stops_no_release():
    tables = [("2026-01", by_sex(4, 2)), ("2026-Q1", by_sex(59, 6)), ("2026-02", by_sex(47, 2))]

    ledger = publish(tables)  # two hidden months of at least one each: the quarter has two

    quarter = {"period": "2026-Q1", "sex": "m"}
    found = [(f.low, f.high, f.why) for f in sdc.attack(ledger).hidden if f.codes == quarter]
    assert found == [(2, 63, "")]


# what was shown before gives it away, or lets somebody alone in a cell compute another
REFUSED = {"cannot_protect", "release_attacked", "insider"}


@given(st.integers(0, 10_000))
@example(30)
@example(519)
@example(7909)
@settings(max_examples=12, deadline=None)
def test_no_order_of_publishing_gives_a_small_number_away(seed):
    rng = np.random.default_rng(seed)
    counts = rng.integers(1, 60, (3, 2))
    tables = [(name, by_sex(*row)) for name, row in zip(MONTHS, counts.tolist(), strict=True)]
    tables.append(("2026-Q1", by_sex(*counts.sum(axis=0).tolist())))
    ledger, refused = [], []

    for period, table in [tables[i] for i in rng.permutation(4)]:
        when = sdc.Span(period)
        try:
            protected = sdc.protect_next(table, sdc.PUBLIC, VISITS, ledger, when)
            ledger.append(sdc.release(period, VISITS, protected, ledger, when))
        except Refusal as refusal:
            refused.append(refusal.code)

    found = sdc.attack(ledger)
    assert found.holds
    assert all(f.high - f.low >= 10 or f.high == np.inf for f in found.hidden)
    assert set(refused) <= REFUSED
    assert len(refused) <= 2  # once in some hundreds of orders a second table is refused
