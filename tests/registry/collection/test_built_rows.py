"""The rows of a form that is built in the browser are those of a workbook, there and back."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.registry.collection.conftest import CHOICES, SURVEY
from waystation.analysis.xforms.rows import as_cell, rows_of, workbook_of
from waystation.foundation.shared.errors import Refusal
from waystation.registry.collection.rules.building import lists, questions
from waystation.registry.collection.rules.building.book import (
    KINDS,
    OPENS,
    SELECTS,
    Book,
)
from waystation.registry.collection.rules.building.conditions import (
    COMPARISONS,
    Asked,
    Condition,
    Rule,
    expression_of,
    expression_of_rule,
    rule_in,
)
from waystation.registry.collection.rules.building.names import proposed_name

LANGUAGES = ["English (en)", "Shqip (sq)"]
texts = st.text(max_size=30).map(as_cell)
words = texts.filter(bool)
lines = st.lists(st.tuples(words, texts), max_size=6)


@st.composite
def books(draw):
    """Return a form of a few questions of every kind, in groups and repeats."""
    book = Book.new("Household", "household", "1", LANGUAGES)
    for choices in draw(st.lists(lines, max_size=2)):
        name = f"list_{len(book.lists)}"
        rows = [[f"c{at}", *labels] for at, labels in enumerate(choices)]
        lists.write_choices(book, name, rows)
    for kind in draw(st.lists(st.sampled_from(KINDS), max_size=8)):
        if kind in SELECTS and not book.lists:
            continue
        after = draw(st.sampled_from([0, *book.keys]))
        values = {}
        for name in questions.field_names(book, kind):
            values[name] = draw(st.booleans()) if name == "required" else draw(texts)
        values |= {"kind": kind} if "kind" in values else {}
        values |= {"list_name": next(iter(book.lists), "")} if "list_name" in values else {}
        values["name"] = proposed_name(values.get("label_0", ""), book.names)
        if after and book.line(after).closes:
            after = 0
        questions.write_values(book, book.add(kind, after, values.get("list_name", "")), values)
    return book


def again(book):
    """Return the form as it comes back from its workbook."""
    return Book.read(rows_of("form.xlsx", workbook_of(book.sheets)))


def said(book):
    """Return what the builder can say of a form."""
    return {
        "languages": book.languages,
        "lists": {name: lists.lines_of(book, name) for name in book.lists},
        "lines": [
            (one.kind, one.list_name, one.name, len(one.within), one.closes) for one in book.lines()
        ],
        "values": [questions.values_of(book, one.key) for one in book.lines() if one.kind in KINDS],
        "settings": [book.setting(one) for one in ("form_title", "form_id", "version")],
    }


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(books())
def test_a_form_comes_back_from_its_workbook_as_it_was_built(book):
    found = again(book)

    assert said(found) == said(book)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(books(), st.data())
def test_moving_keeps_every_question_and_every_group_closed(book, data):
    movable = [one.key for one in book.lines() if not one.closes]
    before = sorted(map(tuple, book.rows("survey")))

    for _ in range(5 if movable else 0):
        book.move(data.draw(st.sampled_from(movable)), up=data.draw(st.booleans()))
        depth = 0
        for one in book.lines():
            depth += (one.kind in OPENS) - one.closes
            assert depth >= 0
        assert depth == 0

    assert sorted(map(tuple, book.rows("survey"))) == before
    assert len(book.keys) == len(set(book.keys)) == len(book.rows("survey"))


@given(books())
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
def test_the_lines_of_a_list_are_its_choices(book):
    for name in book.lists:
        choices = lists.choices_in(lists.lines_of(book, name), len(LANGUAGES))
        before = said(book)

        lists.write_choices(book, name, choices)

        assert said(book) == before


@given(
    st.sampled_from([one for one, _ in COMPARISONS]),
    st.sampled_from(["text", "integer", "decimal", "date", "select_one", "select_multiple"]),
    st.text(max_size=12),
)
def test_a_comparison_is_read_back_from_its_expression(comparison, kind, value):
    choices = {"yes": "Po", "no": "Jo"}
    typed = {"integer": "12", "decimal": "1.5", "date": "2026-01-31"}.get(kind, value)
    condition = Condition("age", comparison, "yes" if kind in SELECTS else typed)

    try:
        expression = expression_of(condition, kind, choices)
    except Refusal:
        return
    found = rule_in(expression, {"age": Asked(kind, choices)})

    assert found is not None
    assert expression_of_rule(found, {"age": Asked(kind, choices)}) == expression


ASKED = {
    "age": Asked("integer"),
    "works": Asked("select_one", {"yes": "Po", "no": "Jo"}),
    "needs": Asked("select_multiple", {"food": "Ushqim", "rent": "Qira"}),
    "since": Asked("date"),
    "town": Asked("text"),
    "total": Asked("calculate"),
    ".": Asked("integer"),
}
VALUES = {"integer": "18", "date": "2026-01-31", "text": "and or 'a' = .", "calculate": "3"}


@given(
    st.sampled_from(["all", "any"]),
    st.lists(
        st.tuples(st.sampled_from(sorted(ASKED)), st.sampled_from([one for one, _ in COMPARISONS])),
        min_size=2,
        max_size=8,
    ),
)
def test_several_comparisons_are_read_back_from_their_expression(joined, pairs):
    conditions = []
    for name, comparison in pairs:
        kind, choices = ASKED[name]
        value = next(iter(choices), VALUES.get(kind, ""))
        one = Condition(name, comparison, "" if comparison in {"answered", "empty"} else value)
        try:
            expression_of(one, kind, choices)
        except Refusal:
            continue
        conditions.append(one)
    rule = Rule(joined if len(conditions) > 1 else "all", tuple(conditions))
    if not conditions:
        return

    found = rule_in(expression_of_rule(rule, ASKED), ASKED)

    assert found == rule


@pytest.mark.parametrize(
    ("expression", "rule"),
    [
        (
            '( ${age}>=18 ) and (selected( ${needs} , "food" ))',
            ("all", ("age", "at_least", "18"), ("needs", "is", "food")),
        ),
        (
            "selected(${works}, 'no') or not( selected(${needs}, 'rent') )",
            ("any", ("works", "is", "no"), ("needs", "is_not", "rent")),
        ),
        (". > 0 and . <= 120", ("all", (".", "more", "0"), (".", "at_most", "120"))),
        ("${since} <= today()", ("all", ("since", "at_most", "today()"))),
        ("${town} = 'a and b'", ("all", ("town", "is", "a and b"))),
    ],
)
def test_what_others_write_is_read_as_comparisons(expression, rule):
    joined, *conditions = rule

    found = rule_in(expression, ASKED)

    assert found == Rule(joined, tuple(Condition(*one) for one in conditions))


@pytest.mark.parametrize(
    "expression",
    [
        "${age} > 15 and ${age} < 60 or ${works} = 'yes'",
        "${age} > 15 and (${works} = 'yes' or ${works} = 'no')",
        "${needs} = 'food'",
        "${works} = 'maybe'",
        "${age} = '18'",
        "${unknown} = 1",
        "${age} > ${total}",
        "(${age} > 15",
        "${age} > 15 and",
        "not(${age} > 15)",
        "once(${age} > 15)",
        " and ".join(["${age} > 1"] * 9),
        "",
    ],
)
def test_what_comparisons_cannot_say_stays_an_expression(expression):
    found = rule_in(expression, ASKED)

    assert found is None


def test_what_the_builder_does_not_know_is_kept_as_it_is():
    survey = [
        [*row, extra]
        for row, extra in zip(SURVEY, ["appearance", "multiline", *[""] * 10], strict=False)
    ]
    survey.insert(2, ["barcode", "code", "Scan it", *[""] * 6, ""])
    extra = [["list", "of"], ["another", "sheet"]]
    book = Book.read(
        {"survey": survey, "choices": CHOICES, "settings": [["form_id"], ["a"]], "notes": extra}
    )

    book.move(book.keys[0], up=False)
    questions.write_values(book, book.keys[1], {"label_0": "Full name"})
    lists.write_choices(book, "town", lists.choices_in("prizren | Prizreni\npeje | Peja", 1))
    found = again(book)

    assert found.other_columns(found.keys[1]) == [("appearance", "multiline")]
    assert next(found.lines()).kind == ""
    assert found.row(found.keys[0])[:3] == ["barcode", "code", "Scan it"]
    assert ["town", "prizren", "Prizreni", "south"] in found.rows("choices")
    assert ["town", "peje", "Peja", ""] in found.rows("choices")
    assert found.sheets["notes"] == extra


def test_a_new_name_is_followed_by_what_refers_to_it():
    book = Book.read({"survey": SURVEY, "choices": CHOICES})
    age = next(one.key for one in book.lines() if one.name == "age")

    questions.write_values(book, age, {"name": "years"})

    rules = {book.get("survey", row, "relevant") for row in book.rows("survey")}
    assert "${years} > 15" in rules
    assert not any("${age}" in cell for row in book.rows("survey") for cell in row)


def test_a_copied_repeat_refers_to_its_own_questions():
    book = Book.new("A", "a", "1", ["English (en)"])
    book.add("begin_repeat")
    first = book.keys[0]
    questions.write_values(book, first, {"name": "child"})
    inner = book.add("integer", first)
    questions.write_values(book, inner, {"name": "age", "constraint": ". < ${age}"})

    book.copy(first)

    names = [(one.name, len(one.within)) for one in book.lines()]
    assert names == [("child", 0), ("age", 1), ("", 0), ("child_2", 0), ("age_2", 1), ("", 0)]
    assert book.get("survey", book.row(book.keys[4]), "constraint") == ". < ${age_2}"


@pytest.mark.parametrize(
    ("label", "name"),
    [
        ("What is your age?", "what_is_your_age"),
        ("Sa vjeç jeni, në të vërtetë?", "sa_vjec_jeni_ne_te_vertete"),
        ("Колико имате година?", "koliko_imate_godina"),
        ("كم عمرك؟", "question"),
        ("🙂", "question"),
        ("12 months", "question_12_months"),
        ("meta", "question_meta"),
        ("age", "age_2"),
    ],
)
def test_a_name_is_made_from_the_label(label, name):
    assert proposed_name(label, {"age"}) == name


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("\n".join(f"choice {n}" for n in range(10_000)), "10000 choices"),
        ("a | A\na | B", "Line 2: the code “a”"),
        ("a b | A", "Line 1"),
        ("a | A | B | C", "Line 1 has 4 parts"),
    ],
)
def test_lines_that_are_no_choices_are_named(typed, sentence):
    with pytest.raises(Refusal, match=sentence):
        lists.choices_in(typed, 2)


def test_lines_pasted_from_a_spreadsheet_are_choices():
    found = lists.choices_in("yes\tYes\tPo\nno\tNo\tJo\n\nMaybe so", 2)

    assert found == [["yes", "Yes", "Po"], ["no", "No", "Jo"], ["maybe_so", "Maybe so", ""]]
