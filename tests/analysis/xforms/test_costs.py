"""An evaluation costs a bounded number of steps, whatever the expression and the answers."""

import time
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from tests.registry.collection.conftest import filled, workbook
from waystation.analysis.xforms.answers import problems_of, read_submission
from waystation.analysis.xforms.evaluate import evaluate
from waystation.analysis.xforms.functions import FUNCTIONS
from waystation.analysis.xforms.messages import WrongExpression
from waystation.analysis.xforms.patterns import linear, matches
from waystation.analysis.xforms.sheet import read_upload
from waystation.analysis.xforms.xpath import World

QUADRATIC = [
    "count(//child[child_name = //child/child_name]) > 0",
    "sum(//child/child_age[. > sum(//child/child_age)]) = 0",
    "join(' ', //*) = concat(//*, //*, //*)",
    "//child/child_name != //child/child_name or count(//*[count(//*) = 0]) > 0",
]


@pytest.mark.parametrize("rule", QUADRATIC)
def test_a_rule_that_compares_everything_with_everything_is_given_up(rule):
    rows = [
        ["type", "name", "label", "constraint"],
        ["begin_repeat", "child", "Child", ""],
        ["text", "child_name", "Name", rule],
        ["integer", "child_age", "Age", ""],
        ["end_repeat", "", "", ""],
    ]
    definition = read_upload("f.xlsx", workbook(rows)).definition
    body = "<child><child_name>same</child_name><child_age>1</child_age></child>" * 3000
    root = read_submission(filled(body=body)).root
    began = time.monotonic()

    found = problems_of(definition, root)

    assert time.monotonic() - began < 60
    assert "rule" in {one.kind for one in found}
    assert any("too long" in one.message for one in found)


def test_a_submission_of_empty_repetitions_is_held_without_filling_them_in():
    rows = [
        ["type", "name", "label"],
        ["begin_repeat", "child", "Child"],
        *[["text", f"question_{number}", "Q"] for number in range(200)],
        ["end_repeat", "", ""],
    ]
    definition = read_upload("f.xlsx", workbook(rows)).definition
    root = read_submission(filled(body="<child/>" * 50_000)).root

    found = problems_of(definition, root)

    assert [one.kind for one in found] == ["size"]


# --- any expression -----------------------------------------------------------------------

TREE = etree.fromstring(
    "<data><a>9999-12-31</a><b>0001-01-01</b><c>x y</c><d/>"
    "<r><e>1</e></r><r><e>1e308</e></r><p>42.6 21.1 0 0;42.7 21.2</p></data>"
)
ATOMS = st.sampled_from(
    [".", "..", "/data/a", "../b", "//e", "/data/r", "@x", "text()", "'x y'", "''", "1", "0", "-1",
     "1e308", "999999999999999999", "0.1", "'9999-12-31'", "'0001-01-01T00:00:00+14:00'", "'NaN'",
     "'2026-02-30'", "'(a+)+$'", "'(?=a)'", "'%Y-%n-%3'", "'sha-256'", "current()", "/data/*[2]",
     "instance('l')/root/item", "position(..)", "last()", "'Ж\U0001f600'"]
)  # fmt: skip
NUMBERS = st.floats(allow_nan=False, allow_infinity=False).map(lambda n: f"{n:.3f}")


def longer(inner):
    signs = ["+", "-", "*", "div", "mod", "=", "!=", "<", ">=", "and", "or", "|"]
    operator = st.sampled_from([f" {sign} " for sign in signs])
    return st.one_of(
        st.tuples(inner, operator, inner).map("".join),
        inner.map(lambda one: f"({one})"),
        inner.map(lambda one: f"-{one}"),
        st.tuples(inner, inner).map(lambda two: f"{two[0]}[{two[1]}]"),
        st.tuples(st.sampled_from(sorted(FUNCTIONS)), st.lists(inner, max_size=4)).map(
            lambda call: f"{call[0]}({', '.join(call[1])})"
        ),
    )


@settings(max_examples=400)
@given(st.recursive(ATOMS | NUMBERS, longer, max_leaves=25))
def test_any_expression_has_a_value_or_a_sentence(text):
    world = World(TREE, now=lambda: datetime(2026, 7, 30, tzinfo=UTC))

    try:
        value = evaluate(text, world, TREE.find("a"))
    except WrongExpression as error:
        value = str(error)

    assert isinstance(value, list | str | float | int | bool)


@settings(max_examples=200)
@given(st.text(max_size=300))
def test_any_text_as_an_expression_has_a_value_or_a_sentence(text):
    try:
        value = evaluate(text, World(TREE), TREE)
    except WrongExpression as error:
        value = str(error)

    assert isinstance(value, list | str | float | int | bool)


@pytest.mark.parametrize(
    ("pattern", "text", "whole"),
    [
        ("[A-Z]{2}[0-9]{4}", "XK1234", True),
        ("[A-Z]{2}[0-9]{4}", "XK12345", False),
        ("a|ab", "ab", True),
        (r"\d+", "٣", False),
        (r"\p{L}+", "Đurđica", True),
        ("^[^@]+@[^@]+$", "zana@example.org", True),
        (r"(.)\1", "aa", True),
        ("(?!0).*", "0383", False),
        ("", "", True),
    ],
)
def test_a_pattern_matches_the_whole_text(pattern, text, whole):
    assert matches(pattern, text) is whole


def test_only_look_around_and_back_references_are_outside_the_linear_engine():
    assert linear("(?i)[a-z]{3,20}( [a-z]+)*") is not None
    assert linear("(?=a)b") is None
    assert linear(r"(a)\1") is None
