"""Post-stratification, raking and quantiles of the reference cases."""

from __future__ import annotations

import math

import numpy as np
import pytest

from waystation.analysis import survey

pytestmark = pytest.mark.data
SCHOOLS = {"E": 4421, "H": 755, "M": 1018}


def calibrated(name, t):
    design = survey.Design(weights=t["pw"], clusters=t["dnum"], fpc=t["fpc"])
    if name == "postStratify":
        return survey.post_stratify(design, t["stype"], SCHOOLS)
    wide = {"No": 1072, "Yes": 5122}
    return survey.rake(design, {"type": (t["stype"], SCHOOLS), "wide": (t["sch.wide"], wide)})


@pytest.mark.parametrize("name", ["postStratify", "rake2"])
def test_calibrated_weights_means_and_totals_are_those_of_r(reference, name):
    t, expected = reference("apiclus1")
    wanted = expected[name]

    design = calibrated(name, t)
    mean = survey.mean(design, t["api00"], df=math.inf)[0]
    total = survey.total(design, t["enroll"], df=math.inf)[0]

    np.testing.assert_allclose(design.weights[:10], wanted["w"]["first10"], rtol=1e-6)
    assert design.weights.sum() == pytest.approx(wanted["w"]["sum"], rel=1e-9)
    for found, r in ((mean, wanted), (total, wanted["total"])):
        assert found.value == pytest.approx(r["est"], rel=1e-6)
        assert found.se == pytest.approx(r["se"], rel=1e-6)
        assert found.low == pytest.approx(r["ci95_z"]["lo"], rel=1e-6)


def test_quantiles_and_their_woodruff_limits_are_those_of_r(reference):
    t, expected = reference("apistrat")
    design = survey.Design(weights=t["pw"], strata=t["stype"], fpc=t["fpc"])
    wanted = expected["quantiles_api00"]

    found = survey.quantile(design, t["api00"], wanted["p"])

    for row, (value, low, high, se) in zip(found, wanted["tab"], strict=True):
        assert (row.value, row.low, row.high) == (value, low, high)
        assert row.se == pytest.approx(se, rel=1e-9)


@pytest.mark.parametrize("rule", ["math", "school", "hf1", "hf2", "hf4", "hf6", "hf7"])
def test_quantile_rules_are_those_of_r(reference, rule):
    t, expected = reference("apistrat")
    design = survey.Design(weights=t["pw"], strata=t["stype"], fpc=t["fpc"])

    found = survey.quantile(design, t["api00"], [0.25, 0.5, 0.75], rule=rule)

    assert list(found.value) == pytest.approx(expected["quantile_rules"][rule], rel=1e-9)


def test_the_ratio_estimate_of_a_total_is_the_ratio_times_the_known_total(reference):
    t, expected = reference("lohr_agsrs")
    wanted = expected["ratio_total"]
    design = survey.Design(weights=10.26, fpc=3078, n=len(t["acres92"]))

    found = survey.ratio(design, t["acres92"], t["acres87"])[0]

    assert found.value * wanted["total_x"] == pytest.approx(wanted["est"], rel=1e-9)
    assert found.se * wanted["total_x"] == pytest.approx(wanted["se"], rel=1e-8)
