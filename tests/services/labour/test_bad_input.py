"""Negative pay, "B7", 10,000 skills and impossible conditions, at every way into a vacancy."""

from __future__ import annotations

import json

import pytest
from django.test import Client
from django.urls import reverse

from tests.services.labour.conftest import WELDER
from waystation.services.labour import actions
from waystation.services.labour.models import Vacancy, VacancySkill
from waystation.services.labour.queries import conditions

MANY = [f"skill number {number}" for number in range(10_000)]
SENT = {
    "title": "Welder",
    "occupation": "7212",
    "openings": "1",
    "country": "DE",
    "contract": "permanent",
    "hours": "40",
    "pay": "2900",
    "currency": "EUR",
    "pay_period": "month",
    "must_have": "MIG welding",
}
WRONG = [
    ({"pay": "-2900"}, {"pay": "-2900"}, "pay"),
    ({"pay": "NaN"}, {"pay": "NaN"}, "pay"),
    ({"pay": "1e300"}, {"pay": "1e300"}, "pay"),
    ({"hours": "-40"}, {"hours": "-40"}, "hours"),
    ({"hours": "900"}, {"hours": "900"}, "hours"),
    ({"openings": "0"}, {"openings": 0}, "openings"),
    ({"openings": "-3"}, {"openings": -3}, "openings"),
    ({"occupation": "99999"}, {"occupation": "99999"}, "occupation"),
    (
        {"language_0": "de", "speaking_0": "B7"},
        {"languages": {"de": {"speaking": "B7"}}},
        "languages",
    ),
    ({"language_0": "de"}, {"languages": {"de": {}}}, "languages"),
    (
        {"amount_recruiter_fee": "400"},
        {"costs": [{"kind": "recruiter_fee", "payer": "", "amount": "400"}]},
        "costs",
    ),
    ({"must_have": "\n".join(MANY)}, {"must_have": MANY}, "must_have"),
    ({"must_have": "x" * 10_000}, {"must_have": ["x" * 10_000]}, "must_have"),
    (
        {"payer_recruiter_fee": "worker", "amount_recruiter_fee": "-400"},
        {"costs": [{"kind": "recruiter_fee", "payer": "worker", "amount": "-400"}]},
        "costs",
    ),
]


@pytest.mark.parametrize(("typed", "sent", "field"), WRONG)
def test_a_wrong_vacancy_is_refused_by_the_office_the_employer_the_link_and_the_api(
    client, luan, egzon, employer, typed, sent, field
):
    link = actions.make_link(luan, employer.id)
    guest = Client()
    guest.post(
        reverse("labour:employer_link", args=[link.link.token]),
        {"code": link.code, "name": "Egzon"},
    )
    by_link = guest.post(reverse("labour:employer_vacancy_new"), SENT | typed)
    client.force_login(luan)
    page = client.post(reverse("labour:vacancy_new", args=[employer.id]), SENT | typed)
    body = SENT | {"must_have": ["MIG welding"], "openings": 1, "employer_id": str(employer.id)}
    api = client.post(reverse("api:draft_vacancy"), json.dumps(body | sent), "application/json")
    client.force_login(egzon)
    own = client.post(reverse("labour:employer_vacancy_new"), SENT | typed)

    assert [one.status_code for one in (page, api, own, by_link)] == [422, 422, 422, 422]
    assert field in api.content.decode()
    assert not Vacancy.objects.exists()
    assert not VacancySkill.objects.exists()


def test_impossible_conditions_say_which_excludes_how_many(client, luan, publish, welder):
    for given in ("Agim", "Besim", "Driton"):
        welder(given)
    languages = {one: dict.fromkeys(("listening", "writing"), "C2") for one in ("fr", "de")}
    vacancy = publish(languages=languages, documents=["crane", "driver_card"])
    client.force_login(luan)

    found = actions.show_list(luan, vacancy.id)
    page = client.get(reverse("labour:ranked", args=[vacancy.id])).content.decode()
    api = client.get(reverse("api:ranked_candidates", args=[vacancy.id]))

    assert found.ranking.suggestions == ()
    words = conditions.conditions_in_words(found.impossible)
    assert {one["words"]: one["failing"] for one in words} == {
        "French listening C2, writing C2": 3,
        "German listening C2, writing C2": 3,
        "Crane licence": 3,
        "Tachograph card": 3,
    }
    for one in words:
        assert f"“{one['words']}” excludes every candidate: 3." in page
    assert api.status_code == 200
    assert [one["failing"] for one in api.json()["conditions"]].count(3) == 4
    assert vacancy.title == WELDER["title"]
