"""CSV that somebody sends: rows by column, and a sentence for what is no CSV."""

from __future__ import annotations

import csv
from datetime import date

import pytest

from waystation.foundation.shared.csv_text import CsvText
from waystation.foundation.shared.errors import Refusal
from waystation.governance.knowledge.rules import packs
from waystation.governance.policies.rules.standards import read_clauses
from waystation.governance.programmes.actions import frameworks
from waystation.services.pathways.actions import lists

LONG = "x" * (csv.field_size_limit() + 1)


def test_rows_come_by_column_whatever_ends_their_lines():
    unix, windows, old = (CsvText(end.join(["a,b", "1,2", "3,4"])) for end in ("\n", "\r\n", "\r"))

    rows = [{"a": "1", "b": "2"}, {"a": "3", "b": "4"}]
    assert list(unix) == list(windows) == list(old) == rows


def test_a_cell_that_is_too_long_is_named_by_its_row():
    reader = CsvText(f"a,b\n1,2\n3,{LONG}\n", field="goals")

    with pytest.raises(Refusal, match="Row 3 cannot be read") as refused:
        list(reader)

    assert (refused.value.field, refused.value.code) == ("goals", "csv_unreadable")


@pytest.mark.parametrize(
    "read",
    [
        lambda text: list(lists._rows(text.encode())),
        read_clauses,
        lambda text: packs.rows_of(text.encode(), date(2026, 1, 1)),
        frameworks._rows,
    ],
    ids=["lists of a pathway", "clauses of a standard", "series", "goals of a framework"],
)
@pytest.mark.parametrize(
    "text", ["\rode,title,text\n1,First,Words\n", f"code,title\n1,{LONG}\n", f"{LONG},title\n1,2\n"]
)
def test_what_is_no_csv_ends_in_a_sentence(read, text):
    with pytest.raises(Refusal):
        read(text)
