"""An open mapping, a call, and Orhan who works with the diaspora."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from waystation.services.diaspora import actions

MONDAY = datetime(2026, 9, 21, 8, 0, tzinfo=UTC)
TODAY = date(2026, 9, 21)
ANSWERS = {
    "name": "Vjosa Markmember",
    "email": "vjosa@example.com",
    "country": "CH",
    "places": ["xk-peje"],
    "field": "health",
    "skills": "Nursing, geriatric care",
    "attachment": "strong",
    "ways": ["knowledge", "return"],
}


@pytest.fixture(autouse=True)
def clock(time_machine):
    """The injected clock: a Monday, ten in the morning."""
    time_machine.move_to(MONDAY, tick=False)
    return time_machine


@pytest.fixture
def orhan(mission):
    return mission.hire("Orhan Kryeziu", mission.prishtine, "outreach_officer")


@pytest.fixture
def mapping(mission, orhan):
    made = actions.plan_mapping(
        orhan,
        mission.prishtine.id,
        title="Nurses and engineers in Switzerland",
        objective="To know who would teach or come back for a time.",
        definition="Born here or with a parent born here, living abroad for a year or more.",
        countries=["CH", "DE"],
        methods=["online", "snowball"],
        starts_on=date(2026, 9, 1),
        target=200,
    )
    return actions.change_mapping_state(orhan, made.id, "open")


@pytest.fixture
def member(arta, mapping):
    return actions.record_member(arta, mapping.id, agreed=True, mailing=True, **ANSWERS)


@pytest.fixture
def call(mission, orhan):
    made = actions.draft_call(
        orhan,
        mission.prishtine.id,
        title="Teach geriatric care in Pejë",
        kind="knowledge",
        text="Two weeks at the nursing school.",
        places=["xk-peje"],
        communities=["albanian", "serb"],
        field="health",
        skills="nursing",
        opens_on=date(2026, 9, 1),
        closes_on=date(2026, 12, 31),
    )
    return actions.change_call_state(orhan, made.id, "open")
