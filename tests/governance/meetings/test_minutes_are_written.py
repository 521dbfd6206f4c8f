"""Minutes are a document: headings, lists, tables, bold, links; with the editor and without it."""

from __future__ import annotations

import io
import json

import pytest
from django.urls import reverse
from docx import Document
from pypdf import PdfReader

from tests.governance import walk
from waystation.foundation.records.editing import write_seen
from waystation.foundation.shared.digests import digest_of
from waystation.governance.meetings import actions
from waystation.governance.meetings.models import Minutes

LINES = (
    "# 1. Work plan\n\nThe plan was **adopted**, see [the plan](https://iom.int/plan).\n\n"
    "- UNICEF asked about schools.\n\n| Who | What |\n| IOM | sends it |"
)


def text(words, *marks):
    node = {"type": "text", "text": words}
    return node | ({"marks": list(marks)} if marks else {})


def nodes(*blocks):
    """What the editor sends: each block with a key of its own."""
    return json.dumps(
        [one | {"attrs": {"id": f"k{n}", **one.get("attrs", {})}} for n, one in enumerate(blocks)]
    )


PARAGRAPH = {"type": "paragraph", "content": [text("Nora said so.", {"type": "strong"})]}
HEADING = {"type": "heading", "attrs": {"level": 1}, "content": [text("1. Work plan")]}


@pytest.fixture
def meeting(network):
    return walk.held(network)


def page_of(name, meeting):
    return reverse(f"meetings:{name}", args=[meeting.id])


def opened(client, user, page):
    """Return the fields of a form as its page has them."""
    client.force_login(user)
    context = client.get(page).context
    return {"seen": context["seen"], "body": context["form"]["body"].value()}


@pytest.mark.duty("O-17")
def test_lines_become_a_document_on_the_page_in_word_and_in_pdf(network, client, meeting):
    actions.minutes.draft_minutes(network.sanja, meeting.id, LINES)
    client.force_login(network.sanja)

    page = client.get(page_of("minutes", meeting)).content.decode()
    in_word = client.get(page_of("minutes_word", meeting)).content
    in_pdf = client.get(page_of("minutes_pdf", meeting)).content

    assert "<strong>adopted</strong>" in page
    assert '<a href="https://iom.int/plan" rel="noopener noreferrer">the plan</a>' in page
    assert "1. Work plan</h2>" in page
    made = Document(io.BytesIO(in_word))
    assert ("Heading 1", "1. Work plan") in [(p.style.name, p.text) for p in made.paragraphs]
    assert made.tables[-1].rows[1].cells[1].text == "sends it"
    said = PdfReader(io.BytesIO(in_pdf)).pages[0].extract_text()
    assert all(words in said for words in ("1. Work plan", "adopted", "sends it"))


@pytest.mark.duty("O-17")
def test_the_hash_is_of_the_document_and_holds_for_each_version(network, meeting):
    draft = actions.minutes.draft_minutes(network.sanja, meeting.id, LINES)

    again = actions.minutes.draft_minutes(network.sanja, meeting.id, f"\n{LINES}\r\n\r\n")
    sent = actions.minutes.circulate_minutes(network.sanja, meeting.id)
    final = actions.minutes.finish_minutes(network.carla, meeting.id)

    assert again == draft  # the same document is no second version
    assert {one.digest for one in (draft, sent, final)} == {digest_of(draft.nodes)}
    assert Minutes.objects.get(id=final.id).body == LINES


def test_what_the_editor_sends_is_what_is_stored_without_its_keys(network, client, meeting):
    page = page_of("minutes_draft", meeting)
    given = opened(client, network.sanja, page)

    answer = client.post(page, given | {"nodes": nodes(HEADING, PARAGRAPH)})

    assert answer.status_code == 302
    assert Minutes.objects.get().nodes == [HEADING, PARAGRAPH]


@pytest.mark.parametrize(
    "sent",
    [
        "<p>html</p>",
        "[",
        nodes({"type": "script"}),
        nodes({"type": "figure", "attrs": {"indicator": "visits", "period": "", "where": {}}}),
        nodes({"type": "paragraph", "content": [
            text("x", {"type": "link", "attrs": {"href": "javascript:alert(1)"}})]}),
    ],
)  # fmt: skip
def test_what_is_no_document_is_refused_and_nothing_is_saved(network, client, meeting, sent):
    page = page_of("minutes_draft", meeting)
    given = opened(client, network.sanja, page)

    answer = client.post(page, given | {"nodes": sent})

    assert answer.status_code == 422
    assert "This text cannot be read." in answer.content.decode()
    assert not Minutes.objects.exists()


def test_without_javascript_the_lines_are_sent(network, client, meeting):
    page = page_of("minutes_draft", meeting)
    given = opened(client, network.sanja, page)

    answer = client.post(page, given | {"body": LINES.replace("\n", "\r\n"), "nodes": ""})

    assert answer.status_code == 302
    assert Minutes.objects.get().body == LINES
    assert opened(client, network.sanja, page)["body"] == LINES


def test_a_draft_begins_with_a_heading_for_each_open_item(network, client, meeting):
    page = page_of("minutes_draft", meeting)

    given = opened(client, network.sanja, page)

    assert given["body"] == "Present: IOM, UNICEF\n\n# 1. Work plan (IOM)"


def test_two_writers_choose_and_the_document_of_the_second_is_not_lost(network, client, meeting):
    page = page_of("minutes_draft", meeting)
    actions.minutes.draft_minutes(network.sanja, meeting.id, "First.")
    given = opened(client, network.sanja, page)
    actions.minutes.draft_minutes(network.sanja, meeting.id, "Second.", {"body": "First."})

    refused = client.post(page, given | {"nodes": nodes(PARAGRAPH)})
    now = {"seen": refused.context["seen"], "nodes": nodes(PARAGRAPH), "keep-body": "mine"}
    saved = client.post(page, now)

    assert refused.status_code == 409
    assert refused.context["form"].setup["nodes"] == [PARAGRAPH]
    assert saved.status_code == 302
    assert Minutes.objects.order_by("-number")[0].nodes == [PARAGRAPH]


@pytest.mark.duty("O-17")
def test_a_correction_is_an_edition_written_in_the_same_editor(network, client, meeting):
    actions.minutes.draft_minutes(network.sanja, meeting.id, LINES)
    actions.minutes.circulate_minutes(network.sanja, meeting.id)
    actions.minutes.finish_minutes(network.carla, meeting.id)
    page = page_of("minutes_correct", meeting)
    client.force_login(network.carla)
    seen = {"seen": write_seen({"body": LINES, "why": ""})}

    same = client.post(page, seen | {"body": LINES, "why": "A slip."})
    answer = client.post(page, seen | {"nodes": nodes(PARAGRAPH), "why": "A slip."})

    assert same.status_code == 422
    assert "Nothing is different" in same.content.decode()
    assert answer.status_code == 302
    assert Minutes.objects.get(edition=2).nodes == [PARAGRAPH]


def test_a_table_that_is_too_wide_is_refused_with_the_reason(network, client, meeting):
    page = page_of("minutes_draft", meeting)
    given = opened(client, network.sanja, page)

    answer = client.post(page, given | {"body": f"|{'x|' * 13}"})

    assert answer.status_code == 422
    assert "A table has at most 12 columns. Split it." in answer.content.decode()


def test_only_who_drafts_opens_the_editor(network, client, meeting):
    codes = []
    for user in (network.sanja, network.nora):
        client.force_login(user)
        codes.append(client.get(page_of("minutes_draft", meeting)).status_code)

    assert codes == [200, 403]
