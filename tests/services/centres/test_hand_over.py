"""The hand-over of centres to their hosts, and the network of all centres across countries."""

from __future__ import annotations

from datetime import date

import pytest

from waystation.foundation.records import actions as registers
from waystation.foundation.shared.errors import Refusal
from waystation.services.centres import actions, queries
from waystation.services.centres.registers import REGISTERS

CENTRE = {
    "name": "MSC",
    "host_kind": "employment_service",
    "handover_status": "equipped",
    "languages": ["sq"],
}


@pytest.fixture
def network(mission):
    """One centre here, handed over, and one in Albania that is equipped."""
    here = actions.record_centre(
        None,
        mission.prishtine.id,
        **CENTRE
        | {
            "name": "MSC Prishtinë",
            "place": "xk-prishtine",
            "handover_status": "handed_over",
            "handed_over_on": date(2026, 6, 1),
            "trained_staff": 4,
        },
    )
    there = actions.record_centre(
        None, mission.peje.id, **CENTRE | {"name": "MSC Tirana", "country": "AL"}
    )
    return here, there


def test_the_network_is_seen_country_by_country(client, arta, blerim, network):
    lines = {one.country: one for one in queries.network_of(blerim)}

    assert lines["Albania"].centres == 1
    assert lines["Kosovo"].handed_over == 1
    client.force_login(arta)
    page = client.get("/centres/").content.decode()
    assert "Centres by country" in page
    assert "MSC Tirana" in page


def test_equipment_and_trainings_are_counted_on_the_page_of_the_centre(
    client, mission, arta, network
):
    here, _there = network
    for values, kind in (
        (
            {
                "name": "Laptop",
                "kind": "computer",
                "inventory_number": "1",
                "funded_by": "",
                "received_on": date(2026, 2, 1),
                "condition": "good",
                "handed_over_on": date(2026, 6, 1),
            },
            "equipment",
        ),
        (
            {
                "title": "Counselling",
                "held_on": date(2026, 3, 1),
                "given_by": "IOM",
                "trained": 6,
                "women": 4,
                "from_host": 5,
            },
            "training",
        ),
    ):
        registers.record_entry(arta, REGISTERS[kind], values)

    found = queries.hand_over_of([mission.prishtine.id, mission.peje.id])

    mine = found[mission.prishtine.id]
    assert (mine.equipment, mine.handed_over, mine.trainings, mine.trained) == (1, 1, 1, 6)
    assert found[mission.peje.id] == queries.HandOver()
    client.force_login(arta)
    assert client.get(f"/centres/{here.id}/").context["hand_over"] == mine


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"place": ""}, "place"),
        ({"country": "AL", "place": "xk-prishtine"}, "place"),
        ({"place": "xk-prishtine", "handed_over_on": date(2026, 6, 1)}, "handover_status"),
        (
            {
                "place": "xk-prishtine",
                "handover_status": "handed_over",
                "handed_over_on": date(2027, 6, 1),
            },
            "handed_over_on",
        ),
    ],
)
def test_what_cannot_be_is_refused_by_its_field(mission, changes, field):
    with pytest.raises(Refusal) as refused:
        actions.record_centre(None, mission.prishtine.id, **CENTRE | changes)

    assert refused.value.field == field


def test_milan_may_not_change_the_entry(client, milan, network):
    here, _there = network
    client.force_login(milan)

    assert client.get(f"/centres/{here.id}/edit/").status_code in (403, 404)
