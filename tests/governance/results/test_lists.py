"""The lists of indicators and of reports: sorted, searched, narrowed, and as files."""

from __future__ import annotations

import io
from datetime import date

import openpyxl
from django.urls import reverse
from django.utils import translation
from lxml import html

from waystation.governance.reports import actions as reports

YEAR = "period=2026"


def titles(client, user, name, query=""):
    client.force_login(user)
    answer = client.get(f"{reverse(name)}?{query}")
    tree = html.fromstring(answer.content)
    return [
        one.text_content().strip() for one in tree.xpath("(//main//section)[1]//tbody/tr/td[1]/a")
    ]


def test_indicators_are_sorted_searched_and_narrowed_by_pillar(client, arta, sixty_visits):
    everything = titles(client, arta, "results:indicators", YEAR)

    by_title = titles(client, arta, "results:indicators", f"{YEAR}&sort=title")
    found = titles(client, arta, "results:indicators", f"{YEAR}&q=women")
    by_key = titles(client, arta, "results:indicators", f"{YEAR}&q=visits_work")
    of_pillar = titles(client, arta, "results:indicators", f"{YEAR}&pillar=RES")
    of_none = titles(client, arta, "results:indicators", f"{YEAR}&pillar=GOV")

    assert len(everything) == 5
    assert by_title == sorted(everything)
    assert found == ["Women among people served"]
    assert by_key == ["Visits about work"]
    assert (len(of_pillar), of_none) == (5, [])


def test_a_title_is_found_in_the_readers_language(client, arta, sixty_visits):
    with translation.override("sq"):
        client.cookies["language"] = "sq"

        found = titles(client, arta, "results:indicators", f"{YEAR}&q=shërbyer")

    assert found == ["Persona të shërbyer"]


def test_the_file_of_the_indicators_has_their_results_as_numbers(client, arta, milan, sixty_visits):
    client.force_login(arta)

    book = client.get(f"{reverse('results:indicators')}?{YEAR}&export=xlsx").content
    sheet = openpyxl.load_workbook(io.BytesIO(book)).active
    results = {row[0]: row[3] for row in sheet.iter_rows(values_only=True) if row[0]}

    assert (results["People served"], results["Visits"]) == (30, 60)
    assert titles(client, milan, "results:indicators", YEAR)  # definitions are everybody's
    body = client.get(f"{reverse('results:indicators')}?{YEAR}").content.decode()
    assert ">60<" not in "".join(body.split())


def test_reports_are_sorted_searched_narrowed_and_hidden_from_another_office(
    client, blerim, milan, sixty_visits
):
    for title, audience in (("Alpha", "internal"), ("Beta", "partners")):
        report = reports.draft_report(
            blerim, title, date(2026, 1, 1), date(2026, 3, 31), audience=audience,
            blocks=[("text", {"text": "[visits] visits"})],
        )  # fmt: skip
        reports.publish_report(blerim, report.id)
    reports.publish_report(blerim, report.id, reason="A typing mistake")

    newest_first = titles(client, blerim, "reports:reports")
    by_title = titles(client, blerim, "reports:reports", "sort=title")
    corrections_last = titles(client, blerim, "reports:reports", "sort=corrects__number")
    found = titles(client, blerim, "reports:reports", "q=alph")
    for_partners = titles(client, blerim, "reports:reports", "audience=partners")
    earlier = titles(client, blerim, "reports:reports", "starts_on_to=2025-12-31")

    assert newest_first == ["Beta", "Beta", "Alpha"]
    assert by_title == ["Alpha", "Beta", "Beta"]
    assert corrections_last[0] == "Beta"
    assert found == ["Alpha"]
    assert (for_partners, earlier) == (["Beta", "Beta"], [])
    assert titles(client, milan, "reports:reports") == []


def test_a_saved_view_keeps_the_filters_of_the_list(client, blerim, sixty_visits):
    client.force_login(blerim)
    address = f"{reverse('results:indicators')}?{YEAR}&q=women"

    saved = client.post(address, {"name": "Women"})
    page = client.get(reverse("results:indicators")).content.decode()

    assert saved.status_code == 303
    assert "q=women" in page
