"""Who works with knowledge: Sanja records, Nora reads, Milan is elsewhere, Arta has no part."""

import pytest


@pytest.fixture
def sanja(house):
    return house.hire("Sanja Marković", house.prishtine, "network_secretariat")


@pytest.fixture
def nora(house):
    return house.hire("Nora Kelmendi", house.prishtine, "network_member")


@pytest.fixture
def reader_elsewhere(house):
    return house.hire("Petra Ilić", house.peje, "network_member")
