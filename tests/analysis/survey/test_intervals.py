"""Intervals of shares lie inside 0 to 1, have a width, and say how they were made."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import t as student

from waystation.analysis import survey


def share_of(yes, n, design=None, **more):
    answers = [True] * yes + [False] * (n - yes)
    return survey.proportion(design or survey.Design(n=n), answers, **more)[0]


def test_the_limits_of_many_small_groups_lie_inside_0_to_1_and_none_is_without_width():
    rng = np.random.default_rng(13)
    n = 6000
    groups, strata = rng.integers(0, 150, n), rng.integers(0, 10, n)
    design = survey.Design(
        weights=rng.uniform(1, 9, n), strata=strata, clusters=rng.integers(0, 12, n)
    )
    rare = rng.random(n) < 0.03

    found = survey.proportion(design, rare, by=groups)
    symmetric = survey.proportion(design, rare, by=groups, interval="t")

    assert (symmetric.low < 0).sum() > 10
    assert (symmetric.se == 0).sum() > 1
    assert np.array_equal(found.value, symmetric.value)
    assert np.array_equal(found.se, symmetric.se)
    assert found.low.min() >= 0
    assert found.high.max() <= 1
    assert (found.high - found.low).min() > 0.01
    assert ((found.low <= found.value) & (found.value <= found.high)).all()


def test_a_share_of_nothing_among_40_has_the_exact_binomial_limits():
    nobody, everybody = share_of(0, 40), share_of(40, 40)

    # Clopper and Pearson: the largest p with (1 − p)^40 = 2.5 %.
    assert (nobody.low, nobody.high) == pytest.approx((0, 1 - 0.025 ** (1 / 40)), abs=1e-12)
    assert (everybody.low, everybody.high) == pytest.approx((0.025 ** (1 / 40), 1), abs=1e-12)
    assert nobody.interval == everybody.interval == "korn-graubard"


def test_a_share_of_nothing_in_few_clusters_is_less_sure():
    clusters = np.repeat(np.arange(8), 5)

    found = share_of(0, 40, survey.Design(clusters=clusters))

    effective = 40 * (student.ppf(0.975, 39) / student.ppf(0.975, 7)) ** 2
    assert found.high == pytest.approx(1 - 0.025 ** (1 / effective), abs=1e-12)
    assert found.high > share_of(0, 40).high


@pytest.mark.parametrize(
    ("yes", "n", "clusters", "kind"),
    [
        (200, 400, None, "logit"),
        (12, 400, None, "logit"),
        (9, 400, None, "korn-graubard"),  # fewer than 10 answers on one side
        (391, 400, None, "korn-graubard"),
        (200, 400, 9, "logit"),
        (200, 400, 8, "korn-graubard"),  # 7 degrees of freedom
    ],
)
def test_the_interval_fits_answers_and_clusters_and_says_which_it_is(yes, n, clusters, kind):
    design = survey.Design(n=n)
    if clusters is not None:
        design = survey.Design(clusters=np.arange(n) * 7 % 401 % clusters)

    found = share_of(yes, n, design)
    asked = share_of(yes, n, design, interval=kind)

    assert found.interval == kind
    assert (found.low, found.high) == (asked.low, asked.high)


def test_choices_of_a_form_have_the_same_default():
    design = survey.Design(n=40)

    found = survey.choice_shares(design, ["tap"] * 40, choices=["tap", "well"])

    assert [row.interval for row in found] == ["korn-graubard"] * 2
    assert found[1].high == share_of(0, 40).high


def test_a_share_that_the_strata_fix_has_no_error_and_says_so():
    strata = ["urban"] * 50 + ["rural"] * 50
    design = survey.Design(weights=[3] * 50 + [1] * 50, strata=strata)

    urban = survey.proportion(design, strata)[1]

    assert (urban.value, urban.low, urban.high) == (0.75, 0.75, 0.75)
    assert (urban.interval, urban.note.code) == ("fixed", "fixed_share")


def test_clusters_that_happen_to_agree_are_no_certainty():
    clusters = np.tile(np.arange(20), 20)
    answers = np.repeat([True, False], 200)

    agreed = survey.proportion(survey.Design(clusters=clusters), answers)[0]
    counted = survey.proportion(survey.Design(clusters=clusters, fpc=20), answers)[0]

    assert agreed.se == pytest.approx(0, abs=1e-12)
    assert agreed.high - agreed.low > 0.09  # 400 answers: ± 5 points
    assert (agreed.interval, agreed.note.code) == ("korn-graubard", "edge")
    assert (counted.low, counted.high, counted.interval) == (0.5, 0.5, "fixed")


def test_a_share_that_rounding_leaves_beside_1_has_the_limits_of_1():
    weights = np.random.default_rng(1).uniform(0.1, 3, 1000) / 3
    design = survey.Design(weights=weights, clusters=np.repeat(np.arange(100), 10))

    found = survey.proportion(design, ["a"] * 1000, levels=["a", "b"])

    assert found.high[0] == 1.0
    assert found.low[1] == 0.0
    assert found.high[1] == pytest.approx(1 - found.low[0], abs=1e-12)
    assert 0.9 < found.low[0] < 1


@pytest.mark.parametrize(
    ("clusters", "size", "share"), [(20, 10, 0.01), (8, 25, 0.03), (60, 5, 0.1), (20, 10, 0.4)]
)
def test_the_limits_hold_the_true_share_as_often_as_they_say(clusters, size, share):
    rng = np.random.default_rng(5)
    unit = np.repeat(np.arange(clusters), size)
    design = survey.Design(clusters=unit)
    held = {"auto": 0, "t": 0}

    for _ in range(300):
        chance = rng.beta(12 * share, 12 * (1 - share), clusters)
        yes = rng.random(clusters * size) < chance[unit]
        for kind in held:
            row = survey.proportion(design, yes, interval=kind, levels=[True])[0]
            held[kind] += row.low <= share <= row.high

    # 95 % of 300, less two standard errors of the simulation.
    assert held["auto"] >= 300 * (0.95 - 2 * (0.95 * 0.05 / 300) ** 0.5)
    assert share > 0.05 or held["t"] < 0.9 * 300
