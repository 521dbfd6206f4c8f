"""The axis of months is short, the month that is not over is marked, the largest part is below."""

from __future__ import annotations

import json

import pytest
from django.utils import translation

from waystation.governance.results.presenting.tables import draw, short_months

MONTHS = [("2026-09", "September 2026"), ("2026-10", "October 2026"), ("2026-11", "November 2026")]


def points(*splits):
    return [
        {"along": code, "along_label": label, "split_label": split, "cell": number * size}
        for number, (code, label) in enumerate(MONTHS, start=1)
        for split, size in splits
    ]


def drawn(*splits, **more):
    return draw("Visits", "month", points(*splits), False, name="Month", unit="Visits", **more)


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", ["Sep", "Oct", "Nov"]),
        ("sq", ["sht", "tet", "nën"]),
        ("sr", ["сеп.", "окт.", "нов."]),
    ],
)
def test_months_of_one_year_have_three_letters_under_a_chart(language, expected):
    with translation.override(language):
        found = short_months(points(("", 1)))

    assert list(found.values()) == expected


def test_months_of_several_years_keep_their_year():
    both = [*points(("", 1)), {"along": "2025-12", "along_label": "December 2025"}]

    assert short_months(both)["December 2025"] == "Dec 2025"
    assert short_months(both)["October 2026"] == "Oct 2026"


def test_the_table_beside_a_chart_has_the_whole_name_of_the_month():
    chart = drawn(("", 1))

    assert [row[0] for row in chart.table.rows] == [label for _code, label in MONTHS]


def test_a_month_that_is_not_over_is_marked_and_said():
    running, over = drawn(("", 1), running="2026-11"), drawn(("", 1), running="2026-12")

    assert "November 2026" in running.note
    assert over.note == ""
    assert '"faded": true' in json.dumps(json.loads(running.spec))
    assert '"faded": true' not in json.dumps(json.loads(over.spec))


def test_the_largest_part_is_the_first_unless_the_parts_have_an_order_of_their_own():
    by_size = drawn(("Online", 1), ("Walk-in", 9))
    in_order = drawn(("18–24", 1), ("25–34", 9), split_order=("a", "b"))

    assert [one.label for one in by_size.table.columns[1:]] == ["Walk-in", "Online"]
    assert [one.label for one in in_order.table.columns[1:]] == ["18–24", "25–34"]
