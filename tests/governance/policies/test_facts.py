"""Measures, comments and deliveries as facts, counted by the indicators that ship."""

from __future__ import annotations

from datetime import date, timedelta

from tests.governance.policies.conftest import TODAY, in_consultation
from waystation.foundation.shared.periods import Period
from waystation.governance.policies import facts
from waystation.governance.policies.actions import instruments, measures, sharing
from waystation.governance.results import actions as results
from waystation.governance.results import queries as figures

YEAR = Period(date(2026, 1, 1), date(2027, 1, 1))


def test_a_measure_counts_with_its_state_and_its_slips(arta, mission, measure, people):
    step = measures.add_milestone(arta, measure.id, title="Rules", due_on=TODAY)
    for days in (90, 210):
        measures.move_deadline(
            arta, measure.id, due_on=measure.due_on + timedelta(days=days), reason="Lack of staff"
        )
    before = facts.read_measures(mission.organisation.id, None).to_pylist()

    measures.reach_milestone(arta, step.id, reached_on=TODAY, address="https://example.org")

    (row,) = facts.read_measures(mission.organisation.id, [measure.id]).to_pylist()
    assert [one["state"] for one in before] == ["planned"]
    assert (row["state"], row["done"], row["in_time"]) == ("done", True, True)
    assert (row["moves"], row["days_moved"], row["owner_changes"]) == (2, 210, 0)
    assert (row["date"], row["person"]) == (date(2027, 7, 29), None)


def test_comments_and_deliveries_count_with_answer_and_time(
    arta, mission, roadmap, measure, people
):
    asked = in_consultation(arta, people, roadmap)
    first, _second = (
        instruments.record_comment(
            arta, roadmap.id, consulted=str(asked.id), text=text, said_on=date(2026, 9, 11)
        )
        for text in ("One", "Two")
    )
    instruments.answer_comment(arta, first.id, verdict="accepted", answer="Yes")
    row = sharing.record_arrangement(
        arta,
        mission.prishtine.id,
        title="Permits",
        entity=str(people.ministry.id),
        basis="Agreement",
        every="month",
        format="csv",
        days=15,
        starts_on=date(2026, 7, 1),
    )
    july, august, _september = row.deliveries.order_by("starts_on")
    sharing.receive_delivery(arta, july.id, received_on=date(2026, 8, 15))
    sharing.receive_delivery(arta, august.id, received_on=date(2026, 9, 20))

    comments = facts.read_comments(mission.organisation.id, None).to_pylist()
    deliveries = facts.read_deliveries(mission.organisation.id, None).to_pylist()

    assert sorted(one["days_to_answer"] or 0 for one in comments) == [0, 10]
    assert {one["answered"] for one in comments} == {True, False}
    assert sorted((one["in_time"], one["days_late"] or 0) for one in deliveries) == [
        (False, 0),
        (False, 5),
        (True, 0),
    ]


def test_the_indicators_that_ship_count_them(arta, blerim, milan, mission, measure, people):
    results.load_shipped_indicators(mission.organisation.id, "policies.measures")
    measures.drop_measure(
        arta,
        measures.add_measure(
            arta,
            measure.instrument_id,
            title="Dropped",
            entity=str(people.ministry.id),
            person="Head",
            due_on=date(2026, 11, 1),
        ).id,
        reason="No need",
    )
    step = measures.add_milestone(arta, measure.id, title="Rules", due_on=TODAY)
    measures.reach_milestone(arta, step.id, reached_on=TODAY, address="https://example.org")
    keys = ["policy_measures", "policy_measures_done"]

    found = figures.figures(blerim, keys, YEAR)

    assert found["policy_measures"].total.value == 1
    assert found["policy_measures_done"].total.value == 1  # of one
