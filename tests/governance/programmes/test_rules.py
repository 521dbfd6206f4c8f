"""Money, shares, trees and entries, without a database."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from waystation.governance.programmes.rules import entries
from waystation.governance.programmes.rules.money import (
    Money,
    add_money,
    count_once,
    euros_of,
    refusal_of_rate,
    refusal_of_shares,
)

TODAY = date(2026, 11, 29)
D = Decimal


def test_an_amount_in_another_currency_has_its_euros_by_the_rate():
    # 11.35 kronor were one euro: 1,135,000 / 11.35 = 100,000
    assert euros_of(D("1135000"), "SEK", D("11.35")) == D("100000.00")
    assert euros_of(D("12.50"), "EUR", None) == D("12.50")
    assert euros_of(D("12.50"), "SEK", None) is None


def test_mixed_currencies_stay_apart_and_have_one_total_in_euros():
    total = add_money([(D(100), "EUR", None), (D(200), "USD", D(2)), (D(50), "USD", D(1))])

    assert total.by_currency == {"EUR": D(100), "USD": D(250)}
    assert total.euros == D(100) + D(100) + D(50)
    assert total.without_rate == 0


def test_what_has_no_rate_is_named_and_not_silently_nothing():
    total = add_money([(D(100), "EUR", None), (D(200), "USD", None)])

    assert (total.euros, total.without_rate) == (D(100), 1)


def test_a_tree_with_budgets_on_two_of_three_levels_is_counted_once():
    children = {"programme": ["project"], "project": ["a", "b"]}
    own = {"programme": 1000, "a": 300, "b": 200}

    counted = count_once("programme", children, own, 0)

    assert (counted.total, counted.owners, counted.within) == (1000, ("programme",), 500)
    assert count_once("project", children, own, 0).total == 500


trees = st.recursive(
    st.integers(0, 1000).map(lambda own: (own, [])),
    lambda below: st.tuples(st.none() | st.integers(0, 1000), st.lists(below, max_size=3)),
    max_leaves=12,
)


@given(trees)
def test_a_total_is_the_sum_of_its_owners_and_no_owner_lies_below_another(tree):
    children, own, above = {}, {}, {}

    def name(node, path):
        if node[0] is not None:
            own[path] = node[0]
        children[path] = [(*path, at) for at in range(len(node[1]))]
        for at, child in enumerate(node[1]):
            above[*path, at] = path
            name(child, (*path, at))

    name(tree, ())
    counted = count_once((), children, own, 0)

    assert counted.total == sum(own[one] for one in counted.owners)
    for one in counted.owners:
        assert not any(one != other and one[: len(other)] == other for other in counted.owners)


@pytest.mark.parametrize(
    ("shares", "code"),
    [
        ([D(60), D(40)], None),
        ([D("33.334"), D("33.333"), D("33.333")], None),
        ([None, None], None),
        ([], None),
        ([D(60), D(30)], "shares_sum"),
        ([D(60), D("40.001")], "shares_sum"),
        ([D(60), None], "share_missing"),
        ([D(100), D(0)], "share_range"),
    ],
)
def test_shares_of_donors_add_to_a_hundred_or_are_unknown_for_all(shares, code):
    refusal = refusal_of_shares(shares)

    assert (refusal.code if refusal else None) == code


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"currency": "EUR"}, None),
        ({"currency": "SEK"}, "rate_missing"),
        ({"currency": "SEK", "rate": D(11), "rate_on": None}, "rate_on"),
        ({"currency": "SEK", "rate": D(11), "rate_on": date(2027, 1, 1)}, "rate_on"),
        ({"currency": "SEK", "rate": D(11), "rate_on": TODAY, "rate_source": " "}, "rate_source"),
        ({"currency": "SEK", "rate": D(11), "rate_on": TODAY, "rate_source": "ECB"}, None),
    ],
)
def test_another_currency_needs_a_dated_rate_with_its_source(values, code):
    refusal = refusal_of_rate(values, TODAY)

    assert (refusal.code if refusal else None) == code


FIGURE = {"starts_on": date(2026, 1, 1), "ends_on": date(2026, 12, 31), "source": "Report"}


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({**FIGURE, "actual": D(0)}, None),
        ({**FIGURE, "actual": None, "target": None}, "figure_missing"),
        ({**FIGURE, "text": "The law was adopted."}, None),
        ({**FIGURE, "actual": D(1), "source": ""}, "source_missing"),
        ({**FIGURE, "actual": D(1), "part": "female", "dimension": ""}, "dimension_missing"),
        ({**FIGURE, "actual": D(1), "ends_on": date(2025, 1, 1)}, "end_before_start"),
    ],
)
def test_zero_is_a_figure_and_a_typed_figure_names_its_document(values, code):
    refusal = entries.figure(values, TODAY)

    assert (refusal.code if refusal else None) == code


@pytest.mark.parametrize(
    ("level", "above", "code"),
    [
        ("programme", None, None),
        ("project", "programme", None),
        ("activity", "project", None),
        ("activity", "programme", None),
        ("activity", None, "parent_missing"),
        ("programme", "project", "parent_level"),
        ("project", "project", "parent_level"),
    ],
)
def test_the_levels_of_the_tree_follow_one_another(level, above, code):
    refusal = entries.refusal_of_parent(level, above)

    assert (refusal.code if refusal else None) == code


def test_money_without_a_line_is_nothing():
    assert not Money()
