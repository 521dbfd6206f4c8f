"""Every reference case of means, totals, ratios and shares, against R's survey package."""

from __future__ import annotations

import math

import numpy as np
import pytest

from waystation.analysis import survey

pytestmark = pytest.mark.data


def design_of(name, t):
    return {
        "apisrs": lambda: survey.Design(weights=t["pw"], fpc=t["fpc"]),
        "apistrat": lambda: survey.Design(weights=t["pw"], strata=t["stype"], fpc=t["fpc"]),
        "apiclus1": lambda: survey.Design(weights=t["pw"], clusters=t["dnum"], fpc=t["fpc"]),
        "apiclus2": lambda: survey.Design(
            clusters=[t["dnum"], t["snum"]], fpc=[t["fpc1"], t["fpc2"]]
        ),
        "nhanes": lambda: survey.Design(
            weights=t["WTMEC2YR"], strata=t["SDMVSTRA"], clusters=t["SDMVPSU"]
        ),
        "stata_fpc": lambda: survey.Design(
            weights=t["weight"], strata=t["stratid"], clusters=t["psuid"], fpc=t["Nh"]
        ),
        "lohr_agsrs": lambda: survey.Design(weights=10.26, fpc=3078, n=len(t["acres92"])),
        "lohr_agstrat": lambda: survey.Design(
            weights=t["strwt"], strata=t["region"], fpc={"NC": 1054, "NE": 220, "S": 1382, "W": 422}
        ),
        "lohr_algebra": lambda: survey.Design(weights=187 / 12, clusters=t["class"], fpc=187),
    }[name]()


def shares(design, values, **more):
    return survey.proportion(design, values, interval="t", **more)


SINGLE = [
    ("apisrs", "mean_api00", lambda d, t: survey.mean(d, t["api00"], df=math.inf)),
    ("apisrs", "total_enroll", lambda d, t: survey.total(d, t["enroll"], df=math.inf)),
    ("apisrs", "ratio", lambda d, t: survey.ratio(d, t["api.stu"], t["enroll"], df=math.inf)),
    ("apisrs", "prop_stype", lambda d, t: shares(d, t["stype"], df=math.inf)),
    ("apistrat", "mean_api00", lambda d, t: survey.mean(d, t["api00"], df=math.inf)),
    ("apistrat", "total_enroll", lambda d, t: survey.total(d, t["enroll"], df=math.inf)),
    ("apistrat", "ratio", lambda d, t: survey.ratio(d, t["api.stu"], t["enroll"], df=math.inf)),
    ("apistrat", "prop_stype", lambda d, t: shares(d, t["stype"], df=math.inf)),
    ("apistrat", "prop_compimp", lambda d, t: shares(d, t["comp.imp"], df=math.inf)),
    ("apiclus1", "mean_api00", lambda d, t: survey.mean(d, t["api00"], df=math.inf)),
    ("apiclus1", "total_enroll", lambda d, t: survey.total(d, t["enroll"], df=math.inf)),
    ("apiclus1", "ratio", lambda d, t: survey.ratio(d, t["api.stu"], t["enroll"], df=math.inf)),
    ("apiclus2", "mean_api00", lambda d, t: survey.mean(d, t["api00"], df=math.inf)),
    ("apiclus2", "total_enroll", lambda d, t: survey.total(d, t["enroll"], df=math.inf)),
    ("nhanes", "mean_HI_CHOL", lambda d, t: survey.mean(d, t["HI_CHOL"], df=math.inf)),
    ("nhanes", "total", lambda d, t: survey.total(d, t["HI_CHOL"], df=math.inf)),
    ("stata_fpc", "mean_x_fpc", lambda d, t: survey.mean(d, t["x"], df=math.inf)),
    ("stata_fpc", "total_fpc", lambda d, t: survey.total(d, t["x"], df=math.inf)),
    ("lohr_agsrs", "mean", lambda d, t: survey.mean(d, t["acres92"])),
    ("lohr_agsrs", "total", lambda d, t: survey.total(d, t["acres92"])),
    ("lohr_agsrs", "ratio_92_87", lambda d, t: survey.ratio(d, t["acres92"], t["acres87"])),
    ("lohr_agsrs", "prop_lt200k", lambda d, t: shares(d, t["acres92"] < 200_000)),
    ("lohr_agstrat", "mean", lambda d, t: survey.mean(d, t["acres92"])),
    ("lohr_agstrat", "total", lambda d, t: survey.total(d, t["acres92"])),
    ("lohr_algebra", "mean", lambda d, t: survey.mean(d, t["score"])),
    ("lohr_algebra", "total", lambda d, t: survey.total(d, t["score"])),
]


