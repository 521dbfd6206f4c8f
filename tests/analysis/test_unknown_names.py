"""A name that is not there is refused by that name, by every public function that takes names."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from waystation.analysis import link, sdc, survey
from waystation.analysis.link import persons
from waystation.foundation.shared.errors import Refusal

FOUR = [1.0, 2.0, 3.0, 4.0]
SEX = ["f", "f", "m", "m"]
TABLE = pa.table({"y": FOUR, "sex": SEX})
DESIGN = survey.Design(n=4)
MEANS = survey.mean(DESIGN, FOUR, by={"sex": SEX})
SHARES = survey.proportion(DESIGN, SEX)
COUNTS = sdc.Table.of({"sex": ["f", "m"]}, [40, 3])
PROTECTED = sdc.protect(COUNTS, sdc.PUBLIC)
KEYS = {"sex": ["f", "f"]}
PERSON = link.features("Besim", "Krasniqi", birth_year=1999, sex="male")
NAME = link.comparison(
    "name", ("Same name", link.same("name")), neutral=link.missing("name"), unlike="Another"
)
MODEL = link.Model((NAME,), (link.Weights((None, 0.9, 0.1), (None, 0.1, 0.9)),), prior=0.1, size=9)
FILE = pa.table({"id": [1, 2], "name": ["a", "a"]})


def without(name):
    return {key: value for key, value in PERSON.items() if key != name}


BY_NAME = {
    "at": lambda x: MEANS.at(x),
    "at with a level": lambda x: SHARES.at(level=x),
    "difference": lambda x: MEANS.difference("f", x),
    "choice_shares kind": lambda x: survey.choice_shares(DESIGN, SEX, kind=x),
    "choice_shares": lambda x: survey.choice_shares(DESIGN, [x, *SEX[1:]], choices=["f", "m"]),
    "deff": lambda x: survey.mean(DESIGN, FOUR, deff=x),
    "quantile rule": lambda x: survey.quantile(DESIGN, FOUR, rule=x),
    "rake": lambda x: survey.rake(DESIGN, {"sex": (SEX, {"f": 2, "m": 2, x: 1})}),
    "rake shape": lambda x: survey.rake(DESIGN, {x: {"f": 2, "m": 2}}),
    "rake residuals": lambda x: survey.rake(DESIGN, {"sex": (SEX, {"f": 2, "m": 2})}, residuals=x),
    "post_stratify": lambda x: survey.post_stratify(DESIGN, SEX, {"f": 2, "m": 2, x: 1}),
    "calibrate": lambda x: survey.calibrate(DESIGN, {"y": (FOUR, 10)}, distance=x),
    "calibrate shape": lambda x: survey.calibrate(DESIGN, {x: 10}),
    "sql column": lambda x: survey.estimate_by_sql(TABLE, "mean", x),
    "sql breakdown": lambda x: survey.estimate_by_sql(TABLE, "mean", "y", by=[x]),
    "sql statistic": lambda x: survey.estimate_by_sql(TABLE, x, "y"),
    "table parents": lambda x: sdc.Table.of(KEYS, [1, 2], parents={x: {"f": "a"}}),
    "table distinct": lambda x: sdc.Table.of(KEYS, [1, 2], distinct=[x]),
    "table published": lambda x: sdc.Table.of({"sex": SEX[1:3]}, [1, 2], published=[[x]]),
    "cell dimension": lambda x: PROTECTED.cell(**{x: "f"}),
    "cell code": lambda x: PROTECTED.cell(sex=x),
    "policy": sdc.policy_for,
    "effort": lambda x: sdc.protect(COUNTS, sdc.PUBLIC, effort=x),
    "importance": lambda x: sdc.suppress_locally(KEYS, 1, importance=[x]),
    "train": lambda x: link.train(FILE, (NAME,), learn_from=((x,),), sure=(("name",),)),
    "pairs": lambda x: link.scored_pairs(MODEL, FILE, [(x,)]),
    "clusters": lambda x: link.clusters(link.Pairs(*map(np.array, ([1], [x], [2.0]))), [1, 2]),
}


@pytest.mark.parametrize("function", BY_NAME)
@settings(max_examples=4, deadline=None)
@given(name=st.text("abcxyzëшذ", min_size=2, max_size=9))
@example(name="nobody")
def test_an_unknown_name_is_refused_and_named(function, name):
    with pytest.raises((Refusal, ValueError)) as caught:
        BY_NAME[function](name)

    assert name in str(caught.value)
    assert "{" not in str(caught.value)


@pytest.mark.parametrize(
    "make",
    [
        lambda x: persons.shipped_model().score(PERSON, without(x)),
        lambda x: link.Looker(persons.shipped_model(), [PERSON]).weight([without(x)]),
        lambda x: persons.table([without(x)]),
    ],
)
@pytest.mark.parametrize("name", ["family", "birth_year", "sex"])
def test_a_record_without_a_column_is_refused_and_the_column_named(make, name):
    with pytest.raises(ValueError, match=f"no column '{name}'"):
        make(name)


@pytest.mark.parametrize(
    "make",
    [
        lambda: survey.estimate_by_sql(TABLE, "ratio", "y"),
        lambda: survey.estimate_by_sql(TABLE, "mean", "y", where="sex"),
        lambda: survey.estimate_by_sql("nowhere.parquet", "mean", "y"),
        lambda: MEANS.contrast("f"),
        lambda: MEANS.difference("f", 2),
        lambda: MEANS.difference("f", -3),
        lambda: sdc.Table.of({"sex": ["f", "m"]}, [1, 2], parents={"sex": {"f": "m", "m": "f"}}),
        lambda: sdc.Table.of({"sex": ["f", "m"]}, [1, 2], largest=[1, 2]),
        lambda: sdc.l_diversity(KEYS, ["ill"]),
        lambda: sdc.individual_risk([1, 2], [1]),
        lambda: sdc.household_risk([0.1, 0.2], ["a"]),
        lambda: sdc.suppress_locally(KEYS, 1).applied({"age": [1, 2]}),
        lambda: link.scored_pairs(MODEL, FILE, []),
        lambda: link.Model.from_json({"weights": {}}, (NAME,)),
    ],
)
def test_what_does_not_fit_together_is_refused_in_a_sentence(make):
    with pytest.raises((Refusal, ValueError)) as caught:
        make()

    assert str(caught.value)
    assert "{" not in str(caught.value)


def test_no_breakdown_at_all_is_everybody():
    assert survey.mean(DESIGN, FOUR, by={})[0].value == 2.5
