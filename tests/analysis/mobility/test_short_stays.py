"""The 90 days within any 180: examples, and laws against counting day by day."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from waystation.analysis.mobility import days_left, days_used, first_day_over

FIRST = date(2026, 1, 1)


def day(number):
    return FIRST + timedelta(days=number)


visits = st.lists(
    st.tuples(st.integers(0, 400), st.integers(0, 60)).map(
        lambda one: (day(one[0]), day(one[0] + one[1]))
    ),
    max_size=8,
)


def test_ninety_days_are_used_up_by_one_stay_and_come_back_after_ninety_more():
    stay = (day(0), day(89))

    assert days_used([stay], day(89)) == 90
    assert days_left([stay], day(90)) == 0
    assert days_left([stay], day(179)) == 0
    assert days_left([stay], day(180)) == 90


def test_the_day_of_entry_and_the_day_of_exit_both_count():
    assert days_used([(day(0), day(0))], day(0)) == 1
    assert days_used([(day(0), day(9)), (day(9), day(12))], day(20)) == 13


def test_a_stay_of_91_days_is_over_on_its_last_day():
    assert first_day_over([(day(0), day(90))]) == day(90)
    assert first_day_over([(day(0), day(89))]) is None
    assert first_day_over([]) is None


@given(visits, st.integers(0, 500))
def test_it_equals_counting_day_by_day(told, at):
    counted = sum(
        any(entry <= day(at - back) <= leaving for entry, leaving in told) for back in range(180)
    )

    assert days_used(told, day(at)) == counted


@given(visits, st.integers(0, 500))
def test_so_many_days_may_be_stayed_and_not_one_more(told, at):
    earlier = [(entry, leaving) for entry, leaving in told if leaving < day(at)]
    left = days_left(earlier, day(at))

    if left:
        stay = (day(at), day(at + left - 1))
        assert days_used([*earlier, stay], stay[1]) <= 90
    longer = (day(at), day(at + left))
    assert left == 90 or days_used([*earlier, longer], longer[1]) > 90


@given(visits, visits)
def test_another_visit_never_leaves_more_days(told, more):
    at = day(500)

    assert days_left([*told, *more], at) <= days_left(told, at)
