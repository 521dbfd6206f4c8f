"""Every rule of the form is asked again on the server, and each broken one is named."""

import contextlib
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from tests.registry.collection.conftest import filled, workbook
from waystation.analysis.xforms.answers import (
    problems_of,
    read_submission,
    tables_of,
)
from waystation.analysis.xforms.evaluate import evaluate, same_everywhere
from waystation.analysis.xforms.messages import WrongExpression
from waystation.analysis.xforms.sheet import read_upload
from waystation.analysis.xforms.xpath import World

FORM = read_upload("household.xlsx", workbook()).definition
GOOD = "<name>Zana</name><age>34</age>"


def found(body):
    reading = read_submission(filled(body=body))
    return [(p.kind, p.question, p.row) for p in problems_of(FORM, reading.root)]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (GOOD, []),
        ("<age>34</age>", [("required", "name", 0)]),
        ("<name/><age>34</age>", [("required", "name", 0)]),
        (GOOD.replace("34", "121"), [("constraint", "age", 0)]),
        (GOOD.replace("34", "old"), [("type", "age", 0)]),
        (GOOD.replace("34", "34.5"), [("type", "age", 0)]),
        (GOOD + "<works>maybe</works>", [("choice", "works", 0)]),
        ("<name>A</name><age>9</age><works>yes</works>", [("relevant", "works", 0)]),
        (GOOD + "<region>north</region><town>mitrovice</town>", []),
        (GOOD + "<region>north</region><town>prizren</town>", [("choice", "town", 0)]),
        (GOOD + "<colours>red pink</colours>", [("choice", "colours", 0)]),
        (GOOD + "<colours>red green blue</colours>", [("constraint", "colours", 0)]),
        (GOOD + "<iq>9</iq>", [("unknown", "iq", 0)]),
        (GOOD + "<age>35</age>", [("twice", "age", 0)]),
        (
            GOOD
            + "<child><child_age>7</child_age></child><child><child_age>40</child_age></child>",
            [("constraint", "child_age", 2)],
        ),
    ],
)
def test_each_kind_of_rule(body, expected):
    assert found(body) == expected


FLAT = read_upload(
    "water.xlsx",
    workbook(
        survey=[
            ("type", "name", "label", "relevant", "choice_filter"),
            ("select_multiple source", "sources", "Where from?", "", ""),
            ("integer", "litres", "How much?", "selected(${sources}, 'well')", ""),
            ("text", "depth", "How deep?", "selected(${sources}, 'well')", ""),
            ("select_one source", "best", "Which is best?", "", "selected(${sources}, name)"),
        ],
        choices=[
            ("list_name", "name", "label"),
            ("source", "well", "Well"),
            ("source", "tap", "Tap"),
        ],
        settings=(("form_id", "water"), ("form_title", "Water"), ("version", "1")),
    ),
).definition  # fmt: skip


def test_what_questions_share_is_worked_out_for_each_submission_anew():
    """A condition that many questions have and a list are not looked at for each of them."""

    def kinds(body):
        root = read_submission(filled(form="water", body=body)).root
        return [(p.kind, p.question) for p in problems_of(FLAT, root)]

    well = "<sources>well tap</sources><litres>20</litres><depth>deep</depth><best>tap</best>"
    tap = well.replace("well tap", "tap")

    for _ in range(2):  # what one submission said must not be heard in the next
        assert kinds(well) == []
        assert kinds(tap) == [("relevant", "litres"), ("relevant", "depth")]
        assert kinds(tap.replace("<sources>tap", "<sources>river")) == [
            ("choice", "sources"),
            ("relevant", "litres"),
            ("relevant", "depth"),
            ("choice", "best"),
        ]


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("selected(/data/a, 'x') and not(/data/b = 2)", True),
        ("/data/a > 1 or count-selected(/data/b) = -1", True),
        (". > 1", False),
        ("../a = 1", False),
        ("/data/a[. = 1] = 1", False),
        ("position(..) = 1", False),
        ("/data/a = random()", False),
        ("/data/a = string()", False),
        ("/data/a = instance('l')/root/item/name", False),
        ("current()/../a = 1", False),
    ],
)
def test_only_what_names_answers_by_their_whole_path_is_the_same_everywhere(text, same):
    assert same_everywhere(text) is same


