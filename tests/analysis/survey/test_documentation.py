"""What the documentation says is run, and every public name is documented."""

from __future__ import annotations

import doctest
import importlib
import inspect
import subprocess
import sys

import pytest

from waystation.analysis import survey

MODULES = [
    "calibration",
    "choices",
    "comparisons",
    "contingency",
    "design",
    "fieldwork",
    "margins",
    "joining",
    "means",
    "models",
    "proportions",
    "quantiles",
    "sample",
    "replication",
    "sql",
    "trimming",
]


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_in_the_docstrings_are_true(name):
    module = importlib.import_module(f"waystation.analysis.survey.{name}")

    failed, attempted = doctest.testmod(module)

    assert failed == 0
    assert attempted > 0


@pytest.mark.parametrize("name", survey.__all__)
def test_every_public_name_says_what_it_is(name):
    assert len(inspect.getdoc(getattr(survey, name)) or "") > 40


def test_importing_the_analysis_loads_nothing_heavy():
    code = (
        "import sys, waystation.analysis, waystation.analysis.survey as s; "
        "print([m for m in ('numpy', 'scipy', 'duckdb', 'pyarrow', 'django') if m in sys.modules])"
    )

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "[]"


def test_an_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="no attribute"):
        survey.median_absolute_deviation  # noqa: B018
