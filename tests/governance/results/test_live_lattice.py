"""Who may not open the records asks on a fixed lattice, and only so much on a day."""

from __future__ import annotations

import itertools
import random
from datetime import date, timedelta
from fractions import Fraction

import numpy as np
import pytest

from tests.governance.results.samples import define
from waystation.analysis import sdc
from waystation.foundation.audit.models import Entry
from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.periods import Period, parse
from waystation.foundation.workflow.outstanding import outstanding_for
from waystation.governance.results import queries
from waystation.governance.results.models import LiveQuestions
from waystation.governance.results.queries import live, protecting

SECRET = b"a secret of thirty-two bytes long"
TODAY = date(2026, 6, 10)
MONEY = {
    "key": "minutes_together",
    "title": {"en": "Minutes together"},
    "meaning": {"en": "Minutes of all visits."},
    "source": "visits",
    "unit": "visit",
    "measure": {"kind": "sum", "column": "minutes"},
    "over_time": "sum",
    "over_places": "sum",
    "by": ["sex", "reason", "age_band"],
}


@pytest.fixture
def june(time_machine):
    time_machine.move_to("2026-06-10T10:00:00+00:00", tick=False)


@pytest.fixture
def spring(june, visits, indicators, mission, monkeypatch):
    """Three months of an office: most days busy, some with one visitor, some empty."""
    monkeypatch.setattr(protecting, "secret_of", lambda organisation: SECRET)
    drawn = random.Random(3)
    per_day = {}
    day = date(2026, 3, 1)
    while day < date(2026, 6, 1):
        per_day[day] = drawn.choice([0, 1, 2, 5, 9])
        for i in range(per_day[day]):
            visits.record(
                day=day, person=f"{day} {i}", sex=drawn.choice(["female", "male"]),
                reason=drawn.choice(["work", "papers", "health"]), minutes=float(5 + i),
            )  # fmt: skip
        day += timedelta(days=1)
    return per_day


def averaged(user, day, answers):
    """Return the mean of all differences of windows that differ by this day alone."""

    def asked(start, end):
        if (start, end) not in answers:
            period = Period(start, end + timedelta(days=1))
            table = queries.figures(user, ["visits"], period)["visits"]
            answers[start, end] = table.total.value or 0.0
        return answers[start, end]

    before = [day - timedelta(days=n) for n in range(1, 9)]
    after = [day + timedelta(days=n) for n in range(1, 9)]
    parts = [asked(start, day) - asked(start, day - timedelta(days=1)) for start in before]
    parts += [asked(day, end) - asked(day + timedelta(days=1), end) for end in after]
    return float(np.mean(parts))


def test_averaging_windows_tells_nothing_of_a_day(spring, ana):
    days = [date(2026, 4, 10) + timedelta(days=n) for n in range(6)]
    answers = {}

    found = {day: averaged(ana, day, answers) for day in days}

    assert {spring[day] for day in days} > {0}
    assert len(set(found.values())) == 1  # every day looks alike, whoever came


def test_a_period_is_the_sum_of_its_months_so_windows_are_no_second_look(spring, ana):
    def visits(period):
        return queries.figures(ana, ["visits"], parse(period), by=["sex"])["visits"]

    spring_, march, april, may = map(
        visits, ("2026-03-01/2026-05-31", "2026-03", "2026-04", "2026-05")
    )

    for sex in ("female", "male"):
        parts = [one.cell(sex).value for one in (march, april, may)]
        assert spring_.cell(sex).value == sum(parts)
    assert spring_.total.value == sum(one.total.value for one in (march, april, may))


def test_the_month_under_way_follows_when_it_is_over(spring, visits, ana, arta, time_machine):
    visits.record(day=date(2026, 6, 9), person="new")

    month = queries.figures(ana, ["visits"], parse("2026-06"))["visits"]
    year = queries.figures(ana, ["visits"], parse("2026"))["visits"]
    own = queries.figures(arta, ["visits"], parse("2026-06"))["visits"]
    time_machine.move_to("2026-07-01T10:00:00+00:00", tick=False)
    later = queries.figures(ana, ["visits"], parse("2026-06"))["visits"]

    assert (month.total.state, month.cells) == ("hidden", ())
    assert year.period == Period(date(2026, 1, 1), date(2026, 6, 1))
    assert own.total.value == 1
    assert later.total.state == "shown"


@pytest.mark.parametrize(
    ("period", "adds", "cut"),
    [
        ("2026", True, "2026-01-01/2026-05-31"),
        ("2026-02-03/2026-04-20", True, "2026-03"),
        ("2026-04-02/2026-04-29", True, None),
        ("2026-06", True, None),
        ("2026-Q2", False, "2026-04-01/2026-05-31"),
        ("2026", False, "2026-01-01/2026-05-31"),
        ("2026-02-01/2026-04-30", False, None),
        ("2026-03", False, "2026-03"),
        ("2025", False, "2025"),
    ],
)
def test_periods_are_cut_to_whole_months_that_are_over(period, adds, cut):
    found = live.whole_months(parse(period), TODAY, adds=adds)

    assert (found and found.code) == cut


