"""A day in a sentence is written as the pages of that language write it."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.utils import translation
from django.utils.formats import date_format

from waystation.foundation.access.http import in_words
from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.refusals import not_after

SOURCE = Path(__file__).parents[3] / "src" / "waystation"
DAY = date(2026, 5, 9)
OWN_FORMAT = re.compile(r"%d[./]%m[./]%Y")
READ_FROM = {
    "site/ui/formats/day_first.py": "what people type",
    "site/ui/formats/en/formats.py": "which of these a form writes",
    "governance/results/rules/steps.py": "what people type",
    "foundation/shared/words.py": "English, for logs and the command line",
    "registry/reference/management/commands/packs.py": "the command line",
    "site/config/demonstration_centres.py": "a sheet as an office sends it",
}


@pytest.mark.parametrize(
    ("language", "written"),
    [
        ("en", "09/05/2026"),
        ("sq", "09.05.2026"),
        ("sr", "9. 5. 2026."),
        ("sr-latn", "9. 5. 2026."),
        ("tr", "09.05.2026"),
        ("ar", "09/05/2026"),
    ],
)
def test_a_day_in_a_refusal_is_written_as_on_a_page(language, written):
    refusal = not_after(date(2026, 6, 1), "day", DAY)

    with translation.override(language):
        shown, on_a_page = in_words(refusal), date_format(DAY, "SHORT_DATE_FORMAT")

    assert on_a_page == written
    assert written in shown


def test_a_moment_is_written_in_local_time_and_in_english_where_nobody_reads_it():
    refusal = Refusal("Over since {at}.", at=datetime(2026, 5, 9, 8, 30, tzinfo=UTC))

    with translation.override("en"):
        shown = in_words(refusal)

    assert shown == "Over since 09/05/2026 10:30."
    assert Refusal("Over since {at}.", at=DAY).in_english() == "Over since 09/05/2026."


def test_no_code_writes_a_day_in_a_format_of_its_own():
    own = [
        str(path.relative_to(SOURCE))
        for path in SOURCE.rglob("*.py")
        if "migrations" not in path.parts and OWN_FORMAT.search(path.read_text(encoding="utf-8"))
    ]

    assert sorted(own) == sorted(READ_FROM)
