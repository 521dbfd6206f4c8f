"""A large file of a list: its page asks what it is for, a second person hears of it, it is made."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from lxml import html

from waystation.foundation.access import exports
from waystation.foundation.access.models import ExportRequest
from waystation.services.centres import actions as centres

LIST = "/centres/visits/"


@pytest.fixture
def two_visits(mission, arta, monkeypatch):
    """Two visits, one more than anybody exports alone."""
    monkeypatch.setattr("waystation.foundation.access.rules.EXPORT_ALONE", 1)
    return [
        centres.record_visit(
            arta, mission.prishtine.id, mode=mode, visitor_type="returnee", reason="work_abroad",
            started_at=datetime(2026, 1, 12, 9, tzinfo=UTC),
        )
        for mode in ("phone", "walk_in")
    ]  # fmt: skip


def titles(client, user):
    client.force_login(user)
    tree = html.fromstring(client.get("/notifications/").content)
    return [" ".join(one.text_content().split()) for one in tree.xpath("//main//a")]


def heading(page):
    return html.fromstring(page.content).xpath("string(//main//h1)").strip()


def test_the_refusal_asks_for_the_purpose_and_keeps_what_was_selected(client, arta, two_visits):
    client.force_login(arta)

    refused = client.get(f"{LIST}?export=csv&sort=-day&column=day&column=mode")
    form = html.fromstring(refused.content).xpath("//main//form[.//input[@name='purpose']]")[0]
    asked = client.get(LIST, {**dict(form.form_values()), "purpose": "Yearly report"})

    assert refused.status_code == 422
    assert heading(refused) == "This export needs approval"
    assert heading(asked) == "This export is awaiting approval"
    assert [value for name, value in form.form_values() if name == "column"] == ["day", "mode"]
    assert dict(form.form_values())["export"] == "csv"
    assert "a second person has to agree" in asked.content.decode()
    assert ExportRequest.objects.get().purpose == "Yearly report"


def test_the_second_person_is_told_and_the_first_one_makes_the_file(
    client, arta, blerim, milan, two_visits
):
    client.force_login(arta)
    client.get(f"{LIST}?export=csv&purpose=Yearly+report")
    told = titles(client, blerim)
    elsewhere = titles(client, milan)

    exports.approve_export(blerim, ExportRequest.objects.get().id)
    told_after = titles(client, blerim)
    answered = titles(client, arta)
    file = client.get(f"{LIST}?export=xlsx")

    waiting = [one for one in told if "Export of 2 persons to approve" in one]
    assert len(waiting) == 1
    assert arta.full_name in waiting[0]
    assert not [one for one in [*told_after, *elsewhere] if "to approve" in one]
    assert [one for one in answered if one.startswith("Export approved")]
    assert file.status_code == 200
    assert client.get(f"{LIST}?export=xlsx").status_code == 422  # once


def test_the_same_rows_as_another_kind_of_file_and_in_another_order_count_once(
    client, arta, two_visits, monkeypatch
):
    monkeypatch.setattr("waystation.foundation.access.rules.EXPORT_ALONE", 2)
    client.force_login(arta)

    answers = [
        client.get(f"{LIST}?{query}").status_code
        for query in ("export=xlsx", "export=csv", "export=csv&sort=day", "mode=phone&export=csv")
    ]

    assert answers == [200, 200, 200, 422]


def test_a_list_whose_first_rows_only_fit_is_another_selection_in_another_order(
    client, arta, two_visits, monkeypatch
):
    monkeypatch.setattr("waystation.foundation.pages.lists.MOST_EXPORTED", 1)
    client.force_login(arta)

    answers = [
        client.get(f"{LIST}?{query}").status_code
        for query in ("export=csv&sort=day", "export=csv&sort=-day")
    ]

    assert answers == [200, 422]


def test_who_approves_reads_the_list_and_its_filters_in_words(client, arta, blerim, two_visits):
    client.force_login(arta)
    day = "day_from=2026-01-01"
    client.get(f"{LIST}?export=csv&sort=-day&{day}&column=mode&purpose=Yearly+report")
    client.force_login(blerim)

    row = html.fromstring(client.get("/account/exports/").content).xpath("//main//tbody/tr")[0]
    said = " ".join(row.text_content().split())

    assert "Visits" in said
    assert "Day: 01/01/2026 – " in said
    assert "column" not in said
    assert "sort" not in said
