"""A whole number is written whole, and there is one function that writes numbers."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from waystation.foundation.documents import numbers, tables
from waystation.foundation.documents.blocks import Column, Table, cell_in_writing

SOURCE = Path(__file__).parents[3] / "src" / "waystation"


@pytest.mark.parametrize(
    ("amount", "language", "words"),
    [
        (98500, "en", "98,500"),
        (Decimal("98500.00"), "en", "98,500"),
        (Decimal("98500.50"), "en", "98,500.50"),
        (Decimal("98500.5"), "sr", "98.500,50"),
        (98500.5, "sq", "98\u00a0500,50"),
        (Decimal("0.994"), "en", "0.99"),
    ],
)
def test_an_amount_of_money_has_its_cents_or_none(amount, language, words):
    assert numbers.format_money(amount, language) == words


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (640, "640"),
        (640.0, "640"),
        (Decimal("140.000000"), "140"),
        (Decimal("1951.0000"), "1951"),
        (Decimal("850.50"), "850.5"),
        (14000.0, "14,000"),
        (-3.0, "−3"),
        (545.94, "545.9"),
    ],
)
def test_a_number_of_a_record_has_the_decimals_it_needs(value, words):
    assert numbers.in_record(value, "en") == words


@pytest.mark.parametrize(
    ("language", "words"), [("en", "1,234.5"), ("sr", "1.234,5"), ("sq", "1\u00a0234,5")]
)
def test_a_number_is_written_as_its_language_does(language, words):
    assert numbers.format_number(1234.5, language) == words


def test_a_column_with_decimals_writes_its_whole_numbers_whole():
    column = Column("People", "number", 1)

    assert [cell_in_writing(column, one, "en") for one in (640.0, 545.9)] == ["640", "545.9"]


def test_an_estimate_shows_its_precision():
    column = Column("People in the household", "number", 1, exact=True)

    assert cell_in_writing(column, 5.0, "en") == "5.0"


def test_a_workbook_writes_the_same_numbers_whole():
    import io

    import openpyxl

    table = Table("People", [Column("Year"), Column("People", "number", 1)],
                  [["2024", 640.0], ["2025", 545.9]])  # fmt: skip

    sheet = openpyxl.load_workbook(io.BytesIO(tables.xlsx([table]))).active

    formats = {cell.value: cell.number_format for row in sheet.iter_rows() for cell in row}
    assert formats[640] == "#,##0"
    assert formats[545.9] == "#,##0.0"


def test_no_code_formats_numbers_in_another_way():
    others = [
        str(path.relative_to(SOURCE))
        for path in SOURCE.rglob("*.py")
        if "number_format(" in path.read_text(encoding="utf-8")
    ]

    assert others == []
