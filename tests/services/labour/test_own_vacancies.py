"""At the link of the own profile: vacancies ranked with reasons, and "I am interested"."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from waystation.foundation.audit.models import Entry
from waystation.foundation.shared.errors import NotAllowed, NotSeen, Refusal
from waystation.foundation.shared.periods import today_in
from waystation.registry.skills import actions as skills
from waystation.services.labour import actions, queries
from waystation.services.labour.models import Candidacy
from waystation.services.labour.queries import portal

from .conftest import consent_to

pytestmark = pytest.mark.django_db
OPEN = {"open_here": "1"}


@pytest.fixture
def besim(welder):
    return welder("Besim", german="B1")


@pytest.fixture
def own(arta, besim):
    """Besim's telephone, on which the link of his profile is open."""
    link = skills.make_link(arta, besim.profile.id)
    phone = Client()
    phone.post(reverse("skills:own", args=[link.token]), OPEN)
    phone.link = link
    phone.at = lambda name, *args: reverse(name, args=[link.token, *args])
    return phone


def text_of(answer):
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def work_of(user):
    return [
        (one.kind, one.record)
        for one in queries.outstanding_of(user, today_in())
        if one.kind == "labour.interest"
    ]


def test_the_vacancies_are_ranked_with_the_gates_that_fail_in_words(own, publish):
    publish(title="Welder of bridges", nice_to_have=["Reading drawings"])
    helper = publish(title="Helper", languages={}, must_have=["MIG welding", "Lifting"])

    page = own.get(own.at("labour:own_vacancies"))
    offer = own.get(own.at("labour:own_vacancy", helper.id))

    text = text_of(page)
    assert text.index("Helper") < text.index("Welder of bridges")
    assert "needs German B2; you have B1" in text
    assert "Skills that you have MIG welding" in text
    assert "Needed skills that your profile does not name Lifting" in text
    assert "Steel Works" in text_of(offer)
    assert "I am interested" in text_of(offer)


def test_a_person_says_interested_and_the_counsellor_gets_work_but_the_employer_no_name(
    own, arta, luan, egzon, besim, publish, client
):
    vacancy = publish(languages={})
    said = own.at("labour:own_interest", vacancy.id)

    answers = [own.post(said, {"interested": "yes"}) for _twice in range(2)]
    page = own.get(own.at("labour:own_vacancy", vacancy.id))
    client.force_login(egzon)
    employer = client.get(reverse("labour:employer_vacancy", args=[vacancy.id]))

    candidacy = Candidacy.objects.get(vacancy=vacancy, person_id=besim.id)
    assert [one.status_code for one in answers] == [302, 302]
    assert "You said on 21 September 2026 that you are interested" in text_of(page)
    assert (candidacy.interest, candidacy.state, candidacy.asked_at) == ("yes", "prospect", None)
    assert candidacy.reasons["matched"] == ["mig welding"]
    assert work_of(arta) == work_of(luan) == [("labour.interest", candidacy.id)]
    assert portal.candidates_of(vacancy) == ([], 0)
    assert "Besim" not in employer.content.decode()
    assert Entry.objects.filter(verb="candidacy.interest").count() == 1


def test_the_work_is_done_once_the_office_has_spoken_with_the_person(
    own, mission, arta, publish, client
):
    vacancy = publish(languages={})
    candidacy = actions.say_interest(own.link.id, vacancy.id, interested=True)
    client.force_login(arta)

    page = client.get(reverse("labour:candidacy", args=[candidacy.id]))
    answer = client.post(reverse("labour:interest_answered", args=[candidacy.id]))

    assert "I have spoken with the person" in page.content.decode()
    assert answer.status_code == 302
    assert work_of(arta) == []
    for user, refused in ((mission.milan, NotSeen), (mission.blerim, NotAllowed)):
        with pytest.raises(refused):
            actions.answer_interest(user, candidacy.id)


def test_whoever_changes_their_mind_is_no_work_any_more_and_may_change_it_again(own, arta, publish):
    vacancy = publish(languages={})
    said = own.at("labour:own_interest", vacancy.id)

    found = []
    for answer in ("yes", "no", "yes"):
        own.post(said, {"interested": answer})
        found.append(len(work_of(arta)))

    assert found == [1, 0, 1]
    assert Candidacy.objects.filter(vacancy=vacancy).count() == 1


def test_no_interest_in_a_vacancy_that_is_over_or_decided_or_of_a_suspended_employer(
    own, luan, employer, publish, suspend
):
    closed, ended, suspended = publish(languages={}), publish(languages={}), publish(languages={})
    candidacy = actions.say_interest(own.link.id, ended.id, interested=True)
    actions.change_candidacy_state(
        luan, candidacy.id, "lose", on=today_in(), reason="skills", reason_shown=False
    )
    actions.change_vacancy_state(luan, closed.id, "close")
    suspend(employer.entity_id)

    codes = []
    for vacancy in (closed, ended, suspended):
        with pytest.raises(Refusal) as refused:
            actions.say_interest(own.link.id, vacancy.id, interested=True)
        codes.append(refused.value.code)

    assert codes[:2] == ["vacancy_gone", "ended"]
    assert codes[2] not in codes[:2]
    assert Candidacy.objects.filter(vacancy=suspended).count() == 0


def test_a_vacancy_of_another_office_or_a_draft_is_not_there(own, mission, draft):
    vacancy = draft()

    answers = [
        own.get(own.at("labour:own_vacancy", vacancy.id)),
        own.post(own.at("labour:own_interest", vacancy.id), {"interested": "yes"}),
    ]

    assert [one.status_code for one in answers] == [404, 404]


def test_without_consent_to_matching_the_link_shows_no_vacancies(own, arta, besim, publish):
    publish(languages={})

    consent_to(arta, besim, "matching", "MSC Prishtinë", agreed=False, fields=["profile"])

    assert own.get(own.at("labour:own_vacancies")).status_code == 410


def test_the_own_page_leads_to_the_vacancies(own):
    page = own.get(own.at("skills:own"))

    assert f'href="{own.at("labour:own_vacancies")}"' in page.content.decode()
