"""The people around a study."""

import pytest


@pytest.fixture
def analyst(mission):
    """Drita estimates, in all offices of the organisation."""
    return mission.hire("Drita Krasniqi", mission.prishtine, "analyst")


@pytest.fixture
def reader_elsewhere(mission):
    """Vesna may read studies, but of the office in Pejë only."""
    return mission.hire("Vesna Ilić", mission.peje, "programme_manager")
