"""A survey finding in a report: picture and table with intervals, on the page and on paper."""

from __future__ import annotations

import io
import json
import re
import zipfile
from datetime import date

import pytest
from django.urls import reverse

from waystation.foundation.shared.errors import NotAllowed, NotSeen
from waystation.governance.reports import actions, queries

pytestmark = pytest.mark.sqlite_only

ROWS = [  # choice, label, share, low, high
    ("yes", "Intends to leave", 0.312, 0.274, 0.352),
    ("no", "Intends to stay", 0.648, 0.607, 0.688),
    ("else", "Something else", None, None, None),  # kept back: too few people
]
FOUND = {
    "title": "Intention",
    "study": "Household survey",
    "round": 2,
    "place": "Tal Afar",
    "starts_on": "2026-02-01",
    "ends_on": "2026-02-20",
    "statistic": "share",
    "n": 612,
    "rows": [
        dict(zip(("choice", "label", "value", "low", "high"), row, strict=True))
        | {"n": 612, "flag": "" if row[2] else "withheld"}
        for row in ROWS
    ],
    "provenance": {"form": "a" * 64},
}


def findings_visible_to(user):
    return [{"key": "round/intention", "title": "Household survey: Intention"}]


def finding(organisation, key, audience="partners"):
    return FOUND if key == "round/intention" else None


def finding_again(user, key, told):
    return "changed" if told["form"] == "a" * 64 else "same"


@pytest.fixture
def report(contribute, visits, indicators, blerim):
    contribute("findings", fake=f"{__name__}.finding")
    return actions.draft_report(
        blerim, "What people intend", date(2026, 1, 1), date(2026, 3, 31),
        blocks=[("finding", {"title": "Intention to leave", "finding": "fake:round/intention"})],
    )  # fmt: skip


def document_text(content: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        return re.sub(r"<[^>]+>", " ", file.read("word/document.xml").decode())


def test_the_page_shows_share_interval_and_interviews_of_each_answer(client, report, blerim):
    client.force_login(blerim)

    page = client.get(reverse("reports:draft", args=[report.id])).content.decode()

    table = page[page.index('class="doc-table"') :]
    rows = [re.findall(r"<t[hd][^>]*>([^<]*)", row) for row in table.split("<tr>")[2:]]
    cells = [[cell.strip() for cell in row] for row in rows]
    assert cells[0] == ["Intends to leave", "31.2%", "27.4 – 35.2%", "612"]
    assert cells[1] == ["Intends to stay", "64.8%", "60.7 – 68.8%", "612"]
    assert cells[2] == ["Something else", "–", "–", "612"]
    assert "Household survey, round 2, Tal Afar, interviews: 612" in page
    assert 'class="doc-chart"' in page


def test_word_and_pdf_carry_the_same_table_beside_the_picture(client, report, blerim):
    client.force_login(blerim)

    word = client.get(reverse("reports:draft_download", args=[report.id, "docx"])).content
    pdf = client.get(reverse("reports:draft_download", args=[report.id, "pdf"])).content

    with zipfile.ZipFile(io.BytesIO(word)) as file:
        pictures = [name for name in file.namelist() if name.startswith("word/media/")]
    for words in ("Intends to leave", "31.2%", "27.4 – 35.2%", "612", "95% confidence interval"):
        assert words in document_text(word)
    assert pictures
    assert pdf.startswith(b"%PDF")


def test_an_edition_freezes_the_finding_with_what_it_rests_on(report, blerim, monkeypatch):
    edition = actions.publish_report(blerim, report.id)

    monkeypatch.setitem(FOUND, "n", 1)

    [block] = json.loads(bytes(edition.content))["blocks"]
    assert (block["finding"]["n"], block["finding"]["provenance"]) == (612, FOUND["provenance"])
    assert "a" * 64 in queries.snapshots_named(edition.organisation_id)


def test_an_imprecise_estimate_is_said_to_be_one(client, report, blerim, monkeypatch):
    monkeypatch.setitem(FOUND["rows"][1], "flag", "imprecise")
    client.force_login(blerim)

    page = client.get(reverse("reports:draft", args=[report.id])).content.decode()

    assert "cannot be measured: Intends to stay." in page


def test_counting_again_says_of_each_finding_whether_its_answers_are_the_same(
    client, report, blerim
):
    edition = actions.publish_report(blerim, report.id)
    client.force_login(blerim)

    page = client.get(reverse("reports:check", args=[edition.id])).content.decode()

    rows = page[page.index("Survey findings") :]
    assert "Intention to leave" in rows
    assert "Changed since" in rows


def test_an_interval_that_is_hidden_with_its_interviews_is_not_missing_data(
    client, report, blerim, monkeypatch
):
    for name in ("n", "low", "high"):
        monkeypatch.setitem(FOUND["rows"][1], name, None)
    client.force_login(blerim)

    page = client.get(reverse("reports:draft", args=[report.id])).content.decode()

    table = page[page.index('class="doc-table"') :]
    assert "no data" not in table
    assert "– means that a number is suppressed" in table


def figures_said(page: str) -> dict[str, str]:
    """Return the numbers at the top of the page of what was counted again."""
    tiles = r'<section class="card kpi">\s*<h2>([^<]*)</h2>.*?<strong>(\d+)</strong>'
    return dict(re.findall(tiles, page, re.S))


def test_a_report_of_findings_alone_is_counted_again_by_its_findings(client, report, blerim):
    edition = actions.publish_report(blerim, report.id)
    client.force_login(blerim)

    counted = client.get(reverse("reports:check", args=[edition.id])).content.decode()
    paper = client.get(reverse("reports:report", args=[edition.id])).content.decode()

    said = {"Same": "0", "Changed since": "1", "Cannot be counted again": "0"}
    assert figures_said(counted) == said
    assert counted.count("<table>") == 1
    aside = re.sub(r"<[^>]+>|\s+", " ", paper[paper.index("<aside") : paper.index("</aside>")])
    assert re.search(r"Survey findings\s+1", aside)
    assert "Count again" in aside
    assert "Figures" not in aside


def test_a_report_without_any_figure_offers_nothing_to_count_again(client, report, blerim):
    words = actions.draft_report(
        blerim, "In words", date(2026, 1, 1), date(2026, 3, 31),
        blocks=[("text", {"text": "The office moved."})],
    )  # fmt: skip
    edition = actions.publish_report(blerim, words.id)
    client.force_login(blerim)

    paper = client.get(reverse("reports:report", args=[edition.id])).content.decode()
    counted = client.get(reverse("reports:check", args=[edition.id])).content.decode()

    assert "Count again" not in paper
    assert "No figure of this edition was counted from records." in counted


def test_who_does_not_write_the_report_puts_no_finding_into_it(report, arta, milan):
    block = ("finding", {"title": "", "finding": "fake:round/intention"})

    with pytest.raises(NotAllowed):
        actions.add_block(arta, report.id, *block)
    with pytest.raises(NotSeen):
        actions.add_block(milan, report.id, *block)
