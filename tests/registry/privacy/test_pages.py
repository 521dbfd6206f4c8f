"""The pages of data protection and their addresses in the API, for those who may."""

import json

import pytest
from django.urls import reverse

from waystation.registry.people.models import Person
from waystation.registry.privacy import actions, queries
from waystation.registry.privacy.models import Consent, LegalHold


@pytest.fixture
def at(client):
    """Sign somebody in."""

    def sign_in(user):
        client.force_login(user)
        return client

    return sign_in


@pytest.mark.sqlite_only
@pytest.mark.parametrize("page", ["consent", "export", "hold", "erase"])
def test_no_page_of_a_file_is_there_for_another_office(at, milan, besim, page):
    answer = at(milan).get(reverse(f"privacy:{page}", args=[besim.id]))

    assert answer.status_code == 404
    assert b"Besim" not in answer.content


@pytest.mark.sqlite_only
@pytest.mark.parametrize("page", ["consent", "export", "hold", "erase"])
def test_the_manager_has_no_page_of_data_protection(at, blerim, besim, page):
    assert at(blerim).get(reverse(f"privacy:{page}", args=[besim.id])).status_code == 403


@pytest.mark.sqlite_only
@pytest.mark.parametrize("page", ["export", "hold", "erase"])
def test_the_data_protection_officer_has_the_pages_of_their_duty(at, vera, besim, page):
    assert at(vera).get(reverse(f"privacy:{page}", args=[besim.id])).status_code == 200
    assert at(vera).get(reverse("privacy:texts")).status_code == 200
    assert at(vera).get(reverse("privacy:due")).status_code == 200


def test_consent_is_asked_with_the_exact_text_and_withdrawn(at, arta, besim):
    where = reverse("privacy:consent", args=[besim.id])
    page = at(arta).get(where, {"purpose": "referral", "language": "sq"})
    form = page.context["form"]

    answer = at(arta).post(
        where,
        {
            **form.initial,
            "recipient": "NARIC",
            "fields_shared": ["name"],
            "how": "spoken",
            "giver": "self",
            "agreed": "yes",
        },
    )
    consent = Consent.objects.get()
    shared = queries.may_share(arta, besim.id, "referral", "NARIC")
    at(arta).post(reverse("privacy:withdraw", args=[consent.id]))

    assert page.context["wording"].to_read in page.content.decode()
    assert answer.status_code == 302
    assert shared == {"name"}
    assert queries.may_share(arta, besim.id, "referral", "NARIC") == frozenset()


def test_an_answer_that_nobody_chose_is_neither_a_yes_nor_a_no(at, arta, besim):
    where = reverse("privacy:consent", args=[besim.id])
    form = at(arta).get(where, {"purpose": "referral", "language": "sq"}).context["form"]
    terms = {"recipient": "NARIC", "fields_shared": ["name"], "how": "spoken", "giver": "self"}

    answer = at(arta).post(where, {**form.initial, **terms})

    assert "agreed" not in form.initial
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["agreed"]
    assert not Consent.objects.exists()


@pytest.mark.sqlite_only
def test_erasing_needs_the_number_typed(at, vera, besim):
    where = reverse("privacy:erase", args=[besim.id])

    at(vera).post(where, {"number": "yes"})
    there = Person.objects.get().erased_at
    at(vera).post(where, {"number": besim.number})

    assert there is None
    assert Person.objects.get().erased_at
    assert at(vera).get(reverse("people:person", args=[besim.id])).status_code == 200


@pytest.mark.sqlite_only
def test_the_persons_page_shows_what_was_agreed_and_what_can_be_done(at, arta, vera, milan, besim):
    terms = {"fields": ["name"], "language": "en", "text_number": 1, "how": "signed"}
    actions.record_consent(arta, besim.id, purpose="referral", recipient="NARIC", **terms)
    where = reverse("people:person", args=[besim.id])

    counsellor = at(arta).get(where).content.decode()
    officer = at(vera).get(where).content.decode()

    assert "Consent given" in counsellor
    assert "NARIC" in counsellor
    assert reverse("privacy:consent", args=[besim.id]) in counsellor
    assert reverse("privacy:erase", args=[besim.id]) not in counsellor
    for page in ("export", "hold", "erase"):
        assert reverse(f"privacy:{page}", args=[besim.id]) in officer
    assert at(milan).get(where).status_code == 404


@pytest.mark.sqlite_only
def test_a_file_is_held_and_the_hold_lifted_on_the_page(at, vera, milan, blerim, besim):
    where = reverse("privacy:hold", args=[besim.id])

    refused = at(vera).post(where, {"reason": "x"})
    at(vera).post(where, {"reason": "A court asks for it"})
    hold = LegalHold.objects.get()
    lift = reverse("privacy:lift", args=[hold.id])
    elsewhere = [at(user).post(lift).status_code for user in (milan, blerim)]
    page = at(vera).get(where).content.decode()
    at(vera).post(lift)

    assert "Say why the file must be kept" in refused.content.decode()
    assert elsewhere == [404, 403]
    assert "A court asks for it" in page
    assert queries.holds_on(vera, besim.id)[0].lifted_at


