"""The pages of results: what they show, to whom, and what leaves as a file."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse
from lxml import html

from waystation.governance.results import queries

pytestmark = pytest.mark.sqlite_only

YEAR = "?period=2026"


@pytest.fixture
def year(sixty_visits):
    return sixty_visits


def page(client, user, name, *args, query=""):
    client.force_login(user)
    return client.get(reverse(f"results:{name}", args=args) + query)


def test_a_visit_recorded_a_moment_ago_is_on_the_dashboard(client, arta, visits, year):
    before = page(client, arta, "dashboard", query=YEAR).content.decode()

    visits.record(day=date(2026, 1, 9), person="new")

    after = page(client, arta, "dashboard", query=YEAR).content.decode()
    assert "<strong>30</strong>" in before
    assert "<strong>31</strong>" in after


def test_somebody_of_another_office_sees_an_empty_dashboard(client, milan, year):
    answer = page(client, milan, "dashboard", query=YEAR)

    assert answer.status_code == 200
    assert "Nothing was recorded in this period" in answer.content.decode()
    assert "<strong>30</strong>" not in answer.content.decode()


def test_without_the_permission_there_is_no_dashboard(client, mission, year):
    reader = mission.hire("Rita Reader", mission.prishtine, "unkt_reader")

    assert page(client, reader, "dashboard").status_code == 403


def test_a_number_of_records_is_written_as_everywhere(client, arta, year, monkeypatch):
    asked = queries.cells_opened

    def many(*args, **kwargs):
        return asked(*args, **kwargs) | {"visible": 1623, "closed": 1200}

    monkeypatch.setattr(queries, "cells_opened", many)

    body = page(client, arta, "records", "visits_work", query=YEAR).content.decode()

    assert "1,623 records you may open" in body
    assert "and 1,200 you may not" in body


def test_a_number_opens_to_what_it_counts(client, arta, year):
    body = page(client, arta, "records", "visits_work", query=YEAR).content.decode()

    assert "20 records you may open" in body
    assert str(year[0]) in body


def test_an_indicator_shows_its_definition_its_months_and_its_versions(client, arta, year):
    body = page(client, arta, "indicator", "visits_work", query=YEAR).content.decode()

    assert "Reason is work" in body
    assert "Show as table" in body
    assert page(client, arta, "indicators", query=YEAR).status_code == 200
    assert page(client, arta, "indicator", "no_such").status_code == 404


@pytest.mark.parametrize("by", ["sex", "reason", "place", "office", "topics"])
def test_an_indicator_is_shown_by_each_breakdown(client, arta, year, by):
    answer = page(client, arta, "indicator", "visits", query=f"{YEAR}&by={by}")

    assert answer.status_code == 200


@pytest.mark.parametrize("kind", ["xlsx", "docx", "pdf", "csv"])
def test_the_dashboard_leaves_as_a_file(client, blerim, year, kind):
    assert page(client, blerim, "dashboard_export", kind, query=YEAR).status_code == 200
    assert page(client, blerim, "indicator_export", "visits", kind, query=YEAR).status_code == 200


def test_a_file_keeps_small_numbers_back(client, arta, visits, indicators):
    visits.record(day=date(2026, 1, 9), person="one", reason="work")

    csv = page(
        client,
        arta,
        "indicator_export",
        "visits",
        "csv",
        query=f"{YEAR}&by=reason&audience=partners",
    )

    assert "work,1" not in csv.content.decode()
    assert "small random change" in csv.content.decode()


def test_a_target_is_proposed_by_one_and_approved_by_another(client, mission, blerim, year):
    other = mission.hire("Drita Other", mission.prishtine, "programme_manager")
    client.force_login(blerim)
    target = {"office": str(mission.prishtine.id), "starts_on": "2026-01-01"}
    target |= {"ends_on": "2026-12-31", "value": "120"}

    client.post(reverse("results:set_target", args=["visits"]), target)
    row = queries.targets_visible_to(blerim, "visits")[0]
    own = client.post(reverse("results:approve_target", args=[row["id"]]))
    client.force_login(other)
    approved = client.post(reverse("results:approve_target", args=[row["id"]]))

    assert own.status_code == 422
    assert approved.status_code == 302
    assert "50% of 120" in page(client, blerim, "dashboard", query=YEAR).content.decode()
    seen = page(client, blerim, "indicator", "visits", query=YEAR).content.decode()
    box = seen[: seen.index("<table", seen.index('aria-label="Targets"'))].rpartition("<div")[2]
    assert "scroll" in box  # five columns beside the chart are wider than their card


def test_a_target_keeps_its_qualifier_from_the_form_to_page_and_file(
    client, mission, blerim, arta, year
):
    other = mission.hire("Drita Other", mission.prishtine, "programme_manager")
    client.force_login(blerim)
    target = {"office": str(mission.prishtine.id), "starts_on": "2026-01-01"}
    target |= {"ends_on": "2026-12-31", "value": "15000", "qualifier": "up_to"}

    client.post(reverse("results:set_target", args=["visits"]), target)
    (row,) = queries.targets_visible_to(blerim, "visits")
    client.force_login(other)
    client.post(reverse("results:approve_target", args=[row["id"]]))
    dashboard = page(client, blerim, "dashboard", query=YEAR).content.decode()
    indicator = page(client, arta, "indicator", "visits", query=YEAR).content.decode()
    csv = page(client, blerim, "dashboard_export", "csv", query=YEAR).content.decode()

    assert "of up to 15,000" in dashboard
    assert "up to 15,000" in indicator
    assert "up to 15,000" in csv
    assert queries.targets_visible_to(mission.milan, "visits") == []


def test_pages_hold_no_inline_style_or_script(client, blerim, year):
    body = page(client, blerim, "dashboard", query=YEAR).content.decode()

    assert " style=" not in body
    assert "<script>" not in body
    assert "1244" in body


def test_ages_stand_in_their_order_and_reasons_by_their_size(visits, indicators, arta):
    from waystation.foundation.shared.periods import parse
    from waystation.governance.results import presenting

    for band, reason, times in (("25-34", "work", 1), ("65+", "papers", 5), ("18-24", "return", 2)):
        for _ in range(times):
            visits.record(day=date(2026, 1, 5), age_band=band, reason=reason)
    visits.record(day=date(2026, 1, 5), age_band="", reason="work")

    def labels(by):
        found = queries.figures(arta, ["people_served"], parse("2026"), by=[by])["people_served"]
        return [row[0] for row in presenting.chart_of(found).table.rows]

    assert labels("age_band") == ["18–24", "25–34", "65 and over", "Not stated"]
    assert labels("reason")[0] == "papers"


def test_all_records_behind_a_figure_are_listed_each_on_a_line_of_its_own(client, arta, year):
    client.force_login(arta)
    address, seen = reverse("results:records", args=["visits"]) + YEAR, []

    while address:
        tree = html.fromstring(client.get(address).content)
        seen += [" ".join(row.text_content().split()) for row in tree.xpath("//main//tbody/tr")]
        following = tree.xpath("//main//p[@class='more']/a/@href")
        address = reverse("results:records", args=["visits"]) + following[0] if following else ""

    assert len(seen) == 60
    assert {str(key) for key in year} == {line.split()[-1] for line in seen}
    without_key = [line.rsplit(" ", 1)[0] for line in seen]
    assert len(set(without_key)) == 60
    assert any("papers" in line for line in seen)


def test_records_of_another_office_are_counted_and_not_listed(client, mission, milan, year):
    client.force_login(milan)

    body = client.get(reverse("results:records", args=["visits"]) + YEAR).content.decode()

    assert "0 records you may open" in body
    assert str(year[0]) not in body


def test_the_community_of_a_person_is_set_beside_no_record():
    from waystation.governance.results.queries.records import columns_shown
    from waystation.services.centres.facts import VISITS

    told = columns_shown(VISITS, ["community", "sex", "age_band", "nationality", "reason", "mode"])

    assert told == ["reason", "mode", "sex", "age_band"]
