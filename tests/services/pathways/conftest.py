"""A published pathway, a labour officer who writes rules, and a person whom Arta knows."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from waystation.registry.people import actions as people
from waystation.services.pathways import actions

MONDAY = datetime(2026, 9, 21, 8, 0, tzinfo=UTC)
TODAY = date(2026, 9, 21)
ABOUT = {"source": "Employment Regulation, section 26(2)", "read_on": date(2026, 9, 1)}


@pytest.fixture(autouse=True)
def clock(time_machine):
    """The injected clock: a Monday, ten in the morning."""
    time_machine.move_to(MONDAY, tick=False)
    return time_machine


@pytest.fixture
def luan(mission):
    return mission.hire("Luan Rexhepi", mission.prishtine, "labour_officer")


@pytest.fixture
def pathway(mission, luan):
    return actions.record_pathway(
        luan, mission.prishtine.id, name="Western Balkans regulation", kind="work", countries=["DE"]
    )


@pytest.fixture
def draft(luan, pathway):
    """A draft that asks for nationality, German B1 and a contract."""
    edition = actions.draft_edition(
        luan, pathway.id, valid_from=date(2026, 1, 1), confirmed=True, **ABOUT
    )
    for rule in (
        {"kind": "nationality", "wording": "Nationals of Kosovo*", "countries": ["XK"],
         "confirmed": True},
        {"kind": "language", "wording": "German B1", "language": "de", "level": "B1"},
        {"kind": "offer", "wording": "A contract"},
    ):  # fmt: skip
        actions.add_condition(luan, edition.id, **rule)
    return edition


@pytest.fixture
def edition(draft, blerim):
    return actions.change_edition_state(blerim, draft.id, "publish")


@pytest.fixture
def besim(mission, arta):
    return people.record_person(
        arta,
        mission.prishtine,
        given="Besim",
        family="Markperson",
        birth_date=date(1990, 3, 14),
        sex="male",
        nationality="XK",
        municipality="xk-prishtine",
        languages=["sq"],
    )


@pytest.fixture
def partnership(mission, luan):
    made = actions.record_partnership(
        luan,
        mission.prishtine.id,
        name="Welders for the Rhine",
        country="DE",
        starts_on=date(2026, 1, 1),
        home_places=1,
        abroad_places=2,
    )
    return actions.change_partnership_state(luan, made.id, "begin")
