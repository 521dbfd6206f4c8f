"""Who designs indicators opens no small number of people by it."""

from __future__ import annotations

from datetime import date

import pytest

from tests.governance.results.samples import ALL, define
from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.periods import parse
from waystation.governance.results import actions, queries
from waystation.governance.results.models import IndicatorVersion

ROWS = next(one for one in ALL if one["key"] == "visits")


def test_small_numbers_of_people_are_not_opened_by_a_definition(visits, ana):
    with pytest.raises(Refusal) as refused:
        actions.propose_definition(ana, ROWS | {"small_numbers": "open"}, "Open to all")

    assert refused.value.code == "small_numbers_of_people"


def test_a_definition_that_said_so_before_is_protected_all_the_same(visits, ana, mission):
    define(ana, ROWS)
    for number in range(3):
        visits.record(day=date(2026, 3, 5), person=f"p{number}", sex="female")
    first = IndicatorVersion.objects.get(indicator__key="visits")
    IndicatorVersion.objects.create(
        indicator=first.indicator, number=2, created_at=first.created_at, digest="0" * 64,
        definition=first.definition | {"small_numbers": "open"},
    )  # fmt: skip

    table = queries.figures(ana, ["visits"], parse("2026-03"))["visits"]

    assert table.method == "noise"


def test_what_small_numbers_are_is_one_of_two_words(visits, ana):
    with pytest.raises(Refusal) as refused:
        actions.propose_definition(ana, ROWS | {"small_numbers": "opened"}, "Open to all")

    assert refused.value.code == "small_numbers_unknown"


@pytest.mark.parametrize("column", ["person", "record"])
def test_persons_and_records_are_no_breakdown(visits, ana, column):
    with pytest.raises(Refusal) as refused:
        actions.propose_definition(ana, ROWS | {"by": [column]}, "By person")

    assert refused.value.code == "by_unfit"


def test_every_shipped_indicator_that_shows_small_numbers_is_about_institutions():
    tables = queries.sources()

    opened = {
        one["source"]
        for one in queries.indicators.shipped_definitions()
        if one.get("small_numbers") == "open"
    }

    assert opened
    assert all(tables[source].of_institutions for source in opened)
    assert not [t.key for t in tables.values() if t.of_institutions and t.key not in opened]
