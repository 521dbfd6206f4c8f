"""The table "From R" in docs/methods.md: both columns run and give the same numbers.

``oracle/calls.R`` runs R's column on the schools of Lumley's package, once; ours runs here.
"""

from __future__ import annotations

import re
from functools import cache

import numpy as np
import pandas
import pytest

from tests.analysis.survey.test_against_r import ORACLE
from waystation.analysis import survey
from waystation.analysis.survey.models import Regression, TermTest

pytestmark = pytest.mark.data

DOCUMENT = ORACLE.parents[3] / "docs" / "methods.md"
ROW = re.compile(r"^\| ([^|]+) \| `(.*)` \| `(.*)` \|$")
ROWS = [ROW.match(line) for line in DOCUMENT.read_text(encoding="utf-8").splitlines()]
CALLS = [(row[1], row[3]) for row in ROWS if row]
FEWEST = 30


@pytest.fixture
def answers(data):
    """Return what each call of the table gives here: they build on each other, like R's."""
    return answered(data / "survey")


@cache
def answered(folder):
    names = {name: pandas.read_csv(folder / f"{name}.csv")
             for name in ("apisrs", "apistrat", "apiclus1", "apiclus2")}  # fmt: skip
    srs = names["apisrs"]
    even = np.arange(len(srs)) % 2 == 1
    names["halves"] = srs.assign(r1=np.where(even, 0, 2) * srs["pw"],
                                 r2=np.where(even, 2, 0) * srs["pw"])  # fmt: skip
    names["Sample"] = survey.Sample
    found = []
    for _, call in CALLS:
        assigned, equals, expression = call.partition(" = ")
        if equals and assigned.isidentifier():
            names[assigned] = eval(expression, names)
            found.append(names[assigned])
        else:
            found.append(eval(call, names))
    return found


def numbers_of(found):
    """Return the values and the standard errors of a result, each sorted."""
    if isinstance(found, survey.Sample):
        return [found.weights.sum(), (found.weights**2).sum()], []
    if isinstance(found, Regression):
        return [one.value for one in found.coefficients], [one.se for one in found.coefficients]
    if isinstance(found, TermTest):
        return [found.f, found.df, found.df_rest, found.p], []
    for name in ("f", "t"):
        if not isinstance(found, survey.Estimate) and hasattr(found, name):
            return [getattr(found, name)], []
    if hasattr(found, "se"):
        return np.atleast_1d(found.value).tolist(), np.atleast_1d(found.se).tolist()
    return np.ravel(found).tolist(), []


def test_the_table_has_at_least_thirty_calls_each_run_by_r():
    lines = (ORACLE / "calls_r_survey_4.1.1.txt").read_text().splitlines()

    assert len(CALLS) == len(lines) >= FEWEST
    assert len({call for _, call in CALLS}) == len(CALLS)


@pytest.mark.parametrize("place", range(len(CALLS)), ids=[what for what, _ in CALLS])
def test_our_call_gives_what_r_s_call_gives(answers, place):
    line = (ORACLE / "calls_r_survey_4.1.1.txt").read_text().splitlines()[place]

    values, errors = numbers_of(answers[place])

    wanted, wanted_errors = ([float(one) for one in part.split()] for part in line.split("|"))
    np.testing.assert_allclose(sorted(values), wanted, rtol=1e-7)
    if wanted_errors:
        np.testing.assert_allclose(sorted(errors), wanted_errors, rtol=1e-7)
