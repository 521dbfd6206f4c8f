"""Regression and Rao–Scott give what R's survey gives, on every kind of design.

``oracle/models.R`` made ``oracle/models_r_survey_4.1.1.txt`` from ``oracle/sample.csv`` (all
generated). The numbers of the reference files apistrat.csv and apiclus1.csv (the California schools
of Lumley's package) were computed once with R 4.2.2 and survey 4.1.1, to 16 digits::

    strat <- svydesign(ids=~1, strata=~stype, weights=~pw, fpc=~fpc, data=apistrat)
    clus  <- svydesign(ids=~dnum, weights=~pw, data=apiclus1)
    svyglm(api00 ~ ell + meals + mobility, design)
    svyglm(I(sch.wide == "Yes") ~ ell + meals, design, family=quasibinomial(), control=tight)
    svyglm(enroll ~ ell + meals, design, family=quasipoisson(), control=tight)
    svychisq(~stype + sch.wide, design, statistic="F"), statistic="Chisq"

with ``tight <- list(epsilon=1e-16, maxit=60)``: R takes the information matrix of the step before
the last, so that at its own tolerance the errors of a logit model are 2e-7 off.
"""

from __future__ import annotations

import numpy as np
import pytest

from tests.analysis.survey.conftest import read_columns
from tests.analysis.survey.test_against_r import DESIGNS, ORACLE
from waystation.analysis import survey

NAMES = {"one": "", "two": "two_", "ps": "ps_", "rk": "rk_", "jk": "jk_", "jm": "jmse_"}
GAUSSIAN, LOGIT = ("api00", ["ell", "meals", "mobility"]), ("wide", ["ell", "meals"])
POISSON = ("enroll", ["ell", "meals"])
R = {  # coefficient and standard error of each term, the constant first
    ("apistrat.csv", "gaussian"): [
        (820.8873159056231543, 10.0777359498853905), (-0.4805866121719494, 0.3919734032225283),
        (-3.1415353099845613, 0.2839465064165015), (0.2257132102296363, 0.3932183620225290),
    ],
    ("apistrat.csv", "binomial"): [
        (1.560408423586612692, 0.315530409259832390), (-0.006831056554696013, 0.013147068883688972),
        (0.003524761033535177, 0.008650137772936084),
    ],
    ("apistrat.csv", "poisson"): [
        (6.430758296733879220, 0.075222163817648097), (0.001691795784780792, 0.002581068099859722),
        (-0.001678399205262252, 0.002166070980765157),
    ],
    ("apiclus1.csv", "gaussian"): [
        (819.2790511391252721, 21.6050953963730059), (-0.5167217796834802, 0.3272625312584388),
        (-3.1232042648993521, 0.2808797924079379), (-0.1689196821871667, 0.4493930716506197),
    ],
    ("apiclus1.csv", "binomial"): [
        (1.89955691113632530, 0.515043141425274520), (0.03992541079780123, 0.012567811757245567),
        (-0.01911468246614480, 0.008914204481105203),
    ],
}  # fmt: skip


@pytest.fixture(scope="module")
def oracle():
    """Return id → the numbers R printed."""
    lines = (ORACLE / "models_r_survey_4.1.1.txt").read_text().splitlines()
    pairs = (line.split(": ") for line in lines)
    return {name: [float(number) for number in numbers.split()] for name, numbers in pairs}


@pytest.fixture(scope="module")
def sample():
    t = read_columns(ORACLE / "sample.csv")
    return {**t, "high": t["y"] > 50, "count": np.round(t["x"])}


def coefficients(oracle, name):
    """Return estimate, error, t and p of every coefficient of a model of R, and its df."""
    rows = []
    while f"{name}|{len(rows) + 1}" in oracle:
        rows.append(oracle[f"{name}|{len(rows) + 1}"])
    return np.array(rows), oracle[f"{name}|df"][0]


