"""What a rule says on the texts of a few answers is what it says on the whole submission."""

import gc

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from tests.registry.collection.conftest import filled, workbook
from waystation.analysis.xforms.answers import Checker, problems_of, read_submission
from waystation.analysis.xforms.evaluate import truth
from waystation.analysis.xforms.layout import lay_out
from waystation.analysis.xforms.messages import WrongExpression
from waystation.analysis.xforms.on_texts import NOT_ON_TEXTS, Texts, condition_on_texts
from waystation.analysis.xforms.sheet import read_upload
from waystation.analysis.xforms.xpath import World, to_truth

PATHS = {"/data/a", "/data/g/b", "/data/c"}
ATOMS = st.sampled_from(
    [".", "/data/a", "/data/g/b", "/data/c", "0", "1.5", "-3", "'yes'", "''", "'2026-11-29'",
     "true()", "false()", "'a b'", "../a", "/data/g", "/data/*"]
)  # fmt: skip


def joined(inner):
    two = st.tuples(inner, inner)
    signs = st.sampled_from(
        ["=", "!=", "<", "<=", ">", ">=", "and", "or", "+", "-", "*", "div", "mod"]
    )
    calls = st.sampled_from(
        ["selected({0}, {1})", "not({0})", "string-length({0})", "count-selected({0})",
         "if({0}, {1}, {0})", "concat({0}, {1})", "contains({0}, {1})", "number({0})",
         "regex({0}, '[a-z]+')", "regex({0}, {1})", "round({0})", "int({0})", "boolean({0})",
         "count({0})", "sum({0})", "today() > {0}", "string({0})", "starts-with({0}, {1})"]
    )  # fmt: skip
    return st.one_of(
        st.builds(lambda pair, sign: f"({pair[0]} {sign} {pair[1]})", two, signs),
        st.builds(lambda pair, call: call.format(*pair), two, calls),
    )


EXPRESSIONS = st.recursive(ATOMS, joined, max_leaves=6)
ANSWERS = st.sampled_from(
    ["", " ", "yes", "no", "a b", "34", "1e3", "007", "-2.50", "1e308", "2026-11-29", "inf", "x\n",
     "2026-11-29T10:00:00.000+01:00", "ë", "1_000", "٣"]
)  # fmt: skip


@settings(max_examples=600, deadline=None)
@given(EXPRESSIONS, ANSWERS, ANSWERS, ANSWERS)
def test_a_condition_holds_on_texts_where_it_holds_on_the_tree(expression, a, b, c):
    root = etree.fromstring("<data><a/><g><b/></g><c/></data>")
    for path, text in zip(("a", "g/b", "c"), (a, b, c), strict=True):
        root.find(path).text = text
    texts = Texts({"/data/a": a, "/data/g/b": b, "/data/c": c})
    texts.here = c
    found = condition_on_texts(expression, PATHS)
    if found is None:
        return

    try:
        on_texts = to_truth(found[0](texts))
    except NOT_ON_TEXTS:
        return

    try:
        on_tree = truth(expression, World(root), root.find("c"))
    except WrongExpression as error:
        on_tree = error.code
    assert on_texts == on_tree


@pytest.mark.parametrize(
    ("rule", "reads_here"),
    [
        (". >= 0 and . <= 120", True),
        ("string-length(.) < 200", True),
        (" /data/a  = 'yes'", False),
        ("selected( /data/g/b , 'well') or not( /data/a = '1')", False),
        ("regex(., '^[0-9]{8}$')", True),
    ],
)
def test_usual_rules_are_evaluated_on_texts(rule, reads_here):
    found = condition_on_texts(rule, PATHS)

    assert found is not None
    assert found[1] is reads_here


@pytest.mark.parametrize(
    "rule",
    [
        "/data/a",  # a node is true though its text is empty
        "/data/a and . > 1",
        "not(/data/a)",
        "if(. > 1, /data/a, '')",
        "../a = 'yes'",
        "/data/other = 'yes'",
        "count(/data/a) = 1",
        "today() > .",
        "regex(., '(a)\\1')",  # outside RE2
        "string-length() < 3",
        ". >",
    ],
)
def test_rules_that_read_more_are_evaluated_on_the_tree(rule):
    assert condition_on_texts(rule, PATHS) is None


