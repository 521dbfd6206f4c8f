"""Columns of printed tables: what people read is not cut in the middle of a word."""

from __future__ import annotations

import io

from docx import Document
from hypothesis import given, settings
from hypothesis import strategies as st

from waystation.foundation.documents import blocks, widths, word

ROOM = 470.5
HEAD = ("Intervention", "Entities", "Planned", "Actual", "State")
ROW = (
    "Orientation before departure for workers and their families in four municipalities",
    "IOM, ILO, UNICEF",
    "Forty groups in the first half-year; a curriculum that both entities use from then on",
    "The third group waits for its room.",
    "Delayed",
)


def letters(width, columns):
    return (width - widths.PADDING) / widths.size_of(columns)


def test_the_longest_word_of_a_narrow_column_fits():
    made = widths.widths(HEAD, [ROW], [False] * 5, ROOM)

    for column, (title, text) in enumerate(zip(HEAD, ROW, strict=True)):
        room = letters(made[column], 5) + 0.01
        assert all(widths.length(word, bold=True) <= room for word in title.split())
        assert all(widths.length(word) <= room for word in text.split())


def test_short_cells_days_and_figures_stay_on_one_line():
    made = widths.widths(
        ("What", "State", "Day"),
        [("long words " * 40, "Under way", "29 September 2026")],
        [False, False, True],
        ROOM,
    )

    assert widths.length("Under way") <= letters(made[1], 3) + 0.01
    assert widths.length("29 September 2026") <= letters(made[2], 3) + 0.01


def test_a_hash_may_be_cut_and_what_people_read_may_not():
    assert widths.BREAK in widths.breakable("0123456789abcdef" * 4)
    assert widths.breakable("Nationalisation of SDGs") == "Nationalisation of SDGs"


@settings(max_examples=30)
@given(st.lists(st.lists(st.text("abcЖ 9", max_size=80), min_size=4, max_size=4), max_size=5))
def test_columns_fill_the_page_and_no_more(rows):
    made = widths.widths(("A", "Be", "Long title", "D"), rows, [False, True, False, True], ROOM)

    assert abs(sum(made) - ROOM) < 0.001
    assert min(made) > 0


def test_word_gives_its_columns_the_same_widths():
    columns = [blocks.Column(one) for one in HEAD]
    table = blocks.Table("Joint interventions", columns, [list(ROW)])

    made = Document(io.BytesIO(word.render(blocks.report("Report", [table]))))

    found = [cell.width.pt for cell in made.tables[-1].rows[0].cells]
    expected = widths.widths(HEAD, [ROW], [False] * 5, sum(found))
    assert all(abs(a - b) < 1 for a, b in zip(found, expected, strict=True))
