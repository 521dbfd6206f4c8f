"""What a reader is told who points at a bar: which bar it is, of what, and its number."""

from __future__ import annotations

from datetime import date

import pytest
from django.utils import translation

from tests.foundation.documents.test_in_browser import page, show
from waystation.foundation.shared.periods import parse
from waystation.governance.reports import presenting as reports
from waystation.governance.results import presenting, queries

__all__ = ["page"]
pytestmark = [pytest.mark.browser, pytest.mark.sqlite_only]


def pointed_at(page, place: int = 0) -> str:
    page.locator(".mark-rect.role-mark path").nth(place).hover(force=True)
    return page.locator(".doc-tip").first.inner_text()


@pytest.fixture
def counted(sixty_visits, arta):
    def count(**asked):
        return queries.figures(arta, ["visits"], parse("2026-Q1"), **asked)["visits"]

    return count


def test_a_part_of_a_split_bar_says_month_group_and_number(page, counted):
    table = counted(monthly=True, by=["sex"])
    show(page, presenting.chart_of(table, "Visits"))

    said = pointed_at(page)

    first = table.cells[0]
    assert f"Month: {date(2026, 1, 1):%B %Y}" in said
    assert f"Number: {first.value:.0f}" in said


def test_a_lying_bar_says_what_it_is_and_not_the_name_of_a_column(page, counted):
    show(page, presenting.chart_of(counted(by=["reason"]), "Visits"))
    # the first twenty bars are the pale tracks below the three blue ones
    tips = [pointed_at(page, place) for place in range(6)]

    assert any("Reason: " in said and "Number: 20" in said for said in tips)
    assert not any("label" in said for said in tips)


@pytest.mark.parametrize(("along", "split"), [("month", "sex"), ("reason", "")])
def test_a_chart_of_a_report_says_the_same(page, sixty_visits, blerim, along, split):
    from waystation.governance.reports import actions
    from waystation.governance.reports import queries as drafts

    report = actions.draft_report(
        blerim, "T", date(2026, 1, 1), date(2026, 3, 31), audience="internal",
        blocks=[("chart", {"indicator": "visits", "along": along, "split": split})],
    )  # fmt: skip
    content = drafts.preview(report).as_content()
    document = reports.report_of(content, title="T", language="en")
    show(page, document.blocks[0])

    tips = [pointed_at(page, place) for place in range(6 if along == "reason" else 1)]

    assert any("Number: " in said and ("Month: " in said or "Reason: " in said) for said in tips)
    assert not any("label" in said for said in tips)


def test_may_is_written_as_a_month_under_a_chart(visits, indicators, arta):
    visits.record(day=date(2026, 5, 5))
    with translation.override("sq"):
        table = queries.figures(arta, ["visits"], parse("2026-Q2"), monthly=True)["visits"]
        picture = presenting.chart_of(table, "Vizita").svg()

    assert ">maj" in picture
    assert "mund" not in picture.lower()
