"""A partner with a service, its focal point Petra, and a person whom Arta knows."""

from __future__ import annotations

from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest

from waystation.registry.directory import actions
from waystation.registry.organisations import actions as organisations
from waystation.registry.people import actions as people
from waystation.registry.people.rules.identity import Contact, Identifier

MONDAY = datetime(2026, 9, 21, 8, 0, tzinfo=UTC)  # 10:00 in Prishtinë


@pytest.fixture(autouse=True)
def clock(time_machine):
    """The injected clock: a Monday, ten in the morning."""
    time_machine.move_to(MONDAY, tick=False)
    return time_machine


@pytest.fixture
def sanja(mission):
    return mission.hire("Sanja Petrović", mission.prishtine, "network_secretariat")


@pytest.fixture
def partner(mission, sanja):
    """Legal aid, with Petra as focal point, who has an account, and a back-up by name."""
    entity = organisations.record_entity(
        sanja, mission.prishtine.id, name="Legal Aid Centre", acronym="LAC", kind="civil_society"
    )
    petra = mission.hire("Petra Gashi", mission.peje, "partner_focal_point")
    organisations.name_focal_point(
        sanja, entity.id, starts_on=date(2026, 1, 1), account=petra.id, email="petra@lac.example"
    )
    organisations.name_focal_point(
        sanja,
        entity.id,
        name="Rina Deputy",
        email="rina@lac.example",
        alternate=True,
        starts_on=date(2026, 1, 1),
    )
    return SimpleNamespace(entity=entity, petra=petra)


@pytest.fixture
def service(mission, arta, partner):
    return actions.record_service(
        arta,
        mission.prishtine.id,
        partner.entity.id,
        name="Free legal aid",
        kind="legal_aid",
        places=["xk-prishtine"],
        languages=["sq"],
        email="desk@lac.example",
        takes_referrals=True,
    )


@pytest.fixture
def besim(mission, arta):
    return people.record_person(
        arta,
        mission.prishtine,
        given="Besim",
        family="Markperson",
        birth_date=date(1999, 3, 14),
        sex="male",
        municipality="xk-prishtine",
        languages=["sq"],
        contacts=[Contact("phone", "+383 44 999 888")],
        identifiers=[Identifier("personal_number", "1234567890")],
    )
