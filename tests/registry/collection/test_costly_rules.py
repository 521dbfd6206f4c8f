"""A form's rules cost a bounded number of steps: an answer is held with a sentence, never lost."""

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
from waystation.analysis.xforms.messages import Note, WrongExpression
from waystation.analysis.xforms.patterns import linear, matches
from waystation.analysis.xforms.sheet import read_upload
from waystation.analysis.xforms.xpath import World
from waystation.registry.collection import actions
from waystation.registry.collection.models import Submission

HEADINGS = ["type", "name", "label", "constraint", "choice_filter"]
CATASTROPHE = "(([a-z])+.)+[A-Z]([a-z])+$"
LOOKS_AROUND = "(?=.*[0-9])((a+)+)+$"


def form(constraint, kind="text"):
    rows = [HEADINGS, [kind, "name", "Name", constraint, ""]]
    choices = [["list_name", "name", "label"], ["l", "a", "A"]]
    settings_ = (("form_id", "household"), ("form_title", "T"), ("version", "1"))
    return workbook(rows, choices, settings_)


@pytest.fixture
def send_name(house, analyst, arta, client):
    """Publish a form with a constraint on a name, and send it a name from a phone."""
    from django.core.files.uploadedfile import SimpleUploadedFile

    def send(constraint, name):
        draft = actions.upload_form(analyst, house.prishtine.id, "f.xlsx", form(constraint))
        actions.publish_version(analyst, draft.id)
        _, token = actions.add_app_user(analyst, house.prishtine.id, arta.id, "Tablet")
        part = SimpleUploadedFile("s.xml", filled(body=f"<name>{name}</name>"), "text/xml")
        began = time.monotonic()
        answer = client.post(f"/forms/key/{token}/submission", {"xml_submission_file": part})
        return answer, time.monotonic() - began, draft

    return send


@pytest.mark.django_db
def test_a_name_cannot_freeze_the_server(send_name):
    answer, seconds, _ = send_name(f"regex(., '{CATASTROPHE}')", "a" * 60)

    assert answer.status_code == 201
    assert seconds < 30  # it took for ever
    assert Submission.objects.get().state == "held"  # the name does not fit, as on the phone


@pytest.mark.django_db
def test_a_pattern_outside_the_linear_engine_is_named_and_its_answer_held(send_name):
    answer, seconds, draft = send_name(f"regex(., '{LOOKS_AROUND}')", "a" * 40 + "1b")

    kept = Submission.objects.get()
    assert answer.status_code == 201
    assert seconds < 30
    assert (kept.state, kept.problems[0]["kind"]) == ("held", "rule")
    assert "too long" in kept.problems[0]["message"]
    notes = [str(Note.from_json(note)) for note in draft.notes]
    assert any("row 2, column D" in note and "looks around" in note for note in notes)


@pytest.mark.django_db
def test_a_pattern_with_look_around_still_decides(send_name):
    answer, _, _ = send_name("regex(., '(?=.*[0-9])[a-z0-9]+')", "zana7")

    assert answer.status_code == 201
    assert Submission.objects.get().state == "kept"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "constraint",
    [
        " + ".join(["1"] * 1000) + " = 1000",
        " or ".join(["false()"] * 1000) + " or true()",
        "-" * 1000 + "1 = 1",
        "if(. = 'x', 1, " * 60 + "1" + ")" * 60 + " = 1",
        " | ".join(["/data/name"] * 500) + " = 'zana'",
    ],
    ids=["a sum of 1,000 terms", "1,000 alternatives", "1,000 signs", "60 branches", "500 sets"],
)
def test_a_long_expression_is_evaluated(constraint, send_name):
    answer, seconds, _ = send_name(constraint, "zana")

    assert answer.status_code == 201
    assert Submission.objects.get().state == "kept"
    assert seconds < 30


@pytest.mark.django_db
@pytest.mark.parametrize(
    "constraint",
    [
        "(" * 400 + "1" + ")" * 400,
        "not(" * 1500 + "1" + ")" * 1500,
        "/data/name" + "[name" * 300 + "]" * 300,
        "1 + (" * 2000 + "1" + ")" * 2000,
    ],
)
def test_a_deep_expression_is_refused_with_its_place(constraint, client, house, analyst):
    from django.core.files.uploadedfile import SimpleUploadedFile

    client.force_login(analyst)
    file = SimpleUploadedFile("f.xlsx", form(constraint))

    answer = client.post("/forms/new/", {"file": file, "office": str(house.prishtine.id)})

    assert answer.status_code == 422
    words = answer.content.decode()
    assert "row 2" in words
    assert "nested too deeply" in words


@pytest.mark.django_db
@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01"])
def test_the_first_and_the_last_day_are_answers(day, send_name):
    rules = (
        "date(. + 400) > . and date(. - 400) < . and format-date(. + 1, '%Y') != '' "
        "and decimal-date-time(.) != 0 and . > today()"
    )

    answer, _, _ = send_name(rules, day)

    assert answer.status_code == 201
    assert Submission.objects.get().state == "held"


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
