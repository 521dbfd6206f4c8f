"""The people around a study."""

import pytest


@pytest.fixture
def analyst(house):
    """Drita estimates, in all offices of the organisation."""
    return house.hire("Drita Krasniqi", house.prishtine, "analyst")


@pytest.fixture
def reader_elsewhere(house):
    """Vesna may read studies, but of the office in Pejë only."""
    return house.hire("Vesna Ilić", house.peje, "programme_manager")
