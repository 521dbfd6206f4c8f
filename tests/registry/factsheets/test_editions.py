"""A sheet has editions; a language is translated, outdated or missing; published is frozen."""

from __future__ import annotations

import re
from datetime import date
from html import unescape

import pytest
from django.conf import settings
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext

from tests.registry.factsheets.conftest import FIRST, SECOND, write
from waystation.foundation.shared.errors import Conflict, NotAllowed, NotSeen, Refusal
from waystation.registry.factsheets import actions, queries
from waystation.registry.factsheets.models import Edition, Text


def states(edition):
    every = queries.languages_of(edition)
    return {one.language: one.state for one in every if one.expected or one.text}


def test_a_language_is_original_translated_or_missing(drafted):
    assert states(drafted) == {"en": "original", "sq": "translated", "sr": "missing"}


def test_a_changed_original_makes_its_translations_outdated_until_they_are_checked(orhan, drafted):
    write(orhan, drafted, "en", body="Your passport is stamped at each border.")
    outdated = states(drafted)

    write(orhan, drafted, "sq")  # saved as it is: somebody has checked it

    assert outdated == {"en": "original", "sq": "outdated", "sr": "missing"}
    assert states(drafted)["sq"] == "translated"


def test_there_is_no_translation_before_the_original(orhan, sheet):
    edition = actions.draft_edition(orhan, sheet.id, **FIRST)

    with pytest.raises(Refusal, match="English text first"):
        write(orhan, edition, "sq", title="Udhëtimi", body="Vulë")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"valid_from": None}, "valid_from"),
        ({"source": " "}, "source"),
        ({"source_on": None}, "source"),
    ],
)
def test_without_a_day_and_a_dated_source_nothing_is_published(
    orhan, blerim, drafted, changes, field
):
    Edition.objects.filter(id=drafted.id).update(**changes)

    with pytest.raises(Refusal) as refused:
        actions.change_edition_state(blerim, drafted.id, "publish")

    assert refused.value.field == field
    assert Edition.objects.get().state == "draft"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"valid_until": date(2025, 1, 1)}, "valid_until"),
        ({"source_url": "http://example.org"}, "source_url"),
        ({"source": "x" * 301}, "source"),
    ],
)
def test_what_cannot_be_an_edition_is_refused_by_its_field(orhan, sheet, changes, field):
    with pytest.raises(Refusal) as refused:
        actions.draft_edition(orhan, sheet.id, **{**FIRST, **changes})

    assert refused.value.field == field


def test_a_topic_has_one_sheet_and_a_sheet_one_draft(mission, orhan, sheet, drafted):
    with pytest.raises(Conflict, match="already"):
        actions.record_sheet(orhan, mission.prishtine.id, topic="schengen", title="Again")
    with pytest.raises(Refusal, match="draft"):
        actions.draft_edition(orhan, sheet.id, **SECOND)


def test_the_next_edition_begins_later_than_the_last_one(orhan, blerim, sheet, first):
    edition = actions.draft_edition(orhan, sheet.id, **FIRST)

    with pytest.raises(Refusal, match="must start later"):
        actions.change_edition_state(blerim, edition.id, "publish")


