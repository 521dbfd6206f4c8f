"""Bad input: an error, or a flagged result, that says which and what to do; never a silent NaN."""

from __future__ import annotations

import math

import numpy as np
import pytest

from waystation.analysis import survey

FOUR = [1.0, 2.0, 3.0, 4.0]


def refused(code, make):
    with pytest.raises(survey.CannotEstimate) as caught:
        make()
    assert caught.value.code == code
    return str(caught.value)


@pytest.mark.parametrize(
    ("weights", "code"),
    [
        ([1, 1, -2, 1], "weight_negative"),
        ([1, math.nan, 1, 1], "weight_missing"),
        ([1, None, 1, 1], "weight_missing"),
        ([1, 1, 1, math.inf], "weight_infinite"),
        ([0, 0, 0, 0], "weight_zero"),
        (["a", 1, 1, 1], "weight_text"),
    ],
)
def test_weights_that_cannot_be_are_refused(weights, code):
    refused(code, lambda: survey.Design(weights=weights))


def test_the_row_of_a_negative_weight_is_named():
    sentence = refused("weight_negative", lambda: survey.Design(weights=[1, 1, -2, 1]))

    assert "row 3" in sentence
    assert "where=" in sentence


def test_a_stratum_with_one_unit_is_named_with_the_ways_out():
    design = survey.Design(weights=[1, 1, 1], strata=["east", "east", "west"])

    sentence = refused("singleton", lambda: survey.mean(design, [1.0, 2, 3]))

    assert "west" in sentence
    assert "certainty" in sentence


def test_a_lone_unit_that_is_its_whole_stratum_adds_no_error():
    design = survey.Design(strata=[1, 1, 2], fpc=[10, 10, 1], weights=[5, 5, 1])

    assert survey.mean(design, [1.0, 2, 3])[0].se > 0


def test_a_domain_of_nobody_is_flagged_and_has_no_value():
    nobody = survey.mean(survey.Design(n=4), FOUR, where=[False] * 4)[0]

    assert (nobody.value, nobody.se, nobody.low, nobody.n) == (None, None, None, 0)
    assert nobody.flag == "nobody"
    assert nobody.note


def test_one_empty_domain_does_not_touch_the_others():
    y = [1.0, 2.0, math.nan, math.nan]
    by = ["a", "a", "b", "b"]

    full, empty = survey.mean(survey.Design(n=4), y, by=by)

    assert (full.value, full.n) == (1.5, 2)
    assert (empty.value, empty.flag) == (None, "nobody")
    assert survey.total(survey.Design(n=4), y, by=by)[1].flag == "nobody"
    assert survey.quantile(survey.Design(n=4), y, by=by)[1].flag == "nobody"
    assert survey.proportion(survey.Design(n=4), [True, False, None, None], by=by)[1].flag == (
        "nobody"
    )


def test_a_ratio_to_nothing_is_flagged():
    found = survey.ratio(survey.Design(n=4), FOUR, [0.0] * 4)[0]

    assert (found.value, found.se, found.flag) == (None, None, "nobody")
    assert "zero" in found.note


@pytest.mark.parametrize(
    ("y", "code"),
    [
        ([1, 2, math.inf, 4], "infinite"),
        ([1, 2, -math.inf, 4], "infinite"),
        ([1, math.nan, math.inf, 4], "infinite"),
        (["1", "two", "3", "4"], "not_a_number"),
        ([1, 2, 3], "column_length"),
        ([[1, 2], [3, 4]], "column_shape"),
    ],
)
def test_values_that_cannot_be_are_refused(y, code):
    refused(code, lambda: survey.mean(survey.Design(n=4), y))


def test_missing_values_leave_the_base_but_not_the_design():
    design = survey.Design(n=4, clusters=[1, 1, 2, 3])

    found = survey.mean(design, [1.0, 2.0, None, math.nan])[0]

    assert (found.value, found.n) == (1.5, 2)
    assert found.df == 0
    assert (found.low, found.high) == (None, None)
    assert survey.mean(design, [1.0, 2.0, None, math.nan], df="design")[0].low is not None


