"""Members register themselves, see what is kept, correct it, and delete it."""

from __future__ import annotations

from datetime import date

import pytest
from django.conf import settings
from django.db import IntegrityError, transaction
from django.urls import reverse

from tests.services.diaspora.conftest import ANSWERS
from waystation.foundation.records.sealed import read_sealed
from waystation.foundation.shared.errors import NotAllowed, NotSeen, Refusal, TooFast
from waystation.foundation.shared.keys import new_key
from waystation.services.diaspora import actions, queries, rules
from waystation.services.diaspora.facts import MEMBERS
from waystation.services.diaspora.fields import MEMBER
from waystation.services.diaspora.models import Member

pytestmark = pytest.mark.django_db


def sent(**changes):
    """Return the answers as a browser sends them."""
    return {**ANSWERS, "agreed": "on", "mailing": "on", "key": str(new_key()), **changes}


def seen_on(client, me):
    """Return what the page of a correction says its reader saw."""
    return client.get(f"{me}correct/").context["seen"]


def test_a_member_registers_sees_corrects_and_deletes_without_an_account(client, mapping):
    registered = client.post(reverse("public:diaspora"), sent(), follow=True)
    me = registered.redirect_chain[-1][0]
    member = Member.objects.get()
    seen = registered.content.decode()
    corrected = client.post(
        f"{me}correct/", sent(country="DE", seen=seen_on(client, me), key=""), follow=True
    ).content.decode()
    deleted = client.post(reverse("public:diaspora_erase", args=[me.split("/")[-2]]), follow=True)
    gone = client.get(me)
    member.refresh_from_db()

    assert "Vjosa Markmember" in seen
    assert "vjosa@example.com" in seen
    assert "Germany" in corrected
    assert "Your entry is deleted" in deleted.content.decode()
    assert gone.status_code == 404
    assert (bytes(member.name), bytes(member.email), member.skills, member.places) == (
        b"", b"", "", [],
    )  # fmt: skip
    assert (member.country, member.mailing_since) == ("DE", None)


def test_what_is_registered_is_sealed_at_rest(client, mapping):
    client.post(reverse("public:diaspora"), sent())

    member = Member.objects.get()

    assert b"Vjosa" not in bytes(member.name)
    assert read_sealed(member, "name") == "Vjosa Markmember"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"agreed": ""}, "agreed"),
        ({"country": ""}, "country"),
        ({"country": "Atlantis"}, "country"),
        ({"ways": []}, "ways"),
        ({"email": "no address"}, "email"),
        ({"email": ""}, "email"),
        ({"skills": "x" * 301}, "skills"),
    ],
)
def test_what_cannot_be_kept_is_refused_beside_its_question(client, mapping, changes, field):
    answer = client.post(reverse("public:diaspora"), sent(**changes))

    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert not Member.objects.exists()


def test_there_are_eight_questions_and_the_consent_is_read_before_it_is_given(client, mapping):
    page = client.get(reverse("public:diaspora")).content.decode()

    assert len(MEMBER.names) == 8
    assert rules.CONSENT in page


@pytest.mark.parametrize(("language", "word"), [("sq", "sq"), ("sr", "sr"), ("en", "en")])
def test_the_language_in_which_somebody_registers_is_the_one_we_write_in(
    client, mapping, language, word
):
    client.cookies["django_language"] = language

    client.post(reverse("public:diaspora"), sent(), headers={"Accept-Language": language})

    assert Member.objects.get().language == word


def test_nobody_registers_while_no_mapping_is_open(client, orhan, mapping):
    actions.change_mapping_state(orhan, mapping.id, "close")

    page = client.get(reverse("public:diaspora"))
    answer = client.post(reverse("public:diaspora"), sent())

    assert "The registration is not open now" in page.content.decode()
    assert answer.status_code == 404


def test_sent_twice_it_is_one_member(mapping):
    key = new_key()

    first, second = (actions.register_in_public(agreed=True, key=key, **ANSWERS) for _ in range(2))

    assert first.id == second.id
    assert Member.objects.count() == 1


def test_more_than_people_could_send_is_refused(monkeypatch, mapping):
    monkeypatch.setattr(rules, "MOST_PUBLIC_AN_HOUR", 1)
    actions.register_in_public(agreed=True, key=new_key(), **ANSWERS)

    with pytest.raises(TooFast):
        actions.register_in_public(agreed=True, key=new_key(), **ANSWERS)


def own_page(client, member):
    """Open the page of a member on this device, and return its address."""
    me = reverse("public:diaspora_me", args=[actions.own_link(member).token])
    client.post(me, {"open_here": "1"})
    return me


