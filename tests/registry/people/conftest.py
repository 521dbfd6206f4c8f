"""People that most tests here begin with."""

from datetime import date

import pytest

from waystation.registry.people import actions
from waystation.registry.people.rules.identity import Contact, Identifier


@pytest.fixture
def besim(mission, arta):
    return actions.record_person(
        arta,
        mission.prishtine,
        given="Besim",
        family="Krasniqi",
        birth_date=date(1999, 3, 14),
        sex="male",
        municipality="xk-gjakove",
        languages=["sq", "de"],
        contacts=[Contact("phone", "+383 44 123 456")],
        identifiers=[Identifier("personal_number", "1234567890")],
        note="Came with his cousin Valdrin.",
    )


@pytest.fixture
def vera(mission):
    """Vera, the data-protection officer of the organisation."""
    return mission.hire("Vera Dauti", mission.prishtine, "data_protection_officer")
