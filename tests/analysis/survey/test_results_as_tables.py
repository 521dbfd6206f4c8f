"""Results print as tables, leave as flat data frames, and draw themselves with their limits."""

from __future__ import annotations

import sys
from xml.etree import ElementTree

import numpy as np
import pandas
import polars
import pytest

from waystation.analysis import survey

N = 120
TABLE = {
    "sex": ["f", "m", "f"] * (N // 3),
    "area": ["north"] * (N // 2) + ["south"] * (N // 2),
    "age": [float(20 + i % 50) for i in range(N)],
    "income": [1000.0 + 10 * (i % 7) for i in range(N)],
    "work": ["yes" if i % 4 else "no" for i in range(N)],
    "n": [i % 2 for i in range(N)],
}


@pytest.fixture
def sample():
    return survey.Sample(TABLE, strata="area")


def test_a_table_of_means_is_printed_in_aligned_columns(sample):
    printed = repr(sample.by("area").mean("age"))

    assert printed.splitlines() == [
        "Mean. Base: everyone who answered. Limits: t.",
        "",
        "variable  area    mean    se  low 95 %  high 95 %   n",
        "age       north  41.17  1.98     37.21      45.12  60",
        "age       south  42.83  1.79     39.25      46.41  60",
    ]


def test_the_numbers_of_the_printed_table_are_the_estimates(sample):
    found = sample.by("area").mean("age")

    rows = [line.split() for line in repr(found).splitlines()[3:]]

    for row, line in zip(found, rows, strict=True):
        printed = [float(one) for one in line[2:6]]
        assert printed == pytest.approx([row.value, row.se, row.low, row.high], abs=0.005)


def test_a_flag_is_explained_below_and_the_condition_stands_in_the_title(sample):
    printed = repr(sample.where("age < 24").by("area").proportion("work"))

    assert "where age < 24" in printed.splitlines()[0]
    assert "korn-graubard" in printed.splitlines()[0]
    assert "withheld: n = " in printed
    assert "is below 30 answers" in printed


def test_a_long_table_is_cut_and_says_so():
    found = survey.total(survey.Design(n=300), by=list(range(300)))

    assert len(repr(found).splitlines()) < 70
    assert "… 240 more" in repr(found)


def test_a_notebook_gets_html_with_every_text_escaped():
    found = survey.Sample({"a": ["<b>", "x&y"] * 20, "y": [1.0, 2.0] * 20}).by("a").mean("y")

    table = ElementTree.fromstring(found._repr_html_())

    heads = [cell.text for cell in table.findall("./thead/tr/th")]
    assert heads == ["variable", "a", "mean", "se", "low 95 %", "high 95 %", "n", "flag"]
    assert {cell.get("scope") for cell in table.findall("./thead/tr/th")} == {"col"}
    assert [row[1].text for row in table.findall("./tbody/tr")] == ["<b>", "x&y"]
    assert "&lt;b&gt;" in found._repr_html_()
    assert table.find("caption").text.startswith("Mean.")


RESULTS = {
    "means": lambda s: s.by("area").mean("age", "income"),
    "shares": lambda s: s.by("area").proportion("work"),
    "median": lambda s: s.median("age", "income"),
    "difference": lambda s: s.by("area").mean("age").difference("north", "south"),
    "crosstab": lambda s: s.crosstab("work", "sex"),
    "regression": lambda s: s.regression("income ~ age + sex + work"),
    "term": lambda s: s.regression("income ~ age + sex + work").test("work"),
    "independence": lambda s: s.independence("work", "sex"),
    "t-test": lambda s: s.ttest("income", by="sex"),
}


@pytest.mark.parametrize("kind", RESULTS)
def test_every_result_prints_and_leaves_as_three_kinds_of_flat_tables(sample, kind):
    found = RESULTS[kind](sample)

    arrow, frame, other = found.to_arrow(), found.to_pandas(), found.to_polars()

    assert isinstance(frame, pandas.DataFrame)
    assert isinstance(other, polars.DataFrame)
    assert list(frame.columns) == other.columns == arrow.schema.names
    assert frame.index.nlevels == frame.columns.nlevels == 1
    assert len(frame) == other.height == arrow.num_rows > 0
    assert len(set(frame.columns)) == len(frame.columns)
    assert frame["p" if kind == "independence" else frame.columns[-1]].notna().any()
    assert len(repr(found).splitlines()) > 2
    assert ElementTree.fromstring(found._repr_html_()).tag == "table"


def test_the_tidy_table_has_a_row_per_estimate_with_its_error_and_base(sample):
    frame = sample.by("area").mean("age", "income").to_pandas()

    assert frame.columns.tolist() == [
        "statistic", "variable", "area", "value", "se", "low", "high", "confidence", "interval",
        "n", "weighted_n", "df", "deff", "flag", "note",
    ]  # fmt: skip
    assert frame["variable"].tolist() == ["age", "age", "income", "income"]
    assert frame["area"].tolist() == ["north", "south"] * 2
    wanted = [np.mean(TABLE["age"][:60]), np.mean(TABLE["age"][60:])]
    assert frame["value"][:2].tolist() == pytest.approx(wanted)


def test_a_breakdown_called_like_a_column_of_the_table_is_not_lost(sample):
    frame = sample.by("n").mean("age").to_pandas()

    assert frame["n (by)"].tolist() == [0, 1]
    assert frame["n"].tolist() == [60, 60]


def test_levels_of_several_types_leave_as_texts(sample):
    levels = sample.proportion("work", "n").to_arrow().column("level").to_pylist()

    assert levels == ["no", "yes", "0", "1"]


@pytest.mark.parametrize("library", ["pandas", "polars"])
def test_without_the_library_the_sentence_says_how_to_get_it(sample, monkeypatch, library):
    found = sample.mean("age")
    monkeypatch.setitem(sys.modules, library, None)

    with pytest.raises(survey.CannotEstimate, match=f"pip install {library}"):
        getattr(found, f"to_{library}")()
    assert found.to_arrow().num_rows == 1


def drawn(chart):
    """Return the records of a chart, and its marks."""
    told = chart.to_dict()
    layers = told["spec"]["layer"] if "spec" in told else told["layer"]
    return told["data"]["values"], [layer["mark"]["type"] for layer in layers], told


@pytest.mark.parametrize("kind", ["means", "shares", "median", "difference", "crosstab"])
def test_a_chart_has_a_point_and_limits_for_every_estimate(sample, kind):
    found = RESULTS[kind](sample)

    records, marks, _ = drawn(found.plot())

    rows = {"difference": lambda: [found], "crosstab": lambda: found.rows}.get(
        kind, lambda: found
    )()
    assert [(one["value"], one["low"], one["high"]) for one in records] == [
        (row.value, row.low, row.high) for row in rows
    ]
    assert marks == ["rule", "point", "point"]


def test_an_estimate_that_may_not_be_shown_is_a_hollow_point():
    sample = survey.Sample({"g": ["a"] * 40 + ["b"] * 10, "y": list(range(50))})

    records, _, told = drawn(sample.by("g").mean("y").plot(title="By group"))

    assert [one["hidden"] for one in records] == [False, True]
    assert told["title"] == "By group"


def test_three_breakdowns_are_drawn_in_panels_each_with_its_own_rows(sample):
    import vl_convert

    chart = sample.by("area", "sex").proportion("work").plot()

    records, _, told = drawn(chart)
    svg = vl_convert.vegalite_to_svg(told)
    assert told["facet"]["row"]["field"] == "by_area"
    assert len(records) == 8
    # One line and one point for each estimate, not all of them in every panel.
    assert svg.count('aria-roledescription="point"') == 8


def test_a_regression_draws_its_coefficients_without_the_constant(sample):
    records, _, told = drawn(RESULTS["regression"](sample).plot())

    assert [one["by_term"] for one in records] == ["age", "sex[m]", "work[yes]"]
    assert told["layer"][0]["encoding"]["x"]["scale"] == {"zero": True}