def test_few_answers_are_withheld_and_a_large_error_is_flagged():
    few = survey.mean(survey.Design(n=29), np.arange(29.0))[0]
    rough = survey.mean(survey.Design(n=40), np.r_[np.zeros(38), 1000.0, 900.0])[0]
    ours = survey.mean(survey.Design(n=29), np.arange(29.0), quality=survey.Quality(20))[0]

    assert (few.flag, few.shown) == ("withheld", None)
    assert (rough.flag, rough.shown) == ("imprecise", rough.value)
    assert (ours.flag, ours.shown) == ("", 14.0)
    assert few.disclosure == "unchecked"


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (lambda: survey.Design(n=4, strata=[1, 1, None, 2]), "design_missing"),
        (lambda: survey.Design(n=4, fpc=3), "fpc_small"),
        (lambda: survey.Design(n=4, fpc=-1), "fpc_bad"),
        (lambda: survey.Design(n=4, fpc=[9, None, 9, 9]), "fpc_bad"),
        (lambda: survey.Design(n=4, fpc=["many"] * 4), "not_a_number"),
        (lambda: survey.Design(strata=[1, 1, 2, 2], fpc={1: "x", 2: 9}), "not_a_number"),
        (lambda: survey.Design(n=0), "no_rows"),
        (lambda: survey.Design(weights=[1e308] * 4), "weight_large"),
        (lambda: survey.mean(survey.Design(n=4), [1e308] * 4), "too_large"),
        (lambda: survey.mean(survey.Design(n=4), FOUR, df=-1), "df"),
        (lambda: survey.mean(survey.Design(n=4), FOUR, df=math.nan), "df"),
        (lambda: survey.mean(survey.Design(n=4), FOUR, deff="srs"), "deff_base"),
        (
            lambda: survey.mean(
                survey.Design(n=3, strata=[1, 2, 3], singletons="average"), FOUR[:3]
            ),
            "singleton",
        ),
        (
            lambda: survey.mean(survey.Design(n=4), FOUR, by=[1, 1, 2, 2]).contrast([1, math.nan]),
            "contrast_shape",
        ),
        (lambda: survey.Design(n=4, fpc=[9, 9, 9, 8]), "fpc_uneven"),
        (lambda: survey.Design(strata=[1, 1, 2, 2], fpc={1: 9}), "fpc_missing"),
        (lambda: survey.Design(fpc=[0.5, 2, 0.5, 0.5], pps="brewer"), "pps_probability"),
        (lambda: survey.Design(n=4, fpc=0.5, pps="poisson"), "pps"),
        (lambda: survey.Design(n=4, pps="brewer"), "pps"),
        (lambda: survey.Design(n=2, pps="joint", joint=[[0.5]]), "pps_joint_shape"),
        (lambda: survey.Design(n=2, pps="joint", joint=[[0.5, 0], [0, 0.5]]), "pps_joint_value"),
        (
            lambda: survey.Design(n=2, pps="joint", joint=[[0.5, 0.2], [0.2, 0.5]], variance="sen"),
            "pps_form",
        ),
        (
            lambda: survey.together(
                survey.mean(survey.Design(n=4), FOUR), survey.mean(survey.Design(n=4), FOUR)
            ),
            "designs_differ",
        ),
        (lambda: survey.Design(n=4, singletons="ignore"), "singletons"),
        (lambda: survey.Design(), "no_rows"),
        (lambda: survey.mean(survey.Design(n=4), FOUR, confidence=95), "confidence"),
        (lambda: survey.mean(survey.Design(n=4), FOUR, where=["yes"] * 4), "where_not_boolean"),
        (lambda: survey.quantile(survey.Design(n=4), FOUR, 50), "probability"),
        (lambda: survey.quantile(survey.Design(n=4), FOUR, rule="spss"), "rule"),
        (lambda: survey.proportion(survey.Design(n=2), ["a", "b"], interval="exact"), "interval"),
        (lambda: survey.proportion(survey.Design(n=2), [None, None]), "no_answers"),
    ],
)
def test_designs_and_questions_that_make_no_sense_are_refused(make, code):
    refused(code, make)


def test_an_answer_outside_the_choices_is_refused_with_its_row():
    sentence = refused(
        "choice_unknown",
        lambda: survey.choice_shares(
            survey.Design(n=3), ["tap", "well", "wel"], choices=["tap", "well"], name="water"
        ),
    )

    assert "Row 3" in sentence
    assert "wel" in sentence


