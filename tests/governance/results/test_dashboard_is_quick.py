"""The dashboard after a visit waits for no drawing: the browser draws what is new."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from tests.foundation.documents.test_in_browser import page
from tests.governance.reports.test_on_a_phone import opened
from waystation.foundation.documents import drawing
from waystation.foundation.shared.periods import parse

__all__ = ["page"]
pytestmark = pytest.mark.sqlite_only
DASHBOARD = "results:dashboard"


def test_after_a_visit_the_server_draws_no_new_picture(client, arta, visits, sixty_visits):
    client.force_login(arta)
    address = reverse(DASHBOARD) + "?period=2026"
    client.get(address)
    drawn = drawing.svg.cache_info().misses

    visits.record(day=date(2026, 1, 9), person="new", reason="work", sex="female")
    body = client.get(address).content.decode()

    assert drawing.svg.cache_info().misses == drawn
    assert "Show as table" in body
    assert "<noscript>" in body  # who has no script is told what the picture shows


def test_the_indicators_are_read_once_for_the_whole_dashboard(client, arta, sixty_visits):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client.force_login(arta)
    address = reverse(DASHBOARD) + "?period=2026"
    client.get(address)

    with CaptureQueriesContext(connection) as asked:
        client.get(address)

    read = [one for one in asked if 'FROM "results_indicatorversion"' in one["sql"]]
    assert len(read) == 1


@pytest.mark.parametrize("address", [DASHBOARD, "results:indicators"])
def test_each_set_of_figures_asks_the_log_once_however_many_sources_there_are(
    client, arta, sixty_visits, address
):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from waystation.governance.results import queries

    client.force_login(arta)
    client.get(reverse(address) + "?period=2026")

    with CaptureQueriesContext(connection) as asked:
        client.get(reverse(address) + "?period=2026")
    with CaptureQueriesContext(connection) as of_one:
        queries.figures(arta, ["visits"], parse("2026"))

    sets = 5 if address == DASHBOARD else 1  # cards of a year ago, two charts, the map
    heads = [one for one in asked if "FROM audit_chainhead" in one["sql"]]
    assert sum("FROM audit_chainhead" in one["sql"] for one in of_one) == 1
    assert len(heads) <= sets


def test_the_total_of_a_series_is_the_figure_without_months(mission, arta, milan, sixty_visits):
    from waystation.governance.results import queries

    for reader in (arta, milan):
        months = queries.figures(reader, period=parse("2026"), monthly=True)
        plain = queries.figures(reader, period=parse("2026"))

        undivided = {key: table.undivided for key, table in months.items()}

        assert undivided == plain
        assert [len(table.cells) for table in plain.values()] == [1] * len(plain)


@pytest.mark.browser
def test_the_browser_draws_the_charts_of_the_dashboard(page, client, sixty_visits, blerim):
    width = opened(page, client, blerim, reverse(DASHBOARD) + "?period=2026")
    charts = page.locator("[data-chart]").count()
    page.wait_for_function(
        "n => document.querySelectorAll('[data-drawn=live]').length === n", arg=charts
    )

    assert charts >= 2
    assert width <= 390
    assert page.locator("[data-chart] .mark-rect.role-mark path").count() > 3
