"""What a recruitment costs, and who bears it: as offered, then as recorded for the person."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from tests.services.labour.conftest import consent_to
from waystation.services.labour import actions, facts
from waystation.services.labour.queries import pipeline
from waystation.services.recruitment import actions as recruitment

TODAY = date(2026, 9, 21)
OFFERED = [
    {"kind": "travel", "payer": "employer", "amount": Decimal(300)},
    {"kind": "medical", "payer": "employer", "amount": Decimal("49.50")},
    {"kind": "administrative", "payer": "employer"},
]


@pytest.fixture
def candidacy(luan, publish, welder):
    return actions.add_candidate(luan, publish(costs=OFFERED).id, welder("Besim").id)


def totals(user, candidacy):
    return [
        (one["payer"], one["amount"], one["currency"])
        for one in pipeline.costs_of(user, candidacy)["totals"]
    ]


def test_the_page_of_a_candidacy_shows_what_the_vacancy_offers(client, mission, luan, candidacy):
    client.force_login(luan)

    page = client.get(reverse("labour:candidacy", args=[candidacy.id]))

    assert totals(luan, candidacy) == [("Employer", Decimal("349.50"), "EUR")]
    assert "As the vacancy offers it" in page.content.decode()
    assert "Borne by Employer: 349.50 EUR" in page.content.decode()
    client.force_login(mission.blerim)
    assert client.get(page.request["PATH_INFO"]).status_code == 200
    client.force_login(mission.milan)
    assert client.get(page.request["PATH_INFO"]).status_code == 404


def test_what_was_recorded_for_the_person_counts_once_it_is_there(
    client, arta, luan, mission, candidacy
):
    consent_to(arta, candidacy.person, "employment", "MSC Prishtinë", fields=["name", "profile"])
    made = recruitment.record_recruitment(
        arta, mission.prishtine.id, candidacy.person_id, to_country="DE", occupation="72",
        employer=candidacy.vacancy.employer.entity_id, channel="direct", from_country="XK",
    )  # fmt: skip
    recruitment.add_cost(
        arta, made.id, kind="travel", payer="worker", amount=Decimal(200), paid_on=TODAY,
        reimbursed=Decimal(150), reimbursed_on=TODAY,
    )  # fmt: skip
    client.force_login(luan)

    page = client.get(reverse("labour:candidacy", args=[candidacy.id])).content.decode()

    assert totals(luan, candidacy) == [("Worker", Decimal(50), "EUR")]
    assert reverse("recruitment:recruitment", args=[made.id]) in page
    assert "150 EUR paid back" in page


def test_the_cost_is_a_fact_in_euro_and_unknown_in_two_currencies(
    mission, luan, candidacy, publish
):
    other = publish(
        title="Welder in Basel", currency="CHF",
        costs=[{"kind": "travel", "payer": "employer", "amount": Decimal(90), "currency": "CHF"}],
    )  # fmt: skip
    second = actions.add_candidate(luan, other.id, candidacy.person_id)

    rows = facts.read_placements(mission.organisation.id, None).to_pylist()

    assert sorted([one["cost"] for one in rows], key=str) == [350, None]
    changed = facts.placements_of_vacancies(mission.organisation.id, [other.id])
    assert list(changed) == [second.id]
