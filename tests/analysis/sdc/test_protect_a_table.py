"""A table leaves only if nothing shown gives a hidden cell away."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from waystation.analysis import sdc
from waystation.foundation.shared.errors import Refusal


def test_a_small_cell_is_hidden_with_one_more_so_that_the_total_does_not_give_it_away():
    table = sdc.Table.of({"sex": ["f", "m", "x"]}, [40, 31, 2])

    protected = sdc.protect(table, sdc.PUBLIC)

    assert [protected.cell(sex=sex).value for sex in ("f", "m", "x")] == [40, None, None]
    assert protected.cell().value == 40 + 31 + 2
    assert protected.cell(sex="x").kind == "primary"
    assert protected.cell(sex="m").kind == "secondary"


def test_a_single_small_figure_is_hidden():
    protected = sdc.protect(sdc.Table.of({}, [4]), sdc.PUBLIC)

    assert protected.cell().hidden


def test_each_audience_has_its_own_threshold():
    table = sdc.Table.of({}, [7])

    shown = {
        audience: not sdc.protect(table, sdc.policy_for(audience)).cell().hidden
        for audience in ("internal", "partners", "public")
    }

    assert shown == {"internal": True, "partners": True, "public": False}


def test_too_few_households_hide_a_cell_of_many_persons():
    columns = {"place": ["a", "b", "c"]}
    table = sdc.Table.of(columns, [50, 60, 70], units={"households": [3, 20, 25]})

    protected = sdc.protect(table, sdc.PUBLIC)

    assert protected.cell(place="a").kind == "primary"


def test_margins_given_as_rows_keep_their_place_in_the_answer():
    table = sdc.Table.of({"sex": ["total", "f", "m"]}, [15, 12, 3])

    protected = sdc.protect(table, sdc.PUBLIC)

    assert protected.row_kinds == ["shown", "secondary", "primary"]
    assert protected.hidden_rows.tolist() == [False, True, True]


def test_a_total_that_does_not_leave_needs_no_cover():
    columns = {"sex": ["f", "m", "x"]}
    table = sdc.Table.of(columns, [40, 31, 2], published=[("sex",)])

    protected = sdc.protect(table, sdc.PUBLIC)

    assert protected.counts == {"shown": 2, "primary": 1, "secondary": 0, "unpublished": 1}


def test_regions_protect_their_places_too():
    parents = {"place": {"a": "north", "b": "north", "c": "south", "d": "south"}}
    table = sdc.Table.of({"place": list("abcd")}, [30, 4, 50, 60], parents=parents)

    protected = sdc.protect(table, sdc.PUBLIC)

    assert protected.cell(place="a").kind == "secondary"
    assert protected.cell(place="north").value == 34


def test_two_hidden_ones_in_a_row_are_not_enough_when_zeros_are_shown():
    table = sdc.Table.of({"age": list("abcd")}, [1, 1, 50, 40])

    proof = sdc.protect(table, sdc.PUBLIC).attack()

    assert proof.holds
    assert (proof.high - proof.low >= 10).all()


SHAPES = st.sampled_from([(6,), (4, 3), (5, 5), (8, 3), (3, 3, 3), (4, 3, 2), (3, 2, 2, 2)])


@settings(max_examples=60, deadline=None)
@given(
    counts=SHAPES.flatmap(
        lambda shape: arrays.arrays(np.int64, shape, elements=st.integers(0, 60))
    ),
    threshold=st.integers(1, 12),
    zeros=st.sampled_from(["show", "hide"]),
)
def test_no_interval_is_narrower_than_the_rule(counts, threshold, zeros):
    codes = np.indices(counts.shape).reshape(counts.ndim, -1).astype(str)
    table = sdc.Table.of({f"d{i}": codes[i] for i in range(counts.ndim)}, counts.ravel())

    protected = sdc.protect(table, sdc.Policy("test", threshold=threshold, zeros=zeros))

    assert protected.attack().holds
    small = (table.counts < threshold) & ((table.counts > 0) | (zeros == "hide"))
    assert not (small & ~protected.hidden).any() or threshold == 1


@pytest.mark.parametrize(
    ("columns", "counts", "sentence"),
    [
        ({"sex": ["f", "m"]}, [3, -1], "counts of the cell sex=m is -1"),
        ({"sex": ["f", "m"]}, [3, float("nan")], "counts of the cell sex=m is nan"),
        ({"sex": ["f", "m", "total"]}, [3, 4, 8], "sex=total holds 8, but its parts add up to 7"),
        ({"sex": ["f", "f"]}, [3, 4], "sex=f is given twice"),
        ({"sex": ["f"]}, [3, 4], '"sex" has 1 rows'),
    ],
)
def test_a_wrong_table_is_refused_naming_the_cell(columns, counts, sentence):
    with pytest.raises(Refusal) as refusal:
        sdc.Table.of(columns, counts)

    assert sentence in refusal.value.in_english()


@pytest.mark.parametrize("threshold", [0, -3, 2.5])
def test_a_threshold_below_one_is_refused(threshold):
    with pytest.raises(Refusal) as refusal:
        sdc.Policy("public", threshold=threshold)

    assert refusal.value.code == "threshold_below_one"
