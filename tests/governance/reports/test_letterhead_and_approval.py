"""A report begins with its office's letterhead, and waits for a second person where it must."""

from __future__ import annotations

import io
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from docx import Document
from lxml import html
from PIL import Image as Pillow
from pypdf import PdfReader

from waystation.foundation.shared.errors import Conflict, NotAllowed, NotSeen, Refusal
from waystation.governance.reports import actions, queries
from waystation.governance.reports.models import Image
from waystation.governance.reports.views.documents import edition_document

QUARTER = (date(2026, 1, 1), date(2026, 3, 31))
BLANK = {"name": "", "address": "", "second_approver": False}


def png():
    out = io.BytesIO()
    Pillow.new("RGB", (1200, 400), (11, 79, 158)).save(out, "PNG")
    return out.getvalue()


@pytest.fixture
def drita(mission):
    return mission.hire("Drita Other", mission.prishtine, "programme_manager")


@pytest.fixture
def report(sixty_visits, blerim):
    return actions.draft_report(
        blerim, "Ours", *QUARTER, audience="internal", author="Blerim Hoti",
        blocks=[
            ("heading", {"text": "What we did", "level": "1"}),
            ("text", {"text": "There were [visits] visits."}),
            ("heading", {"text": "Nothing here", "level": "1"}),
            ("heading", {"text": "Nor here", "level": "2"}),
            ("heading", {"text": "By sex", "level": "1"}),
            ("table", {"title": "", "indicators": ["visits"], "by": "sex"}),
        ],
    )  # fmt: skip


def letterhead(user, mission, **more):
    return actions.change_letterhead(user, mission.prishtine.id, {**BLANK, **more}, BLANK)


def document(user, edition):
    return edition_document(queries.edition_visible_to(user, edition.id), linked=False)


def test_a_published_report_has_cover_contents_captions_and_annex(report, blerim, mission):
    actions.change_letterhead(
        blerim, mission.prishtine.id,
        {"name": "Our centres", "address": "Street 1\nTown", "second_approver": False}, BLANK,
        ("logo.png", png()),
    )  # fmt: skip
    edition = actions.publish_report(blerim, report.id)

    made = document(blerim, edition)

    from waystation.foundation.documents import pdf, word

    pages = PdfReader(io.BytesIO(pdf.render(made))).pages
    first, whole = pages[0].extract_text(), " ".join(one.extract_text() for one in pages)
    said = "\n".join(one.text for one in Document(io.BytesIO(word.render(made))).paragraphs)
    for words in ("Our centres", "Street 1", "Town", "Ours", "Blerim Hoti", "Edition 1"):
        assert words in first
        assert words in said
    assert max(Pillow.open(io.BytesIO(made.cover.logo)).size) <= 900
    for words in ("Contents", "Visits by sex", "MSC Prishtinë", "Annex: how the figures"):
        assert words in whole
        assert words in said
    assert "Nothing here" not in whole
    assert "Nor here" not in said


def test_a_published_cover_does_not_change_with_the_letterhead(report, blerim, mission):
    letterhead(blerim, mission, name="As it was")
    edition = actions.publish_report(blerim, report.id)
    actions.change_letterhead(
        blerim, mission.prishtine.id, {**BLANK, "name": "As it is"}, {**BLANK, "name": "As it was"}
    )

    assert document(blerim, edition).cover.office == "As it was"


def test_two_people_who_change_the_letterhead_overwrite_nothing(blerim, drita, mission):
    letterhead(blerim, mission, name="His")

    with pytest.raises(Conflict):
        letterhead(drita, mission, name="Hers")

    assert queries.letterhead_of(mission.prishtine.id).name == "His"


def test_the_page_of_the_letterhead_takes_a_logo_and_refuses_what_is_none(client, blerim, mission):
    client.force_login(blerim)
    address = reverse("reports:letterhead", args=[mission.prishtine.id])
    page = html.fromstring(client.get(address).content)
    form = page.xpath("//main//form[@enctype]")[0]
    shown = dict(form.form_values())

    wrong = client.post(address, shown | {"logo": SimpleUploadedFile("a.svg", b"<svg/>")})
    good = client.post(address, shown | {"logo": SimpleUploadedFile("a.png", png())})

    assert (wrong.status_code, good.status_code) == (422, 302)
    assert Image.objects.count() == 1
    assert "data:image/png" in client.get(address).content.decode()


