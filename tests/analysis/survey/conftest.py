"""The reference files of survey estimation, read as columns."""

from __future__ import annotations

import csv
import json

import numpy as np
import pytest


def read_columns(path):
    """Return the columns of a CSV file; NA and empty text are missing."""
    with path.open(encoding="utf-8") as file:
        rows = list(csv.reader(file))
    names, body = [name.strip('"') for name in rows[0]], rows[1:]
    return {
        name: column(values) for name, values in zip(names, zip(*body, strict=True), strict=True)
    }


def column(values):
    values = ["" if value == "NA" else value for value in values]
    try:
        return np.array([float(value) if value else np.nan for value in values])
    except ValueError:
        return np.array([value or None for value in values], dtype=object)


@pytest.fixture
def reference(data):
    """A function: case name → (columns, expected results of R's survey package)."""
    folder = data / "survey"
    cases = json.loads((folder / "expected.json").read_text())["cases"]

    def case(name):
        return read_columns(folder / cases[name]["data"]), cases[name]["results"]

    return case
