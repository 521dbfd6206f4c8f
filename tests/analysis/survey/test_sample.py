"""The notebook's interface gives the same numbers as the functions, from every kind of table."""

from __future__ import annotations

import duckdb
import numpy as np
import pandas
import polars
import pyarrow
import pyarrow.parquet
import pytest

from tests.analysis.survey.conftest import read_columns
from tests.analysis.survey.test_against_r import DESIGNS, ORACLE, margins
from waystation.analysis import survey

ROLES = {"weights": "w", "strata": "h", "clusters": "c"}


@pytest.fixture(scope="module")
def columns():
    """The generated sample as a dict of columns, with gaps."""
    t = read_columns(ORACLE / "sample.csv")
    y = t["y"].copy()
    y[5] = np.nan
    return {**t, "y": y, "dom": [None if i == 7 else one for i, one in enumerate(t["dom"])]}


@pytest.fixture(scope="module")
def r():
    """Return id → the numbers R printed (oracle/models.R)."""
    lines = (ORACLE / "models_r_survey_4.1.1.txt").read_text().splitlines()
    pairs = (line.split(": ") for line in lines)
    return {name: [float(number) for number in numbers.split()] for name, numbers in pairs}


@pytest.fixture(scope="module")
def whole():
    return survey.Sample(read_columns(ORACLE / "sample.csv"), **ROLES)


def as_parquet(columns, folder):
    pyarrow.parquet.write_table(pyarrow.table(columns), folder / "sample.parquet")
    return folder / "sample.parquet"


def as_relation(columns):
    table = pyarrow.table(columns)
    return duckdb.connect().from_arrow(table)


TABLES = {
    "dict": lambda columns, folder: columns,
    "pandas": lambda columns, folder: pandas.DataFrame(columns),
    "pandas on arrow": lambda columns, folder: pandas.DataFrame(columns).convert_dtypes(
        dtype_backend="pyarrow"
    ),
    "polars": lambda columns, folder: polars.DataFrame(columns, strict=False),
    "polars lazy": lambda columns, folder: polars.DataFrame(columns, strict=False).lazy(),
    "arrow": lambda columns, folder: pyarrow.table(columns),
    "arrow batch": lambda columns, folder: pyarrow.table(columns).to_batches()[0],
    "duckdb": lambda columns, folder: as_relation(columns),
    "parquet": as_parquet,
}


@pytest.mark.parametrize("kind", TABLES)
def test_every_kind_of_table_gives_what_the_functions_give(kind, columns, tmp_path):
    design = survey.Design(weights=columns["w"], strata=columns["h"], clusters=columns["c"])
    sample = survey.Sample(TABLES[kind](columns, tmp_path), **ROLES)

    found = sample.where("x > 3").by("dom", "sex").mean("y")
    shares = sample.proportion("dom")

    by = {"dom": columns["dom"], "sex": columns["sex"]}
    wanted = survey.mean(design, columns["y"], by=by, where=columns["x"] > 3)
    assert found.keys == wanted.keys
    np.testing.assert_array_equal(found.value, wanted.value)
    np.testing.assert_array_equal(found.se, wanted.se)
    assert [row.level for row in shares] == ["a", "b", "c"]
    assert {row.n for row in shares} == {len(columns["w"]) - 1}


def test_every_way_to_say_where_means_the_same_rows(columns):
    frame = pandas.DataFrame(columns)
    sample = survey.Sample(frame, **ROLES)

    ways = [
        sample.where("y > 50 and sex = 'f'"),
        sample.where("y > 50").where("sex == 'f'"),
        sample.where("y > 50", sex="f"),
        sample.where("y > 50", {"sex": ["f"]}),
        sample.where(frame["y"] > 50, sex="f"),
        sample.where(lambda t: (t["y"] > 50) & (t["sex"] == "f")),
        sample.where(polars.col("y").is_between(50, 1e9, closed="right"), sex="f"),
        sample.with_columns(high="y > 50").where("high", sex="f"),
    ]  # fmt: skip

    wanted = (columns["y"] > 50) & (columns["sex"] == "f")
    for way in ways:
        np.testing.assert_array_equal(way.mask, wanted)
        assert way.mean("x").n[0] == wanted.sum()
    assert sample.mask is None


def test_a_missing_value_is_in_no_condition_and_nan_is_not_the_largest_number(columns):
    sample = survey.Sample(columns, **ROLES)

    above, below = sample.where("y > 50"), sample.where("not (y > 50)")

    assert not above.mask[5]
    assert not below.mask[5]
    assert above.mask.sum() + below.mask.sum() == len(columns["y"]) - 1


