"""Circular migration by the definition of the UNECE, and laws that any history must obey."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from waystation.analysis.mobility import Stay, circularity, with_home
from waystation.analysis.mobility.circular import months_later

TODAY = date(2026, 11, 29)


def history(*spans, first=date(2010, 1, 1)):
    """Return stays of so many months, abroad and at home in turn, the first one abroad."""
    found, day = [], first
    for number, months in enumerate(spans):
        end = months_later(day, months)
        found.append(Stay("DE" if number % 2 == 0 else "XK", day, end))
        day = end
    return found


@pytest.mark.parametrize(
    ("spans", "kind", "crossings"),
    [
        ((12, 12, 12, 12), "circular", 3),
        ((12, 12, 12), "none", 2),
        ((24, 13, 40, 12), "circular", 3),
        ((12, 11, 12, 11), "short_term", 3),
        ((4, 8, 4, 8, 4), "short_term", 4),
        ((2, 10, 2, 10, 2), "none", 0),
        ((60, 60, 60, 60), "none", 2),
        ((), "none", 0),
    ],
)
def test_three_crossings_of_ten_years_with_long_stays_are_circular(spans, kind, crossings):
    # Of (60, 60, 60, 60) the crossings are 5 years apart: two of them lie within ten years.
    found = circularity(history(*spans), "XK", TODAY)

    assert (found.kind, found.crossings) == (kind, crossings)


def test_a_short_visit_home_is_no_crossing():
    stays = history(14, 1, 14, 1, 14, 1, 14)

    found = circularity(stays, "XK", TODAY)

    assert found.kind == "none"


def test_moving_between_two_foreign_countries_crosses_no_border_of_home():
    first, last = date(2015, 1, 1), date(2019, 1, 1)
    stays = [
        Stay("DE", first, date(2017, 1, 1)),
        Stay("AT", date(2017, 1, 1), last),
        Stay("XK", last, date(2021, 1, 1)),
        Stay("CH", date(2021, 1, 1)),
    ]

    found = circularity(stays, "XK", TODAY)

    assert (found.kind, found.crossings) == ("none", 2)


def test_a_stay_that_goes_on_is_as_long_as_it_is_today():
    stays = [*history(12, 12, 12, first=date(2022, 1, 1)), Stay("XK", date(2025, 1, 1))]

    before = circularity(stays, "XK", date(2025, 12, 31))
    after = circularity(stays, "XK", date(2026, 1, 1))

    assert (before.kind, after.kind) == ("short_term", "circular")


def test_a_stay_that_ends_before_it_begins_is_refused():
    with pytest.raises(ValueError, match="ends before it begins"):
        circularity([Stay("DE", date(2020, 2, 1), date(2020, 1, 1))], "XK", TODAY)


spans = st.lists(st.integers(1, 40), max_size=12)


@given(spans)
def test_seen_from_the_other_side_of_the_border_it_is_the_same(months):
    stays = history(*months)
    mirrored = [
        Stay("XK" if one.country == "DE" else "DE", one.starts_on, one.ends_on) for one in stays
    ]

    assert circularity(stays, "XK", TODAY) == circularity(mirrored, "XK", TODAY)


@given(spans)
def test_four_hundred_years_later_it_is_the_same(months):
    # The calendar repeats itself every 400 years.
    early, late = (history(*months, first=date(year, 1, 1)) for year in (2000, 2400))

    first, later = (
        circularity(stays, "XK", date(year, 1, 1)) for stays, year in ((early, 2100), (late, 2500))
    )

    assert (first.kind, first.crossings) == (later.kind, later.crossings)


@given(spans, st.integers(0, 11), st.integers(1, 89))
def test_a_visit_of_less_than_ninety_days_changes_nothing(months, at, days):
    stays = [one for one in history(*months) if (one.ends_on - one.starts_on).days > 400]
    if not stays:
        return
    host = stays[at % len(stays)]
    start = host.starts_on + timedelta(days=370)
    visit = Stay("XK" if host.country == "DE" else "DE", start, start + timedelta(days=days))
    with_visit = [*stays, visit]

    before, after = (circularity(one, "XK", TODAY) for one in (stays, with_visit))

    assert before == after


@given(spans)
def test_the_order_in_which_stays_are_told_does_not_matter(months):
    stays = history(*months)

    assert circularity(stays[::-1], "XK", TODAY) == circularity(stays, "XK", TODAY)


@given(spans)
def test_a_circular_migrant_has_three_crossings_at_least_and_no_more_than_stays(months):
    stays = history(*months)

    found = circularity(stays, "XK", TODAY)

    assert found.crossings <= max(0, len(stays) - 1)
    assert (found.crossings >= 3) == (found.kind != "none")


def test_who_tells_of_stays_abroad_was_at_home_between_them():
    abroad = [
        Stay("DE", date(2015, 1, 1), date(2017, 1, 1)),
        Stay("CH", date(2019, 1, 1), date(2021, 1, 1)),
    ]

    found = with_home(abroad, "XK", date(1990, 1, 1), TODAY)

    assert [(one.country, one.starts_on.year) for one in found] == [
        ("XK", 1990), ("DE", 2015), ("XK", 2017), ("CH", 2019), ("XK", 2021),
    ]  # fmt: skip
    assert circularity(found, "XK", TODAY).crossings == 4


@given(spans)
def test_the_filled_history_has_neither_gap_nor_overlap(months):
    abroad = [one for one in history(*months) if one.country == "DE" and one.starts_on < TODAY]

    found = with_home(abroad, "XK", date(1990, 1, 1), TODAY)

    assert all(a.ends_on == b.starts_on for a, b in pairwise(found))
