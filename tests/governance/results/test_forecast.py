"""The forecast to the end of a target's period: its arithmetic, and who reads it."""

from __future__ import annotations

import random
from datetime import date
from itertools import pairwise

import pytest

from waystation.governance.results import actions, queries
from waystation.governance.results.rules.forecast import forecast

TODAY = date(2026, 6, 11)


def test_the_months_so_far_are_drawn_out_to_the_end():
    months = [100, 110, 90, 105, 95]

    ahead = forecast(months, 7)

    assert ahead.value == 1200
    assert 500 < ahead.low < 1200 < ahead.high
    assert round(ahead.high - ahead.value) == 63  # 1.533 · √(7 · 100 · (1 + 7/5))


def test_a_month_without_anything_is_a_zero_and_an_unknown_month_is_none():
    with_a_zero = forecast([12, 0, 12], 3)
    unknown = forecast([12, None, 12], 3)

    assert with_a_zero.value == 48
    assert unknown is None


@pytest.mark.parametrize(("months", "left"), [([], 6), ([5, 6], 6), ([5, 6, 7], 0)])
def test_too_few_months_or_none_left_give_no_forecast(months, left):
    assert forecast(months, left) is None


def test_nothing_that_is_counted_already_is_taken_back():
    ahead = forecast([40, 0, 2, 0], 8)

    assert ahead.low >= 42


def test_the_more_is_left_the_wider_the_range():
    months = [30, 34, 28, 31]

    ranges = [forecast(months, left) for left in range(1, 9)]

    widths = [one.high - one.low for one in ranges]
    assert all(one < two for one, two in pairwise(widths))


def test_at_least_eight_times_in_ten_the_result_lies_in_the_range():
    drawn = random.Random(7)
    inside = 0

    for _round in range(2000):
        year = [sum(drawn.random() < 0.05 for _day in range(600)) for _month in range(12)]
        ahead = forecast(year[:6], 6)
        inside += ahead.low <= sum(year) <= ahead.high

    assert 0.8 < inside / 2000 < 0.95


@pytest.fixture
def target(mission, visits, indicators):
    """An approved target for the visits of 2026, with ten visits in each of five months."""
    for month in range(1, 6):
        for day in range(1, 11):
            visits.record(day=date(2026, month, day))
    blerim = mission.hire("Blerim Manager", mission.prishtine, "programme_manager")
    other = mission.hire("Drita Other", mission.prishtine, "programme_manager")
    days = date(2026, 1, 1), date(2026, 12, 31)
    row = actions.set_target(blerim, "visits", mission.prishtine.id, *days, 120)
    actions.approve_target(other, row.id)
    return row


def row_of(user):
    return next(iter(queries.targets_visible_to(user, "visits")))


def test_an_office_reads_where_its_visits_lead(mission, target, arta):
    known = queries.indicator_visible_to(arta, "visits")

    ahead = queries.forecast_of(arta, known, row_of(arta), TODAY)

    assert ahead.value == 120
    assert ahead.low < 120 < ahead.high
    assert queries.targets_visible_to(mission.milan, "visits") == []


def test_a_reader_without_the_records_and_a_count_of_people_get_no_forecast(target, arta, ana):
    visits = queries.indicator_visible_to(ana, "visits")
    people = queries.indicator_visible_to(arta, "people_served")

    for_the_analyst = queries.forecast_of(ana, visits, row_of(ana), TODAY)
    of_people = queries.forecast_of(arta, people, row_of(arta), TODAY)

    assert for_the_analyst is None
    assert of_people is None


def test_a_period_that_is_over_or_of_broken_months_has_no_forecast(target, arta):
    known = queries.indicator_visible_to(arta, "visits")
    row = row_of(arta)

    after = queries.forecast_of(arta, known, row, date(2027, 1, 5))
    first = queries.forecast_of(arta, known, row, date(2026, 1, 20))
    broken = queries.forecast_of(arta, known, row | {"starts_on": date(2026, 1, 15)}, TODAY)

    assert (after, first, broken) == (None, None, None)
