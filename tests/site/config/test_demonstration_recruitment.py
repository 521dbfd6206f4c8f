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
def officer(house, arta, blerim, time_machine):
    """Tell the recruitment of one office; return its labour officer."""
    time_machine.move_to(datetime(2026, 9, 23, 12, 0, tzinfo=UTC))
    leart = house.hire("Leart Morina", house.prishtine, "labour_officer")
    known = [
        people.record_person(
            arta,
            house.prishtine,
            given=f"Person{n}",
            family="Shembulli",
            sex="female" if n % 2 else "male",
            somebody_else=True,
        ).id
        for n in range(len(demonstration.WORKERS))
    ]
    demonstration.tell(
        house.prishtine, officer=leart, counsellor=arta, manager=blerim, people=known, today=TODAY
    )
    return leart


def test_recruiters_are_cleared_suspended_and_in_review(officer, house):
    found = {
        row.name: queries.clearance_of(row.id, TODAY).state
        for row in queries.recruiters_visible_to(officer)
    }

    assert found == {
        demonstration.URA: "cleared_actions",
        demonstration.SHPEJT: "suspended",
        demonstration.STEEL: "cleared",
        demonstration.CARE: "not_assessed",  # in review
    }


def test_workers_count_or_are_left_out_and_the_first_bore_half_a_month(officer):
    shown = queries.indicator_for(officer, year(TODAY))

    reasons = {reason for reason, _words, _n in shown.excluded}
    assert shown.whole.n >= 8
    assert {"short_stay", "costs_incomplete"} <= reasons
    assert 0.5 in shown.ratios.values()  # 1,500 paid, 200 back, 2,600 earned


def test_there_is_work_on_the_home_of_the_officer(officer, blerim):
    kinds = {one.kind for one in outstanding_for(officer, TODAY)}

    assert {"recruitment.call", "recruitment.incident", "recruitment.action"} <= kinds
    assert "recruitment.to_decide" in {one.kind for one in outstanding_for(blerim, TODAY)}


def test_a_complaint_is_remedied_and_incidents_are_open_and_closed(officer):
    assert set(Remedy.objects.values_list("state", flat=True)) == {"confirmed", "agreed"}
    assert set(Incident.objects.values_list("state", flat=True)) == {"open", "closed"}
    assert {"answered", "due"} <= set(ArrivalCall.objects.values_list("state", flat=True))
