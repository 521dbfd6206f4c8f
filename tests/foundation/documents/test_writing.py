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


def linked(words, href="https://iom.int/a_(b)", *marks):
    link = {"type": "link", "attrs": {"href": href}}
    return {"type": "text", "text": words, "marks": [*({"type": one} for one in marks), link]}


def heading(words, level=1):
    return {"type": "heading", "attrs": {"level": level}, "content": [text(words)]}


def cell(words):
    return {"type": "table_cell", "content": [text(words)]} if words else {"type": "table_cell"}


def table(*rows):
    return {
        "type": "table",
        "content": [{"type": "table_row", "content": [cell(one) for one in row]} for row in rows],
    }


@pytest.mark.parametrize(
    "href",
    ["javascript:alert(1)", "data:text/html,x", "//evil.example", "https://a b", "/network/", ""],
)
def test_a_link_leads_to_a_page_or_an_address_and_nowhere_else(href):
    nodes = [paragraph(linked("here", href))]

    typed = writing.from_text(f"[here]({href})", kind=writing.DOCUMENT)

    assert writing.refusal_of(nodes, writing.DOCUMENT).code == "text_unreadable"
    assert "link" not in str(typed)


@pytest.mark.parametrize(
    "nodes",
    [
        [paragraph(figure())],
        [paragraph(FACT)],
        [{"type": "heading", "attrs": {"level": 3}, "content": [text("a")]}],
        [{"type": "heading", "attrs": {"level": True}, "content": [text("a")]}],
        [{"type": "heading", "attrs": {"level": 1}, "content": [text("a", "strong")]}],
        [{"type": "table"}],
        [table(("a", "b"), ("c",))],
        [points(heading("a"))],
    ],
)
def test_an_invalid_document_is_refused(nodes):
    assert writing.refusal_of(nodes, writing.DOCUMENT).code == "text_unreadable"


def test_a_table_has_only_as_many_columns_as_fit_on_paper():
    assert writing.refusal_of([table(["x"] * 12)], writing.DOCUMENT) is None
    assert writing.refusal_of([table(["x"] * 13)], writing.DOCUMENT).code == "table_wide"


def test_a_block_of_a_report_has_no_headings_and_no_typed_tables():
    typed = "# Not a heading\n| not | a table |"

    nodes = writing.from_text(typed, figure_named)

    assert {one["type"] for one in nodes} == {"paragraph"}
    assert writing.refusal_of([heading("a")]).code == "text_unreadable"
    assert writing.refusal_of([table(("a",))]).code == "text_unreadable"


def test_headings_tables_and_links_are_typed_as_lines():
    typed = (
        "# Item 1\nSaid. See [the **plan**](https://iom.int/plan).\n## Part\n"
        "| Who | What |\n|---|:--:|\n| IOM | a \\| b |\n| ILO |"
    )

    nodes = writing.from_text(typed, kind=writing.DOCUMENT)

    assert nodes == [
        heading("Item 1"),
        paragraph(text("Said. See "), linked("the **plan**", "https://iom.int/plan"), text(".")),
        heading("Part", 2),
        table(("Who", "What"), ("IOM", "a | b"), ("ILO", "")),
    ]
    assert writing.refusal_of(nodes, writing.DOCUMENT) is None


CELLS = st.text(alphabet="aë*|\\-#1[", max_size=6)
LINKS = st.builds(
    linked,
    st.text(alphabet="aë*_[]\\->| ", min_size=1, max_size=8),
    st.sampled_from(["https://a.int/x_(y)", "mailto:a@b.int", "http://a.int/?q=1&b=[2]"]),
)
PIECES = st.one_of(
    PARAGRAPHS,
    LINKS.map(lambda one: paragraph(text("x"), one, text("(y)"))),
    st.builds(heading, CELLS.map(lambda words: f"x{words}y"), st.sampled_from([1, 2])),
    st.integers(1, 4).flatmap(
        lambda width: st.lists(
            st.lists(CELLS, min_size=width, max_size=width), min_size=1, max_size=3
        ).map(lambda rows: table(*rows))
    ),
    st.lists(PARAGRAPHS, min_size=1, max_size=2).map(lambda found: points(*found)),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(PIECES, max_size=5))
def test_lines_and_nodes_of_a_document_convert_to_each_other(nodes):
    nodes = [one if one["type"] in {"heading", "table"} else _merged([one])[0] for one in nodes]

    typed = writing.to_text(nodes)

    assert writing.from_text(typed, figure_named, writing.DOCUMENT) == nodes


def test_a_document_is_the_same_on_page_in_word_and_in_pdf():
    nodes = [
        heading("Item 1. Plan"),
        paragraph(text("See "), linked("the plan", "https://iom.int/plan", "strong"), text(".")),
        table(("Who", "What"), ("IOM", "<b>drafts</b>")),
    ]
    report = blocks.report("Minutes", writing.blocks_of(nodes, {}), language="en")

    page = pages.render(report)
    in_word = word.render(report)
    in_pdf = pdf.render(report)

    assert '<a href="https://iom.int/plan" rel="noopener noreferrer"><strong>the plan' in page
    assert "<h2" in page
    assert "&lt;b&gt;drafts&lt;/b&gt;" in page
    assert "Item 1. Plan" in _words_of(in_word)
    assert "https://iom.int/plan" in _part_of(in_word, "word/_rels/document.xml.rels")
    assert "&lt;b&gt;drafts&lt;/b&gt;" in _part_of(in_word, "word/document.xml")
    for words in ("Item 1. Plan", "the plan", "Who", "<b>drafts</b>"):
        assert words in _text_of(in_pdf)
    assert b"https://iom.int/plan" in in_pdf