@pytest.mark.parametrize(
    ("ask", "code", "words"),
    [
        (lambda s: s.mean("Y"), "column_unknown", "no column Y"),
        (lambda s: s.mean("agee"), "column_unknown", "The columns are: age"),
        (lambda s: s.by("region"), "column_unknown", "region"),
        (lambda s: s.where("ages > 3"), "expression", "neither a column nor an SQL expression"),
        (lambda s: s.where("sex"), "where_not_boolean", "row 1 has “f”"),
        (lambda s: s.where(sex="woman"), "value_unknown", "“sex” never is woman"),
        (lambda s: s.where("(select count(*) from read_csv('/etc/passwd')) > 0"), "expression", ""),
        (lambda s: s.where([True]), "column_length", "1 values"),
        (lambda s: s.by("dom").crosstab("sex", "age"), "no_groups", "where()"),
        (lambda s: s.crosstab("sex", "age", by="dom"), "no_groups", "where()"),
        (lambda s: s.by("dom").regression("y ~ x"), "no_groups", "regression"),
        (lambda s: s.regression("y = x"), "formula", "y ~ a + b"),
        (lambda s: s.regression("y ~ x +"), "formula", "y ~ a + b"),
        (lambda s: s.mean(), "no_column", "at least one column"),
        (lambda s: s.ttest("y", by="dom"), "ttest_groups", "a, b, c"),
        (lambda s: s.replicates("JKn").replicates("JKn"), "replicates_twice", "already"),
        (lambda s: survey.Sample(7), "table_kind", "not from int"),
        (lambda s: survey.Sample("absent.parquet"), "file_missing", "absent.parquet"),
        (lambda s: survey.Sample({"a": [1, 2], "b": [1]}), "column_length", "“b”"),
    ],
)  # fmt: skip
def test_what_cannot_be_asked_is_refused_in_a_sentence(whole, ask, code, words):
    with pytest.raises(survey.CannotEstimate) as caught:
        ask(whole)

    assert caught.value.code in (code, "no_rows")
    assert words in str(caught.value) or caught.value.code == "no_rows"
    assert "{" not in str(caught.value)


def test_a_condition_with_another_index_is_refused():
    frame = pandas.DataFrame({"y": [1.0, 2.0, 3.0], "x": [3, 1, 2]})

    with pytest.raises(survey.CannotEstimate) as caught:
        survey.Sample(frame).where(frame.sort_values("x")["y"] > 1)

    assert caught.value.code == "index_differs"


def test_differences_and_contrasts_between_groups_and_variables_are_r_s(whole, r):
    groups = whole.by("dom").mean("y", "x")
    both = whole.mean("y", "x")

    contrast = groups.contrast({("y", "a"): 1, ("y", "b"): -0.5, ("y", "c"): -0.5})
    between = both.difference("y", "x")

    assert [contrast.value, contrast.se] == pytest.approx(r["one|contrast"], rel=1e-9)
    assert [between.value, between.se] == pytest.approx(r["one|between"], rel=1e-9)
    assert between.t == pytest.approx(between.value / between.se)
    assert between.variable == "y less x"


def test_the_test_of_a_difference_is_student_s(whole):
    from scipy.stats import t as student

    found = whole.by("sex").mean("y").difference("m", "f")

    assert found.df == whole.by("sex").mean("y").df.max()
    assert found.p == pytest.approx(2 * student.sf(abs(found.value / found.se), found.df))
    assert {"t", "p"} <= set(found.to_pandas().columns)


@pytest.mark.parametrize("name", ["", "two_", "ps_", "rk_", "jk_"])
def test_t_tests_on_every_kind_of_design_are_r_s(whole, r, name):
    t = read_columns(ORACLE / "sample.csv")
    sample = whole._with(design=DESIGNS[name](t))
    of = {"": "one", "two_": "two", "ps_": "ps", "rk_": "rk", "jk_": "jk"}[name]

    groups = sample.ttest("y", by="sex")
    part = sample.where("dom <> 'a'").ttest("y", by="sex")
    one = sample.ttest("y", against=50)

    assert [groups.value, groups.t, groups.df, groups.p] == pytest.approx(
        r[f"{of}|ttest"], rel=1e-7
    )
    assert [part.value, part.t, part.df, part.p] == pytest.approx(r[f"{of}|ttest|domain"], rel=1e-7)
    # R 4.1.1 takes one degree of freedom too few where one mean is tested.
    value, statistic, df, _ = r[f"{of}|ttest|one"]
    assert [one.value, one.t, one.df] == pytest.approx([value, statistic, df + 1], rel=1e-7)


def test_a_paired_t_test_is_that_of_the_differences(whole):
    paired = whole.ttest("y", minus="x")
    made = whole.with_columns(d="y - x").ttest("d")

    assert (paired.value, paired.se, paired.p) == pytest.approx((made.value, made.se, made.p))
    assert paired.n == whole.n


