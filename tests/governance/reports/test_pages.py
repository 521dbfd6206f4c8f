"""The pages of reports: drafts, editions, and what leaves as a file."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import date

import pytest
from django.urls import reverse
from lxml import html

from waystation.foundation.access import actions as access
from waystation.governance.reports import actions, queries

pytestmark = pytest.mark.sqlite_only

YEAR = "?period=2026"


@pytest.fixture
def year(sixty_visits):
    return sixty_visits


@pytest.fixture
def edition(year, blerim):
    report = actions.draft_report(
        blerim,
        "First quarter <b>",
        date(2026, 1, 1),
        date(2026, 3, 31),
        audience="internal",
        blocks=[
            ("heading", {"text": "What we did"}),
            ("text", {"text": "We served [people_served] people, [women_share] women."}),
            ("chart", {"indicator": "visits", "along": "month", "split": "sex"}),
            ("table", {"indicators": ["visits", "minutes"], "by": "reason"}),
        ],
    )
    return actions.publish_report(blerim, report.id)


def page(client, user, name, *args, query=""):
    client.force_login(user)
    return client.get(reverse(f"reports:{name}", args=args) + query)


def test_pages_hold_no_inline_style_or_script(client, blerim, edition):
    for answer in (
        page(client, blerim, "report", edition.id),
        page(client, blerim, "check", edition.id),
        page(client, blerim, "figure", edition.id, 1),
    ):
        body = answer.content.decode()
        assert answer.status_code == 200
        assert " style=" not in body
        assert "<script>" not in body
        assert "1244" in body


def test_an_edition_escapes_its_text_and_links_its_figures(client, blerim, edition):
    body = page(client, blerim, "report", edition.id).content.decode()

    assert "First quarter &lt;b&gt;" in body
    assert reverse("reports:figure", args=[edition.id, 1]) in body
    assert edition.digest in body


def test_a_figure_says_changed_after_a_counted_visit_was_edited(
    client, blerim, visits, year, edition
):
    visits.change(year[0], sex="female")

    body = page(client, blerim, "figure", edition.id, 2).content.decode()
    check = page(client, blerim, "check", edition.id).content.decode()

    assert "Changed since" in body
    assert "Arta Berisha" in body
    assert "Changed since" in check


def test_another_office_opens_no_edition_page(client, milan, edition):
    for name, *more in (("report",), ("check",), ("figure", 1), ("download", "json")):
        assert page(client, milan, name, edition.id, *more).status_code == 404


@pytest.mark.parametrize(
    ("kind", "start"),
    [
        ("docx", b"PK"),
        ("xlsx", b"PK"),
        ("pdf", b"%PDF"),
        ("csv", b"\xef\xbb\xbf"),
        ("html", b"<!d"),
    ],
)
def test_an_edition_leaves_as_a_file(client, blerim, edition, kind, start):
    answer = page(client, blerim, "download", edition.id, kind)

    assert answer.status_code == 200
    assert answer.content.startswith(start)
    if kind == "docx":
        with zipfile.ZipFile(io.BytesIO(answer.content)) as file:
            text = "".join(file.read(one).decode("utf-8", "ignore") for one in file.namelist())
        assert "1244" in text


def test_the_frozen_bytes_can_be_taken_home_and_checked(client, blerim, edition):
    import hashlib

    answer = page(client, blerim, "download", edition.id, "json")

    assert hashlib.sha256(answer.content).hexdigest() == edition.digest
    assert json.loads(answer.content)["title"] == "First quarter <b>"


def test_a_report_is_begun_filled_and_published_on_pages(client, blerim, year):
    client.force_login(blerim)
    frame = {"title": "T", "starts_on": "2026-01-01", "ends_on": "2026-03-31"}
    frame |= {"audience": "internal", "language": "en"}

    begun = client.post(reverse("reports:begin"), frame)
    report = queries.drafts_visible_to(blerim)[0]
    wrong = client.post(
        reverse("reports:add_block", args=[report.id, "text"]), {"text": "[visits 2026-13]"}
    )
    client.post(reverse("reports:add_block", args=[report.id, "text"]), {"text": "[visits]"})
    client.post(reverse("reports:add_block", args=[report.id, "table"]), {"indicators": ["visits"]})
    blocks = queries.blocks_of(report)
    client.post(reverse("reports:move_block", args=[report.id, blocks[0].id]), {"down": "1"})
    shown = client.get(reverse("reports:draft", args=[report.id]))
    report = queries.draft_visible_to(blerim, report.id)
    published = client.post(
        reverse("reports:publish", args=[report.id]), {"version": report.version}
    )

    assert begun.status_code == 302
    assert "not a period" in wrong.content.decode()
    assert [block.kind for block in queries.blocks_of(report)] == ["table", "text"]
    assert "60" in shown.content.decode()
    assert published.url == reverse(
        "reports:report", args=[queries.published_editions(blerim)[0]["id"]]
    )


def test_whoever_reads_several_offices_chooses_which_a_report_counts(
    client, mission, year, blerim, milan
):
    besa = mission.hire("Besa Boss", mission.prishtine, "programme_manager")
    access.give_role(None, besa, mission.peje, "co_chair", date(2020, 1, 1))
    asked = html.fromstring(page(client, besa, "begin").content)
    sent = {
        "title": "Ours", "starts_on": "2026-01-01", "ends_on": "2026-03-31", "language": "en",
        "audience": "internal", "template": "blank",
    }  # fmt: skip
    ours = [str(mission.prishtine.id)]

    begun = client.post(reverse("reports:begin"), {**sent, "offices": ours})
    nowhere = client.post(reverse("reports:begin"), sent)
    one_office = page(client, blerim, "begin").content.decode()

    boxes = asked.xpath("//input[@name='offices']")
    assert {one.get("value") for one in boxes} >= {*ours, str(mission.peje.id)}
    assert [one.get("value") for one in boxes if one.get("checked") is not None] == ours
    [draft] = queries.drafts_visible_to(blerim)
    assert (begun.status_code, draft.offices) == (302, ours)
    assert nowhere.status_code == 422
    assert 'name="offices"' not in one_office
    assert queries.drafts_visible_to(milan) == []


def test_the_list_of_drafts_says_of_which_an_edition_was_published(client, blerim, edition):
    begun = actions.draft_report(blerim, "Begun", date(2026, 1, 1), date(2026, 3, 31))

    found = html.fromstring(page(client, blerim, "reports").content)

    rows = found.xpath("//section[.//h2='Drafts']//tbody/tr")
    words = [
        (one.xpath("string(td[1])").strip(), one.xpath("string(td[4])").strip()) for one in rows
    ]
    assert words == [(begun.title, "Draft"), ("First quarter <b>", "Published")]


def test_the_records_behind_a_figure_have_the_width_of_the_page(client, blerim, edition):
    found = html.fromstring(page(client, blerim, "figure", edition.id, 1).content)

    [records] = found.xpath("//section[.//h2='Records behind it']")
    assert not records.xpath("ancestor::*[contains(@class, 'grid')]")
    assert records.xpath(".//*[contains(@class, 'scroll')]//table")


def test_a_counsellor_cannot_write_a_report_on_pages(client, arta, blerim, edition):
    client.force_login(arta)

    assert client.get(reverse("reports:begin")).status_code == 403
    assert (
        client.post(
            reverse("reports:add_block", args=[edition.report_id, "text"]), {"text": "x"}
        ).status_code
        == 403
    )
    assert client.post(reverse("reports:publish", args=[edition.report_id])).status_code == 403


def test_the_pages_of_an_edition_show_no_code(client, blerim, edition):
    content = json.loads(bytes(edition.content))
    number = next(one["n"] for one in content["figures"] if one["key"] == ["2026-02", "female"])

    figure = page(client, blerim, "figure", edition.id, number).content.decode()
    check = page(client, blerim, "check", edition.id).content.decode()

    for body in (figure, check):
        shown = html.fromstring(body).xpath("string(//main)")
        assert "February 2026 · Female" in shown
        assert "2026-02" not in shown
        assert "2026-Q1" not in shown
