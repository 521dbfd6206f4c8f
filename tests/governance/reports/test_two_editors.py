"""Two people write the same report: nothing is overwritten unseen."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse
from lxml import html

from waystation.foundation.shared.errors import Refusal
from waystation.governance.reports import actions, queries
from waystation.governance.reports.models import Report

pytestmark = pytest.mark.sqlite_only

QUARTER = (date(2026, 1, 1), date(2026, 3, 31))


@pytest.fixture
def report(visits, indicators, blerim):
    return actions.draft_report(
        blerim,
        "Ours",
        *QUARTER,
        audience="internal",
        blocks=[
            ("heading", {"text": "What we did"}),
            ("chart", {"title": "T", "indicator": "visits", "along": "month", "split": ""}),
        ],
    )


@pytest.fixture
def drita(mission):
    return mission.hire("Drita Other", mission.prishtine, "programme_manager")


def shown(client, user, address):
    """What the browser of an editor would send back: every field of the form."""
    client.force_login(user)
    page = html.fromstring(client.get(address).content)
    form = page.xpath("//main//section//form[@method='post']")[0]
    return {name: value for name, value in form.form_values() if name != "csrfmiddlewaretoken"}


def test_a_title_that_somebody_else_changed_meanwhile_is_not_overwritten(
    client, report, blerim, drita
):
    address = reverse("reports:change", args=[report.id])
    mine = shown(client, blerim, address)
    theirs = shown(client, drita, address)

    client.post(address, theirs | {"title": "Hers"})
    client.force_login(blerim)
    answer = client.post(address, mine | {"title": "His"})

    assert answer.status_code == 409
    assert "Hers" in answer.content.decode()
    assert queries.draft_visible_to(blerim, report.id).title == "Hers"


def test_a_change_of_another_field_is_joined(client, report, blerim, drita):
    address = reverse("reports:change", args=[report.id])
    mine = shown(client, blerim, address)
    theirs = shown(client, drita, address)

    client.post(address, theirs | {"title": "Hers"})
    client.force_login(blerim)
    answer = client.post(address, mine | {"audience": "partners"})

    row = queries.draft_visible_to(blerim, report.id)
    assert answer.status_code == 302
    assert (row.title, row.audience) == ("Hers", "partners")


def test_a_form_that_has_lost_what_was_seen_changes_nothing(client, report, blerim):
    address = reverse("reports:change", args=[report.id])
    mine = shown(client, blerim, address)

    answer = client.post(address, {**mine, "title": "His", "seen": ""})

    assert answer.status_code == 409
    assert queries.draft_visible_to(blerim, report.id).title == "Ours"


def test_a_block_is_changed(client, report, blerim):
    block = queries.blocks_of(report)[0]
    address = reverse("reports:change_block", args=[report.id, block.id])
    mine = shown(client, blerim, address)

    answer = client.post(address, mine | {"text": "What we really did"})

    assert answer.status_code == 302
    assert queries.block_of(report, block.id).content == {
        "text": "What we really did", "level": "1",
    }  # fmt: skip


def test_a_block_that_somebody_else_changed_meanwhile_is_not_overwritten(
    client, report, blerim, drita
):
    block = queries.blocks_of(report)[1]
    address = reverse("reports:change_block", args=[report.id, block.id])
    mine = shown(client, blerim, address)
    theirs = shown(client, drita, address)

    client.post(address, theirs | {"title": "Hers"})
    client.force_login(blerim)
    disputed = client.post(address, mine | {"title": "His"})
    joined = client.post(address, mine | {"split": "sex"})

    assert (disputed.status_code, joined.status_code) == (409, 302)
    assert queries.block_of(report, block.id).content == {
        "title": "Hers", "indicator": "visits", "along": "month", "split": "sex",
    }  # fmt: skip


def test_an_invalid_form_answers_422_with_the_question(client, report, blerim):
    client.force_login(blerim)

    begun = client.post(reverse("reports:begin"), {})
    block = client.post(reverse("reports:add_block", args=[report.id, "chart"]), {})

    assert (begun.status_code, block.status_code) == (422, 422)
    assert "Give the report a title" in begun.content.decode()
    assert len(queries.drafts_visible_to(blerim)) == 1


def test_all_that_a_report_lacks_is_said_at_once(client, blerim):
    client.force_login(blerim)
    typed = {"starts_on": "30.9.2026", "ends_on": "1.7.2026", "language": "en"}

    answer = client.post(reverse("reports:begin"), typed)

    assert sorted(answer.context["form"].errors) == ["audience", "ends_on", "title"]


def test_an_indicator_that_nobody_offered_is_refused(client, report, blerim):
    client.force_login(blerim)
    sent = {"indicator": "no_such", "along": "month"}

    answer = client.post(reverse("reports:add_block", args=[report.id, "chart"]), sent)

    assert answer.status_code == 422
    assert len(queries.blocks_of(report)) == 2


def test_who_may_only_look_or_not_even_that_changes_nothing(client, report, arta, milan):
    for user, status in ((arta, 403), (milan, 404)):
        client.force_login(user)

        answer = client.post(reverse("reports:change", args=[report.id]), {"title": "Theirs"})

        assert answer.status_code == status


LONG = "Directorate of Analysis " * 6


def test_an_author_of_more_letters_than_the_cover_takes_is_refused_and_not_cut(blerim, indicators):
    with pytest.raises(Refusal) as refused:
        actions.draft_report(blerim, "Long", *QUARTER, audience="internal", author=LONG)

    assert (refused.value.field, refused.value.code) == ("author", "too_long_text")
    assert refused.value.in_english() == "This text has 143 characters. Keep it under 120."
    assert not Report.objects.filter(title="Long").exists()


def test_an_editor_who_types_a_long_author_reads_a_sentence_and_nothing_is_lost(
    client, report, blerim
):
    address = reverse("reports:change", args=[report.id])
    mine = shown(client, blerim, address)

    answer = client.post(address, mine | {"author": LONG})

    text = " ".join(html.fromstring(answer.content).text_content().split())
    assert answer.status_code == 422
    assert "143" in text
    assert LONG.strip() in answer.content.decode()
    assert queries.draft_visible_to(blerim, report.id).author == ""