def test_a_correction_of_what_changed_meanwhile_shows_both_answers_and_is_saved_again(
    client, arta, member
):
    me = own_page(client, member)
    seen = seen_on(client, me)
    actions.edit_member(arta, member.id, {"country": "CH"}, {"country": "AT"})

    asked = client.post(f"{me}correct/", sent(country="DE", seen=seen))
    both = asked.context["disputed"]
    mine = {"seen": asked.context["seen"], "keep-country": "mine"}
    saved = client.post(f"{me}correct/", sent(country="DE", **mine))
    member.refresh_from_db()

    assert asked.status_code == 409
    assert [(one["current"], one["proposed"]) for one in both] == [("Austria", "Germany")]
    assert (saved.status_code, member.country) == (302, "DE")


def test_two_people_correct_different_answers(client, arta, member):
    me = own_page(client, member)
    seen = seen_on(client, me)
    actions.edit_member(arta, member.id, {"skills": ANSWERS["skills"]}, {"skills": "Welding"})

    saved = client.post(f"{me}correct/", sent(country="DE", seen=seen))
    member.refresh_from_db()

    assert saved.status_code == 302
    assert (member.country, member.skills) == ("DE", "Welding")


def test_letters_that_were_ended_meanwhile_do_not_begin_again(client, member):
    me = own_page(client, member)
    seen = seen_on(client, me)
    actions.stop_letters(queries.stop_secret_of(member))

    saved = client.post(f"{me}correct/", sent(country="DE", seen=seen))
    member.refresh_from_db()

    assert saved.status_code == 302
    assert (member.country, member.mailing_since) == ("DE", None)


def test_a_secret_opens_its_own_entry_only(client, member):
    for secret in (queries.stop_secret_of(member), "guessed"):
        answer = client.get(reverse("public:diaspora_me", args=[secret]))

        assert answer.status_code == 404


def test_milan_sees_no_member_and_blerim_changes_none(client, arta, milan, blerim, member):
    with pytest.raises(NotSeen):
        queries.member_visible_to(milan, member.id)
    with pytest.raises(NotAllowed):
        actions.erase_member(blerim, member.id)
    pages = []
    for user in (arta, blerim, milan):
        client.force_login(user)
        pages.append(client.get(reverse("diaspora:members")).content.decode())

    assert ["Vjosa Markmember" in page for page in pages] == [True, True, False]


def test_without_consent_a_colleague_registers_nobody(arta, mapping):
    with pytest.raises(Refusal) as refused:
        actions.record_member(arta, mapping.id, agreed=False, **ANSWERS)

    assert refused.value.code == "no_consent"


def test_erased_past_the_program_the_row_must_be_empty(arta, member):
    with pytest.raises(IntegrityError), transaction.atomic():
        Member.objects.filter(id=member.id).update(erased_at=member.created_at)


def test_every_table_of_a_mapping_says_that_it_is_no_probability_sample(client, arta, member):
    client.force_login(arta)

    page = client.get(reverse("diaspora:mapping", args=[member.mapping_id])).content.decode()
    listed = client.get(reverse("diaspora:members")).content.decode()
    rows = queries.table_of_mapping(arta, member.mapping)

    assert "not a probability sample" in page
    assert "not a probability sample" in listed
    assert rows == [{"country": "Switzerland", "members": 1, "themselves": 0}]


def test_a_mapping_needs_its_objective_and_definition(mission, orhan):
    with pytest.raises(Refusal) as refused:
        actions.plan_mapping(
            orhan, mission.prishtine.id, title="x", countries=["CH"], methods=["online"],
            starts_on=date(2026, 1, 1), definition="Who",
        )  # fmt: skip

    assert refused.value.field == "objective"


def test_members_are_facts_by_country_and_way_the_erased_ones_too(mission, arta, member):
    actions.erase_member(arta, member.id)

    [row] = MEMBERS.read(mission.organisation.id, None).to_pylist()

    assert (row["country"], row["ways"], row["erased"]) == ("CH", [], True)


@pytest.mark.parametrize(
    ("language", "said"), [("en", False), ("sq", True), ("ar", True), ("sr", True)]
)
def test_the_offices_english_sentence_says_that_it_is_english(client, mapping, language, said):
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language

    page = client.get(reverse("public:diaspora")).content.decode()

    assert f'<div lang="en" dir="ltr"><p>{mapping.objective}</p></div>' in page
    assert ('<p class="hint">' in page.partition('<div lang="en"')[0]) is said


def test_a_typed_country_that_is_unknown_hides_nothing_else_that_is_missing(client, mapping):
    unknown = sent(country="Atlantis", ways=[], agreed="", email="no address")

    answer = client.post(reverse("public:diaspora"), unknown)

    errors = answer.context["form"].errors
    assert set(errors) == {"country", "ways", "agreed", "email"}
    assert all(len(sentences) == 1 for sentences in errors.values())
    assert not Member.objects.exists()