def test_a_small_group_is_not_broken_down_further(spring, visits, ana):
    for i in range(3):
        visits.record(day=date(2026, 4, 5), person=f"other{i}", sex="other", reason="rights")

    large = queries.figures(
        ana, ["visits"], parse("2026-04"), where={"sex": "female"}, by=["reason"]
    )
    small = queries.figures(
        ana, ["visits"], parse("2026-04"), where={"sex": "other"}, by=["reason"]
    )
    turned = queries.figures(
        ana, ["visits"], parse("2026-04"), where={"reason": "work"}, by=["sex"]
    )

    assert len(large["visits"].cells) == 3
    assert small["visits"].cells == ()
    assert {cell.key for cell in turned["visits"].cells} == {("female",), ("male",)}


def fraction_of(value, most):
    """Return the sum and number of records whose quotient a mean is, as an attacker would."""
    near = Fraction(value).limit_denominator(most)
    return near.numerator, near.denominator


def test_a_live_sum_beside_its_noisy_count_gives_neither_sum_nor_count_away(june, visits, ana):
    define(ana, MONEY)
    drawn = random.Random(8)
    truth = {}
    codes = [(sex, reason, age) for sex, reason, age in itertools.product(
        ("female", "male"), ("work", "papers", "health"), ("18-29", "30-59"))]  # fmt: skip
    for month, (sex, reason, age) in itertools.product((3, 4, 5), codes):
        minutes = [drawn.randint(5, 90) for _ in range(drawn.randint(15, 60))]
        truth[month, sex, reason, age] = (sum(minutes), len(minutes))
        for i, one in enumerate(minutes):
            visits.record(
                day=date(2026, month, 5), person=f"{month}{sex}{reason}{age}{i}", sex=sex,
                reason=reason, age_band=age, minutes=float(one),
            )  # fmt: skip

    found = 0
    for (month, sex, reason, age), (total, many) in truth.items():
        table = queries.figures(
            ana, ["minutes_together"], parse(f"2026-{month:02}"), by=["reason", "age_band"],
            where={"sex": sex},
        )["minutes_together"]  # fmt: skip
        cell = table.cell(reason, age)
        if cell.state != "shown" or not cell.records:
            continue
        mean = cell.value / cell.records
        known = fraction_of(mean, 100)
        found += known[1] and many % known[1] == 0 and abs(mean - total / many) < 1e-3
        assert abs(cell.value - total) < 0.4 * total

    assert len(truth) == 36
    assert found <= 1  # a chance hit


def test_a_day_has_a_budget_and_the_data_protection_officer_sees_who_spent_it(
    june, visits, indicators, ana, arta, milan, blerim, mission, settings
):
    settings.LIVE_QUESTIONS_PER_DAY = 3
    officer = mission.hire("Dafina Osmani", mission.prishtine, "data_protection_officer")
    for i in range(12):
        visits.record(day=date(2026, 3, 5), person=f"p{i}", sex=["female", "male"][i % 2])
    months = ["2026-01", "2026-02", "2026-03", "2026-04"]

    for month in [*months[:3], *months[:3]]:  # the same question counts once
        queries.figures(ana, ["visits"], parse(month))
    for _ in range(2):
        with pytest.raises(Refusal, match="3 different figures today"):
            queries.figures(ana, ["visits"], parse(months[3]))
    for month in months:  # who may open the records counts by hand
        queries.figures(arta, ["visits"], parse(month))
    own = queries.figures(milan, ["visits"], parse(months[0]))["visits"]

    assert own.total.value == 0
    entries = Entry.objects.filter(verb="figures.budget_spent")
    assert [(one.user_id, one.detail["limit"]) for one in entries] == [(ana.id, 3)]
    assert LiveQuestions.objects.count() == 1
    waiting = [one for one in outstanding_for(officer, TODAY) if one.kind == "results.budget_spent"]
    assert ["Ana Krasniqi" in one.title for one in waiting] == [True]
    assert not [one for one in outstanding_for(blerim, TODAY) if one.kind == "results.budget_spent"]


def test_sums_with_noise_keep_their_direction_for_a_contributor_and_their_size():
    keyed = sdc.CellKey(b"sixteen byte key")
    rng = np.random.default_rng(1)
    values = rng.lognormal(4, 1, 4000)
    keys = keyed.record_keys([f"r{i}" for i in range(4000)])
    cells = rng.integers(0, 100, 4000)

    found = keyed.amounts(cells, values, keys, 100)

    true = np.bincount(cells, weights=values, minlength=100)
    largest = np.array([values[cells == c].max() for c in range(100)])
    moved = found - true
    assert (np.abs(moved) <= 1.5 * 1.1 * largest).all()
    assert (np.abs(moved) > 0.01 * largest).mean() > 0.95  # p per cent: nobody is computed
    assert abs(moved.mean()) < 0.5 * largest.mean()
    again = keyed.amounts(cells[::-1], values[::-1], keys[::-1], 100)
    assert np.allclose(found, again)
