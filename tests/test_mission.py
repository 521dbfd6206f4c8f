"""Every statement of the mission has what does it and its test, or says which capability will."""

from __future__ import annotations

import re

from tools.mission_page import PAGE, ROOT, STATES, page, rows


def test_every_statement_is_listed_once():
    ids = [row["id"] for row in rows()]

    assert ids == sorted(ids)
    assert len(ids) == len(set(ids)) == 182
    assert [one for one in ids if not re.fullmatch(r"C00[0-4]-\d\d", one)] == []


def test_what_works_names_its_place_and_a_test_that_is_there():
    working = [row for row in rows() if row["state"] != "later"]

    assert [row["id"] for row in working if not row["what"] or not row["how"]] == []
    assert [
        row["id"]
        for row in working
        if not row["test"].startswith("tests/") or not (ROOT / row["test"]).is_file()
    ] == []


def test_what_is_to_come_names_the_capability():
    coming = [row for row in rows() if row["state"] == "later"]

    assert [row["id"] for row in coming if not row["test"].startswith("later: ")] == []
    assert {row["state"] for row in rows()} <= set(STATES)


def test_the_page_is_written_from_the_list():
    assert PAGE.read_text(encoding="utf-8") == page(), "run: python -m tools.mission_page"
