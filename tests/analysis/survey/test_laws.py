"""Laws that hold for any sample, whatever the numbers."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from waystation.analysis import survey


@st.composite
def samples(draw):
    """Two to four strata, two to five clusters each, one to four rows each; a domain per row."""
    seed = draw(st.integers(0, 2**32 - 1))
    rng = np.random.default_rng(seed)
    strata, clusters = [], []
    for h in range(draw(st.integers(2, 4))):
        for c in range(draw(st.integers(2, 5))):
            rows = int(rng.integers(1, 5))
            strata += [h] * rows
            clusters += [c] * rows
    n = len(strata)
    return {
        "strata": np.array(strata),
        "clusters": np.array(clusters),
        "weights": rng.uniform(0.5, 20, n),
        "y": rng.normal(50, 12, n).round(3),
        "x": rng.uniform(1, 9, n).round(3),
        "domain": rng.choice(["east", "north", "west"], n),
    }


def design_of(s, order=slice(None), scale=1.0):
    return survey.Design(
        weights=s["weights"][order] * scale,
        strata=s["strata"][order],
        clusters=s["clusters"][order],
    )


@given(samples())
@settings(max_examples=40, deadline=None)
def test_the_order_of_the_rows_does_not_matter(s):
    order = np.random.default_rng(1).permutation(len(s["y"]))

    one = survey.mean(design_of(s), s["y"], by=s["domain"])
    other = survey.mean(design_of(s, order), s["y"][order], by=s["domain"][order])

    assert one.keys == other.keys
    np.testing.assert_allclose(one.value, other.value, rtol=1e-12)
    np.testing.assert_allclose(one.se, other.se, rtol=1e-9, atol=1e-12)


@given(samples(), st.floats(1e-6, 1e6))
@settings(max_examples=40, deadline=None)
def test_means_and_ratios_do_not_depend_on_the_scale_of_the_weights(s, scale):
    one, other = design_of(s), design_of(s, scale=scale)

    for statistic in (
        lambda d: survey.mean(d, s["y"], by=s["domain"]),
        lambda d: survey.ratio(d, s["y"], s["x"], by=s["domain"]),
        lambda d: survey.proportion(d, s["domain"]),
    ):
        first, second = statistic(one), statistic(other)

        np.testing.assert_allclose(first.value, second.value, rtol=1e-10)
        np.testing.assert_allclose(first.se, second.se, rtol=1e-8, atol=1e-12)
        np.testing.assert_allclose(first.deff, second.deff, rtol=1e-6, atol=1e-9)


@given(samples())
@settings(max_examples=40, deadline=None)
def test_a_constant_added_to_y_moves_the_mean_and_leaves_its_error(s):
    whole = np.round(s["y"])

    plain = survey.mean(design_of(s), whole, by=s["domain"])
    moved = survey.mean(design_of(s), whole + 1e9, by=s["domain"])

    np.testing.assert_allclose(moved.value - 1e9, plain.value, atol=1e-5)
    np.testing.assert_allclose(moved.se, plain.se, rtol=1e-8, atol=1e-10)
    np.testing.assert_allclose(moved.deff, plain.deff, rtol=1e-6, atol=1e-9)


def test_equal_answers_have_no_design_effect_wherever_they_lie():
    design = survey.Design(weights=np.array([4.4, 1.5, 9.4, 18.7, 11.2]))
    answers, domain = np.array([47.0, 47, 33, 45, 61]), np.array(["n", "n", "w", "w", "w"])

    plain = survey.mean(design, answers, by=domain)
    moved = survey.mean(design, answers + 1e9, by=domain)

    assert np.isnan(plain.deff[0])
    assert np.isnan(moved.deff[0])
    np.testing.assert_allclose(moved.deff[1], plain.deff[1], rtol=1e-6)


@given(samples())
@settings(max_examples=40, deadline=None)
def test_domain_totals_add_up_and_so_does_their_covariance(s):
    design = design_of(s)

    parts = survey.total(design, s["y"], by=s["domain"])
    whole = survey.total(design, s["y"])[0]
    added = parts.contrast(np.ones(len(parts)))

    assert added.value == pytest.approx(whole.value, rel=1e-12)
    assert added.se == pytest.approx(whole.se, rel=1e-9)
    assert parts.covariance().sum() == pytest.approx(whole.se**2, rel=1e-8)
    np.testing.assert_allclose(np.sqrt(np.diag(parts.covariance())), parts.se, rtol=1e-9)


@given(samples())
@settings(max_examples=40, deadline=None)
def test_a_domain_by_where_is_the_same_as_the_domain_by_by(s):
    design = design_of(s)

    every = survey.mean(design, s["y"], by=s["domain"])
    for place, (key,) in enumerate(every.keys):
        one = survey.mean(design, s["y"], where=s["domain"] == key)

        assert one.value[0] == pytest.approx(every.value[place], rel=1e-12)
        assert one.se[0] == pytest.approx(every.se[place], rel=1e-9, abs=1e-12)
        assert one.df[0] == every.df[place]


@given(samples())
@settings(max_examples=40, deadline=None)
def test_shares_add_up_to_one_and_keep_nothing_uncertain(s):
    shares = survey.proportion(design_of(s), s["domain"])

    added = shares.contrast(np.ones(len(shares)))

    assert added.value == pytest.approx(1.0, abs=1e-12)
    assert added.se == pytest.approx(0.0, abs=1e-12)


@pytest.mark.parametrize("kind", ["wilson", "logit", "korn-graubard", "arcsine", "likelihood"])
@given(s=samples())
@settings(max_examples=15, deadline=None)
def test_intervals_of_shares_stay_between_zero_and_one_around_the_share(kind, s):
    for row in survey.proportion(design_of(s), s["domain"], interval=kind, df="design"):
        assert 0 <= row.low <= row.value + 1e-12
        assert row.value - 1e-12 <= row.high <= 1


@given(samples(), st.sampled_from([1, 3, 50, 4096]))
@settings(max_examples=30, deadline=None)
def test_quantiles_from_bins_are_those_of_sorting(s, bins):
    from waystation.analysis.survey.quantiles import Bins, Curve

    y = np.round(s["y"] / 5)
    order = np.argsort(y, kind="stable")
    shares = np.array([-0.1, 0.0, 0.01, 0.25, 0.5, 0.77, 1.0, 1.1])

    sorted_values = Curve(y[order], s["weights"][order], "math").at(shares)
    binned = Bins(y, s["weights"], bins).at(shares)

    np.testing.assert_array_equal(sorted_values, binned)
    assert np.isnan(binned[[0, -1]]).all()


@given(samples())
@settings(max_examples=25, deadline=None)
def test_replicates_and_linearisation_agree_on_linear_statistics(s):
    design = design_of(s)
    jackknife = survey.replicates(design, "JKn")

    taylor = survey.total(design, s["y"], by=s["domain"])
    again = survey.total(jackknife, s["y"], by=s["domain"])

    np.testing.assert_allclose(again.value, taylor.value, rtol=1e-12)
    np.testing.assert_allclose(again.se, taylor.se, rtol=1e-8, atol=1e-8)
    np.testing.assert_allclose(again.covariance(), taylor.covariance(), rtol=1e-6, atol=1e-6)


@given(samples(), st.floats(0.0, 0.9))
@settings(max_examples=25, deadline=None)
def test_balanced_half_samples_agree_with_linearisation_on_totals_of_pairs(s, fay):
    kept = s["clusters"] < 2
    pairs = {name: values[kept] for name, values in s.items()}
    design = design_of(pairs)

    taylor = survey.total(design, pairs["y"])[0]
    balanced = survey.total(survey.replicates(design, "Fay", fay=fay), pairs["y"])[0]

    assert balanced.se == pytest.approx(taylor.se, rel=1e-8)


def test_the_bootstrap_comes_near_linearisation_and_is_the_same_for_the_same_seed():
    rng = np.random.default_rng(5)
    design = survey.Design(strata=np.repeat([1, 2], 100), n=200, fpc={1: 150, 2: 400})
    y = rng.normal(10, 3, 200)

    taylor = survey.mean(design, y)[0]
    first, second = (
        survey.mean(survey.replicates(design, "bootstrap", count=2000), y)[0] for _ in range(2)
    )

    assert first == second
    assert first.se == pytest.approx(taylor.se, rel=0.06)


@given(samples())
@settings(max_examples=25, deadline=None)
def test_calibrated_weights_meet_their_totals_and_leave_no_error_in_them(s):
    design = design_of(s)
    grand = s["weights"].sum()
    found = np.unique(s["domain"])
    totals = {name: grand * share for name, share in zip(found, (0.5, 0.3, 0.2), strict=False)}
    totals = {name: value * grand / sum(totals.values()) for name, value in totals.items()}

    post = survey.post_stratify(design, s["domain"], totals)
    raked = survey.rake(design, {"domain": (s["domain"], totals)})
    linear = survey.calibrate(design, {"domain": (s["domain"], totals)})

    for made in (post, raked, linear):
        np.testing.assert_allclose(made.weights, post.weights, rtol=1e-7)
        sizes = survey.total(made, by=s["domain"])
        np.testing.assert_allclose(sizes.value, [totals[key] for (key,) in sizes.keys], rtol=1e-9)
        np.testing.assert_allclose(sizes.se, 0.0, atol=1e-8 * grand)


@given(samples())
@settings(max_examples=25, deadline=None)
def test_a_design_read_a_second_time_from_its_sorted_rows_gives_the_same(s):
    order = np.lexsort((s["clusters"], s["strata"]))
    other = np.random.default_rng(2).permutation(len(order))

    tidy = survey.ratio(design_of(s, order), s["y"][order], s["x"][order], by=s["domain"][order])
    mixed = survey.ratio(design_of(s, other), s["y"][other], s["x"][other], by=s["domain"][other])

    np.testing.assert_allclose(tidy.value, mixed.value, rtol=1e-12)
    np.testing.assert_allclose(tidy.se, mixed.se, rtol=1e-9, atol=1e-12)
