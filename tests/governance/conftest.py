"""The Network of the session database, at noon on 15 January 2026 until a test turns the clock.

Sanja keeps the secretariat. Carla (UN Development Coordinator) and Ivo (Head of IOM) sit in
the permanent seats, Rita (UNDP) in the rotating one for 2026. Nora speaks for UNICEF, a
member; Uma reads for UNKT. Milan, Arta and Blerim work elsewhere and see nothing.
"""

from __future__ import annotations

import copy
from datetime import date

import pytest

from tests.session_data import OPENED, Clock, hire_everyone

__all__ = ["OPENED", "Clock"]


@pytest.fixture
def clock(tmp_path):
    from waystation.foundation.shared import periods

    one = Clock(tmp_path / "clock")
    periods.follow(one.path)
    yield one
    periods.follow(None)


@pytest.fixture
def april(clock):
    """It is the second of April: the first quarter is over."""
    clock.set(date(2026, 4, 2))


@pytest.fixture
def network(session_data, mission, clock):
    """The Network, its people, and the entities by acronym."""
    made = copy.deepcopy(session_data.network)
    made.mission, made.clock, made.organisation = mission, clock, mission.organisation
    return made


@pytest.fixture
def mission_without_network(db):
    """Another organisation, in which no Network has been opened yet."""
    return hire_everyone("without-network", "Mission without a Network")
