"""One report, three ways out: PDF, Word and page say the same and carry the same notes."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from datetime import date
from itertools import pairwise

import pytest
from django.utils import translation
from docx import Document
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from waystation.foundation.documents import blocks, charts, maps, pages, pdf, word
from waystation.foundation.shared.errors import Refusal

HOSTILE = '#panic("x") $x$ *b* \\ {{ 7*7 }} {% raw %} <b>&amp;</b> "quoted" =1+1'
NOTE = "References to Kosovo shall be understood"


def table(text="MSC Prishtinë"):
    columns = [blocks.Column("Centre"), blocks.Column("People", "number")]
    rows = [[text, 1234], ["MSC Pejë", blocks.Hidden("fewer than 5")]]
    return blocks.Table("By centre", columns, rows, source="Visit records", as_of=date(2026, 9, 30))


def a_report(text="Људи Ђ Љ, ëÇ", language="en", **more):
    return blocks.report(
        f"Report {text}",
        [
            blocks.Heading(f"1. {text}"),
            blocks.Heading("Part", 2),
            blocks.Paragraph([f"{text} ", blocks.Figure("1,038", "/results/1/"), " people."]),
            blocks.Points([text, "second"]),
            blocks.KeyFigures([("People served", "3,214", text)]),
            table(text),
            charts.bars(f"Visits {text}", [("Jan", 3), (text, 5)], labels=("Month", "Visits")),
            blocks.Note(text),
        ],
        language=language,
        dated=date(2026, 10, 2),
        **more,
    )


def words_of(document):
    made = Document(io.BytesIO(document))
    said = [paragraph.text for paragraph in made.paragraphs]
    for one in made.tables:
        said += [cell.text for row in one.rows for cell in row.cells]
    return "\n".join(said)


def test_a_pdf_is_tagged_for_screen_readers():
    made = pdf.render(a_report())

    assert made.startswith(b"%PDF")
    assert b"pdfuaid" in made
    streams = re.findall(rb"stream\r?\n(.*?)endstream", made, re.S)
    unpacked = b"".join(_unpacked(stream) for stream in streams)
    everything = made + unpacked
    assert b"StructTreeRoot" in everything
    # the sentence of the chart is its alternative text
    assert b"/Alt" in everything


def _unpacked(stream):
    try:
        return zlib.decompress(stream)
    except zlib.error:
        return b""


def test_the_same_report_gives_the_same_pdf():
    assert pdf.render(a_report()) == pdf.render(a_report())


@pytest.mark.parametrize("language", ["en", "sq", "sr", "sr-latn", "ar"])
def test_a_report_comes_out_in_every_language(language):
    text = {"ar": "تقرير", "sr": "Извештај", "sq": "Raport për njerëzit"}.get(language, "Izveštaj")

    report = a_report(text, language)

    assert pdf.render(report).startswith(b"%PDF")
    assert text in words_of(word.render(report))
    assert f'dir="{"rtl" if language == "ar" else "ltr"}"' in pages.render(report)


def test_page_and_word_are_in_the_language_of_the_report_whoever_reads_it():
    report = a_report("Извештај", "sr")

    with translation.override("en"):
        page = pages.render(report)
        words = words_of(word.render(report))

    day = blocks.day_in_writing(date(2026, 9, 30), "sr")
    for text in (blocks.in_writing(1234, "sr"), day):
        assert text in page
        assert text in words


def test_word_has_the_content_of_the_report_and_the_note_in_its_footer():
    made = word.render(a_report(kicker="UN Network on Migration"))

    said = words_of(made)
    for text in ("UN Network on Migration · 2 October 2026", "1,038", "1,234", "fewer than 5"):
        assert text in said
    assert "Table 1. By centre" in said
    assert "Source: Visit records · As of 30 September 2026" in said
    footer = Document(io.BytesIO(made)).sections[0].footer
    assert any(NOTE in paragraph.text for paragraph in footer.paragraphs)


def test_a_picture_in_word_has_alternative_text():
    made = zipfile.ZipFile(io.BytesIO(word.render(a_report("text"))))

    xml = made.read("word/document.xml").decode()

    assert 'descr="Visits text. Highest: text with 5. Lowest: Jan with 3."' in xml


def test_data_never_become_markup():
    report = a_report(HOSTILE)

    made = words_of(word.render(report))
    html = pages.render(report)

    assert pdf.render(report).startswith(b"%PDF")
    assert HOSTILE in made
    assert "49" not in made
    assert "<b>&amp;</b>" not in html
    assert "&lt;b&gt;&amp;amp;&lt;/b&gt;" in html


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.text(min_size=1, max_size=40).filter(lambda text: text.strip()))
def test_any_text_can_be_written_to_word_and_pdf(text):
    report = blocks.report(
        text, [blocks.Heading(text), blocks.Paragraph([text]), table(text)], language="en"
    )

    assert pdf.render(report).startswith(b"%PDF")
    Document(io.BytesIO(word.render(report)))


@pytest.mark.parametrize("note", ["", "   ", "Kosovo"])
def test_a_report_without_the_note_on_resolution_1244_is_refused(note):
    with pytest.raises(Refusal) as refused:
        blocks.Report("Title", [], unscr_1244_note=note)

    assert refused.value.code == "unscr_1244_missing"


def test_a_report_with_a_map_but_no_boundary_note_is_refused():
    names = {key: key for key in maps.TILES}
    place = maps.municipalities("Map", {"xk-peje": 9}, names=names, unit="People")

    with pytest.raises(Refusal) as refused:
        blocks.report("Title", [place], boundary_note="")

    assert refused.value.code == "boundary_note_missing"


def template_without(old, new):
    ours = zipfile.ZipFile(io.BytesIO(word.TEMPLATE.read_bytes()))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as changed:
        for name in ours.namelist():
            changed.writestr(name, ours.read(name).replace(old, new))
    return out.getvalue()


def test_a_template_that_lost_the_note_is_refused():
    template = template_without(b"{{ unscr_1244_note }}", b"")

    with pytest.raises(Refusal, match="Put the tag unscr_1244_note"):
        word.render(a_report(), template)


def test_an_office_can_use_its_own_template():
    template = template_without(b"{{ title }}", b"IOM Kosovo: {{ title }}")

    assert "IOM Kosovo: Report" in words_of(word.render(a_report(), template))


@pytest.mark.parametrize(
    "template", [b"", b"not a zip", b"PK\x03\x04broken"], ids=["empty", "text", "broken"]
)
def test_a_file_that_is_no_template_is_refused(template):
    with pytest.raises(Refusal, match="not a Word template"):
        word.render(a_report(), template)


@pytest.mark.parametrize(
    "tag", [b"{{ ''.__class__.__mro__[1].__subclasses__() }}", b"{{ title | nonsense }}"]
)
def test_a_hostile_or_broken_tag_in_a_template_is_refused(tag):
    template = template_without(b"{{ title }}", tag)

    with pytest.raises(Refusal, match="cannot be read"):
        word.render(a_report(), template)


def test_the_page_shows_the_same_figures_with_their_addresses():
    html = pages.render(a_report("text"))

    assert '<a class="fig" href="/results/1/">1,038</a>' in html
    assert "Table 1. By centre" in html
    assert "Figure 1. Visits text" in html
    assert NOTE in html
    assert "style=" not in html


def test_a_picture_is_on_one_page_with_its_caption_and_not_with_the_heading_after_it():
    """A chain from heading to heading is longer than a page: LibreOffice then broke it anywhere."""
    noted = charts.bars("Visits", [("Jan", 3)], labels=("Month", "Visits"), note="Whole months.")
    plain = charts.bars("People", [("Jan", 3)], labels=("Month", "People"))
    after = [blocks.Heading("Where people live", 2), noted, blocks.Heading("Next"), plain]
    made = word.render(blocks.report("Report", [plain, *after], language="en"))

    kept = {}
    lines = Document(io.BytesIO(made)).paragraphs
    for line, following in pairwise(lines):
        if line.style.name == "Picture":
            own = line.paragraph_format.keep_with_next
            joined = line.style.paragraph_format.keep_with_next if own is None else own
            kept.setdefault(following.style.name, []).append(joined)

    assert kept["Heading 2"] == [False]
    assert kept["Source"][0] is True
    assert all(one.style.paragraph_format.keep_with_next for one in lines if "Fig" in one.text)