def test_who_may_not_publish_does_not_change_the_letterhead(client, arta, milan, mission):
    address = reverse("reports:letterhead", args=[mission.prishtine.id])
    for user in (arta, milan):
        client.force_login(user)

        assert client.get(address).status_code in {403, 404}
        with pytest.raises(NotSeen):
            letterhead(user, mission, name="Mine")


def test_an_office_that_asks_for_a_second_person_does_not_publish_with_one(
    client, report, blerim, drita, mission
):
    letterhead(blerim, mission, second_approver=True)
    actions.approve_report(blerim, report.id, version=report.version)
    client.force_login(blerim)
    page = client.get(reverse("reports:publish", args=[report.id])).content.decode()

    with pytest.raises(Refusal) as alone:
        actions.publish_report(blerim, report.id)
    actions.approve_report(drita, report.id, version=report.version)
    edition = actions.publish_report(blerim, report.id)

    assert "Approval by a second person" in page
    assert alone.value.code == "not_approved"
    proof = queries.provenance_of(queries.edition_visible_to(blerim, edition.id).content, 1)
    assert {one["name"] for one in proof["approvals"]} == {"Blerim Hoti", "Drita Other"}


def test_an_approval_is_of_one_version(report, blerim, drita, mission):
    letterhead(blerim, mission, second_approver=True)
    actions.approve_report(drita, report.id, version=report.version)
    actions.change_report(blerim, report.id, {"title": "Other"}, {"title": "Ours"})

    with pytest.raises(Refusal) as changed:
        actions.publish_report(blerim, report.id)
    with pytest.raises(Conflict):
        actions.approve_report(drita, report.id, version=report.version)

    assert changed.value.code == "not_approved"


def test_only_who_may_publish_approves(report, arta, milan):
    with pytest.raises(NotAllowed):
        actions.approve_report(arta, report.id, version=report.version)
    with pytest.raises(NotSeen):
        actions.approve_report(milan, report.id, version=report.version)


def test_the_check_page_says_what_is_left_out_suppressed_and_unchecked(
    client, visits, indicators, blerim, mission
):
    for number in range(9):
        visits.record(sex="female" if number else "male")
    report = actions.draft_report(
        blerim, "Ours", *QUARTER, audience="public",
        blocks=[
            ("table", {"title": "", "indicators": ["visits"], "by": "sex"}),
            ("text", {"text": "In 2021 some 450 trams were sold."}),
            ("heading", {"text": "Nothing below", "level": "1"}),
        ],
    )  # fmt: skip
    client.force_login(blerim)

    page = html.fromstring(client.get(reverse("reports:publish", args=[report.id])).content)

    said = " ".join(page.xpath("//main")[0].text_content().split())
    assert "Headings with nothing below them, left out Nothing below" in said
    assert "Typed figures that no fact supports" in said
    assert "450" in said
    assert "suppressed for these readers" in said


def test_the_check_page_lists_the_figures_of_each_block_as_its_readers_will_see_them(
    client, visits, indicators, blerim, mission
):
    for number in range(9):
        visits.record(sex="female" if number else "male")
    table = ("table", {"title": "Who came", "indicators": ["visits"], "by": "sex"})
    shown = {}

    client.force_login(blerim)
    for audience in ("internal", "public"):
        report = actions.draft_report(
            blerim, f"For {audience}", *QUARTER, audience=audience, blocks=[table]
        )
        answer = client.get(reverse("reports:publish", args=[report.id]))
        rows = html.fromstring(answer.content).xpath("//*[@id='figures']//div[@class='row']")
        shown[audience] = {
            row.xpath("dt")[0].text_content().split(" · ")[-1].strip(): " ".join(
                row.xpath("dd")[0].text_content().split()
            )
            for row in rows
        }

    assert shown["internal"]["Male"] == "1"
    assert shown["public"]["Male"] == shown["public"]["Female"] == "Suppressed"