def test_a_repetition_becomes_its_own_table():
    tables = tables_of(FORM, read_submission(filled()).root)

    assert tables.main["children"] == "2"
    assert tables.repeats["child"] == [
        {"_row": "1", "_parent": "1", "child_name": "Dona", "child_age": "7"},
        {"_row": "2", "_parent": "1", "child_name": "Arbër", "child_age": "9"},
    ]


NOW = datetime(2026, 11, 22, 10, 30, tzinfo=UTC)
TREE = etree.fromstring(
    "<d><a>3</a><b>x y z</b><born>1990-05-06</born><none/>"
    "<r><n>1</n></r><r><n>2</n></r><r><n>4</n></r><p>42.66 21.16 0 0</p></d>"
)


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("/d/a + 1", 4.0),
        ("selected(/d/b, 'y') and not(selected(/d/b, 'q'))", True),
        ("count-selected(/d/b)", 3.0),
        ("selected-at(/d/b, 1)", "y"),
        ("coalesce(/d/none, /d/a)", "3"),
        ("if(/d/a > 2, 'many', 'few')", "many"),
        ("regex('0441234567', '^[0]{1}[0-9]{9}$')", True),
        ("today()", "2026-11-22"),
        ("/d/born < today()", True),
        ("int((today() - /d/born) div 365.25)", 36.0),
        ("format-date(/d/born, '%d.%m.%Y')", "06.05.1990"),
        ("date('2026-01-31') + 1 = date('2026-02-01')", True),
        ("decimal-date-time('1970-01-02')", 1.0),
        ("sum(/d/r/n)", 7.0),
        ("max(/d/r/n) - min(/d/r/n)", 3.0),
        ("count(/d/r[n > 1])", 2.0),
        ("string(/d/r[position() = 2]/n)", "2"),
        ("string(indexed-repeat(/d/r/n, /d/r, 3))", "4"),
        ("position(/d/r[3])", 3.0),
        ("/d/missing != 'yes'", True),
        ("/d/none = ''", True),
        ("number(/d/none) = number(/d/none)", False),
        ("round(2.345, 2)", 2.35),
        ("join('-', /d/r/n)", "1-2-4"),
        ("substr('Prishtinë', 0, 3)", "Pri"),
        ("-3 mod 2", -1.0),
        ("'a' = 'b' or 2 >= 2 and 1 != 2", True),
        ("count-non-empty(/d/*)", 7.0),
        ("pow(2, 3) * -1", -8.0),
        ("checklist(1, 2, /d/a = 3, /d/a = 4)", True),
        ("jr:choice-name('x', '/d/b')", "x"),
        ("concat(/d/a, ' of ', 5)", "3 of 5"),
        ("translate('abc', 'ab', 'x')", "xc"),
        ("digest('a', 'MD5', 'hex')", "0cc175b9c0f1b6a831c399e269772661"),
        ("once('new')", "3"),
    ],
)
def test_the_functions_of_odk(expression, value):
    world = World(TREE, repeats=frozenset({"/d/r"}), now=lambda: NOW)

    assert evaluate(expression, world, TREE.find("a")) == value


@pytest.mark.parametrize(
    "text", ["", "1 +", "f(", "nope(1)", "a b", "if(1)", "$x", "[1]", "a[", "'"]
)
def test_what_is_no_expression_is_refused(text):
    with pytest.raises(WrongExpression):
        evaluate(text, World(TREE), TREE)


@given(st.text(max_size=60))
def test_any_text_is_an_expression_or_refused(text):
    with contextlib.suppress(WrongExpression):
        evaluate(text, World(TREE), TREE)


@given(st.integers(-1000, 1000), st.integers(-1000, 1000), st.integers(1, 50))
def test_arithmetic_agrees_with_python(a, b, c):
    expected = float(a + b * c - (abs(a) % c if a >= 0 else -(abs(a) % c)))

    assert evaluate(f"{a} + {b} * {c} - {a} mod {c}", World(TREE), TREE) == expected


@pytest.mark.data
def test_the_flow_registry_checks_sums_over_its_groups(data):
    folder = data / "tracking" / "xlsforms"
    upload = read_upload("f.xlsx", (folder / "own_fmr_test_en_sq_sr.xlsx").read_bytes())

    keys = {question.key for question in upload.definition.questions}

    assert upload.definition.repeats
    assert upload.definition.media == ["fmp.csv"]
    assert keys
