"""From a number of the dashboard to all its records, to one of them, and back with the filter."""

from __future__ import annotations

import json
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.urls import reverse
from lxml import html

from waystation.foundation.shared.periods import now
from waystation.governance.results import actions as results
from waystation.governance.results.queries import store
from waystation.services.centres import actions as centres


@pytest.fixture
def year(mission, arta):
    """Three visits of a moment ago, and the indicators that count them."""
    store.forget()
    results.load_shipped_indicators(mission.organisation.id)
    reasons = ("work_abroad", "return", "rights")
    yield [
        centres.record_visit(
            arta, mission.prishtine.id, mode="phone", visitor_type="returnee", reason=reason,
            started_at=now() - timedelta(minutes=3),
        ).id
        for reason in reasons
    ]  # fmt: skip
    store.forget()


def links(answer, part):
    tree = html.fromstring(answer.content)
    return [one for one in tree.xpath("//main//a/@href") if part in one]


def test_a_walk_from_a_number_to_its_records_to_one_and_back(client, arta, year):
    client.force_login(arta)
    dashboard = reverse("results:dashboard")
    records = reverse("results:records", args=["visits"])

    number = next(one for one in links(client.get(dashboard), records))
    listed = client.get(number)
    one = links(listed, "/centres/visits/")[0]
    record = client.get(one, headers={"Referer": f"http://testserver{number}"})
    (back,) = links(record, records)
    again = client.get(back)

    assert parse_qs(urlsplit(back).query) == parse_qs(urlsplit(number).query)
    assert again.status_code == 200
    assert links(again, "/centres/visits/") == links(listed, "/centres/visits/")


def test_a_list_of_another_site_or_without_a_filter_is_no_way_back(client, arta, year):
    client.force_login(arta)
    page = reverse("centres:visit", args=[year[0]])

    for came in (
        "https://evil.test/centres/visits/?q=x",
        "http://testserver/centres/visits/",
        "http://testserver/no-such-page/?q=x",
        "http://testserver/work/?q=x",
    ):
        answer = client.get(page, headers={"Referer": came})

        assert b"Back to the list" not in answer.content


def test_a_filtered_list_is_the_way_back_from_its_records(client, arta, year):
    client.force_login(arta)
    page = reverse("centres:visit", args=[year[0]])

    answer = client.get(page, headers={"Referer": "http://testserver/centres/visits/?mode=phone"})

    assert links(answer, "/centres/visits/?mode=phone")


def test_a_bar_and_its_cell_open_exactly_the_records_they_count(client, arta, milan, year):
    client.force_login(arta)
    page = client.get(reverse("results:dashboard"))

    chart = html.fromstring(page.content).xpath("//figure[.//figcaption[contains(.,'Main rea')]]")[
        0
    ]
    addresses = json.loads(chart.xpath(f"//script[@id='{chart.get('data-links')}']")[0].text)
    cell = chart.xpath(".//tr[th[text()='Work abroad']]/td/a")[0]
    listed = client.get(cell.get("href"))
    client.force_login(milan)
    elsewhere = client.get(cell.get("href"))

    assert addresses["Work abroad"] == cell.get("href")
    assert cell.text == "1"
    assert listed.context["number"] == 1
    assert links(listed, "/centres/visits/") == [reverse("centres:visit", args=[year[0]])]
    assert [one["value"] for one in listed.context["filter"]["fields"]][-1] == "work_abroad"
    assert elsewhere.context["number"] == 0  # another office


def test_a_bar_of_a_month_opens_the_records_of_that_month_and_way_of_contact(client, arta, year):
    client.force_login(arta)
    page = client.get(reverse("results:dashboard"))

    (chart,) = html.fromstring(page.content).xpath("//figure[.//figcaption[contains(.,'each mo')]]")
    found = chart.xpath(".//td/a")
    listed = client.get(found[-1].get("href"))

    assert [one.text for one in found] == ["3"]
    assert listed.context["number"] == 3
    assert {"period", "mode"} <= set(parse_qs(urlsplit(found[0].get("href")).query))


def test_bars_open_nothing_for_who_may_open_no_records(client, mission, year):
    client.force_login(mission.hire("Pranvera M", mission.prishtine, "policy_officer"))

    page = client.get(reverse("results:dashboard"))

    assert page.status_code == 200
    assert b"/results/records/visits/" not in page.content


def test_the_month_of_a_bar_is_a_word_in_the_filter_and_no_link_reads_out_a_key(client, arta, year):
    client.force_login(arta)
    this = now().date()
    records = reverse("results:records", args=["visits"])

    page = html.fromstring(client.get(f"{records}?period={this:%Y-%m}").content)
    earlier = html.fromstring(client.get(f"{records}?period=2026-02").content)
    days = html.fromstring(client.get(f"{records}?period=2026-02-03/2026-02-05").content)

    assert [chosen_period(one) for one in (page, earlier, days)] == [
        "This month", "February 2026", "3 February 2026 – 5 February 2026"
    ]  # fmt: skip
    read_out = [one.text_content() for one in page.xpath("//main//tbody//a")]
    assert len(read_out) == 3
    assert not any(str(key) in text for key in year for text in read_out)


def chosen_period(page):
    (chosen,) = page.xpath("//select[@name='period']/option[@selected]")
    return chosen.text_content().strip()
