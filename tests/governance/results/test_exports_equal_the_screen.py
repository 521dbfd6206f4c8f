"""A file says what the screen said: every row, the same figures, numbers as numbers."""

from __future__ import annotations

import csv
import io
from datetime import date

import openpyxl
import pytest
from django.urls import reverse
from lxml import html

from waystation.governance.reports import actions as reports
from waystation.governance.results.views import dashboard

pytestmark = pytest.mark.sqlite_only

YEAR = "?period=2026"


def on_screen(client, user, query=YEAR) -> list[tuple[str, str]]:
    """Title and result of every row of the dashboard's table."""
    client.force_login(user)
    page = html.fromstring(client.get(reverse("results:dashboard") + query).content)
    rows = page.xpath("//section[.//h2[contains(., 'feed')]]//tbody/tr")
    return [
        (row.xpath("string(td[1])").strip(), row.xpath("string(td[4])").strip()) for row in rows
    ]


def in_sheet(client, query=YEAR):
    """The rows of the first sheet, below its header, as Excel has them."""
    answer = client.get(reverse("results:dashboard_export", args=["xlsx"]) + query)
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).worksheets[0]
    rows = list(sheet.iter_rows(values_only=True))
    head = next(at for at, row in enumerate(rows) if row[0] == "Indicator")
    return [row for row in rows[head + 1 :] if row[0]]


def written(value, unit: str) -> str:
    if value is None or isinstance(value, str):
        return value or "no data"
    text = f"{value:,.1f}" if value != int(value) else f"{value:,.0f}"
    return f"{value:.0f}%" if "%" in unit else text


@pytest.mark.parametrize("name", ["arta", "ana"])
def test_the_spreadsheet_has_every_row_and_figure_of_the_dashboard(
    request, client, sixty_visits, name
):
    """Arta opens the visits and sees them exactly; Ana does not, and sees noise."""
    seen = on_screen(client, request.getfixturevalue(name))

    rows = in_sheet(client)

    assert len(seen) == 5
    assert [(row[0], written(row[4], row[3])) for row in rows] == seen
    assert all(isinstance(row[4], int | float) for row in rows)


def test_the_text_file_says_the_same(client, arta, sixty_visits):
    seen = on_screen(client, arta)

    answer = client.get(reverse("results:dashboard_export", args=["csv"]) + YEAR)

    lines = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    found = {line[0]: line for line in lines if len(line) > 5}
    assert [
        (title, written(float(found[title][4]), found[title][3])) for title, _value in seen
    ] == seen


def test_a_selection_is_exported_as_it_was_selected(client, arta, sixty_visits):
    seen = on_screen(client, arta, f"{YEAR}&sex=female")

    rows = in_sheet(client, f"{YEAR}&sex=female")

    assert [(row[0], written(row[4], row[3])) for row in rows] == seen
    assert seen != on_screen(client, arta)


def test_for_partners_no_row_is_missing_although_reports_have_some_figures(
    client, blerim, sixty_visits
):
    report = reports.draft_report(
        blerim, "Q1", date(2026, 1, 1), date(2026, 3, 31), audience="partners",
        blocks=[("table", {"indicators": ["visits"], "by": "sex"})],
    )  # fmt: skip
    reports.publish_report(blerim, report.id)
    seen = on_screen(client, blerim)

    rows = in_sheet(client, f"{YEAR}&audience=partners")

    assert [row[0] for row in rows] == [title for title, _value in seen]
    assert {row[0]: row[4] for row in rows}["Visits"] == "–"


def test_a_file_says_for_whom_it_is(client, arta, sixty_visits):
    client.force_login(arta)

    for asked, said in (("", "Our own staff"), ("&audience=partners", "Partners")):
        answer = client.get(reverse("results:dashboard_export", args=["csv"]) + YEAR + asked)

        assert f"For: {said}" in answer.content.decode()


def test_somebody_of_another_office_exports_nothing_of_it(client, milan, sixty_visits):
    client.force_login(milan)

    rows = in_sheet(client)

    assert {row[4] for row in rows} <= {0, None, "no data"}


def test_indicators_with_a_target_come_first_and_open_the_others_unfold_by_pillar():
    row = {"target": "", "pillar": "Mobility", "key": "visits"}
    rows = [row | {"target": "120", "key": "served"}, row, row | {"pillar": "", "key": "other"}]

    groups = dashboard.groups_of(rows)

    assert [(one["title"], one["open"]) for one in groups] == [
        ("With a target", True), ("Mobility", False), ("Other indicators", False)
    ]  # fmt: skip
    assert [len(one["rows"]) for one in groups] == [1, 1, 1]
