"""What the demonstration holds of targets, definitions and figures of partners."""

from __future__ import annotations

import pytest

from waystation.foundation.shared.periods import today_in
from waystation.governance.results import queries
from waystation.governance.results.queries import partners
from waystation.registry.organisations import actions as organisations
from waystation.site.config import demonstration_partners, demonstration_reports

pytestmark = pytest.mark.sqlite_only


@pytest.fixture
def ana(mission):
    """An analyst who may approve targets, as in the demonstration."""
    return mission.hire("Ana Krasniqi", mission.prishtine, "network_secretariat")


@pytest.fixture
def designer(mission):
    return mission.hire("Dita Krasniqi", mission.prishtine, "analyst")


@pytest.fixture
def story(mission, blerim, ana, designer):
    for name in sorted({name for name, _indicators, _step in demonstration_partners.ASKED}):
        organisations.record_entity(ana, mission.prishtine.id, name=name, kind="civil_society")
    demonstration_reports.set_targets(blerim, ana, mission.prishtine, today_in())
    demonstration_reports.propose_definition(designer)
    demonstration_partners.tell(blerim, mission.prishtine, today_in())


def test_one_request_waits_one_is_to_check_and_one_is_accepted(story, blerim, milan):
    rows = partners.requests_visible_to(blerim)

    assert sorted(one.state for one in rows) == ["accepted", "answered", "asked"]
    served = queries.indicator_visible_to(blerim, "people_served")
    assert [str(one.fact.value) for one in partners.accepted_for(blerim, served.id)] == [
        "1500.0000"
    ]
    assert partners.accepted_for(milan, served.id) == []


def test_two_targets_have_a_milestone_for_each_quarter(story, blerim):
    found = [
        queries.milestones_of([one["id"] for one in queries.targets_visible_to(blerim, key)])
        for key in ("people_served", "visits")
    ]

    assert [len(*one.values()) for one in found] == [3, 3]


def test_one_definition_waits_for_approval(story, blerim):
    draft = queries.draft_waiting_for(blerim, "young_people_served")

    assert draft is not None
    assert draft.based_on == 1