FORM = read_upload(
    "twice.xlsx",
    workbook(
        survey=[
            ("type", "name", "label", "relevant", "constraint"),
            ("begin_group", "g", "Group", "", ""),
            ("text", "works", "Works?", "", ""),
            ("end_group", "", "", "", ""),
            ("text", "trade", "Which?", "${works} = 'yes'", ""),
            ("decimal", "hours", "Hours", "", "string-length(.) < 3"),
        ],
        settings=(("form_id", "twice"), ("form_title", "Twice"), ("version", "1")),
    ),
).definition  # fmt: skip


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("<g><works>yes</works></g><trade>mason</trade>", []),
        ("<g><works>no</works></g><trade>mason</trade>", ["relevant"]),
        ("<trade>mason</trade>", ["relevant"]),
        ("<g><works>no</works><works>yes</works></g><trade>mason</trade>", ["twice"]),
        ("<g><works>no</works></g><g><works>yes</works></g><trade>mason</trade>", []),
        (f"<g><works>{'no' * 200}</works></g><trade>mason</trade>", ["relevant"]),
        ("<hours>2.000</hours>", []),
        ("<hours>12.5</hours>", ["constraint"]),
    ],
)
def test_an_answer_that_is_there_twice_or_long_is_read_from_the_tree(body, expected):
    root = read_submission(filled(form="twice", body=body)).root

    found = [one.kind for one in problems_of(FORM, root)]

    assert found == expected


KINDS = read_upload(
    "kinds.xlsx",
    workbook(
        survey=[
            ("type", "name", "label", "required", "relevant", "constraint", "calculation"),
            ("text", "name", "Name", "yes", "", "", ""),
            ("text", "works", "Works?", "", "", "string-length(.) < 4", ""),
            ("integer", "age", "Age", "yes", "", ". >= 0 and . <= 120", ""),
            ("integer", "born", "Born", "", "", ". > 1900 and . != 2000", ""),
            ("date", "since", "Since", "", "${works} = 'yes'", ". <= '2026-11-30'", ""),
            ("select_one yn", "again", "Again?", "", "${age} > 17", "", ""),
            ("select_multiple yn", "both", "Both?", "", "", "", ""),
            ("decimal", "pay", "Pay", "", "", ". > 0", ""),
            ("calculate", "twice", "", "", "", "", "${age} * 2"),
        ],
        choices=[("list_name", "name", "label"), ("yn", "yes", "Yes"), ("yn", "no", "No")],
        settings=(("form_id", "kinds"), ("form_title", "Kinds"), ("version", "1")),
    ),
).definition  # fmt: skip
GIVEN = st.one_of(ANSWERS, st.sampled_from(["121", "-1", "+5", "2000", "yes no", "x" * 200]))


class AsksAll(Checker):
    asks_all = True


@settings(max_examples=400, deadline=None)
@given(st.fixed_dictionaries({}, optional=dict.fromkeys(KINDS.by_key, GIVEN)))
def test_an_answer_that_breaks_no_rule_is_passed_over_and_every_other_is_named(answers):
    body = "".join(f"<{key}>{text}</{key}>" for key, text in answers.items())
    root = read_submission(filled(form="kinds", body=body)).root
    layout = lay_out(KINDS, root)

    found = Checker(layout, None).run()

    assert found == AsksAll(layout, None).run()


def test_a_right_answer_needs_no_look_at_each_of_its_rules(monkeypatch):
    body = "<name>Arta</name><works>yes</works><age>34</age><since>2026-11-01</since>"
    root = read_submission(filled(form="kinds", body=body)).root
    asked = []
    monkeypatch.setattr(Checker, "answer", lambda self, _, question, *rest: asked.append(question))

    Checker(lay_out(KINDS, root), None).run()

    assert {"name", "works", "age", "since"}.isdisjoint(one.key for one in asked)


def test_what_was_read_of_a_submission_is_freed_without_the_collector():
    """Else each submission of hundreds of questions leaves it hundreds of objects to look at."""
    root = read_submission(filled(form="twice", body="<trade>mason</trade>")).root
    problems_of(FORM, root)  # what is made once for a form is made now
    gc.collect()
    gc.disable()

    try:
        found = problems_of(FORM, root)
        left = gc.collect()
    finally:
        gc.enable()

    assert [one.kind for one in found] == ["relevant"]
    assert left == 0
