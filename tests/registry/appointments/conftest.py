"""Monday morning in Arta's centre, with some times that are offered."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from waystation.registry.appointments import actions
from waystation.registry.people import actions as people

NOW = datetime(2026, 9, 21, 7, 0, tzinfo=UTC)  # Monday, 9:00 in Prishtinë
TUESDAY = date(2026, 9, 22)
SERIES = {
    "first_day": TUESDAY,
    "last_day": TUESDAY,
    "weekdays": ["0", "1", "2", "3", "4"],
    "from_time": "09:00",
    "to_time": "10:30",
    "minutes": 30,
    "languages": ["sq", "sr"],
    "public": True,
}


@pytest.fixture(autouse=True)
def _clock(time_machine, db):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def slots(mission, arta):
    """Three times on Tuesday, with Arta."""
    return actions.add_slots(arta, mission.prishtine.id, staff=arta.id, **SERIES)


@pytest.fixture
def besim(mission, arta):
    return people.record_person(arta, mission.prishtine, given="Besim", family="Krasniqi")
