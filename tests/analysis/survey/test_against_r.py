"""The method, not the file: a generated two-stage sample against R's survey package 4.1.1.

``oracle/make.R`` made ``oracle/r_survey_4.1.1.txt`` from ``oracle/sample.csv`` (all generated).
"""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import numpy as np
import pytest

from tests.analysis.survey.conftest import read_columns
from waystation.analysis import survey

ORACLE = Path(__file__).parent / "oracle"


@pytest.fixture(scope="module")
def oracle():
    """Return id → the rows R printed: value, standard error (or limits)."""
    rows = defaultdict(list)
    for line in (ORACLE / "r_survey_4.1.1.txt").read_text().splitlines():
        name, *numbers = line.split("|")
        rows[name].append([float(number) for number in numbers])
    return rows


@pytest.fixture(scope="module")
def sample():
    return read_columns(ORACLE / "sample.csv")


def clustered(t, **more):
    return survey.Design(weights=t["w"], strata=t["h"], clusters=t["c"], **more)


def two_stage(t, **more):
    return survey.Design(
        weights=t["w"], strata=t["h"], clusters=[t["c"], t["i"]], fpc=[t["N"], t["M"]], **more
    )


def only(t, keep):
    return {name: values[keep] for name, values in t.items()}


def first_two_units(t):
    return only(t, t["c"] <= 2)


def with_lone_units(t):
    return only(t, ~(np.isin(t["h"], (2, 5)) & (t["c"] > 1)))


def by_sex(t):
    return {"f": 0.52 * t["w"].sum(), "m": 0.48 * t["w"].sum()}


def margins(t):
    total = t["w"].sum()
    ages = {1: 0.3 * total, 2: 0.36 * total, 3: 0.34 * total}
    return {"sex": (t["sex"], by_sex(t)), "age": (t["age"], ages)}


def controls(t):
    total = t["w"].sum()
    return {
        "everyone": (np.ones(len(t["w"])), total),
        "x": (t["x"], 5.2 * total),
        "sex": (t["sex"], by_sex(t)),
    }


def raked(d, t, **more):
    return survey.rake(d, margins(t), **more)


DESIGNS = {
    "": clustered,
    "two_": two_stage,
    "ps_": lambda t: survey.post_stratify(clustered(t), t["sex"], by_sex(t)),
    "ps2_": lambda t: survey.post_stratify(two_stage(t), t["sex"], by_sex(t)),
    "rk_": lambda t: raked(clustered(t), t),
    "cr_": lambda t: survey.calibrate(clustered(t), margins(t), distance="raking"),
    "gr_": lambda t: survey.calibrate(clustered(t), controls(t)),
    "lg_": lambda t: survey.calibrate(clustered(t), controls(t), distance="logit", bounds=(0.5, 2)),
    "tl_": lambda t: survey.calibrate(clustered(t), controls(t), bounds=(0.6, 1.6)),
    "jk_": lambda t: survey.replicates(clustered(t), "JKn"),
    "jf_": lambda t: survey.replicates(clustered(t, fpc=t["N"]), "JKn"),
    "j1_": lambda t: survey.replicates(
        survey.Design(weights=t["w"], clusters=t["h"] * 100 + t["c"]), "JK1"
    ),
    "jmse_": lambda t: survey.replicates(clustered(t), "JKn", mse=True),
    "jkrk_": lambda t: survey.recalibrate(
        survey.replicates(clustered(t), "JKn"), lambda d: raked(d, t)
    ),
    "pp_": lambda t: survey.Design(
        strata=t["h"],
        clusters=t["c"],
        fpc=np.loadtxt(ORACLE / "inclusion.csv", skiprows=1),
        pps="brewer",
    ),
    "b2_": clustered,
    "br_": lambda t: survey.replicates(clustered(t), "BRR"),
    "fy_": lambda t: survey.replicates(clustered(t), "Fay", fay=0.3),
    "gv_": lambda t: given(t),
    "lone_certainty_": lambda t: clustered(t, singletons="certainty"),
    "lone_adjust_": lambda t: clustered(t, singletons="centre"),
    "lone_average_": lambda t: clustered(t, singletons="average"),
    "lone2_certainty_": lambda t: two_stage(t, singletons="certainty"),
    "lone2_adjust_": lambda t: two_stage(t, singletons="centre"),
    "lone2_average_": lambda t: two_stage(t, singletons="average"),
}
# R leaves a lone unit's total uncentred; we take its distance from the mean of all units, as
# Stata does (see docs/methods.md).
OTHER_CONVENTION = {("lone_adjust_", "t")}


def given(t):
    table = np.loadtxt(ORACLE / "replicate_weights.csv", delimiter=",", skiprows=1)
    return survey.given_replicates(t["w"], table, scale=1 / table.shape[1])


def sample_of(name, t):
    if name in ("b2_", "br_", "fy_", "gv_"):
        return first_two_units(t)
    return with_lone_units(t) if name.startswith("lone") else t


STATISTICS = {
    "m": lambda d, t: survey.mean(d, t["y"]),
    "t": lambda d, t: survey.total(d, t["y"]),
    "r": lambda d, t: survey.ratio(d, t["y"], t["x"]),
    "by": lambda d, t: survey.mean(d, t["y"], by=t["dom"]),
}


