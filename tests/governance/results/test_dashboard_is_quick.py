"""The dashboard after a visit waits for no drawing: the browser draws what is new."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from tests.foundation.documents.test_in_browser import page
from tests.governance.reports.test_on_a_phone import opened
from waystation.foundation.documents import drawing

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