@pytest.mark.parametrize(
    ("case", "result", "estimate"), SINGLE, ids=[f"{a}-{b}" for a, b, _ in SINGLE]
)
def test_point_error_and_interval_are_those_of_r(reference, case, result, estimate):
    columns, expected = reference(case)
    wanted = expected[result]

    found = estimate(design_of(case, columns), columns)

    np.testing.assert_allclose(found.value, np.atleast_1d(wanted["est"]), rtol=1e-9)
    np.testing.assert_allclose(found.se, np.atleast_1d(wanted["se"]), rtol=1e-8, atol=1e-12)
    if "ci95_z" in wanted:
        np.testing.assert_allclose(found.low, np.atleast_1d(wanted["ci95_z"]["lo"]), rtol=1e-9)
        np.testing.assert_allclose(found.high, np.atleast_1d(wanted["ci95_z"]["hi"]), rtol=1e-9)


BY = [
    ("apistrat", "by_stype", ["stype"], "api00", "se.api00", "mean"),
    ("apistrat", "by_stype_compimp", ["stype", "comp.imp"], "api00", "se", "mean"),
    ("apistrat", "by_compimp_total", ["comp.imp"], "enroll", "se", "total"),
    ("apiclus1", "by_stype", ["stype"], "api00", "se", "mean"),
    ("apiclus2", "by_stype", ["stype"], "api00", "se", "mean"),
    ("nhanes", "by_race_sex", ["race", "RIAGENDR"], "HI_CHOL", "se", "mean"),
    ("nhanes", "by_agecat", ["agecat"], "HI_CHOL", "se", "mean"),
    ("lohr_agstrat", "by_region", ["region"], "acres92", "se", "mean"),
]


@pytest.mark.parametrize(("case", "result", "by", "y", "se", "statistic"), BY)
def test_domains_are_those_of_r(reference, case, result, by, y, se, statistic):
    columns, expected = reference(case)
    wanted = expected[result]
    rows = wanted["rows"] if isinstance(wanted, dict) else wanted
    make = {"mean": survey.mean, "total": survey.total}[statistic]

    found = make(design_of(case, columns), columns[y], by={name: columns[name] for name in by})

    assert len(found) == len(rows)
    for row in rows:
        one = found.at(*(row[name] for name in by))
        assert one.value == pytest.approx(row[y], rel=1e-9)
        assert one.se == pytest.approx(row[se], rel=1e-8)


def test_weights_only_is_the_ultimate_cluster_variance(reference):
    t, expected = reference("apiclus2")
    design = survey.Design(weights=t["pw"], clusters=[t["dnum"], t["snum"]])

    mean, total = survey.mean(design, t["api00"])[0], survey.total(design, t["enroll"])[0]

    assert mean.se == pytest.approx(expected["mean_api00_weights_only"]["se"], rel=1e-8)
    assert total.se == pytest.approx(expected["total_enroll_weights_only"]["se"], rel=1e-8)


def test_without_a_finite_population_the_error_is_larger(reference):
    t, expected = reference("stata_fpc")
    design = survey.Design(weights=t["weight"], strata=t["stratid"], clusters=t["psuid"])

    mean = survey.mean(design, t["x"])[0]

    assert mean.se == pytest.approx(expected["mean_x_nofpc"]["se"], rel=1e-8)


@pytest.mark.parametrize(
    ("case", "y", "result", "key", "base"),
    [
        ("apistrat", "api00", "mean_api00", "deff_wor", "srswor"),
        ("apistrat", "api00", "mean_api00", "deff_replace", "srswr"),
        ("apiclus1", "api00", "mean_api00", "deff_wor", "srswor"),
        ("apiclus2", "api00", "mean_api00", "deff", "srswor"),
        ("nhanes", "HI_CHOL", "mean_HI_CHOL", "deff", "srswor"),
    ],
)
def test_the_design_effect_names_its_base(reference, case, y, result, key, base):
    t, expected = reference(case)

    found = survey.mean(design_of(case, t), t[y], deff=base)[0]

    assert found.deff == pytest.approx(expected[result][key], rel=1e-8)
    assert found.deff_base == base
    assert found.n_effective == pytest.approx(found.n / found.deff)


@pytest.mark.parametrize("case", ["apistrat", "apiclus1", "nhanes"])
def test_the_t_interval_has_units_less_strata_degrees_of_freedom(reference, case):
    t, expected = reference(case)
    name = "HI_CHOL" if case == "nhanes" else "api00"
    wanted = expected[f"mean_{name}"]["ci95_t"]

    found = survey.mean(design_of(case, t), t[name])[0]

    assert found.df == wanted["df"]
    assert (found.low, found.high) == pytest.approx((wanted["lo"], wanted["hi"]), rel=1e-9)


@pytest.mark.parametrize(
    ("kind", "name"),
    [("t", "mean"), ("logit", "logit"), ("korn-graubard", "beta"), ("arcsine", "asin"),
     ("likelihood", "likelihood")],
)  # fmt: skip
def test_intervals_of_a_share_are_those_of_svyciprop(reference, kind, name):
    t, expected = reference("apistrat")
    value, low, high = expected["ciprop"][name]
    share = t["api00"] > 696

    found = survey.proportion(design_of("apistrat", t), share, interval=kind)[0]

    assert found.value == pytest.approx(value, rel=1e-8)
    assert (found.low, found.high) == pytest.approx((low, high), rel=1e-5)