@pytest.mark.parametrize("name", DESIGNS)
def test_points_and_errors_of_every_kind_of_design_are_those_of_r(oracle, sample, name):
    t = sample_of(name, sample)
    design = DESIGNS[name](t)
    checked = 0

    for statistic, estimate in STATISTICS.items():
        if name + statistic not in oracle or (name, statistic) in OTHER_CONVENTION:
            continue
        found = estimate(design, t)
        wanted = np.array(oracle[name + statistic])
        checked += 1

        np.testing.assert_allclose(found.value, wanted[:, 0], rtol=1e-9)
        np.testing.assert_allclose(found.se, wanted[:, 1], rtol=1e-8)

    assert checked


def test_raking_weighted_residuals_are_those_of_calibrate(oracle, sample):
    design = raked(clustered(sample), sample, residuals="weighted")

    found = survey.mean(design, sample["y"], by=sample["dom"])

    np.testing.assert_allclose(found.se, np.array(oracle["cr_by"])[:, 1], rtol=1e-8)


def test_a_difference_of_domains_counts_their_covariance(oracle, sample):
    found = survey.mean(clustered(sample), sample["y"], by=sample["dom"]).difference("a", "b")

    assert [found.value, found.se] == pytest.approx(oracle["diff"][0], rel=1e-9)


RULES = ["math", "school", "hf1", "hf2", "hf3", "hf4", "hf5", "hf6", "hf7", "hf8", "hf9"]


@pytest.mark.parametrize("rule", RULES)
def test_quantiles_by_every_rule_are_those_of_r(oracle, sample, rule):
    found = survey.quantile(clustered(sample), sample["y"], [0.1, 0.25, 0.5, 0.9], rule=rule)

    for place, row in enumerate(found, start=1):
        wanted = oracle[f"q_{rule}_{place}"][0]
        assert [row.value, row.low, row.high, row.se] == pytest.approx(wanted, rel=1e-9)


@pytest.mark.parametrize("rule", ["hf3", "shahvaish"])
@pytest.mark.parametrize("case", ["equal", "mean1"])
def test_the_rules_of_ties_and_of_shah_and_vaish_are_those_of_r(oracle, sample, case, rule):
    t = sample if case == "mean1" else only(sample, slice(100)) | {"w": np.ones(100)}
    times = 7.0  # R's numbers are for weights of mean 1; ours feel no scale

    design = survey.Design(weights=times * t["w"], strata=t["h"], clusters=t["c"])
    found = survey.quantile(design, t["y"], [0.1, 0.25, 0.5, 0.9], rule=rule)

    for place, row in enumerate(found, start=1):
        wanted = oracle[f"{case}_{rule}_{place}"][0]
        assert [row.value, row.low, row.high, row.se] == pytest.approx(wanted, rel=1e-9)


@pytest.mark.parametrize(("probability", "value"), [(0.25, 2.0), (0.5, 2.0), (0.75, 4.0)])
def test_on_a_tie_the_even_one_of_the_distinct_values_is_taken(probability, value):
    y = [1.0, 2.0, 2.0, 3.0, 4.0, 4.0, 4.0, 4.0]
    weights = [2.0, 1, 1, 2, 0.5, 0.5, 0.5, 0.5]  # up to 1: 1/4, up to 2: 1/2, up to 3: 3/4

    found = survey.quantile(survey.Design(weights=weights), y, probability, rule="hf3")

    assert found[0].value == value


@pytest.mark.parametrize(
    ("interval", "name"),
    [("t", "mean"), ("korn-graubard", "beta"), ("logit", "xlogit"), ("arcsine", "asin")],
)
def test_woodruff_limits_by_every_interval_are_those_of_r(oracle, sample, interval, name):
    found = survey.quantile(
        clustered(sample), sample["y"], [0.1, 0.25, 0.5, 0.9], interval=interval
    )

    for place, row in enumerate(found, start=1):
        assert [row.value, row.low, row.high, row.se] == pytest.approx(
            oracle[f"qi_{name}_{place}"][0], rel=1e-9
        )


def test_quantiles_of_a_domain_and_of_replicates_are_those_of_r(oracle, sample):
    design = clustered(sample)
    jackknife = survey.replicates(design, "JKn")

    domain = survey.quantile(design, sample["y"], [0.25, 0.5], by=sample["dom"])
    again = survey.quantile(jackknife, sample["y"], [0.1, 0.25, 0.5, 0.9])

    for place, row in enumerate(domain[:2], start=1):
        assert [row.value, row.low, row.high, row.se] == pytest.approx(oracle[f"qa_{place}"][0])
    for place, row in enumerate(again, start=1):
        assert [row.value, row.low, row.high, row.se] == pytest.approx(oracle[f"qjk_{place}"][0])


@pytest.mark.parametrize(
    ("interval", "name", "near"),
    [("t", "mean", 1e-9), ("korn-graubard", "beta", 1e-9), ("logit", "xlogit", 1e-9),
     ("arcsine", "asin", 1e-9), ("likelihood", "likelihood", 2e-5)],
)  # fmt: skip
def test_limits_of_a_share_are_those_of_r(oracle, sample, interval, name, near):
    found = survey.proportion(clustered(sample), sample["y"] > 60, interval=interval)[0]

    wanted = oracle[f"ci_{name}"][0]
    assert [found.value, found.low, found.high] == pytest.approx(wanted, rel=near)


def test_calibrated_weights_keep_within_their_bounds(oracle, sample):
    logit, cut = DESIGNS["lg_"](sample), DESIGNS["tl_"](sample)

    for design, name in ((logit, "lgw"), (cut, "tlw")):
        found = [design.weights.min(), design.weights.max()]
        assert found == pytest.approx(oracle[name][0], rel=1e-6)