@pytest.mark.sqlite_only
def test_the_page_of_erasing_says_that_the_file_is_held_and_asks_for_its_number(at, vera, besim):
    where = reverse("privacy:erase", args=[besim.id])
    before = at(vera).get(where).content.decode()
    actions.hold_file(vera, besim.id, "A court asks for it")

    after = at(vera).get(where).content.decode()

    assert "Lift the hold first" not in before
    assert "optional" not in before
    assert "Lift the hold first" in after
    assert reverse("privacy:hold", args=[besim.id]) in after


@pytest.mark.sqlite_only
def test_a_new_text_is_written_on_the_page(at, vera, arta):
    text = "We ask you whether we may tell the Employment Agency your name. You may say no."

    answer = at(vera).post(
        reverse("privacy:texts"),
        {"purpose": "referral", "language": "sq", "text": text, "text_number": 1},
    )

    assert answer.status_code == 302
    assert queries.wording(arta, "referral", "sq").number == 2


@pytest.mark.sqlite_only
def test_who_wrote_a_text_sees_it_and_not_that_of_another_purpose(at, vera):
    text = "We ask you whether we may tell the Employment Agency your name. You may say no."

    page = at(vera).post(
        reverse("privacy:texts"),
        {"purpose": "referral", "language": "sq", "text": text, "text_number": 1},
        follow=True,
    )

    assert page.context["wording"].purpose == "referral"
    assert page.context["wording"].language == "sq"
    assert text in page.content.decode()


@pytest.mark.sqlite_only
def test_a_text_that_a_colleague_wrote_meanwhile_is_not_written_over(at, vera, arta):
    where = reverse("privacy:texts") + "?purpose=referral&language=sq"
    read = at(vera).get(where).context["form"].initial
    actions.word_consent(vera, "referral", "sq", "What the colleague wrote. " * 3)
    mine = {**read, "text": "What I wrote without having read the new words. " * 2}

    refused = at(vera).post(where, mine)
    again = refused.context["form"]
    answer = at(vera).post(where, {**mine, "text_number": again["text_number"].value()})

    page = refused.content.decode()
    assert refused.status_code == 409
    assert "Version 2 has been saved in the meantime" in page
    assert "What the colleague wrote." in page
    assert again["text"].value() == mine["text"]
    assert answer.status_code == 302
    assert queries.wording(arta, "referral", "sq").number == 3


@pytest.mark.sqlite_only
def test_a_text_that_a_colleague_writes_in_the_same_moment_is_shown(at, vera, monkeypatch):
    where = reverse("privacy:texts") + "?purpose=referral&language=sq"
    read = at(vera).get(where).context["form"].initial
    mine = {**read, "text": "What I wrote without having read the new words. " * 2}
    word = actions.word_consent

    def word_just_after_the_colleague(*args, **values):
        word(vera, "referral", "sq", "What the colleague wrote. " * 3)
        return word(*args, **values)

    monkeypatch.setattr(actions, "word_consent", word_just_after_the_colleague)
    refused = at(vera).post(where, mine)

    page = refused.content.decode()
    assert refused.status_code == 409
    assert "Version 2 has been saved in the meantime" in page
    assert "What the colleague wrote." in page
    assert refused.context["form"]["text_number"].value() == 2


@pytest.mark.sqlite_only
def test_a_text_whose_form_does_not_say_which_version_was_read_is_not_used(at, vera, arta):
    actions.word_consent(vera, "referral", "sq", "What the colleague wrote. " * 3)
    text = "What I wrote without having read the new words. " * 2

    refused = at(vera).post(
        reverse("privacy:texts"), {"purpose": "referral", "language": "sq", "text": text}
    )

    assert refused.status_code == 409
    assert "What the colleague wrote." in refused.content.decode()
    assert queries.wording(arta, "referral", "sq").number == 2


API = "/api/v1/people"


@pytest.mark.sqlite_only
def test_a_consent_that_the_api_is_sent_twice_with_one_key_is_one(at, arta, besim):
    terms = {"purpose": "referral", "recipient": "NARIC", "fields_shared": ["name"]}
    body = json.dumps({**terms, "language": "en", "text_number": 1, "how": "signed"})
    key = "01a22c71-0000-7000-8000-000000000001"
    more = {"content_type": "application/json", "headers": {"Idempotency-Key": key}}

    first = at(arta).post(f"{API}/{besim.id}/consents", body, **more)
    again = at(arta).post(f"{API}/{besim.id}/consents", body, **more)
    wrong = at(arta).post(
        f"{API}/{besim.id}/consents",
        body,
        content_type="application/json",
        headers={"Idempotency-Key": "one"},
    )

    assert first.json()["id"] == again.json()["id"] == key
    assert wrong.status_code == 422
    assert wrong.json()["field"] == "Idempotency-Key"


@pytest.mark.sqlite_only
def test_the_api_records_a_consent_for_who_may(at, arta, milan, blerim, besim):
    terms = {"purpose": "referral", "recipient": "NARIC", "fields_shared": ["name"]}
    body = json.dumps({**terms, "language": "en", "text_number": 1, "how": "signed"})
    where = f"{API}/{besim.id}/consents"

    refused = [
        at(user).post(where, body, content_type="application/json").status_code
        for user in (milan, blerim)
    ]
    made = at(arta).post(where, body, content_type="application/json")
    listed = at(blerim).get(where).json()["consents"]

    assert refused == [404, 403]
    assert made.status_code == 201
    assert [(one["id"], one["state"]) for one in listed] == [(made.json()["id"], "given")]
    assert at(milan).get(where).status_code == 404
