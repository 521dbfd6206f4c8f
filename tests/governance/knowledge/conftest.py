"""Who works with knowledge: Sanja records, Nora reads, Milan is elsewhere, Arta has no part."""

import pytest


@pytest.fixture
def sanja(mission):
    return mission.hire("Sanja Marković", mission.prishtine, "network_secretariat")


@pytest.fixture
def nora(mission):
    return mission.hire("Nora Kelmendi", mission.prishtine, "network_member")


@pytest.fixture
def reader_elsewhere(mission):
    return mission.hire("Petra Ilić", mission.peje, "network_member")