@pytest.mark.parametrize(
    ("margins", "code"),
    [
        ({"sex": (["f", "f", "m", "m"], {"f": 5, "m": 5, "x": 1})}, "margin_empty"),
        ({"sex": (["f", "f", "m", "m"], {"f": 5})}, "margin_unknown"),
        ({"sex": (["f", "f", "m", "m"], {"f": 5, "m": 0})}, "margin_bad"),
        ({"sex": (["f", "f", "m", None], {"f": 5, "m": 5})}, "margin_missing"),
        (
            {
                "sex": (["f", "f", "m", "m"], {"f": 5, "m": 5}),
                "age": ([1, 2, 1, 2], {1: 5, 2: 6}),
            },
            "margins_disagree",
        ),
        (
            {
                "sex": (["f", "f", "m", "m"], {"f": 5, "m": 5}),
                "age": ([1, 1, 2, 2], {1: 6, 2: 4}),
            },
            "raking",
        ),
        ({}, "no_margin"),
    ],
)
def test_margins_that_cannot_be_met_are_refused(margins, code):
    refused(code, lambda: survey.rake(survey.Design(n=4), margins))


def test_raking_that_does_not_converge_names_margin_level_and_how_far_it_came():
    margins = {
        "sex": (["f", "f", "m", "m"], {"f": 5, "m": 5}),
        "age": ([1, 1, 2, 2], {1: 6, 2: 4}),
    }

    sentence = refused("raking", lambda: survey.rake(survey.Design(n=4), margins, iterations=20))

    assert "“sex”" in sentence or "“age”" in sentence
    assert "5" in sentence


@pytest.mark.parametrize(
    ("controls", "more", "code"),
    [
        ({"x": (FOUR, 100.0)}, {"distance": "logit"}, "calibration_bounds"),
        ({"x": (FOUR, 1e6)}, {"distance": "logit", "bounds": (0.5, 2)}, "calibration"),
        ({"a": (FOUR, 10.0), "b": (FOUR, 20.0)}, {}, "calibration"),
        ({"one": ([1] * 4, 4.0), "x": (FOUR, 15.9)}, {}, "calibration_negative"),
        ({"x": ([1.0, None, 2.0, 3.0], 10.0)}, {}, "control_missing"),
        ({"x": (FOUR, math.inf)}, {}, "not_a_number"),
        ({"x": (FOUR, math.nan)}, {}, "not_a_number"),
        ({"x": (FOUR, "many")}, {}, "not_a_number"),
        ({"s": (["a", "a", "b", "b"], {"a": None, "b": 2})}, {}, "margin_bad"),
        ({"x": (FOUR, 11.0)}, {"distance": "chi"}, "distance"),
        ({}, {}, "no_control"),
    ],
)
def test_controls_that_cannot_be_met_are_refused(controls, more, code):
    refused(code, lambda: survey.calibrate(survey.Design(n=4), controls, **more))


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (lambda d: survey.replicates(d, "JK1"), "jk1_strata"),
        (lambda d: survey.replicates(d, "BRR"), "brr_pairs"),
        (lambda d: survey.replicates(d, "SDR"), "replicate_kind"),
        (lambda d: survey.replicates(d, "bootstrap", count=1), "bootstrap"),
    ],
)
def test_replicates_that_the_design_does_not_allow_are_refused(make, code):
    design = survey.Design(strata=[1, 1, 1, 2, 2, 2], n=6)

    refused(code, lambda: make(design))


def test_replicate_weights_with_holes_are_refused():
    refused(
        "replicate_weight",
        lambda: survey.given_replicates([1, 1], [[1, math.nan], [1, 1]], scale=0.5),
    )


@pytest.mark.parametrize(
    "scales", [{"scale": -1}, {"scale": 1, "rscales": [1]}, {"scale": 1, "rscales": [1, math.nan]}]
)
def test_scales_that_give_no_variance_are_refused(scales):
    refused("replicate_scale", lambda: survey.given_replicates([1, 1], [[0, 2], [2, 0]], **scales))


