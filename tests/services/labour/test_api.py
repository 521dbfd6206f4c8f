"""Labour over HTTP: the same rules, and no name without consent."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tests.services.labour.conftest import consent_to
from waystation.registry.privacy import actions as privacy
from waystation.services.labour import actions
from waystation.services.labour.models import Vacancy

SENT = {
    "title": "Welder",
    "occupation": "7212",
    "openings": 1,
    "country": "XK",
    "contract": "permanent",
    "hours": "40",
    "pay": "900",
    "starts_on": "2027-01-04",
    "must_have": ["MIG welding"],
    "languages": {"de": {"speaking": "B2"}},
    "costs": [{"kind": "recruiter_fee", "payer": "worker", "amount": "400"}],
}


def at(name, **places):
    return reverse(f"api:{name}", kwargs=places)


@pytest.fixture
def as_luan(client, luan):
    client.force_login(luan)
    return client


def post(client, where, content):
    return client.post(where, content, "application/json")


def test_a_fee_is_refused_over_http_too(as_luan, mission, employer):
    drafted = post(as_luan, at("draft_vacancy"), SENT | {"employer_id": str(employer.id)})
    vacancy = Vacancy.objects.get()
    where = {"vacancy_id": vacancy.id}
    post(as_luan, at("change_vacancy_state", **where, step="submit"), {})

    refused = post(as_luan, at("change_vacancy_state", **where, step="publish"), {})
    vacancy.refresh_from_db()
    read = as_luan.get(at("read_vacancy", **where)).json()
    corrected = as_luan.patch(
        at("edit_vacancy", **where),
        {"seen": {"costs": read["costs"]},
         "proposed": {"costs": [{"kind": "recruiter_fee", "payer": "employer"}]}},
        "application/json",
    )  # fmt: skip
    own = post(as_luan, at("change_vacancy_state", **where, step="publish"), {})
    as_luan.force_login(mission.blerim)
    published = post(as_luan, at("change_vacancy_state", **where, step="publish"), {})

    assert drafted.status_code == 201
    assert refused.status_code == 422
    assert "ILO general principle 7" in refused.content.decode()
    assert corrected.json()["state"] == "review"
    assert (own.status_code, own.json()["code"]) == (422, "second_person")
    assert published.json()["state"] == "published"


def test_the_ranked_list_has_reasons_and_says_what_fails(as_luan, publish, welder):
    vacancy = publish()
    able = welder("Agim")
    welder("Besim", german="B1")

    found = as_luan.get(at("ranked_candidates", vacancy_id=vacancy.id)).json()

    (one,) = found["candidates"]
    assert (found["considered"], found["passing"]) == (2, 1)
    assert one["person_id"] == str(able.id)
    assert one["reasons"]["matched"] == ["mig welding"]
    assert ("German B2", 1) in [(c["words"], c["failing_only"]) for c in found["conditions"]]


def test_an_employer_reads_withdrawn_over_http_too(client, arta, luan, egzon, publish, welder):
    vacancy, besim = publish(), welder("Besim", family="Unmistakable")
    candidacy = actions.add_candidate(luan, vacancy.id, besim.id)
    consent = consent_to(arta, besim, "employment", "Steel Works")
    actions.change_candidacy_state(luan, candidacy.id, "introduce", on=candidacy.prospect_on)
    client.force_login(egzon)
    where = at("read_own_candidates", vacancy_id=vacancy.id)

    named = client.get(where).json()
    privacy.withdraw_consent(arta, consent.id)
    after = client.get(where).json()

    assert [one["name"] for one in named] == ["Besim Unmistakable"]
    assert [(one["name"], one["state"]) for one in after] == [("", "Withdrawn")]


def test_milan_reads_nothing_of_it_and_blerim_writes_nothing(client, mission, publish):
    vacancy = publish()

    client.force_login(mission.milan)
    assert client.get(at("read_vacancy", vacancy_id=vacancy.id)).status_code == 404
    assert client.get(at("list_vacancies")).json() == []
    client.force_login(mission.blerim)
    assert client.get(at("read_vacancy", vacancy_id=vacancy.id)).status_code == 200
    step = at("change_vacancy_state", vacancy_id=vacancy.id, step="close")
    assert post(client, step, {}).status_code == 403


def test_a_round_is_begun_over_http_and_its_seed_is_returned(
    as_luan, mission, publish, welder, luan
):
    vacancy = publish()
    welder("Besim")

    begun = post(as_luan, at("begin_round"), {
        "office_id": str(mission.prishtine.id), "title": "Autumn", "vacancies": [str(vacancy.id)],
    })  # fmt: skip
    key = begun.json()["id"]
    actions.run_round(luan, key)
    results = as_luan.get(at("read_results", round_id=key)).json()

    assert begun.status_code == 201
    assert begun.json()["seed"] >= 0
    assert [one["reason"] for one in results] == ["placed"]
