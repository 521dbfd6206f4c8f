"""Two and three stages, unequal probabilities and chains of calibrations, against R's survey 4.1.1.

``oracle/nested.R`` made ``oracle/nested_r_survey_4.1.1.txt`` from ``oracle/nested.csv``, generated.
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
    rows = defaultdict(list)
    for line in (ORACLE / "nested_r_survey_4.1.1.txt").read_text().splitlines():
        design, statistic, *numbers = line.split("|")
        rows[design, statistic].append([float(number) for number in numbers])
    return rows


@pytest.fixture(scope="module")
def sample():
    t = read_columns(ORACLE / "nested.csv")
    t["hcg"] = t["h"] * 1000 + t["c"] * 10 + t["g"]
    t["hci"] = t["hcg"] * 100 + t["i"]
    return t


def clustered(t, **more):
    return survey.Design(weights=t["w"], strata=t["h"], clusters=t["c"], **more)


def two(t, **more):
    return survey.Design(
        weights=t["w"], strata=[t["h"], t["g"]], clusters=[t["c"], t["i"]],
        fpc=[t["N"], t["M"]], **more,
    )  # fmt: skip


def three(t):
    return survey.Design(
        strata=[t["h"], t["g"]], clusters=[t["c"], t["i"], None], fpc=[t["N"], t["M"], t["Q"]]
    )


def unequal(t, **more):
    return survey.Design(strata=t["h"], clusters=t["c"], fpc=t["p1"], **more)


def controls(t):
    total, x = t["w"].sum(), (t["w"] * t["x"]).sum() * 1.02
    return {
        "everyone": (np.ones(len(t["w"])), total),
        "x": (t["x"], x),
        "sex": (t["sex"], {"f": 0.52 * total, "m": 0.48 * total}),
    }


def chain(t, first, second, **more):
    """Return the design calibrated to ``first``, then to ``second``."""
    design, known = first, controls(t)
    for names in second:
        if names == ("sex",):
            design = survey.post_stratify(design, *known["sex"])
        else:
            design = survey.calibrate(design, {n: known[n] for n in names}, **more)
    return design


DESIGNS = {
    "two": two,
    "three": three,
    "brewer": lambda t: unequal(t, pps="brewer"),
    "brewer2": lambda t: survey.Design(
        strata=t["h"], clusters=[t["c"], t["hci"]], fpc=[t["p1"], t["p2"]], pps="brewer"
    ),
    "overton": lambda t: unequal(t, pps="overton"),
    "overton_yg": lambda t: unequal(t, pps="overton", variance="yates-grundy"),
    "hartley": lambda t: unequal(t, pps="hartley-rao"),
    "hartley_yg": lambda t: unequal(t, pps="hartley-rao", variance="yates-grundy"),
    "ps_greg": lambda t: chain(t, clustered(t), [("sex",), ("everyone", "x")], negative="allow"),
    "greg_ps": lambda t: chain(
        t, clustered(t, fpc=t["N"]), [("everyone", "x"), ("sex",)],
        distance="raking", tolerance=1e-13,
    ),
    "two_logit": lambda t: chain(
        t, two(t), [("everyone", "x", "sex")], distance="logit", bounds=(0.4, 2.5),
        tolerance=1e-13,
    ),
    "ratio": lambda t: chain(t, clustered(t, fpc=t["N"]), [("x",)]),
    "adjust": lambda t: two(t, singletons="adjust"),
}  # fmt: skip

STATISTICS = {
    "m": lambda d, t: survey.mean(d, t["y"]),
    "t": lambda d, t: survey.total(d, t["y"]),
    "r": lambda d, t: survey.ratio(d, t["y"], t["x"]),
    "by": lambda d, t: survey.mean(d, t["y"], by=t["dom"]),
    "bt": lambda d, t: survey.total(d, t["y"], by=t["dom"]),
}


@pytest.mark.parametrize("name", DESIGNS)
def test_points_and_errors_of_nested_and_unequal_designs_are_those_of_r(oracle, sample, name):
    t = sample
    if name == "adjust":
        kept = ~(np.isin(t["h"], (2, 3)) & (t["c"] > 1))
        t = {column: values[kept] for column, values in t.items()}
    design = DESIGNS[name](t)

    found = {one: make(design, t) for one, make in STATISTICS.items() if (name, one) in oracle}

    assert len(found) >= 3
    for statistic, estimates in found.items():
        wanted = np.array(oracle[name, statistic])
        np.testing.assert_allclose(estimates.value, wanted[:, 0], rtol=1e-9)
        np.testing.assert_allclose(estimates.se, wanted[:, 1], rtol=1e-8)


@pytest.mark.parametrize("name", [name for name in DESIGNS if name not in ("adjust",)])
def test_a_contrast_of_two_variables_counts_their_covariance(oracle, sample, name):
    design = DESIGNS[name](sample)
    both = survey.together(survey.mean(design, sample["y"]), survey.mean(design, sample["x"]))

    found = both.contrast([1, -2])

    for wanted in oracle[name, "contrast"]:
        assert [found.value, found.se] == pytest.approx(wanted, rel=1e-8)
    assert np.sqrt(np.diag(both.covariance())) == pytest.approx(both.se, rel=1e-8)


@pytest.mark.parametrize("name", ["two", "three", "two_logit"])
def test_design_effects_of_means_totals_and_ratios_name_their_base(oracle, sample, name):
    design = DESIGNS[name](sample)
    y, x = sample["y"], sample["x"]

    for place, base in enumerate(("srswor", "srswr")):
        found = [
            survey.mean(design, y, deff=base)[0],
            survey.total(design, y, deff=base)[0],
            survey.ratio(design, y, x, deff=base)[0],
        ]

        wanted = [row[place] for row in oracle[name, "deff"]]
        assert [one.deff for one in found] == pytest.approx(wanted, rel=1e-8)
        assert {one.deff_base for one in found} == {base}


@pytest.mark.parametrize("strict", [False, True])
def test_trimmed_weights_are_those_of_r(oracle, sample, strict):
    found = survey.trim_weights(clustered(sample), lower=4, upper=22, strict=strict)

    wanted = [row[0] for row in oracle[f"trim{strict:d}", "w"]]
    assert found.weights == pytest.approx(wanted, rel=1e-12)


def test_joint_probabilities_of_equal_draws_give_the_textbook_variance():
    n, population = 5, 20
    y = np.array([3.0, 7, 1, 9, 4])
    joint = np.full((n, n), n * (n - 1) / (population * (population - 1)))
    np.fill_diagonal(joint, n / population)

    plain = survey.total(survey.Design(n=n, fpc=population), y)[0]
    for form in ("horvitz-thompson", "yates-grundy"):
        design = survey.Design(weights=population / n, n=n, pps="joint", joint=joint, variance=form)
        found = survey.total(design, y)[0]

        assert [found.value, found.se] == pytest.approx([plain.value, plain.se], rel=1e-9)


def test_a_negative_variance_is_said_to_be_none():
    joint = np.array([[0.5, 0.4, 0.1], [0.4, 0.5, 0.4], [0.1, 0.4, 0.5]])
    design = survey.Design(n=3, weights=2.0, pps="joint", joint=joint, variance="yates-grundy")

    found = survey.total(design, [5.0, 1.0, 5.0], quality=survey.Quality(minimum_n=2))[0]

    assert (found.se, found.low) == (None, None)
    assert (found.flag, found.note) == ("imprecise", "the standard error cannot be measured")