def test_a_domain_that_some_replicates_lose_is_flagged():
    design = survey.replicates(survey.Design(n=60), "JK1")
    domain = ["alone"] + ["many"] * 59
    quality = survey.Quality(minimum_n=1)

    alone, many = survey.mean(design, np.arange(60.0), by=domain, quality=quality)
    share, _ = survey.proportion(design, [True, False] * 30, by=domain, quality=quality)

    assert (alone.flag, many.flag) == ("imprecise", "imprecise" if many.rse >= 0.3 else "")
    assert "replicates" in alone.note
    assert (share.flag, share.note) == ("imprecise", alone.note)


def test_dates_are_not_averaged():
    sentence = refused(
        "not_a_number",
        lambda: survey.mean(survey.Design(n=2), np.array(["2026-01-01"] * 2, "datetime64[D]")),
    )

    assert "days" in sentence


def test_a_domain_without_weight_says_so():
    found = survey.mean(survey.Design(weights=[0, 0, 1, 1]), FOUR, by=["a", "a", "b", "b"])[0]

    assert (found.value, found.flag, found.note) == (None, "nobody", "the base adds up to zero")


def test_limits_that_leave_no_room_are_refused():
    refused("trimming", lambda: survey.trim_weights(survey.Design(weights=[1, 2, 9]), upper=3))


def test_every_refusal_carries_a_sentence_without_holes():
    for make in (
        lambda: survey.Design(weights=[1, -1]),
        lambda: survey.mean(survey.Design(n=2), ["x", 1]),
        lambda: survey.rake(survey.Design(n=2), {"s": (["a", "b"], {"a": 1})}),
    ):
        with pytest.raises(survey.CannotEstimate) as caught:
            make()
        assert "{" not in str(caught.value)
        assert isinstance(caught.value, ValueError)


def test_a_design_of_one_unit_says_so_without_an_empty_name():
    design = survey.Design(clusters=["a"] * 4)

    sentence = refused("singleton", lambda: survey.mean(design, FOUR))

    assert "()" not in sentence
    assert "only one unit" in sentence


def test_a_lone_unit_of_the_second_stage_is_named_by_its_cluster():
    design = survey.Design(
        strata=["north"] * 4, clusters=[["a", "a", "b", "b"], ["1", "2", "1", "1"]], fpc=[9, 4]
    )

    sentence = refused("singleton", lambda: survey.mean(design, FOUR))

    assert "at stage 2 (north / b)" in sentence


@pytest.mark.parametrize(
    ("fpc", "code"), [(3, "fpc_small"), (-1, "fpc_bad"), ([9, 9, 9, 8], "fpc_uneven")]
)
def test_a_finite_population_without_strata_is_that_of_the_whole_sample(fpc, code):
    sentence = refused(code, lambda: survey.Design(n=4, fpc=fpc))

    assert "the whole sample" in sentence


def test_weights_whose_squares_vanish_are_refused_with_their_row():
    sentence = refused("weight_small", lambda: survey.Design(weights=[1e-200] * 4))
    later = refused("weight_small", lambda: survey.Design(weights=[1, 0, 1e-200, 2]))

    assert "row 1 is 1e-200" in sentence
    assert "row 3" in later
    assert survey.total(survey.Design(weights=[1e-90] * 4), FOUR)[0].se > 0
    refused("weight_large", lambda: survey.Design(weights=[1e200] * 4))


@pytest.mark.parametrize("twice", [(1, 1), ("a", "a"), ("a", 0), (1, -1), ({"by": "a"}, "a")])
def test_an_estimate_less_itself_is_refused(twice):
    means = survey.mean(survey.Design(n=4), FOUR, by=["a", "a", "b", "b"])

    sentence = refused("difference_same", lambda: means.difference(*twice))

    assert "same estimate" in sentence


def test_a_name_that_means_several_estimates_is_refused_with_those_it_means():
    shares = survey.proportion(
        survey.Design(n=4), ["x", "y", "x", "y"], by={"area": ["a", "a", "b", "b"]}
    )

    sentence = refused("domain_several", lambda: shares.difference("a", "b"))
    exact = shares.difference(("a", "x"), {"area": "b", "level": "y"})

    assert "a / x, a / y" in sentence
    assert exact.value == shares.at("a", level="x").value - shares.at("b", level="y").value