def test_a_crosstab_holds_r_s_totals_shares_and_test(whole, r):
    found = whole.crosstab("dom", "sex")

    # R's table runs down its columns, ours along its rows.
    totals = np.array(r["one|table"]).reshape(2, 3).T.reshape(-1)
    np.testing.assert_allclose(found.totals.value, totals, rtol=1e-9)
    rows, columns = np.array(r["one|rows"]), np.array(r["one|columns"])
    np.testing.assert_allclose(np.r_[found.rows.value, found.rows.se], rows, rtol=1e-9)
    np.testing.assert_allclose(np.r_[found.columns.value, found.columns.se], columns, rtol=1e-9)
    assert [found.test.f, found.test.p] == pytest.approx(
        [r["one|chisq|F"][0], r["one|chisq|F"][3]], rel=1e-7
    )
    assert found.all.value.sum() == pytest.approx(1)
    assert found.row_totals.value.sum() == pytest.approx(found.grand_total.value[0])
    assert found.column_totals.value.sum() == pytest.approx(whole.weights.sum())


def test_a_crosstab_keeps_declared_levels_and_drops_values_outside_the_domain():
    table = {
        "help": pandas.Categorical(["some", "none", "some", "none"], ["none", "some", "all"]),
        "town": ["x", "y", "x", "z"],
    }

    found = survey.Sample(table).where(np.array([True, True, True, False])).crosstab("help", "town")

    assert found.levels == (["none", "some", "all"], ["x", "y"])
    assert found.totals.value.tolist() == [0, 1, 2, 0, 0, 0]
    assert found.cell("all", "x")["rows"].flag == "nobody"
    assert found.to_pandas()["total"].tolist() == [0, 1, 2, 0, 0, 0]


def test_a_crosstab_without_a_test_says_why():
    found = survey.Sample({"a": ["x", "x"], "b": ["y", "z"]}).crosstab("a", "b")

    assert found.test is None
    assert "No test: “a” has fewer than two values" in repr(found)


def test_weights_are_calibrated_by_column_names_with_replicates_too(whole):
    t = read_columns(ORACLE / "sample.csv")
    totals = {name: some for name, (_, some) in margins(t).items()}

    taylor = whole.rake(totals).by("dom").mean("y")
    again = whole.replicates("JKn").rake(totals).mean("y")

    np.testing.assert_allclose(taylor.se, survey.mean(DESIGNS["rk_"](t), t["y"], by=t["dom"]).se)
    np.testing.assert_allclose(again.se, survey.mean(DESIGNS["jkrk_"](t), t["y"]).se)
    everyone = whole.calibrate({None: 5000.0, "sex": {"f": 2600, "m": 2400}})
    assert everyone.total().value[0] == pytest.approx(5000)
    sizes = everyone.by("sex", "age").total()
    cells = dict(zip(sizes.keys, sizes.value, strict=True))
    post = whole.post_stratify(["sex", "age"], cells)
    assert post.total().value[0] == pytest.approx(5000)
    assert whole.total().value[0] == pytest.approx(t["w"].sum())


def test_replicate_weights_of_a_file_are_found_by_pattern():
    table = {"w": [1.0, 1.0], "rep1": [0.0, 2.0], "rep2": [2.0, 0.0], "y": [1.0, 3.0]}

    found = survey.Sample.with_replicates(
        table, weights="w", replicate_weights="rep*", scale=0.5, df=1
    )

    assert found.mean("y").se[0] == 1.0
    with pytest.raises(survey.CannotEstimate, match="called like jk"):
        survey.Sample.with_replicates(table, weights="w", replicate_weights="jk*", scale=1)


def test_two_stages_and_a_finite_population_are_lists_of_names(whole):
    t = read_columns(ORACLE / "sample.csv")
    sample = survey.Sample(t, weights="w", strata="h", clusters=["c", "i"], fpc=["N", "M"])

    found = sample.mean("y")

    assert found.se[0] == survey.mean(DESIGNS["two_"](t), t["y"]).se[0]
    assert "clusters c, i" in repr(sample)


def test_medians_of_several_columns_come_together_without_a_covariance(whole):
    found = whole.by("sex").median("y", "x")

    assert [row.variable for row in found] == ["y", "y", "x", "x"]
    with pytest.raises(survey.CannotEstimate, match="no covariance"):
        found.difference(("y", "f"), ("y", "m"))


def test_no_condition_is_everybody_and_an_empty_domain_is_refused_by_its_names(whole):
    everybody = whole.where(None)

    assert everybody.mean("y").n[0] == whole.n
    with pytest.raises(survey.CannotEstimate, match="“dom by sex” has no answer"):
        whole.where("y > 1000").crosstab("dom", "sex")


def test_by_and_where_may_be_options_of_an_estimate_too(whole):
    before = whole.where("x > 3").by("dom", "sex").mean("y")
    options = whole.mean("y", by=["dom", "sex"], where="x > 3")
    table = whole.crosstab("dom", "sex", where="x > 3")

    assert options.keys == before.keys
    np.testing.assert_array_equal(options.se, before.se)
    assert options.base == before.base == "everyone who answered, where x > 3"
    assert table.grand_total.n[0] == whole.where("x > 3").mask.sum()
    assert whole.mean("y", by="sex").keys == [("f",), ("m",)]