def test_a_published_edition_does_not_change_by_action_or_by_sql(orhan, first):
    with pytest.raises(Refusal, match="published"):
        write(orhan, first, "en", body="Something else.")
    with pytest.raises(Refusal, match="published"):
        actions.edit_edition(orhan, first.id, {"source": first.source}, {"source": "Another"})
    for rows, changes in (
        (Text.objects.filter(edition=first), {"body": "Something else."}),
        (Edition.objects.filter(id=first.id), {"source": "Another"}),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.update(**changes)
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.delete()


def test_a_language_that_was_missing_can_be_added_once_after_publication(orhan, first):
    write(orhan, first, "sr", title="Путовање", body="Пасош се печатира.")

    with pytest.raises(Refusal, match="published"):
        write(orhan, first, "sr", body="Нешто друго.")

    assert states(first)["sr"] == "translated"


@pytest.mark.parametrize("language", ["tr", "ar", "fa", "ps"])
def test_a_sheet_can_be_written_in_every_language_of_the_public_pages(
    client, orhan, arta, milan, blerim, first, language
):
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    page, form = "/help/facts/schengen/", reverse("factsheets:text", args=[first.id, language])
    before = client.get(page).content.decode()
    client.cookies.clear()
    refused = {}
    for who in (arta, milan, blerim):
        client.force_login(who)
        refused[who] = client.post(form, {"title": "س", "body": "س", "seen": ""}).status_code
    client.force_login(orhan)
    shown = client.get(form).content.decode()
    seen = re.search(r'name="seen" value="([^"]*)"', shown)[1]
    saved = client.post(form, {"title": "گذرنامه", "body": "مهر می‌خورد.", "seen": unescape(seen)})
    client.logout()
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    after = client.get(page).content.decode()
    with translation.override(language):
        sentence = gettext("This is not translated yet. A centre explains it in your language.")

    assert set(refused.values()) == {403}
    assert 'dir="auto"' in shown
    assert saved.status_code == 302
    assert not sentence.startswith("This is not translated")
    assert (sentence in before, sentence in after) == (True, False)
    assert before.index(sentence) < before.index("Your passport is stamped.")
    assert f'<div lang="{language}">' in after
    assert "مهر می‌خورد." in after
    assert states(first)[language] == "translated"


def test_only_the_languages_that_are_expected_are_missed(orhan, first):
    tones = {one.language: (one.expected, one.tone) for one in queries.languages_of(first)}

    assert tones["sr"] == (True, "r")
    assert tones["fa"] == (False, "b")


def test_the_edition_that_counts_is_the_one_valid_on_the_day(first, publish_second):
    second = publish_second()
    rows = Edition.objects.all()

    def valid(day):
        return [one.number for one in queries.current_editions(rows, day).values()]

    assert (first.number, second.number) == (1, 2)
    assert [valid(date(2025, 12, 31)), valid(date(2026, 8, 31)), valid(date(2026, 9, 1))] == [
        [],
        [1],
        [2],
    ]


def test_a_reader_gets_their_language_and_else_english_and_is_told(first, publish_second):
    publish_second()
    shown = {}

    for language in ("en", "sq", "sr-latn"):
        with translation.override(language):
            shown[language] = queries.public_sheet("schengen")

    assert [one.edition.number for one in shown.values()] == [2, 2, 2]
    assert (shown["en"].outdated, shown["sq"].outdated) == (False, True)
    assert (shown["sq"].language, shown["sr-latn"].language) == ("sq", "en")


def test_serbian_in_latin_script_is_made_from_cyrillic(orhan, first):
    write(orhan, first, "sr", title="Путовање", body="Пасош се печатира.")

    with translation.override("sr-latn"):
        shown = queries.public_sheet("schengen")

    assert (shown.title, shown.body) == ("Putovanje", "Pasoš se pečatira.")


def test_two_writers_of_the_same_text_see_both(orhan, drafted):
    seen = {"title": "Travel", "body": "Your passport is stamped."}
    actions.write_text(orhan, drafted.id, "en", seen, {**seen, "body": "One."})

    with pytest.raises(Conflict) as conflict:
        actions.write_text(orhan, drafted.id, "en", seen, {**seen, "body": "Two."})

    assert conflict.value.fields == {"body": ("One.", "Two.")}


def test_arta_and_milan_read_blerim_publishes_and_only_orhan_writes(
    mission, arta, milan, blerim, orhan, drafted
):
    for reader in (arta, milan, blerim):  # colleagues of all offices share fact sheets
        assert not access_to_write(reader, drafted)
        assert (
            queries.edition_visible_to(reader, drafted.id) == drafted if reader != milan else True
        )
    with pytest.raises(NotAllowed):
        actions.change_edition_state(orhan, drafted.id, "publish")
    with pytest.raises(NotAllowed):
        actions.record_sheet(arta, mission.prishtine.id, topic="health", title="Health")

    published = actions.change_edition_state(blerim, drafted.id, "publish")

    assert published.published_by_id == blerim.id


def access_to_write(user, edition):
    try:
        write(user, edition, "en", body="Mine.")
    except (NotAllowed, NotSeen):
        return False
    return True


def test_another_organisation_sees_no_draft(drafted):
    from tests.session_data import hire_everyone

    other = hire_everyone("other", "Other mission")

    with pytest.raises(NotSeen):
        queries.edition_visible_to(other.arta, drafted.id)
    assert list(queries.sheets_visible_to(other.arta)) == []


def test_by_page_an_edition_is_drafted_written_and_published(client, orhan, blerim, arta, sheet):
    client.force_login(orhan)
    typed = {**FIRST, "valid_from": "1.1.2026", "source_on": "9.3.2016"}
    drafted = client.post(reverse("factsheets:edition_new", args=[sheet.id]), typed)
    edition = Edition.objects.get()
    where = reverse("factsheets:text", args=[edition.id, "en"])
    form = client.get(where).content.decode()
    empty = client.post(where, {"title": "", "body": "", "seen": '{"title": "", "body": ""}'})
    seen = '{"title": "", "body": ""}'
    written = client.post(where, {"title": "Travel", "body": "A stamp.", "seen": seen})
    shown = client.get(reverse("factsheets:edition", args=[edition.id])).content.decode()
    client.force_login(arta)
    refused = client.get(where)
    read = client.get(reverse("factsheets:sheets"))
    client.force_login(blerim)
    publish = reverse("factsheets:edition_transition", args=[edition.id, "publish"])
    published = client.post(publish)

    assert [one.status_code for one in (drafted, empty, written)] == [302, 422, 302]
    assert 'name="body"' in form
    assert "A stamp." in shown
    assert (refused.status_code, read.status_code) == (403, 200)
    assert published.status_code == 302
    assert Edition.objects.get().state == "published"


def test_over_the_api_it_is_the_same(client, orhan, blerim, sheet):
    client.force_login(orhan)
    where = f"/api/v1/factsheets/sheets/{sheet.id}/editions"
    sent = {name: str(value) for name, value in FIRST.items()}
    made = client.post(where, sent, "application/json").json()
    text = f"/api/v1/factsheets/editions/{made['id']}/texts/en"
    blank = {"title": "", "body": ""}
    edit = {"seen": blank, "proposed": {"title": "Travel", "body": "A stamp."}}
    written = client.patch(text, edit, "application/json")
    client.force_login(blerim)
    publish = f"/api/v1/factsheets/editions/{made['id']}/publish"
    published = client.post(publish, {}, "application/json").json()

    assert made["state"] == "draft"
    assert written.json()["title"] == "Travel"
    assert client.get(text).json()["body"] == "A stamp."
    assert published["state"] == "published"
    expected = [one for one in published["languages"] if one["expected"]]
    assert {one["language"]: one["state"] for one in expected} == {
        "en": "original",
        "sq": "missing",
        "sr": "missing",
    }
