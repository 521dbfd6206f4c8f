"""Skills mobility partnerships: places, costs, participants step by step, the certificate."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from pypdf import PdfReader

from waystation.foundation.shared.errors import Conflict, NotAllowed, NotSeen, Refusal
from waystation.registry.organisations import actions as organisations
from waystation.registry.people import actions as people
from waystation.services.pathways import actions, queries
from waystation.services.pathways.facts import PARTICIPANTS
from waystation.services.pathways.models import CostLine

pytestmark = pytest.mark.django_db
JOINED = {"joined_on": date(2026, 2, 1), "occupation": "7212"}


@pytest.fixture
def participant(arta, besim, partnership):
    return actions.join_partnership(arta, besim.id, partnership.id, track="abroad", **JOINED)


def certified(user, participant):
    return actions.change_participant_state(
        user, participant.id, "certify", certified_on=date(2026, 5, 1), certificate="Welder MAG"
    )


def test_training_certificate_placement_and_return_are_steps_in_order(arta, participant):
    certified(arta, participant)
    actions.change_participant_state(
        arta, participant.id, "place", placed_on=date(2026, 6, 1), workplace="Works, Cologne"
    )

    with pytest.raises(Refusal) as refused:
        actions.change_participant_state(
            arta, participant.id, "return", returned_on=date(2026, 5, 31)
        )
    done = actions.change_participant_state(
        arta, participant.id, "return", returned_on=date(2026, 9, 1)
    )

    assert refused.value.code == "too_early"
    assert done.state == "returned"


def test_a_track_takes_no_more_people_than_it_has_places(mission, arta, besim, partnership):
    second = people.record_person(arta, mission.prishtine, given="Ana", family="Anić")
    actions.join_partnership(arta, besim.id, partnership.id, track="home", **JOINED)

    with pytest.raises(Refusal) as full:
        actions.join_partnership(arta, second.id, partnership.id, track="home", **JOINED)
    with pytest.raises(Conflict):
        actions.join_partnership(arta, besim.id, partnership.id, track="abroad", **JOINED)

    assert full.value.code == "full"


def test_who_dropped_out_leaves_a_place_and_the_reason(mission, arta, besim, partnership):
    first = actions.join_partnership(arta, besim.id, partnership.id, track="home", **JOINED)
    actions.change_participant_state(
        arta, first.id, "drop", dropped_on=date(2026, 3, 1), dropped_because="job"
    )
    second = people.record_person(arta, mission.prishtine, given="Ana", family="Anić")

    actions.join_partnership(arta, second.id, partnership.id, track="home", **JOINED)
    results = queries.results_of(arta, partnership)

    home = results["tracks"][0]
    assert (home["joined"], home["dropped"]) == (2, 1)
    assert results["dropped"] == [("Found other work", 1)]


def test_a_worker_never_pays_for_recruitment_not_even_past_the_program(luan, partnership):
    with pytest.raises(Refusal) as refused:
        actions.add_cost(
            luan, partnership.id, item="recruitment", payer="worker", amount=Decimal(400)
        )
    line = CostLine.begin(
        luan, partnership.office_id, partnership=partnership, item="recruitment", payer="worker",
        amount=Decimal(400),
    )  # fmt: skip
    with pytest.raises(IntegrityError), transaction.atomic():
        line.save(force_insert=True)

    assert refused.value.code == "worker_pays"
    assert "principle 7" in refused.value.in_english()


def test_the_page_adds_up_who_pays_what(client, mission, luan, arta, partnership):
    for item, payer, amount in (
        ("training", "donor", "1200"),
        ("language", "employer", "800"),
        ("travel", "employer", "150"),
    ):
        actions.add_cost(luan, partnership.id, item=item, payer=payer, amount=Decimal(amount))
    sanja = mission.hire("Sanja Petrović", mission.prishtine, "network_secretariat")
    entity = organisations.record_entity(
        sanja, mission.prishtine.id, name="Training centre", kind="authority"
    )
    actions.add_partner(luan, partnership.id, entity.id, role="training")
    actions.add_partner(luan, partnership.id, entity.id, role="training")
    client.force_login(arta)

    results = queries.results_of(arta, partnership)
    page = client.get(reverse("pathways:partnership", args=[partnership.id])).content.decode()

    assert results["total"] == Decimal(2150)
    assert dict(results["payers"]) == {"Donor": Decimal(1200), "Employer": Decimal(950)}
    assert len(results["partners"]) == 1
    assert "Training centre" in page


def test_the_certificate_is_a_pdf_that_names_the_person_and_the_partnership(
    client, arta, milan, participant
):
    client.force_login(arta)
    address = reverse("pathways:certificate", args=[participant.id])
    before = client.get(address)
    certified(arta, participant)

    answer = client.get(address)
    text = " ".join(page.extract_text() for page in PdfReader(BytesIO(answer.content)).pages)
    client.force_login(milan)
    stranger = client.get(address)

    assert before.status_code == 422
    assert "Besim" in text
    assert "Welders for the Rhine" in text
    assert "(7212)" in text
    assert stranger.status_code == 404


def test_milan_sees_no_participant_and_blerim_changes_none(arta, milan, blerim, participant):
    with pytest.raises(NotSeen):
        queries.participant_visible_to(milan, participant.id)
    with pytest.raises(NotAllowed):
        certified(blerim, participant)
    with pytest.raises(NotAllowed):
        actions.record_partnership(
            blerim, participant.office_id, name="x", country="DE", starts_on=date(2026, 1, 1),
            home_places=0, abroad_places=0,
        )  # fmt: skip

    tracks = queries.results_of(milan, participant.partnership)["tracks"]

    assert queries.participant_visible_to(blerim, participant.id).id == participant.id
    assert [one["joined"] for one in tracks] == [0, 0]


def test_participants_are_facts_by_stage(mission, arta, participant):
    certified(arta, participant)

    [row] = PARTICIPANTS.read(mission.organisation.id, None).to_pylist()

    assert (row["track"], row["certified"], row["placed"], row["dropped"]) == (
        "abroad", True, False, False,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"home_places": -1}, "home_places"),
        ({"occupations": "welder"}, "occupations"),
        ({"ends_on": date(2020, 1, 1)}, "ends_on"),
        ({"name": ""}, "name"),
    ],
)
def test_a_partnership_that_cannot_be_is_refused_with_its_field(mission, luan, changes, field):
    given = {"name": "x", "country": "DE", "starts_on": date(2026, 1, 1), "home_places": 1,
             "abroad_places": 1, **changes}  # fmt: skip

    with pytest.raises(Refusal) as refused:
        actions.record_partnership(luan, mission.prishtine.id, **given)

    assert refused.value.field == field


def test_a_step_of_a_participant_leads_back_to_the_participant(
    client, arta, participant, partnership
):
    client.force_login(arta)

    page = client.get(reverse("pathways:participant_transition", args=[participant.id, "certify"]))

    assert reverse("pathways:participant", args=[participant.id]) in page.content.decode()
    assert reverse("pathways:partnership", args=[partnership.id]) in page.content.decode()
