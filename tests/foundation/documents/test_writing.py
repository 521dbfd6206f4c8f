"""Texts of typed nodes: what is no text is refused; lines to type and nodes say the same."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from waystation.foundation.documents import blocks, pages, pdf, word, writing
from waystation.governance.reports.rules.reports import figure_named

KEY = "fact:0198c0de-0000-7000-8000-000000000001"


def text(words, *marks):
    node = {"type": "text", "text": words}
    return node | ({"marks": [{"type": one} for one in marks]} if marks else {})


def paragraph(*content):
    return {"type": "paragraph", "content": list(content)} if content else {"type": "paragraph"}


def figure(indicator="people_served", period="", **where):
    return {"type": "figure", "attrs": {"indicator": indicator, "period": period, "where": where}}


def points(*items, kind="bullet_list"):
    return {"type": kind, "content": [{"type": "list_item", "content": [one]} for one in items]}


FOOTNOTE = {"type": "footnote", "attrs": {"text": "World Bank, 2021"}}
FACT = {"type": "fact", "attrs": {"fact": KEY}}


def test_a_text_of_every_node_is_read():
    nodes = [
        paragraph(text("We served "), figure("visits", "2026-Q3", sex="female"), FOOTNOTE),
        points(paragraph(text("strong", "strong", "em"))),
        points(paragraph(FACT), kind="ordered_list"),
        {"type": "blockquote", "content": [paragraph(text("a"), {"type": "hard_break"})]},
        paragraph(),
    ]

    assert writing.refusal_of(nodes) is None


@pytest.mark.parametrize(
    "nodes",
    [
        "<p>html</p>",
        [{"type": "script"}],
        [{"type": "paragraph", "content": "text"}],
        [{"type": "paragraph", "onclick": "x"}],
        [paragraph({"type": "text", "text": "a", "marks": [{"type": "link", "href": "x"}]})],
        [paragraph({"type": "text", "text": "a", "marks": [{"type": "strong", "style": "x"}]})],
        [paragraph(text(""))],
        [paragraph({"type": "figure", "attrs": {"indicator": "<b>", "period": "", "where": {}}})],
        [paragraph({"type": "figure", "attrs": {"indicator": "visits"}})],
        [paragraph({"type": "fact", "attrs": {"fact": "fact:1"}})],
        [paragraph({"type": "footnote", "attrs": {"text": " "}})],
        [{"type": "bullet_list", "content": [paragraph(text("a"))]}],
        [{"type": "bullet_list"}],
        [text("outside of a paragraph")],
        [{"type": "blockquote", "content": [points(paragraph(text("a")))]}],
    ],
)
def test_an_invalid_text_is_refused(nodes):
    assert writing.refusal_of(nodes).code == "text_unreadable"


def test_a_block_has_a_maximum_length():
    assert writing.refusal_of([paragraph(text("a" * 20_001))]).code == "too_long"


def test_earlier_plain_texts_become_nodes():
    typed = "In Kosovo* we served [people_served 2026-Q3 sex=female] people.\n\nSee [1] and a_b_c."

    nodes = writing.from_text(typed, figure_named)

    served = figure("people_served", "2026-Q3", sex="female")
    assert nodes == [
        paragraph(text("In Kosovo* we served "), served, text(" people.")),
        paragraph(text("See [1] and a_b_c.")),
    ]


def test_points_quotations_and_marks_are_typed_as_lines():
    typed = "- one\n- **two**\n\n1. first\n\n> said __so__ [^by whom]\n\n\\- no point"

    nodes = writing.from_text(typed, figure_named)

    assert nodes == [
        points(paragraph(text("one")), paragraph(text("two", "strong"))),
        points(paragraph(text("first")), kind="ordered_list"),
        {
            "type": "blockquote",
            "content": [
                paragraph(
                    text("said "), text("so", "em"), text(" "),
                    {"type": "footnote", "attrs": {"text": "by whom"}},
                )
            ],
        },
        paragraph(text("- no point")),
    ]  # fmt: skip


WORDS = st.text(alphabet="aë*_[]\\->1. ", min_size=1, max_size=12)
INLINE = st.one_of(
    st.builds(text, WORDS),
    st.builds(lambda words: text(words, "strong"), WORDS),
    st.builds(lambda words: text(words, "strong", "em"), WORDS),
    st.just(figure("visits", "2026-Q3", sex="female")),
    st.just(FOOTNOTE),
    st.just(FACT),
)


def joined(content):
    """As an editor writes them: no two texts of the same marks beside each other."""
    made = []
    for one in content:
        if made and one["type"] == made[-1]["type"] == "text" and (
            one.get("marks") == made[-1].get("marks")
        ):  # fmt: skip
            made[-1] = {**one, "text": made[-1]["text"] + one["text"]}
        else:
            made.append(one)
    return paragraph(text("x"), text("y", "em"), *made, text("z", "em"), text("x"))


PARAGRAPHS = st.lists(INLINE, max_size=5).map(
    lambda found: joined([{**one} for one in found])
)  # words at both ends: a line does not begin or end with blanks
TOP = st.one_of(
    PARAGRAPHS,
    st.lists(PARAGRAPHS, min_size=1, max_size=3).map(lambda found: points(*found)),
    st.lists(PARAGRAPHS, min_size=1, max_size=3).map(
        lambda found: points(*found, kind="ordered_list")
    ),
    st.lists(PARAGRAPHS, min_size=1, max_size=2).map(
        lambda found: {"type": "blockquote", "content": found}
    ),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(TOP, max_size=4))
def test_plain_text_and_nodes_convert_to_each_other(nodes):
    nodes = _merged(nodes)

    typed = writing.to_text(nodes)

    assert writing.from_text(typed, figure_named) == nodes


def _merged(nodes):
    """The text nodes at the seams of ``joined`` are merged as an editor would."""

    def one(node):
        if node["type"] == "paragraph":
            made = []
            for part in node["content"]:
                if made and part["type"] == made[-1]["type"] == "text" and (
                    part.get("marks") == made[-1].get("marks")
                ):  # fmt: skip
                    made[-1] = {**part, "text": made[-1]["text"] + part["text"]}
                else:
                    made.append(part)
            return {**node, "content": made}
        return {**node, "content": [one(part) for part in node["content"]]}

    return [one(node) for node in nodes]


def test_a_text_is_the_same_on_page_in_word_and_in_pdf():
    nodes = [
        paragraph(text("Reached "), FACT, FOOTNOTE, text(" people", "strong")),
        points(paragraph(text("one")), kind="ordered_list"),
        {"type": "blockquote", "content": [paragraph(text("They said so."))]},
    ]
    inline = {"fact": lambda attrs, begins: [blocks.Figure("about 1,500")]}
    report = blocks.report(
        "Report",
        [blocks.Heading("One"), *writing.blocks_of(nodes, inline), blocks.Heading("Two")],
        language="en",
        cover=blocks.Cover("The office", ["Street 1"], readers="For partners"),
        contents=True,
    )

    page = pages.render(report)
    said_by_word = _words_of(word.render(report))
    made = pdf.render(report)

    assert "<strong> people</strong>" in page
    assert '<li id="note-1">World Bank, 2021' in page
    for words in ("Reached about 1,500", "They said so.", "Contents", "The office", "Street 1"):
        assert words in said_by_word
    assert "World Bank, 2021" in _part_of(word.render(report), "word/footnotes.xml")
    assert made.startswith(b"%PDF")
    said_by_pdf = _text_of(made)
    for words in ("Reached about 1,500", "World Bank, 2021", "Contents", "The office"):
        assert words in said_by_pdf


def _words_of(document):
    import io

    from docx import Document

    return "\n".join(one.text for one in Document(io.BytesIO(document)).paragraphs)


def _part_of(document, name):
    import io
    import zipfile

    return zipfile.ZipFile(io.BytesIO(document)).read(name).decode()


def _text_of(document):
    import io

    from pypdf import PdfReader

    return "\n".join(one.extract_text() for one in PdfReader(io.BytesIO(document)).pages)


def test_a_picture_without_alternative_text_is_refused():
    from waystation.foundation.shared.errors import Refusal

    with pytest.raises(Refusal) as refused:
        blocks.Picture(b"\x89PNG", " ")

    assert refused.value.code == "alternative_missing"
