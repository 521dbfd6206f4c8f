"""A centre in Arta's office, reference lists, and two visitors whom Arta knows."""

from __future__ import annotations

from datetime import UTC, datetime
from types import SimpleNamespace

import pytest

from tests.registry.factsheets.conftest import (  # noqa: F401  fixtures of the tests here
    drafted,
    first,
    orhan,
    publish_second,
    sheet,
)
from waystation.registry.people import actions as people
from waystation.services.centres import actions

NOW = datetime(2026, 9, 21, 9, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _clock(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def visitors(mission, arta):
    def person(given, family, sex, year):
        return people.record_person(
            arta, mission.prishtine, given=given, family=family, sex=sex, birth_year=year
        )

    return SimpleNamespace(
        besim=person("Besim", "Krasniqi", "male", 1999),
        elif_=person("Elif", "Kryeziu", "female", 1988),
    )


@pytest.fixture
def record(mission, arta):
    """Record a visit of Arta's office with ordinary answers, changed by what the test names."""

    def recorded(user=None, office=None, **changes):
        answers = {
            "mode": "walk_in",
            "visitor_type": "potential_migrant",
            "reason": "work_abroad",
            "minutes": 20,
            "started_at": NOW,
            **changes,
        }
        return actions.record_visit(user or arta, (office or mission.prishtine).id, **answers)

    return recorded
