"""Columns of pandas, Polars and Arrow: gaps are missing, declared levels stay in their order."""

from __future__ import annotations

import math
from datetime import date, datetime

import numpy as np
import pandas
import polars
import pyarrow
import pytest

from waystation.analysis import survey

LEVELS = ["none", "some", "all"]
TEXTS = ["some", None, "none", "some", "none", "none"]
AGES = [30.0, 40.0, 50.0, 60.0, 70.0, 80.0]
YES = [True, None, False, True, None, True]
NUMBERS = [1, None, 3, 4, None, 6]
DESIGN = survey.Design(n=6, weights=[1, 1, 1, 1, 2, 2])


def arrow_dictionary(values, levels):
    codes = [None if value is None else levels.index(value) for value in values]
    return pyarrow.DictionaryArray.from_arrays(pyarrow.array(codes, pyarrow.uint8()), levels)


def in_chunks():
    first, second = (arrow_dictionary(TEXTS[part], LEVELS) for part in (slice(2), slice(2, 6)))
    return pyarrow.chunked_array([first, second])


CATEGORIES = {
    "pandas category": pandas.Series(pandas.Categorical(TEXTS, LEVELS)),
    "pandas ordered": pandas.Series(pandas.Categorical(TEXTS, LEVELS, ordered=True)),
    "pandas on arrow": pandas.Series(
        arrow_dictionary(TEXTS, LEVELS).to_pandas()
    ),
    "polars enum": polars.Series(TEXTS, dtype=polars.Enum(LEVELS)),
    "arrow dictionary": arrow_dictionary(TEXTS, LEVELS),
    "arrow chunks": in_chunks(),
}  # fmt: skip
PLAIN_TEXTS = {
    "pandas string": pandas.Series(TEXTS, dtype="string"),
    "pandas string on arrow": pandas.Series(TEXTS, dtype="string[pyarrow]"),
    "pandas arrow type": pandas.Series(TEXTS, dtype=pandas.ArrowDtype(pyarrow.string())),
    "pandas object": pandas.Series([pandas.NA if one is None else one for one in TEXTS]),
    "polars string": polars.Series(TEXTS),
    "polars categorical": polars.Series(TEXTS, dtype=polars.Categorical),
    "arrow string": pyarrow.array(TEXTS),
    "list": TEXTS,
}
BOOLEANS = {
    "pandas boolean": pandas.Series(YES, dtype="boolean"),
    "pandas arrow type": pandas.Series(YES, dtype=pandas.ArrowDtype(pyarrow.bool_())),
    "pandas object": pandas.Series([pandas.NA if one is None else one for one in YES]),
    "polars": polars.Series(YES),
    "arrow": pyarrow.array(YES),
    "arrow chunks": pyarrow.chunked_array([YES[:2], YES[2:]]),
    "numpy masked": np.ma.MaskedArray([one is True for one in YES], [one is None for one in YES]),
    "list": YES,
    "0 and 1": [math.nan if one is None else float(one) for one in YES],
}
WHOLE = {
    "pandas Int64": pandas.Series(NUMBERS, dtype="Int64"),
    "pandas arrow type": pandas.Series(NUMBERS, dtype=pandas.ArrowDtype(pyarrow.int64())),
    "polars": polars.Series(NUMBERS),
    "arrow": pyarrow.array(NUMBERS),
    "numpy masked": np.ma.MaskedArray(
        [one or 0 for one in NUMBERS], [one is None for one in NUMBERS]
    ),
}


@pytest.mark.parametrize("kind", CATEGORIES)
def test_declared_levels_keep_their_order_and_an_unused_one_is_0(kind):
    answers = CATEGORIES[kind]

    found = survey.proportion(DESIGN, answers)
    asked = survey.choice_shares(DESIGN, answers)
    sizes = survey.total(DESIGN, by={"help": answers})

    # By weight: "some" 1 + 1, "none" 1 + 2 + 2, nobody "all"; the second row did not answer.
    assert [(row.level, row.value, row.n) for row in found] == [
        ("none", 5 / 7, 5), ("some", 2 / 7, 5), ("all", 0.0, 5)
    ]  # fmt: skip
    assert [row.level for row in asked] == LEVELS
    assert [(row.domain["help"], row.value, row.n) for row in sizes] == [
        ("none", 5.0, 3), ("some", 2.0, 2), ("all", 0.0, 0)
    ]  # fmt: skip
    assert sizes[2].flag == "nobody"


@pytest.mark.parametrize("kind", PLAIN_TEXTS)
def test_a_text_without_a_value_is_outside_the_base(kind):
    answers = PLAIN_TEXTS[kind]

    found = survey.proportion(DESIGN, answers)
    means = survey.mean(DESIGN, AGES, by=answers)

    assert [(row.level, row.value, row.n) for row in found] == [
        ("none", 5 / 7, 5), ("some", 2 / 7, 5)
    ]  # fmt: skip
    assert [row.value for row in means] == [(50 + 140 + 160) / 5, (30 + 60) / 2]


