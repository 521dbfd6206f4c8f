"""Support as facts, and what waits for a programme manager."""

from __future__ import annotations

from datetime import date

import pytest

from waystation.foundation.records.actions import record_entry
from waystation.foundation.workflow.outstanding import outstanding_for
from waystation.governance.programmes import actions, facts
from waystation.governance.programmes.queries.registers import REGISTERS
from waystation.governance.results import queries as results

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 29)


def test_support_is_one_fact_by_the_day_it_was_given(mission, blerim, organisations_known):
    agency = organisations_known["Employment Agency"]
    given = {"entity": agency.id, "kind": "advice", "title": "Advice", "given_on": "2026-03-01"}
    record_entry(blerim, REGISTERS["support"], given)
    record_entry(
        blerim,
        REGISTERS["support"],
        {**given, "adopted": "adopted", "adopted_on": "2026-03-31", "what_adopted": "Rulebook"},
    )

    rows = facts.read_support(mission.organisation.id, None).to_pylist()

    assert {(row["kind"], row["adopted"], row["days_to_adoption"]) for row in rows} == {
        ("advice", "pending", None),
        ("advice", "adopted", 30.0),
    }
    assert {row["date"] for row in rows} == {date(2026, 3, 1)}
    assert {row["recipient_kind"] for row in rows} == {"authority"}
    assert "programmes.support" in results.sources()


def test_a_project_that_should_have_ended_waits_for_its_manager(arta, milan, blerim, project):
    actions.change_programme_state(blerim, project.id, "start", started_on=date(2008, 2, 1))

    waits = {
        user: [one.record for one in outstanding_for(user, TODAY)] for user in (blerim, arta, milan)
    }

    assert project.id in waits[blerim]
    assert project.id not in waits[arta] + waits[milan]
