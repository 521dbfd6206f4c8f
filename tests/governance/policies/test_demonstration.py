"""The demonstration tells policy work with its own actions, up to today."""

from __future__ import annotations

from datetime import date

import pytest

from tests.governance.policies.conftest import TODAY
from waystation.foundation.access import actions as access
from waystation.governance.policies.models import Instrument, Measure
from waystation.governance.policies.queries import due, measures
from waystation.governance.policies.queries import mainstreaming as matrix
from waystation.governance.results import actions as results
from waystation.registry.reference import actions as reference
from waystation.site.config import demonstration_policies

pytestmark = pytest.mark.sqlite_only


def test_the_roadmap_is_in_force_with_slips_and_both_assessments(mission, blerim):
    reference.load_lists()
    results.load_shipped_indicators(mission.organisation.id, "centres.visits")
    officer, authority = (
        mission.hire(name, mission.prishtine, role) for role, name in demonstration_policies.PEOPLE
    )
    access.give_role(None, officer, mission.prishtine, "network_member", date(2020, 1, 1))

    demonstration_policies.tell(officer, blerim, authority, mission.prishtine.id, TODAY)

    roadmap = Instrument.objects.get(title=demonstration_policies.ROADMAP)
    assert (roadmap.state, roadmap.chapters.count(), roadmap.measures.count()) == ("in_force", 4, 8)
    vacancies = Measure.objects.get(title__startswith="Vacancies abroad")
    assert measures.slips_of(vacancies.id) == measures.Slips(times=3, days=210)
    register = Measure.objects.get(title__startswith="Register of private")
    assert {kind: len(rows) for kind, rows in measures.assessments_of(register.id).items()} == {
        "self": 1,
        "independent": 1,
    }
    assert [one.title for one in matrix.stale_cells(officer)] == ["Development strategy"]
    kinds = {one.kind for one in due.outstanding(officer, TODAY)}
    assert {"policies.comment", "policies.delivery", "policies.duties"} <= kinds
