"""The DuckDB path and the NumPy path share no arithmetic, and agree."""

from __future__ import annotations

import numpy as np
import pyarrow
import pyarrow.parquet
import pytest
from hypothesis import given, settings

from tests.analysis.survey.test_laws import design_of, samples
from waystation.analysis import survey

COLUMNS = {"weights": "weights", "strata": "strata", "clusters": "clusters"}


@pytest.mark.parametrize("by", [(), ("domain",)])
@given(s=samples())
@settings(max_examples=10, deadline=None)
def test_both_paths_agree_on_means_totals_and_ratios(by, s):
    table, design = pyarrow.table(s), design_of(s)
    domains = {name: s[name] for name in by} or None

    for statistic, numpy_path in (
        ("mean", survey.mean(design, s["y"], by=domains)),
        ("total", survey.total(design, s["y"], by=domains)),
        ("ratio", survey.ratio(design, s["y"], s["x"], by=domains)),
    ):
        sql_path = survey.estimate_by_sql(
            table, statistic, "y", x="x" if statistic == "ratio" else None, by=by, **COLUMNS
        )

        assert sql_path.keys == numpy_path.keys
        np.testing.assert_allclose(sql_path.value, numpy_path.value, rtol=1e-12)
        np.testing.assert_allclose(sql_path.se, numpy_path.se, rtol=1e-8, atol=1e-10)
        assert list(sql_path.df) == list(numpy_path.df)
        assert list(sql_path.n) == list(numpy_path.n)


def test_a_parquet_file_with_missing_answers_a_filter_and_a_finite_population(tmp_path):
    rng = np.random.default_rng(3)
    y = np.where(rng.random(60) < 0.2, np.nan, rng.normal(5, 2, 60))
    s = {
        "h": np.repeat([1, 2, 3], 20),
        "c": np.tile(np.repeat(np.arange(5), 4), 3),
        "w": rng.uniform(1, 3, 60),
        "y": y,
        "pop": np.repeat([30, 40, 50], 20),
        "woman": rng.random(60) < 0.5,
    }
    path = tmp_path / "records.parquet"
    pyarrow.parquet.write_table(pyarrow.table(s), path)
    design = survey.Design(weights=s["w"], strata=s["h"], clusters=s["c"], fpc=s["pop"])

    one = survey.mean(design, y, where=s["woman"])[0]
    other = survey.estimate_by_sql(
        path, "mean", "y", weights="w", strata="h", clusters="c", population="pop", where="woman"
    )[0]

    assert (other.value, other.se) == pytest.approx((one.value, one.se), rel=1e-10)
    assert (other.n, other.df) == (one.n, one.df)


def test_columns_that_differ_only_in_case_are_refused():
    table = pyarrow.table({"w": [1.0, 1.0], "W": [2.0, 2.0], "y": [1.0, 2.0]})

    with pytest.raises(survey.CannotEstimate, match="differ only in case"):
        survey.estimate_by_sql(table, "mean", "y", weights="w")


@pytest.mark.parametrize(
    ("columns", "sentence"),
    [
        ({"w": [1.0, -1.0]}, "negative, missing or infinite weight"),
        ({"w": [1.0, None]}, "negative, missing or infinite weight"),
        ({"y": [1.0, float("inf")]}, "infinite value"),
        ({"h": [1, 2]}, "only one unit"),
        ({"h": [1, None]}, "missing on some row"),
    ],
)
def test_bad_rows_are_refused_by_sql_too(columns, sentence):
    table = pyarrow.table({"w": [1.0, 1.0], "y": [1.0, 2.0], "h": [1, 1], **columns})

    with pytest.raises(survey.CannotEstimate, match=sentence):
        survey.estimate_by_sql(table, "mean", "y", weights="w", strata="h")


def test_sql_takes_a_filter_of_0_and_1_but_not_of_other_codes():
    table = pyarrow.table({"y": [1.0, 2.0, 9.0], "women": [1, 1, None], "sex": [1, 2, 2]})

    found = survey.estimate_by_sql(table, "mean", "y", where="women")[0]

    assert found.value == 1.5
    with pytest.raises(survey.CannotEstimate, match="other than 0 and 1"):
        survey.estimate_by_sql(table, "mean", "y", where="sex")


def test_one_row_is_no_sample_by_sql_and_its_stratum_has_a_name():
    with pytest.raises(survey.CannotEstimate, match=r"only one unit \(the whole sample\)"):
        survey.estimate_by_sql(pyarrow.table({"y": [1.0]}), "mean", "y")