MODELS = {
    "gaussian": ("y", ["x", "sex", "dom"], {}),
    "interaction": ("y", ["x", "sex", "x:sex"], {}),
    "binomial": ("high", ["x", "dom"], {"family": "binomial"}),
    "poisson": ("count", ["y", "sex"], {"family": "poisson"}),
    "domain": ("y", ["x", "sex"], {"where": "outside a"}),
}
OTHERS = {
    "probit": ("high", ["x"], {"family": "binomial", "link": "probit"}),
    "gamma": ("y", ["x", "sex"], {"family": "gamma"}),
    "gamma log": ("y", ["x", "sex"], {"family": "gamma", "link": "log"}),
}


def fitted(design, t, y, terms, where=None, **more):
    names = dict.fromkeys(name for term in terms for name in term.split(":"))
    chosen = None if where is None else t["dom"] != "a"
    return survey.regression(
        design, t[y], {name: t[name] for name in names}, terms=terms, where=chosen, **more
    )


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("name", NAMES)
def test_a_regression_on_every_kind_of_design_is_r_s(oracle, sample, name, model):
    design = DESIGNS[NAMES[name]](sample)
    y, terms, more = MODELS[model]

    found = fitted(design, sample, y, terms, **more)

    rows, df = coefficients(oracle, f"{name}|{model}")
    for place, wanted in enumerate(rows.T):
        ours = [(one.value, one.se, one.t, one.p)[place] for one in found.coefficients]
        np.testing.assert_allclose(ours, wanted, rtol=1e-7)
    assert found.df == df


@pytest.mark.parametrize("model", OTHERS)
def test_other_families_and_links_are_r_s(oracle, sample, model):
    y, terms, more = OTHERS[model]

    found = fitted(DESIGNS[""](sample), sample, y, terms, **more)

    rows, df = coefficients(oracle, f"one|{model}")
    np.testing.assert_allclose([one.value for one in found.coefficients], rows[:, 0], rtol=1e-7)
    np.testing.assert_allclose([one.se for one in found.coefficients], rows[:, 1], rtol=1e-7)
    assert found.df == df


def test_a_term_of_several_levels_is_tested_as_a_whole(oracle, sample):
    found = fitted(DESIGNS[""](sample), sample, "y", ["x", "sex", "dom"])

    tested = found.test("dom")

    found = [tested.f, tested.df, tested.df_rest, tested.p]
    assert found == pytest.approx(oracle["one|term"], rel=1e-9)


@pytest.mark.parametrize("name", NAMES)
def test_rao_and_scott_on_every_kind_of_design_is_r_s(oracle, sample, name):
    design = DESIGNS[NAMES[name]](sample)

    found = survey.independence(design, sample["dom"], sample["sex"])

    second = [found.f, found.df_numerator, found.df_denominator, found.p]
    assert second == pytest.approx(oracle[f"{name}|chisq|F"], rel=1e-7)
    if f"{name}|chisq|Chisq" in oracle:
        first = [found.chi_square, found.chi_square_df, found.chi_square_p]
        assert first == pytest.approx(oracle[f"{name}|chisq|Chisq"], rel=1e-7)
        part = survey.independence(design, sample["dom"], sample["sex"], where=sample["age"] != 3)
        assert [part.f, part.df_numerator, part.df_denominator, part.p] == pytest.approx(
            oracle[f"{name}|chisq|domain"], rel=1e-7
        )


STRAT = {"strata": "stype", "fpc": "fpc"}
CLUS = {"clusters": "dnum"}


@pytest.fixture
def schools(data):
    def read(name):
        columns = read_columns(data / "survey" / name)
        columns["wide"] = columns["sch.wide"] == "Yes"
        given = STRAT if name == "apistrat.csv" else CLUS
        design = survey.Design(
            weights=columns["pw"], **{key: columns[column] for key, column in given.items()}
        )
        return design, columns

    return read


