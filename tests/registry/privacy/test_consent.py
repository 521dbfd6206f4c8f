"""Consent: what was read out, what was answered, and that a no works at once."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from waystation.foundation.shared.errors import Conflict, NotAllowed, NotSeen, Refusal
from waystation.foundation.shared.keys import new_key
from waystation.foundation.shared.periods import today_in
from waystation.registry.people import actions as people
from waystation.registry.privacy import actions, queries
from waystation.registry.privacy.models import Consent, ConsentText
from waystation.registry.privacy.rules import consent_texts, consents

TERMS = {
    "purpose": "referral",
    "recipient": "Employment Agency",
    "fields": ["name", "contacts"],
    "language": "sq",
    "text_number": 1,
    "how": "spoken",
}


@pytest.fixture
def consent(arta, besim):
    return actions.record_consent(arta, besim.id, **TERMS)


def shared(user, person):
    return queries.may_share(user, person.id, "referral", "Employment Agency")


def test_a_yes_lets_exactly_the_named_fields_through(arta, besim, consent):
    assert shared(arta, besim) == {"name", "contacts"}
    assert queries.may_share(arta, besim.id, "referral", "Somebody else") == frozenset()
    assert queries.may_share(arta, besim.id, "employment", "Employment Agency") == frozenset()


def test_the_words_that_were_read_are_kept_with_the_answer(arta, besim, consent):
    (found,) = queries.consents_of(arta, besim.id)

    read_out = consent_texts.shipped_text("referral", "sq")[0]
    read_out = read_out.replace("{fields}", "Emri, Telefoni dhe adresa")
    assert found.text == read_out.replace("{recipient}", "Employment Agency")
    assert "{" not in found.text
    assert (found.text_number, found.language, found.state) == (1, "sq", "given")


def test_withdrawal_works_at_the_next_question(arta, besim, consent):
    actions.withdraw_consent(arta, consent.id)
    actions.withdraw_consent(arta, consent.id)

    assert shared(arta, besim) == frozenset()
    (found,) = queries.consents_of(arta, besim.id)
    assert (found.state, found.withdrawn_at is not None) == ("withdrawn", True)


def test_a_later_no_outweighs_an_earlier_yes(arta, besim, consent):
    actions.record_consent(arta, besim.id, **TERMS, agreed=False)

    assert shared(arta, besim) == frozenset()


def test_an_expired_consent_lets_nothing_through(arta, besim, time_machine):
    actions.record_consent(arta, besim.id, **TERMS, expires_on=today_in() + timedelta(days=30))

    time_machine.move_to(datetime.now(UTC) + timedelta(days=32))

    assert shared(arta, besim) == frozenset()
    assert queries.consents_of(arta, besim.id)[0].state == "expired"


def test_nothing_of_another_office_may_be_shared_or_seen(milan, besim, consent):
    assert shared(milan, besim) == frozenset()
    with pytest.raises(NotSeen):
        queries.consents_of(milan, besim.id)
    with pytest.raises(NotSeen):
        actions.withdraw_consent(milan, consent.id)
    with pytest.raises(NotSeen):
        actions.record_consent(milan, besim.id, **TERMS)


def test_who_may_only_look_cannot_record_or_withdraw(blerim, besim, consent):
    assert len(queries.consents_of(blerim, besim.id)) == 1
    with pytest.raises(NotAllowed):
        actions.withdraw_consent(blerim, consent.id)
    with pytest.raises(NotAllowed):
        actions.record_consent(blerim, besim.id, **TERMS)


def test_the_same_key_twice_is_one_consent(arta, besim):
    key = new_key()

    first = actions.record_consent(arta, besim.id, key=key, **TERMS)
    again = actions.record_consent(arta, besim.id, key=key, **TERMS)

    assert first.id == again.id
    with pytest.raises(Conflict):
        actions.record_consent(arta, besim.id, key=key, **{**TERMS, "recipient": "Other"})


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"purpose": "fun"}, "consent_purpose_unknown"),
        ({"how": "guessed"}, "consent_how_unknown"),
        ({"fields": []}, "consent_fields"),
        ({"fields": ["soul"]}, "consent_fields"),
        ({"recipient": "  "}, "consent_recipient"),
        ({"expires_on": today_in() - timedelta(days=1)}, "consent_over"),
        ({"expires_on": today_in() + timedelta(days=4000)}, "consent_too_long"),
        ({"given_at": datetime.now(UTC) + timedelta(days=2)}, "consent_in_future"),
        ({"text_number": 7}, "consent_text_changed"),
    ],
)
def test_terms_that_cannot_stand_are_refused_and_nothing_is_saved(arta, besim, change, code):
    with pytest.raises(Refusal) as refused:
        actions.record_consent(arta, besim.id, **{**TERMS, **change})

    assert refused.value.code == code
    assert not Consent.objects.exists()


def test_a_minor_does_not_consent_alone(mission, arta):
    child = people.record_person(
        arta, mission.prishtine, given="Lea", birth_year=today_in().year - 10
    )

    with pytest.raises(Refusal, match="guardian"):
        actions.record_consent(arta, child.id, **TERMS)
    actions.record_consent(arta, child.id, **TERMS, giver="guardian")

    assert shared(arta, child) == {"name", "contacts"}


def test_a_new_wording_is_a_new_version_and_the_old_one_stays(vera, arta, besim, consent):
    text = "We ask you whether we may tell the Employment Agency your name. You may say no."

    actions.word_consent(vera, "referral", "sq", text)

    assert queries.wording(arta, "referral", "sq").number == 2
    assert queries.consents_of(arta, besim.id)[0].text_number == 1
    with pytest.raises(Refusal, match="since changed"):
        actions.record_consent(arta, besim.id, **TERMS)


@pytest.fixture
def colleague_writes(monkeypatch, vera):
    """Let a colleague write a wording just after the next editor has read the newest one."""

    def write_between(text):
        read = queries.wording

        def read_just_before(*asked):
            found = read(*asked)
            monkeypatch.undo()
            actions.word_consent(vera, "referral", "sq", text)
            return found

        monkeypatch.setattr(queries, "wording", read_just_before)

    return write_between


@pytest.mark.parametrize("wordings_before", [1, 2])
def test_of_two_who_word_a_consent_in_one_moment_the_second_is_told(
    vera, colleague_writes, wordings_before
):
    if wordings_before == 2:
        actions.word_consent(vera, "referral", "sq", "We may tell the Agency of you. " * 2)
    colleague_writes("What the colleague wrote. " * 3)

    with pytest.raises(Conflict) as refused:
        actions.word_consent(vera, "referral", "sq", "We may tell the Agency your name. " * 2)

    assert refused.value.code == "newer_version"
    assert refused.value.values["number"] == wordings_before + 1


def test_two_who_send_the_same_wording_in_one_moment_write_one_version(vera, colleague_writes):
    text = "We may tell the Agency your name. " * 2
    colleague_writes(text)

    saved = actions.word_consent(vera, "referral", "sq", text)

    assert (saved.number, saved.text) == (2, text.strip())
    assert ConsentText.objects.count() == 2


def test_only_the_data_protection_officer_words_consent(arta):
    with pytest.raises(NotAllowed):
        actions.word_consent(arta, "referral", "sq", "x" * 100)


def test_a_text_that_was_read_cannot_be_changed_by_plain_sql(consent):
    for sql in ("UPDATE privacy_consenttext SET text = 'x'", "DELETE FROM privacy_consenttext"):
        with (
            pytest.raises(DatabaseError, match="append-only"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(sql)

    assert ConsentText.objects.count() == 1


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE privacy_consent SET state = 'withdrawn'",
        "UPDATE privacy_consent SET state = 'perhaps'",
        "UPDATE privacy_consent SET withdrawn_at = created_at",
    ],
)
def test_the_database_refuses_a_consent_that_contradicts_itself(consent, sql):
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


def test_every_purpose_has_a_text_in_the_languages_of_the_office():
    for purpose in consents.PURPOSES:
        for language in ("en", "sq", "sr"):
            text, found = consent_texts.shipped_text(purpose, language)

            assert found == language
            assert "{purpose}" not in text
