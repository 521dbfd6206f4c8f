"""A translation by machine or as a draft says so until somebody else has reviewed it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone, translation

from tests.registry.factsheets.conftest import write
from waystation.foundation.shared.errors import NotAllowed, NotSeen, Refusal
from waystation.foundation.workflow.outstanding import outstanding_for
from waystation.registry.factsheets import actions, queries
from waystation.registry.factsheets.models import Text

PERSIAN = {"title": "سفر", "body": "گذرنامهٔ شما مهر می‌شود.", "unreviewed": True}
TODAY = datetime(2026, 9, 21, tzinfo=UTC).date()


def state_of(edition, language="fa"):
    return queries.language_version(edition, language).state


@pytest.fixture
def draft_in_persian(orhan, first):
    """The published edition, with a Persian text that nobody has reviewed."""
    write(orhan, first, "fa", **PERSIAN)
    return first


def page_in(client, language, query=""):
    client.logout()
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    return client.get(f"/help/facts/schengen/{query}").content.decode()


def test_a_reader_is_told_in_his_language_and_led_to_the_reviewed_texts(client, draft_in_persian):
    shown = queries.public_sheet("schengen", "fa")

    page = page_in(client, "fa")
    english = page_in(client, "fa", "?in=en")
    albanian = page_in(client, "sq")

    assert (shown.unreviewed, shown.reviewed) == (True, [("en", "English"), ("sq", "Shqip")])
    assert page.index('class="unsure"') < page.index(PERSIAN["body"])
    assert 'href="?in=en"' in page
    assert 'href="?in=sq"' in page
    assert 'class="unsure"' not in english + albanian
    assert '<div lang="en" dir="ltr">' in english
    assert "Your passport is stamped." in english
    assert 'href="/help/facts/schengen/"' in english
    assert "Pasaporta juaj vuloset." in albanian


def test_a_language_that_there_is_not_is_not_shown(client, draft_in_persian):
    page = page_in(client, "fa", "?in=de")

    assert PERSIAN["body"] in page


def test_the_list_of_topics_says_which_translation_is_not_reviewed(client, draft_in_persian):
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "fa"
    with translation.override("fa"):
        words = translation.gettext("Translation not reviewed")

    in_persian = client.get("/help/facts/").content.decode()
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "sq"
    in_albanian = client.get("/help/facts/").content.decode()

    assert words in in_persian
    assert "Translation not reviewed" not in in_albanian


def test_a_colleague_confirms_it_and_it_is_frozen(orhan, blerim, draft_in_persian):
    before = state_of(draft_in_persian)

    text = actions.review_text(blerim, draft_in_persian.id, "fa")

    assert (before, state_of(draft_in_persian)) == ("unreviewed", "translated")
    assert (text.reviewed_by, text.reviewed_at, text.frozen) == (blerim, timezone.now(), True)
    with pytest.raises(Refusal, match="published"):
        write(orhan, draft_in_persian, "fa", body="Something else.")
    with pytest.raises(DatabaseError), transaction.atomic():
        Text.objects.filter(id=text.id).update(body="Something else.")


def test_nobody_reviews_what_they_wrote(orhan, mission, draft_in_persian):
    with pytest.raises(Refusal, match="You wrote this text"):
        actions.review_text(orhan, draft_in_persian.id, "fa")
    with pytest.raises(Refusal, match="You wrote this text"):
        write(orhan, draft_in_persian, "fa", unreviewed=False)

    other = mission.hire("Laleh Reviewer", mission.prishtine, "outreach_officer")
    text = write(other, draft_in_persian, "fa", body="اصلاح شده.", unreviewed=False)

    assert (text.written_by, text.reviewed_by) == (other, other)
    assert state_of(draft_in_persian) == "translated"


def test_arta_and_milan_do_not_confirm(arta, milan, draft_in_persian):
    for who in (arta, milan):
        with pytest.raises((NotAllowed, NotSeen)):
            actions.review_text(who, draft_in_persian.id, "fa")

    assert state_of(draft_in_persian) == "unreviewed"


@pytest.mark.parametrize("language", ["en", "sq", "sr"])
def test_there_is_nothing_to_review_in_the_original_or_a_final_or_missing_text(
    blerim, first, language
):
    with pytest.raises(Refusal, match="nothing to review"):
        actions.review_text(blerim, first.id, language)


def test_the_original_cannot_be_marked(orhan, drafted):
    with pytest.raises(Refusal, match="original") as refused:
        write(orhan, drafted, "en", unreviewed=True)

    assert refused.value.field == "unreviewed"


def test_an_outdated_draft_is_translated_again_before_it_is_reviewed(orhan, blerim, drafted):
    write(orhan, drafted, "fa", **PERSIAN)
    write(orhan, drafted, "en", body="Your passport is stamped at each border.")
    outdated = state_of(drafted)
    with pytest.raises(Refusal, match="has changed since"):
        actions.review_text(blerim, drafted.id, "fa")

    write(orhan, drafted, "fa", body="در هر مرز مهر می‌شود.")

    assert (outdated, state_of(drafted)) == ("outdated", "unreviewed")


def test_a_reader_of_an_outdated_draft_is_told_both(client, orhan, blerim, sheet, first):
    write(orhan, first, "fa", **PERSIAN)
    edition = actions.draft_edition(
        orhan,
        sheet.id,
        valid_from=TODAY,
        source="Regulation (EU) 2016/399",
        source_on=TODAY,
    )
    write(orhan, edition, "en", body="Face and fingerprints are recorded.")
    actions.change_edition_state(blerim, edition.id, "publish")

    page = page_in(client, "fa")

    assert state_of(edition) == "outdated"
    assert 'class="unsure"' in page
    assert 'class="wrong-text"' in page


def test_the_next_edition_takes_over_who_reviewed_and_what_is_not_reviewed(
    orhan, blerim, sheet, draft_in_persian
):
    write(orhan, draft_in_persian, "ps", title="سفر", body="مهر", unreviewed=True)
    actions.review_text(blerim, draft_in_persian.id, "ps")

    edition = actions.draft_edition(orhan, sheet.id)

    assert (state_of(edition, "fa"), state_of(edition, "ps")) == ("unreviewed", "translated")
    assert queries.language_version(edition, "ps").text.reviewed_by == blerim


def test_the_list_of_translations_shows_and_filters_each_state(
    client, orhan, arta, milan, blerim, sheet, draft_in_persian
):
    write(orhan, draft_in_persian, "sr", title="Путовање", body="Печат.")
    edition = actions.draft_edition(orhan, sheet.id)
    write(orhan, edition, "en", body="Face and fingerprints are recorded.")
    where = reverse("factsheets:translations")

    found = {
        (one.edition.number, one.language): one.state
        for one in queries.translations_visible_to(arta).select_related("edition")
    }
    by_rule = {
        (one.edition.number, version.language): version.state
        for one in queries.translations_visible_to(arta).select_related("edition")
        for version in queries.languages_of(one.edition)
        if version.text is not None
    }
    client.force_login(blerim)
    narrowed = client.get(where, {"state": "unreviewed"})
    searched = client.get(where, {"q": "سفر"})

    assert found == {
        (1, "en"): "original",
        (1, "sq"): "translated",
        (1, "sr"): "translated",
        (1, "fa"): "unreviewed",
        (2, "en"): "original",
        (2, "sq"): "outdated",
        (2, "sr"): "outdated",
        (2, "fa"): "outdated",
    }
    assert found == by_rule  # what is asked of the database is the rule
    assert [len(one.context["rows"]) for one in (narrowed, searched)] == [1, 2]
    assert queries.translations_visible_to(milan).count() == len(found)  # offices share sheets


def test_another_organisation_sees_no_translations(draft_in_persian):
    from tests.session_data import hire_everyone

    other = hire_everyone("other", "Other mission")

    assert not queries.translations_visible_to(other.blerim).exists()


def test_a_review_waits_for_everybody_but_the_writer(orhan, arta, blerim, draft_in_persian):
    def waiting(user):
        return [one.kind for one in outstanding_for(user, TODAY) if one.kind[:4] == "fact"]

    assert waiting(blerim) == ["factsheets.unreviewed"]
    assert waiting(orhan) == waiting(arta) == []


def test_by_page_it_is_written_as_a_draft_and_confirmed(client, orhan, arta, milan, blerim, first):
    import re
    from html import unescape

    form = reverse("factsheets:text", args=[first.id, "fa"])
    review = reverse("factsheets:text_review", args=[first.id, "fa"])
    edition = reverse("factsheets:edition", args=[first.id])
    client.force_login(orhan)
    shown = client.get(form).content.decode()
    seen = unescape(re.search(r'name="seen" value="([^"]*)"', shown)[1])
    written = client.post(form, {**PERSIAN, "unreviewed": "on", "seen": seen})
    own = client.get(edition).content.decode()
    english = client.get(reverse("factsheets:text", args=[first.id, "en"])).content.decode()
    refused = {}
    for who in (arta, milan):
        client.force_login(who)
        refused[who] = client.post(review).status_code
    client.force_login(blerim)
    offered = client.get(edition).content.decode()
    before = client.get(review).content.decode()
    confirmed = client.post(review)
    after = client.get(edition).content.decode()

    assert written.status_code == confirmed.status_code == 302
    assert 'name="unreviewed"' in shown
    assert 'name="unreviewed"' not in english
    assert set(refused.values()) <= {403, 404}
    assert review not in own
    assert review in offered
    assert "Your passport is stamped." in before
    assert PERSIAN["body"] in before
    assert review not in after
    assert blerim.full_name in after


def test_over_the_api_it_is_the_same(client, orhan, blerim, first):
    text = f"/api/v1/factsheets/editions/{first.id}/texts/fa"
    blank = {"title": "", "body": "", "unreviewed": False}
    client.force_login(orhan)
    written = client.patch(text, {"seen": blank, "proposed": PERSIAN}, "application/json")
    own = client.post(f"{text}/review", {}, "application/json")
    client.force_login(blerim)
    confirmed = client.post(f"{text}/review", {}, "application/json")

    assert written.json()["unreviewed"] is True
    assert own.status_code == 422
    assert (confirmed.status_code, confirmed.json()["unreviewed"]) == (200, False)


def test_a_visit_remembers_that_the_text_was_not_reviewed_then(
    time_machine, blerim, draft_in_persian
):
    asked = timezone.now() + timedelta(hours=1)
    during = queries.unreviewed_on([draft_in_persian.id], "fa", asked)
    time_machine.move_to(asked + timedelta(days=1), tick=False)

    actions.review_text(blerim, draft_in_persian.id, "fa")

    assert during == {draft_in_persian.id}
    assert queries.unreviewed_on([draft_in_persian.id], "fa", asked) == during
    assert queries.unreviewed_on([draft_in_persian.id], "fa", timezone.now()) == set()
    assert queries.unreviewed_on([draft_in_persian.id], "sq", asked) == set()
