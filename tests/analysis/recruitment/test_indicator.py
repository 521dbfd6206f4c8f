"""SDG 10.7.1: the same person's costs and earnings; who is left out is counted by reason."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from waystation.analysis.recruitment import (
    Columns,
    Record,
    by_group,
    cost_indicator,
    ratio_of,
    records_from_answers,
)
from waystation.analysis.recruitment.indicator import quantile

MONEY = st.floats(1, 10_000)


def test_1500_with_200_paid_back_over_2600_is_half_a_month():
    worker = Record("a", cost=1500, reimbursed=200, earnings=2600)

    found = cost_indicator([worker])

    assert ratio_of(worker) == 0.5
    assert (found.mean, found.median, found.ratio_of_means, found.n) == (0.5, 0.5, 0.5, 1)


def test_the_means_of_lao_2017_divide_to_a_third_of_a_month():
    # Habiyakare and Zhong, ISI 2019, table 1: mean cost 141.31, mean earnings 430.88 (USD).
    costs, earnings = (100.31, 182.31), (400.88, 460.88)
    workers = [
        Record(n, cost=c, earnings=e) for n, (c, e) in enumerate(zip(costs, earnings, strict=True))
    ]

    found = cost_indicator(workers)

    assert round(found.mean_cost, 2) == 141.31
    assert round(found.mean_earnings, 2) == 430.88
    assert round(found.ratio_of_means, 2) == 0.33


def test_the_mean_of_ratios_is_not_the_ratio_of_means():
    workers = [Record("a", cost=1000, earnings=1000), Record("b", cost=0, earnings=3000)]

    found = cost_indicator(workers)

    assert found.mean == 0.5  # (1 + 0) / 2
    assert found.ratio_of_means == 0.25  # 1000 / 4000


def test_everybody_left_out_is_counted_by_the_first_reason():
    good = {"cost": 100, "earnings": 1000}
    workers = [
        Record("in", **good),
        Record("own account", **good, for_wages=False, usual_stay=False),
        Record("season", **good, usual_stay=False),
        Record("second job", **good, first_job=False),
        Record("no costs", cost=None, earnings=1000),
        Record("some costs", **good, complete=False),
        Record("too much back", **good, reimbursed=101),
        Record("no earnings", cost=100, earnings=None),
        Record("nothing earned", cost=100, earnings=0),
        Record("infinite", cost=100, earnings=float("inf")),
    ]

    found = cost_indicator(workers)

    assert dict(found.excluded) == {
        "not_for_wages": 1,
        "short_stay": 1,
        "not_first_job": 1,
        "costs_unknown": 1,
        "costs_incomplete": 1,
        "reimbursed_above_cost": 1,
        "earnings_unknown": 2,
        "earnings_zero": 1,
    }
    assert (found.n, found.asked) == (1, len(workers))
    assert found.excluded_keys["not_for_wages"] == ("own account",)


def test_nobody_counts_where_all_are_left_out():
    found = cost_indicator([Record("a", cost=None, earnings=1)])

    assert (found.n, found.mean, found.median, found.ratio_of_means) == (0, None, None, None)


def test_quartiles_of_four_values_lie_between_them():
    pairs = [(value, 1.0) for value in (1, 2, 3, 4)]

    assert [quantile(pairs, share) for share in (0.25, 0.5, 0.75)] == [1.5, 2.5, 3.5]


@given(st.lists(st.tuples(MONEY, MONEY), min_size=1, max_size=30), st.integers(1, 5))
def test_a_weight_counts_like_so_many_workers(workers, times):
    weighted = cost_indicator(
        [Record(n, cost=c, earnings=e, weight=times) for n, (c, e) in enumerate(workers)]
    )
    repeated = cost_indicator(
        [
            Record((n, copy), cost=c, earnings=e)
            for n, (c, e) in enumerate(workers)
            for copy in range(times)
        ]
    )

    for measure in ("mean", "median", "lower_quartile", "upper_quartile", "ratio_of_means"):
        assert getattr(weighted, measure) == pytest.approx(getattr(repeated, measure))


@given(st.lists(st.tuples(MONEY, MONEY), min_size=1, max_size=30), st.floats(0.01, 100))
def test_another_currency_changes_no_ratio(workers, rate):
    here = cost_indicator([Record(n, cost=c, earnings=e) for n, (c, e) in enumerate(workers)])
    there = cost_indicator(
        [Record(n, cost=c * rate, earnings=e * rate) for n, (c, e) in enumerate(workers)]
    )

    assert there.mean == pytest.approx(here.mean)
    assert there.ratio_of_means == pytest.approx(here.ratio_of_means)


def test_a_worker_named_twice_and_a_weight_of_zero_are_refused():
    with pytest.raises(ValueError, match="twice"):
        cost_indicator([Record("a", cost=1, earnings=1), Record("a", cost=1, earnings=1)])
    with pytest.raises(ValueError, match="weight"):
        cost_indicator([Record("a", cost=1, earnings=1, weight=0)])


def test_small_groups_are_suppressed_and_never_one_alone():
    sizes = {"women": 12, "men": 15, "x": 2}
    workers = [
        Record((sex, n), cost=100, earnings=1000, groups={"sex": sex})
        for sex, size in sizes.items()
        for n in range(size)
    ]

    shown = by_group(workers, "sex", smallest=10)
    whole = by_group(workers, "sex")

    assert (shown["x"], shown["women"]) == (None, None)
    assert shown["men"].n == 15
    assert {sex: one.n for sex, one in whole.items()} == sizes


def test_survey_answers_give_the_same_indicator_as_case_records():
    rows = [
        {"id": 1, "fee": "1300", "visa": 200, "back": "200", "pay": 2600, "own": "no", "w": 2},
        {"id": 2, "fee": "", "visa": 100, "back": "", "pay": 1000, "own": "no", "w": 1},
        {"id": 3, "fee": "n/a", "visa": None, "back": "", "pay": 1000, "own": "no", "w": 1},
        {"id": 4, "fee": 10, "visa": 0, "back": 0, "pay": 100, "own": "", "w": 1},
    ]
    columns = Columns("id", costs=("fee", "visa"), earnings="pay", reimbursed=("back",), weight="w")

    records = records_from_answers(rows, columns)
    found = cost_indicator(records)

    assert dict(found.excluded) == {"costs_unknown": 1, "costs_incomplete": 1}
    assert found.keys == (1, 4)
    assert found.mean == pytest.approx((2 * 0.5 + 0.1) / 3)
