"""The table of ASVS requirements is whole, and what it points at exists."""

import re
from pathlib import Path

from waystation.site.config.env import ROOT

PAGE = ROOT / "docs" / "security" / "asvs.md"
ROW = re.compile(r"^\| (V\d+\.\d+\.\d+) \| (.+?) \| ([12]) \| (tested|met|n/a|open) \| (.+) \|$")
IN_LEVELS_1_AND_2 = 253  # of version 5.0.0


def rows():
    return [match.groups() for line in PAGE.read_text().splitlines() if (match := ROW.match(line))]


def test_each_requirement_of_levels_1_and_2_has_one_row():
    keys = [key for key, *_rest in rows()]

    assert len(keys) == len(set(keys)) == IN_LEVELS_1_AND_2


def test_what_is_tested_names_a_test_and_what_is_not_names_a_reason():
    wrong = [
        key
        for key, _what, _level, state, why in rows()
        if not why.strip() or (state == "tested" and "`tests/" not in why)
    ]

    assert wrong == []


def test_every_file_that_the_table_names_is_there():
    named = set(re.findall(r"`((?:tests|docs|deploy)/[\w/.-]+)`", PAGE.read_text()))

    assert [name for name in sorted(named) if not Path(ROOT / name).exists()] == []
    assert len(named) > 20


def test_the_summary_counts_what_the_rows_say():
    states = [state for *_rest, state, _why in rows()]
    summary = re.search(
        r"(\d+) tested,\s(\d+) met, (\d+) not applicable, (\d+) open", PAGE.read_text()
    )

    counted = [states.count(state) for state in ("tested", "met", "n/a", "open")]
    assert [int(one) for one in summary.groups()] == counted
