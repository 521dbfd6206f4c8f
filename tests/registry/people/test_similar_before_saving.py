"""Files that may be of the same person come first, by API and for a referral as on the page."""

import json

import pytest
from django.urls import reverse

from waystation.foundation.shared.keys import new_key
from waystation.registry.people import actions
from waystation.registry.people.models import LinkReview, Person

API = "/api/v1/people"


@pytest.fixture
def arben(mission, arta):
    """A file with a name and a year of birth."""
    return actions.record_person(
        arta, mission.prishtine, given="Arben", family="Marksimilar", birth_year=1988
    )


def send(client, who, office, **changes):
    client.force_login(who)
    body = {
        "office": str(office.id),
        "given": "Арбен",
        "family": "Марксимилар",
        "birth_year": 1989,
        **changes,
    }
    headers = {"Idempotency-Key": str(new_key())}
    return client.post(API, json.dumps(body), content_type="application/json", headers=headers)


def test_the_api_answers_with_the_files_that_may_be_of_the_same_person(
    client, mission, arta, arben
):
    answer = send(client, arta, mission.prishtine)

    said = answer.json()
    assert (answer.status_code, said["code"], said["field"]) == (422, "maybe_known", "given")
    assert arben.number in said["detail"]
    (similar,) = said["similar"]
    assert (similar["id"], similar["number"]) == (str(arben.id), arben.number)
    assert similar["name"] == "Arben Marksimilar"
    assert 0.05 <= similar["chance"] <= 1
    assert Person.objects.filter(office=mission.prishtine).count() == 1


def test_the_caller_confirms_that_it_is_somebody_else(client, mission, arta, arben):
    answer = send(client, arta, mission.prishtine, somebody_else=True)

    assert answer.status_code == 201
    assert Person.objects.filter(office=mission.prishtine).count() == 2


def test_names_in_the_wrong_order_are_asked_about(client, mission, arta, arben):
    answer = send(
        client, arta, mission.prishtine, given="Marksimilar", family="Arben", birth_year=None
    )

    assert answer.json()["code"] == "maybe_known"
    assert not LinkReview.objects.exists()


def test_milan_learns_nothing_of_files_of_another_office(client, mission, arben):
    answer = send(client, mission.milan, mission.peje)

    assert answer.status_code == 201
    assert arben.number not in answer.content.decode()


def test_blerim_who_may_not_add_files_learns_nothing(client, mission, arben):
    answer = send(client, mission.blerim, mission.prishtine)

    assert answer.status_code == 403
    assert arben.number not in answer.content.decode()


def test_the_page_of_a_new_file_offers_each_similar_file(client, mission, arta, arben):
    client.force_login(arta)

    page = client.post(reverse("people:new"), {"given": "Арбен", "family": "Марксимилар"})

    text = " ".join(page.content.decode().split())
    assert "Is it one of these people?" in text
    assert "It is this person" in text
    assert Person.objects.filter(office=mission.prishtine).count() == 1
