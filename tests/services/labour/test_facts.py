"""Vacancies, placements and shortages as facts: what is counted, and nobody's identity."""

from __future__ import annotations

from datetime import date, timedelta

from tests.services.labour.conftest import MONDAY, consent_to
from waystation.services.labour import actions, facts
from waystation.services.labour.rules.pipeline import SIX_MONTHS, TWELVE_MONTHS, is_retained

TODAY = MONDAY.date()


def rows(table, mission):
    return table.read(mission.organisation.id, None).to_pylist()


def test_a_vacancy_counts_from_its_publication_with_the_days_to_fill(
    mission, arta, luan, publish, draft, welder, clock
):
    draft(title="Never published")
    vacancy = publish(openings=1)
    besim = welder("Besim", family="Unmistakable", sex="male")
    candidacy = actions.add_candidate(luan, vacancy.id, besim.id)
    consent_to(arta, besim, "employment", "Steel Works")
    clock.move_to(MONDAY + timedelta(days=12), tick=False)
    for step in ("introduce", "offer", "contract"):
        actions.change_candidacy_state(luan, candidacy.id, step, on=TODAY + timedelta(days=12))

    (one,) = rows(facts.VACANCIES, mission)
    (placed,) = rows(facts.PLACEMENTS, mission)

    assert (one["date"], one["occupation"], one["sector"]) == (TODAY, "72", "C")
    assert (one["openings"], one["placed"], one["filled"], one["days_to_fill"]) == (1, 1, True, 12)
    assert (placed["introduced"], placed["placed"], placed["retained_6"]) == (True, True, None)
    assert placed["sex"] == "male"
    assert "Unmistakable" not in repr((one, placed))
    assert besim.number not in repr(placed)


def test_retention_is_unknown_until_it_is_known():
    began = date(2026, 1, 1)
    asked = began + SIX_MONTHS
    early, late = began + timedelta(days=30), began + TWELVE_MONTHS

    assert is_retained(None, None, None, SIX_MONTHS) is None
    assert is_retained(began, None, None, SIX_MONTHS) is None
    assert is_retained(began, asked, None, SIX_MONTHS) is True
    assert is_retained(began, None, early, SIX_MONTHS) is False
    assert is_retained(began, None, late, SIX_MONTHS) is True
    assert is_retained(began, None, asked, TWELVE_MONTHS) is False


def test_facts_that_change_are_named(mission, luan, publish, welder):
    vacancy = publish()
    besim = welder("Besim")
    candidacy = actions.add_candidate(luan, vacancy.id, besim.id)
    organisation = mission.organisation.id

    assert facts.vacancies_of(organisation, [candidacy.id]) == [vacancy.id]
    assert facts.placements_of_people(organisation, [besim.id]) == [candidacy.id]
    assert facts.PLACEMENTS.read(organisation, []).num_rows == 0
