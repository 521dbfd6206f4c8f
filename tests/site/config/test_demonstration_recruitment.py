"""The demonstration has recruiters in several states, workers with costs, complaints remedied."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from waystation.foundation.shared.periods import year
from waystation.foundation.workflow.outstanding import outstanding_for
from waystation.registry.feedback.models import Remedy
from waystation.registry.people import actions as people
from waystation.services.recruitment import queries
from waystation.services.recruitment.models import ArrivalCall, Incident
from waystation.site.config import demonstration_recruitment as demonstration

pytestmark = pytest.mark.django_db
TODAY = date(2026, 9, 23)


@pytest.fixture
def officer(mission, arta, blerim, time_machine):
    """Tell the recruitment of one office; return its labour officer."""
    time_machine.move_to(datetime(2026, 9, 23, 12, 0, tzinfo=UTC))
    leart = mission.hire("Leart Morina", mission.prishtine, "labour_officer")
    known = [
        people.record_person(
            arta,
            mission.prishtine,
            given=f"Person{n}",
            family="Shembulli",
            sex="female" if n % 2 else "male",
            somebody_else=True,
        ).id
        for n in range(len(demonstration.WORKERS))
    ]
    demonstration.tell(
        mission.prishtine, officer=leart, counsellor=arta, manager=blerim, people=known, today=TODAY
    )
    return leart


def test_the_demonstration_shows_every_part_of_ethical_recruitment(officer, blerim):
    states = {
        row.name: queries.clearance_of(row.id, TODAY).state
        for row in queries.recruiters_visible_to(officer)
    }
    shown = queries.indicator_for(officer, year(TODAY))
    kinds = {one.kind for one in outstanding_for(officer, TODAY)}

    assert states == {
        demonstration.URA: "cleared_actions",
        demonstration.SHPEJT: "suspended",
        demonstration.STEEL: "cleared",
        demonstration.CARE: "not_assessed",  # in review
    }
    assert shown.whole.n >= 8
    assert {"short_stay", "costs_incomplete"} <= {reason for reason, *_more in shown.excluded}
    assert 0.5 in shown.ratios.values()  # 1,500 paid, 200 back, 2,600 earned
    assert {"recruitment.call", "recruitment.incident", "recruitment.action"} <= kinds
    assert "recruitment.to_decide" in {one.kind for one in outstanding_for(blerim, TODAY)}
    assert set(Remedy.objects.values_list("state", flat=True)) == {"confirmed", "agreed"}
    assert set(Incident.objects.values_list("state", flat=True)) == {"open", "review", "closed"}
    assert {"answered", "due"} <= set(ArrivalCall.objects.values_list("state", flat=True))
