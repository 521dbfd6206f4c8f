"""Arta drafts policy, Blerim may look and adopts, Milan works elsewhere; Ana is of a ministry."""

from __future__ import annotations

from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest

from waystation.foundation.access import actions as access
from waystation.governance.policies.actions import instruments, measures
from waystation.registry.organisations import actions as organisations

TODAY = date(2026, 9, 21)
PILLARS = (
    "Inter-ministerial cooperation",
    "Cooperation with the private sector",
    "Skills mobility partnerships",
    "Ethical recruitment",
)


@pytest.fixture(autouse=True)
def _clock(time_machine, db):
    time_machine.move_to(datetime(2026, 9, 21, 9, 0, tzinfo=UTC), tick=False)


@pytest.fixture
def people(mission, arta, milan):
    """Arta and Milan are policy officers of their offices; Ana answers for the ministry."""
    access.give_role(None, arta, mission.prishtine, "policy_officer", date(2020, 1, 1))
    access.give_role(None, milan, mission.peje, "policy_officer", date(2020, 1, 1))
    ministry, chamber = (
        organisations.record_entity(arta, mission.prishtine.id, name=name, kind="authority")
        for name in ("Ministry of Labour", "Ministry of Education")
    )
    ana = mission.hire("Ana Gashi", mission.prishtine, "authority")
    other = mission.hire("Oda Krasniqi", mission.prishtine, "authority")
    for user, entity in ((ana, ministry), (other, chamber)):
        organisations.name_focal_point(arta, entity.id, starts_on=date(2026, 1, 1), account=user.id)
    return SimpleNamespace(ana=ana, other=other, ministry=ministry, education=chamber)


@pytest.fixture
def roadmap(mission, arta, people):
    """The Roadmap as a draft with its four pillars."""
    row = instruments.draft_instrument(
        arta,
        mission.prishtine.id,
        title="Roadmap for Labour Mobility and Regular Pathways",
        kind="roadmap",
        entity=str(people.ministry.id),
        edition="2024–2027",
        areas=["labour", "migration"],
    )
    for title in PILLARS:
        instruments.add_chapter(arta, row.id, title=title)
    return row


@pytest.fixture
def measure(arta, roadmap, people):
    """A measure of the ministry that is due at the end of the year."""
    return measures.add_measure(
        arta,
        roadmap.id,
        title="Register of private employment agencies",
        entity=str(people.ministry.id),
        person="Head of the employment department",
        due_on=date(2026, 12, 31),
        chapter=str(roadmap.chapters.get(title=PILLARS[3]).id),
    )


def in_consultation(arta, people, row):
    """Ask the ministry of education about a draft, and open the consultation."""
    asked = instruments.ask_about(
        arta, row.id, entity=str(people.education.id), asked_on=TODAY, how="By letter"
    )
    instruments.change_instrument_state(arta, row.id, "consult")
    return asked
