"""Regression and Rao–Scott through svy give what R's survey gives.

The numbers of R were computed once with R 4.2.2 and survey 4.1.1 on the reference files
apistrat.csv and apiclus1.csv (the California schools of Lumley's package), to 16 digits::

    strat <- svydesign(ids=~1, strata=~stype, weights=~pw, fpc=~fpc, data=apistrat)
    clus  <- svydesign(ids=~dnum, weights=~pw, data=apiclus1)
    svyglm(api00 ~ ell + meals + mobility, design)
    svyglm(I(sch.wide == "Yes") ~ ell + meals, design, family=quasibinomial())
    svyglm(enroll ~ ell + meals, design, family=quasipoisson())
    svychisq(~stype + sch.wide, design, statistic="F"), statistic="Chisq"
"""

from __future__ import annotations

import sys

import pytest

from tests.analysis.survey.conftest import read_columns
from waystation.analysis import survey

INSTALL = 'pip install "waystation[models]"'
STRAT = {"strata": "stype", "weights": "pw", "population": "fpc"}
CLUS = {"clusters": "dnum", "weights": "pw"}
GAUSSIAN, LOGIT = ("api00", ["ell", "meals", "mobility"]), ("wide", ["ell", "meals"])
POISSON = ("enroll", ["ell", "meals"])
R = {  # coefficient and standard error of each term, the constant first
    ("apistrat.csv", "gaussian"): [
        (820.8873159056231543, 10.0777359498853905), (-0.4805866121719494, 0.3919734032225283),
        (-3.1415353099845613, 0.2839465064165015), (0.2257132102296363, 0.3932183620225290),
    ],
    ("apistrat.csv", "binomial"): [
        (1.560408423586612692, 0.315530392132301607), (-0.006831056554696013, 0.013147068827186163),
        (0.003524761033535177, 0.008650137642729505),
    ],
    ("apistrat.csv", "poisson"): [
        (6.430758296733879220, 0.075222163969362418), (0.001691795784780792, 0.002581068102131859),
        (-0.001678399205262252, 0.002166070981642825),
    ],
    ("apiclus1.csv", "gaussian"): [
        (819.2790511391252721, 21.6050953963730059), (-0.5167217796834802, 0.3272625312584388),
        (-3.1232042648993521, 0.2808797924079379), (-0.1689196821871667, 0.4493930716506197),
    ],
    ("apiclus1.csv", "binomial"): [
        (1.89955691113632530, 0.515043168943873919), (0.03992541079780123, 0.012567808687829607),
        (-0.01911468246614480, 0.008914203331040399),
    ],
}  # fmt: skip


@pytest.fixture(scope="module")
def extra():
    """Svy, which is optional."""
    return pytest.importorskip("svy", reason=f"no svy here; install it with: {INSTALL}")


@pytest.fixture
def schools(data):
    def read(name):
        columns = read_columns(data / "survey" / name)
        columns["wide"] = [float(one == "Yes") for one in columns["sch.wide"]]
        return columns

    return read


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(("name", "family"), list(R))
def test_a_regression_has_the_coefficients_and_errors_of_r(extra, schools, name, family):
    y, x = {"gaussian": GAUSSIAN, "binomial": LOGIT, "poisson": POISSON}[family]
    design = STRAT if name == "apistrat.csv" else CLUS

    found = survey.regression(schools(name), y, x, family=family, **design)

    assert [one.term for one in found.coefficients] == ["constant", *x]
    for one, (value, se) in zip(found.coefficients, R[name, family], strict=True):
        assert one.value == pytest.approx(value, rel=1e-7)
        assert one.se == pytest.approx(se, rel=1e-6)
        assert one.low < one.value < one.high
    # 200 schools in 3 strata, 15 clusters in one; less the terms beside the constant
    assert found.df == (200 - 3 if name == "apistrat.csv" else 15 - 1) - len(x)


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(
    ("name", "design", "expected"),
    [
        (
            "apistrat.csv", STRAT,
            (17.24744396388879, 1.828671504163583, 360.248286320225873, 2.03504635946519e-07,
             26.75353403589074, 2, 3.232438416288661e-08),
        ),
        (
            "apiclus1.csv", CLUS,
            (5.090462615289773, 1.494639777707456, 20.924956887904386, 0.023071616825819,
             11.94089208074534, 2, 0.006155171751860629),
        ),
    ],
)  # fmt: skip
def test_rao_and_scott_s_test_is_r_s(extra, schools, name, design, expected):
    found = survey.independence(schools(name), "stype", "sch.wide", **design)

    assert (
        found.f, found.df_numerator, found.df_denominator, found.p,
        found.chi_square, found.chi_square_df, found.chi_square_p,
    ) == pytest.approx(expected, rel=1e-9)  # fmt: skip


def test_an_unknown_column_is_named(extra):
    with pytest.raises(survey.CannotEstimate, match="no column income"):
        survey.regression({"age": [1.0, 2.0]}, "income", ["age"])


def test_without_the_extra_the_sentence_says_how_to_get_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "svy", None)

    with pytest.raises(survey.CannotEstimate, match="pip install"):
        survey.independence({"a": [1], "b": [1]}, "a", "b")
