"""A draft says that its edition may show other figures, to readers to whom that can happen."""

from __future__ import annotations

import io
import zipfile
from datetime import date

import pytest
from django.urls import reverse

from waystation.foundation.shared.periods import parse
from waystation.governance.reports import actions, queries
from waystation.governance.reports.presenting import DIFFERS
from waystation.governance.results import queries as results

QUARTER = (date(2026, 1, 1), date(2026, 3, 31))
PAGES = ("reports:draft", "reports:write", "reports:publish", "reports:preview")


@pytest.fixture
def sanja(mission):
    """She writes and publishes reports, and may not open the visits that they count."""
    return mission.hire("Sanja Petrović", mission.prishtine, "network_secretariat")


@pytest.fixture
def report(mission, visits, indicators, sanja):
    """Forty visits, two of them of men, and a draft for partners about them."""
    for i in range(40):
        visits.record(day=date(2026, 2, 5), person=f"p{i}", sex="female" if i > 1 else "male")
    return actions.draft_report(
        sanja, "For partners", *QUARTER, audience="partners", offices=[mission.prishtine.id],
        blocks=[
            ("text", {"text": "[visits] visits."}),
            ("table", {"indicators": ["visits"], "by": "sex"}),
        ],
    )  # fmt: skip


def pages_that_say_it(client, user, report):
    """Return the pages of a draft on which this user reads that figures may differ."""
    client.force_login(user)
    found = {}
    for name in PAGES:
        page = client.get(reverse(name, args=[report.id]))
        assert page.status_code == 200
        shown = page.content.decode().replace("data-differs hidden>\n    <p>" + DIFFERS, "")
        found[name] = DIFFERS in shown
    return [name for name, said in found.items() if said]


def word_of(client, report):
    content = client.get(reverse("reports:draft_download", args=[report.id, "docx"])).content
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        return file.read("word/document.xml").decode()


def test_who_may_not_open_the_records_is_told_on_every_page_of_the_draft(client, report, sanja):
    said = pages_that_say_it(client, sanja, report)

    assert said == list(PAGES)
    assert DIFFERS in word_of(client, report)


def test_who_may_open_the_records_sees_what_will_be_published_and_reads_no_such_sentence(
    client, report, blerim
):
    shown = [one.figure for one in queries.preview(report, reader=blerim).figures]

    said = pages_that_say_it(client, blerim, report)
    edition = actions.publish_report(blerim, report.id)

    assert said == []
    content = queries.edition_visible_to(blerim, edition.id).content
    assert [(one.state, one.value) for one in shown] == [
        (one["state"], one["value"]) for one in content["figures"]
    ]


def test_the_edition_does_not_carry_the_sentence_of_its_draft(client, report, sanja):
    edition = actions.publish_report(sanja, report.id)
    client.force_login(sanja)

    page = client.get(reverse("reports:report", args=[edition.id]))

    assert page.status_code == 200
    assert DIFFERS not in page.content.decode()


def test_noise_that_stays_in_the_edition_is_not_announced_as_a_difference(
    client, report, sanja, blerim
):
    results.figures(blerim, ["visits"], parse("2026-Q1"), audience="partners")

    said = pages_that_say_it(client, sanja, report)

    assert said == []
