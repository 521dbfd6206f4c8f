"""A cell is named by what it counts: a filter, a code and a numerator are one unknown."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from waystation.analysis import sdc
from waystation.analysis.sdc.counted import EVERYTHING, meet
from waystation.foundation.shared.errors import Refusal

SEX, AGE = ("f", "m", "x"), ("young", "old")
VISITS = (sdc.Term("visits", "rows"),)


def only(**codes):
    where = sdc.Where.of({name: sdc.Codes.of(code) for name, code in codes.items()})
    return (sdc.Term("visits", "rows", where),)


def one(count):
    return sdc.Table.of({}, [count])


def boxes(draw_from=st.frozensets):
    codes = {
        "sex": st.builds(sdc.Codes, draw_from(st.sampled_from(SEX)), st.booleans()),
        "age": st.builds(sdc.Codes, draw_from(st.sampled_from(AGE)), st.booleans()),
    }
    return st.fixed_dictionaries({}, optional=codes).map(sdc.Where.of)


def passes(where, row):
    return sum(all(row[name] in codes for name, codes in box) for box in where.boxes)


ROWS = [{"sex": s, "age": a} for s, a in itertools.product((*SEX, "?"), (*AGE, "?"))]


@given(boxes(), boxes(), boxes())
@settings(max_examples=60, deadline=None)
def test_filters_in_normal_form_pass_what_the_filters_pass_and_boxes_never_overlap(a, b, c):
    found = {"and": a & b, "or": a | b | c, "not": ~(a | b)}

    for row in ROWS:
        says = [bool(passes(one, row)) for one in (a, b, c)]
        assert passes(found["and"], row) == (says[0] and says[1])
        assert passes(found["or"], row) == any(says)
        assert passes(found["not"], row) == (not says[0] and not says[1])
    for one_, two in itertools.combinations(found["or"].boxes, 2):
        assert (meet(one_, two) is None) or one_ == two == EVERYTHING


def test_a_sentence_about_one_code_bares_the_cover_of_the_table():
    table = sdc.protect(sdc.Table.of({"sex": list("fmx")}, [40, 31, 2]), sdc.PUBLIC)
    sentence = sdc.protect(one(31), sdc.PUBLIC)

    found = sdc.attack([("table", VISITS, table), ("sentence", only(sex="m"), sentence)])

    assert table.cell(sex="m").hidden
    assert [(f.codes, f.low, f.high) for f in found.breaches] == [({"sex": "x"}, 2, 2)]


def test_the_sentence_is_hidden_because_the_table_hides_it():
    table = sdc.Table.of({"sex": list("fmx")}, [40, 31, 2])
    first = sdc.release("table", VISITS, sdc.protect(table, sdc.PUBLIC))

    protected = sdc.protect_next(one(31), sdc.PUBLIC, only(sex="m"), [first])

    assert protected.cell().hidden
    assert sdc.release("sentence", only(sex="m"), protected, [first]).attack.holds


def test_all_but_one_code_is_the_total_less_that_code():
    everyone = sdc.release("all", VISITS, sdc.protect(one(90), sdc.PUBLIC))
    but = (sdc.Term("visits", "rows", ~only(sex="x")[0].where),)

    protected = sdc.protect_next(one(88), sdc.PUBLIC, but, [everyone])

    assert protected.cell().hidden  # two are left


def test_overlapping_periods_are_cut_at_every_boundary():
    counts = {"2026-01-01/2026-03-31": 40, "2026-02-01/2026-04-30": 52, "2026-01-01/2026-04-30": 55}
    careless = [
        (name, VISITS, sdc.protect(one(count), sdc.PUBLIC), sdc.Span(name))
        for name, count in counts.items()
    ]

    found = sdc.attack(careless)

    assert {(f.low, f.high) for f in found.breaches} == {(3, 3)}  # January


def test_periods_that_overlap_without_more_leave_nothing_small():
    counts = {"2026-01-01/2026-03-31": 40, "2026-02-01/2026-04-30": 52}
    released = [
        (name, VISITS, sdc.protect(one(count), sdc.PUBLIC), sdc.Span(name))
        for name, count in counts.items()
    ]

    assert sdc.attack(released).holds


def test_offices_inside_offices_are_equations_too():
    both, a = frozenset({"a", "b"}), frozenset({"a"})
    released = [
        (name, VISITS, sdc.protect(one(count), sdc.PUBLIC), sdc.Span("2026", offices=offices))
        for name, count, offices in (("all", 60, both), ("one", 57, a))
    ]

    found = sdc.attack(released)

    assert [(f.low, f.high, f.why) for f in found.breaches] == [(3, 3, "narrow")]


def test_sums_of_money_are_named_like_counts():
    table = sdc.Table.of({"sex": list("fmx")}, [40, 31, 2], values=[4000, 3100, 900])
    money = (sdc.Term("visits", "sum euros"),)
    first = sdc.release("table", money, sdc.protect(table, sdc.PUBLIC))
    of_men = sdc.Table.of({}, [31], values=[3100])
    men = (sdc.Term("visits", "sum euros", only(sex="m")[0].where),)

    protected = sdc.protect_next(of_men, sdc.PUBLIC, men, [first])

    assert protected.cell().hidden


def test_people_do_not_add_up_over_days_but_over_what_describes_them():
    people = (sdc.Term("visits", "people", adds=frozenset({"sex"})),)
    table = sdc.Table.of({"sex": list("fmx")}, [40, 31, 2])
    quarter = sdc.Span("2026-Q1")
    first = sdc.release("table", people, sdc.protect(table, sdc.PUBLIC), span=quarter)
    january = sdc.Table.of({}, [50])

    men = sdc.protect_next(
        one(31), sdc.PUBLIC,
        (sdc.Term("visits", "people", only(sex="m")[0].where, frozenset({"sex"})),),
        [first], quarter,
    )  # fmt: skip
    month = sdc.protect_next(january, sdc.PUBLIC, people, [first], sdc.Span("2026-01"))

    assert men.cell().hidden
    assert not month.cell().hidden


@pytest.mark.parametrize("seed", range(8))
def test_whatever_is_asked_in_whatever_order_no_small_number_follows(seed):
    """Tables, sentences and periods of one office in any order; an attacker with all cells."""
    rng = np.random.default_rng(seed)
    months, counts = 3, {}
    for month in range(months):
        for sex, age in itertools.product(SEX, AGE):
            counts[month, sex, age] = int(rng.choice([rng.integers(0, 6), rng.integers(15, 60)]))
    spans = [(0, 1), (1, 2), (2, 3), (0, 2), (1, 3), (0, 3)]
    asked = []
    for start, end in spans:
        code = f"2026-0{start + 1}-01/2026-0{end}-{[31, 28, 31][end - 1]}"
        inside = {k: n for k, n in counts.items() if start <= k[0] < end}
        by_sex = [sum(n for k, n in inside.items() if k[1] == s) for s in SEX]
        by_both = [sum(n for k, n in inside.items() if k[1:] == both)
                   for both in itertools.product(SEX, AGE)]  # fmt: skip
        columns = {"sex": [s for s in SEX for _ in AGE], "age": list(AGE) * 3}
        asked.append((sdc.Span(code), VISITS, sdc.Table.of({"sex": list(SEX)}, by_sex)))
        asked.append((sdc.Span(code), VISITS, sdc.Table.of(columns, by_both)))
        asked.append((sdc.Span(code), only(sex="f"), one(by_sex[0])))
    ledger, refused = [], []

    for i in rng.permutation(len(asked)):
        span, what, table = asked[i]
        try:
            protected = sdc.protect_next(table, sdc.PARTNERS, what, ledger, span)
            ledger.append(sdc.release(f"{i}", what, protected, ledger, span))
        except Refusal as refusal:  # whatever is hidden, what was shown before says too much
            refused.append(refusal.code)

    found = sdc.attack(ledger)
    assert found.holds
    assert set(refused) <= {"insider", "release_attacked"}
    assert len(refused) <= 2
    assert [f for f in found.hidden if f.high - f.low < 5] == []


def test_a_cell_shown_before_under_another_name_cannot_be_hidden_now():
    partners = sdc.release("men", only(sex="m"), sdc.protect(one(7), sdc.PARTNERS))
    table = sdc.Table.of({"sex": list("fm")}, [40, 7])

    with pytest.raises(Refusal) as refusal:
        sdc.protect_next(table, sdc.PUBLIC, VISITS, [partners])

    assert refusal.value.code == "shown_before"