@pytest.mark.data
@pytest.mark.parametrize(("name", "family"), list(R))
def test_a_regression_of_the_schools_is_r_s(schools, name, family):
    y, x = {"gaussian": GAUSSIAN, "binomial": LOGIT, "poisson": POISSON}[family]
    design, t = schools(name)

    found = survey.regression(design, t[y], {one: t[one] for one in x}, family=family)

    assert [one.term for one in found.coefficients] == ["constant", *x]
    for one, (value, se) in zip(found.coefficients, R[name, family], strict=True):
        assert one.value == pytest.approx(value, rel=1e-7)
        assert one.se == pytest.approx(se, rel=1e-7)
        assert one.low < one.value < one.high
    # 200 schools in 3 strata, 15 clusters in one; less the terms beside the constant
    assert found.df == (200 - 3 if name == "apistrat.csv" else 15 - 1) - len(x)


@pytest.mark.data
@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (
            "apistrat.csv",
            (17.24744396388879, 1.828671504163583, 360.248286320225873, 2.03504635946519e-07,
             26.75353403589074, 2, 3.232438416288661e-08),
        ),
        (
            "apiclus1.csv",
            (5.090462615289773, 1.494639777707456, 20.924956887904386, 0.023071616825819,
             11.94089208074534, 2, 0.006155171751860629),
        ),
    ],
)  # fmt: skip
def test_rao_and_scott_s_test_of_the_schools_is_r_s(schools, name, expected):
    design, t = schools(name)

    found = survey.independence(design, t["stype"], t["sch.wide"])

    assert (
        found.f, found.df_numerator, found.df_denominator, found.p,
        found.chi_square, found.chi_square_df, found.chi_square_p,
    ) == pytest.approx(expected, rel=1e-9)  # fmt: skip


TEN = list(range(10))


@pytest.mark.parametrize(
    ("y", "x", "more", "code"),
    [
        (TEN, {"x": TEN, "twice": [2 * one for one in TEN]}, {}, "regression_rank"),
        (TEN, {"x": ["a"] * 10}, {}, "predictor_constant"),
        (TEN, {"x": TEN}, {"family": "binomial"}, "regression_answers"),
        ([-one for one in TEN], {"x": TEN}, {"family": "poisson"}, "regression_answers"),
        ([0] * 5 + [1] * 5, {"x": TEN}, {"family": "binomial"}, "regression_converges"),
        (TEN, {"x": TEN}, {"link": "cauchy"}, "link"),
        (TEN, {"x": [None] * 10}, {}, "no_rows"),
        (TEN, {"x": [str(one) for one in TEN]}, {}, "regression_df"),
    ],
)
def test_a_regression_that_cannot_be_is_refused_by_name(y, x, more, code):
    with pytest.raises(survey.CannotEstimate) as caught:
        survey.regression(survey.Design(n=10), y, x, **more)

    assert caught.value.code == code
    assert "{" not in str(caught.value)


def test_a_test_of_one_value_is_refused():
    with pytest.raises(survey.CannotEstimate, match="fewer than two values"):
        survey.independence(survey.Design(n=4), ["a"] * 4, ["x", "y", "x", "y"])


def test_the_exponentials_of_a_logit_model_are_odds_ratios_and_of_another_link_none():
    sample = survey.Sample({"y": [0, 1] * 20, "x": [0.5, 1.5, 2.5, 1.0] * 10})
    model = sample.regression("y ~ x", family="binomial")

    ratios = model.ratios()

    [one] = ratios.coefficients
    columns = ratios.as_columns()
    assert columns["value"] == [pytest.approx(np.exp(one.value), rel=1e-12)]
    assert columns["low"][0] < columns["value"][0] < columns["high"][0]
    assert "odds ratio" in repr(ratios)
    with pytest.raises(survey.CannotEstimate, match="logit or log"):
        sample.regression("y ~ x").ratios()
