"""The notebook in docs/ runs from its first cell to its last, and shows what it says."""

from __future__ import annotations

import ast
import json
from contextlib import redirect_stdout
from functools import cache
from io import StringIO

import pytest
import vl_convert

from tests.analysis.survey.test_against_r import ORACLE
from waystation.analysis import survey

NOTEBOOK = ORACLE.parents[3] / "docs" / "survey-notebook.ipynb"
CELLS = json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"]


def run(source, names):
    """Run a cell as a notebook does; return its last expression's value and what it printed."""
    tree = ast.parse(source)
    last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
    printed = StringIO()
    with redirect_stdout(printed):
        exec(compile(tree, NOTEBOOK.name, "exec"), names)
        value = last and eval(compile(ast.Expression(last.value), NOTEBOOK.name, "eval"), names)
    return value, printed.getvalue()


@cache
def ran():
    """Return the names after the last cell, and of each code cell its value and what it printed."""
    names = {}
    shown = [run("".join(cell["source"]), names) for cell in CELLS if cell["cell_type"] == "code"]
    return names, shown


def test_every_cell_runs_and_shows_something():
    _, shown = ran()

    assert len(shown) >= 15
    for value, printed in shown:
        assert value is not None or printed.strip()
        if hasattr(value, "_repr_html_"):
            assert "<table" in value._repr_html_() or hasattr(value, "to_dict")


def test_the_notebook_is_kept_without_results_which_would_grow_old():
    for cell in CELLS:
        assert cell.get("outputs", []) == []
        assert cell.get("execution_count") is None


def test_every_chart_draws_as_many_points_as_it_has_estimates():
    _, shown = ran()
    kinds = ("LayerChart", "FacetChart")
    charts = [value for value, _ in shown if type(value).__name__ in kinds]

    assert len(charts) == 4
    for chart in charts:
        told = chart.to_dict()
        svg = vl_convert.vegalite_to_svg(told)
        assert svg.count('aria-roledescription="point"') == len(told["data"]["values"])


def test_what_the_text_says_of_the_results_is_true():
    names, _ = ran()
    sizes = names["raked"].by("sex").total()

    assert dict(zip(sizes.keys, sizes.value.round(6), strict=True)) == {
        ("man",): 3100.0, ("woman",): 2350.0
    }  # fmt: skip
    assert all(0 <= row.low <= row.high <= 1 for row in names["work"])
    assert any(row.flag == "withheld" for row in names["by_age"])
    assert names["help_by_sex"].cell("woman", "not asked")["total"].value == 0
    assert names["replicated"] == pytest.approx(names["linearised"], rel=0.1)
    assert len(names["report"]) == len(names["by_age"])
    assert isinstance(names["people"], survey.Sample)