@pytest.mark.parametrize("kind", BOOLEANS)
def test_a_condition_without_a_value_is_false(kind):
    yes = BOOLEANS[kind]

    found = survey.mean(DESIGN, AGES, where=yes)[0]

    assert (found.value, found.n) == ((30 + 60 + 2 * 80) / 4, 3)


@pytest.mark.parametrize("kind", [one for one in BOOLEANS if one != "0 and 1"])
def test_the_share_of_yes_is_among_those_who_answered(kind):
    found = survey.proportion(DESIGN, BOOLEANS[kind])[0]

    assert (found.level, found.value, found.n) == (True, 4 / 5, 4)


@pytest.mark.parametrize("kind", WHOLE)
def test_whole_numbers_with_gaps_are_averaged_and_grouped_without_the_gaps(kind):
    numbers = WHOLE[kind]

    found = survey.mean(DESIGN, numbers)[0]
    groups = survey.total(DESIGN, by=numbers)

    assert (found.value, found.n) == ((1 + 3 + 4 + 2 * 6) / 5, 4)
    assert [key for (key,) in groups.keys] == [1, 3, 4, 6]


@pytest.mark.parametrize(
    ("where", "row", "value"),
    [
        (["yes", None, "no", "yes", "no", "no"], 1, "yes"),
        (pandas.Series([True, "", True, "True", None, True]), 4, "True"),
        (polars.Series(TEXTS, dtype=polars.Enum(LEVELS)), 1, "some"),
        ([0, 1, 2, 1, 1, 2], 3, "2"),
        (pyarrow.array([None, 1, 2, 1, 1, 2]), 3, "2"),
        (np.array(["2026-01-01"] * 6, "datetime64[D]"), 1, "2026-01-01"),
    ],
)
def test_a_condition_of_texts_or_codes_is_refused_with_its_row(where, row, value):
    with pytest.raises(survey.CannotEstimate) as caught:
        survey.mean(DESIGN, AGES, where=where)

    assert caught.value.code == "where_not_boolean"
    assert f"row {row} has “{value}”" in str(caught.value)


def test_two_declared_breakdowns_show_every_combination_and_a_found_one_only_those_found():
    declared = {"help": CATEGORIES["polars enum"], "again": CATEGORIES["pandas category"]}
    mixed = {"help": CATEGORIES["polars enum"], "again": TEXTS}

    every = survey.total(DESIGN, by=declared)
    some = survey.total(DESIGN, by=mixed)

    assert len(every.keys) == len(LEVELS) ** 2
    assert every.at("all", "all").value == 0.0
    assert some.keys == [("none", "none"), ("some", "some")]


def test_an_unused_stratum_is_no_part_of_the_design_and_no_post_stratum_either():
    strata = pandas.Series(pandas.Categorical(["b", "b", "a", "a"], ["b", "c", "a"]))

    design = survey.Design(n=4, strata=strata, fpc={"a": 10, "b": 20})
    adjusted = survey.post_stratify(design, strata, {"a": 10, "b": 20})

    assert design.strata_count == 2
    assert adjusted.weights.tolist() == [10, 10, 5, 5]


def test_intervals_of_age_cut_by_pandas_stay_in_order():
    groups = pandas.cut(pandas.Series([5, 70, 30, 31]), [0, 17, 64, 120])

    found = survey.total(survey.Design(n=4), by=groups)

    assert [(key, n) for (key,), n in zip(found.keys, found.n, strict=True)] == [
        ("(0, 17]", 1), ("(17, 64]", 2), ("(64, 120]", 1)
    ]  # fmt: skip


def test_weights_with_a_gap_are_missing_not_whatever_lies_under_the_gap():
    with pytest.raises(
        survey.CannotEstimate, match=r"1 weight\(s\) are missing, the first in row 2"
    ):
        survey.Design(weights=pyarrow.array([1, None, 3]))


def test_days_and_times_group_by_what_they_are_and_not_by_a_number():
    days = pandas.Series(pandas.to_datetime(["2026-03-02", "2026-03-01", None, "2026-03-02"]))
    hours = np.array(["2026-03-01T08:30"] * 4, "datetime64[m]")

    by_day = survey.total(survey.Design(n=4), by=days)
    by_hour = survey.total(survey.Design(n=4), by=hours)

    assert by_day.keys == [(date(2026, 3, 1),), (date(2026, 3, 2),)]
    assert by_day.value.tolist() == [1, 2]
    assert by_hour.keys == [(datetime(2026, 3, 1, 8, 30),)]  # noqa: DTZ001 - as given, no zone
