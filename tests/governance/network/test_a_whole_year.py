"""A year of the Network through its actions: the clock is turned, nothing is put there by hand."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace

import pytest

from tests.governance import walk
from tests.governance.advice.test_advice import draft
from tests.governance.workplans.test_plans import FULL
from waystation.foundation.shared.errors import Refusal
from waystation.governance.advice import actions as advice
from waystation.governance.advice import queries as advice_queries
from waystation.governance.meetings import actions as meetings
from waystation.governance.network import actions, queries
from waystation.governance.network.due import everything
from waystation.governance.network.duties import members as keeping
from waystation.governance.network.queries import people
from waystation.governance.unkt_reports import actions as report_actions
from waystation.governance.unkt_reports import rules as report_rules
from waystation.governance.unkt_reports.models import UnktReport
from waystation.governance.workplans import actions as workplans
from waystation.registry.organisations import actions as organisations

MEETINGS = [
    datetime(2026, 2, 10, 9, tzinfo=UTC),
    datetime(2026, 5, 12, 9, tzinfo=UTC),
    datetime(2026, 9, 8, 9, tzinfo=UTC),
    datetime(2026, 11, 10, 9, tzinfo=UTC),
]
DECIDED = {"decided_way": "meeting", "decision": "UNKT minutes"}


@pytest.fixture
def year(mission_without_network, clock):
    """A Network that opens on 5 January 2026 with nobody in it but its people's accounts."""
    mission = mission_without_network
    clock.set(date(2026, 1, 5))
    record = actions.members.open_network(
        mission.organisation.id, "UN Network on Migration", date(2026, 1, 5)
    )
    office = record.office
    return SimpleNamespace(
        record=record,
        office=office,
        clock=clock,
        sanja=mission.hire("Sanja Marković", office, "network_secretariat"),
        carla=mission.hire("Carla Deutsch", office, "co_chair"),
        ivo=mission.hire("Ivo Marin", office, "co_chair"),
        rita=mission.hire("Rita Osmani", office, "co_chair"),
        nora=mission.hire("Nora Kelmendi", office, "network_member"),
        uma=mission.hire("Uma Lindqvist", office, "unkt_reader"),
        mission=mission,
    )


def test_a_whole_year_of_the_network(year):
    found_the_network(year)
    adopt_the_plan(year)
    advise_and_hear_no(year)
    for quarter in (1, 2, 3):
        report(year, "quarterly", quarter, after=date(2026, 3 * quarter, 28))
        if quarter < 3:
            hold_meeting(year, MEETINGS[quarter])
        if quarter == 2:
            report(year, "half_year", 1, after=date(2026, 6, 28))
    remind_and_rotate(year)
    hold_meeting(year, MEETINGS[3])
    begin_the_next_year(year)

    told = list(
        UnktReport.objects.order_by("starts_on", "kind").values_list("kind", "part", "state")
    )
    assert sorted(told) == [
        ("half_year", 1, "transmitted"),
        ("half_year", 2, "transmitted"),
        *[("quarterly", quarter, "transmitted") for quarter in (1, 2, 3, 4)],
    ]


def found_the_network(year):
    """Members join by wish; the seats are filled; UNKT appoints UNDP; the calendar goes out."""
    for name in ("undc", "iom", "undp", "unicef", "unhcr"):
        entity = organisations.record_entity(
            year.sanja, year.office.id, name=f"Entity {name}", acronym=name.upper(),
            kind="un_system",
        )  # fmt: skip
        setattr(year, name, entity)
        if name != "undc":
            actions.members.admit_member(
                year.sanja, entity.id, opted_in_on=date(2026, 1, 5), mandate="Migration is ours."
            )
    for entity, person in ((year.iom, year.ivo), (year.undp, year.rita), (year.unicef, year.nora)):
        organisations.name_focal_point(
            year.sanja, entity.id, starts_on=date(2026, 1, 5), account=person.id
        )
    actions.members.issue_annex(year.sanja)
    actions.seats.set_up_seats(year.sanja, year.undc.id, year.iom.id)
    start = date(2026, 1, 5)
    actions.seats.seat_incumbent(year.sanja, "undc", year.carla.id, starts_on=start)
    actions.seats.seat_incumbent(year.sanja, "iom", year.ivo.id, starts_on=start)
    late = keeping.rotating_seat(year.record, start)
    term = actions.seats.appoint_rotating(
        year.sanja, year.undp.id, starts_on=start, decided_on=start, **DECIDED
    )
    actions.seats.seat_incumbent(year.sanja, "rotating", year.rita.id, starts_on=start)
    for quarter, at in enumerate(MEETINGS, 1):
        meetings.meetings.keep_slot(year.sanja, 2026, quarter, at.date())
    meetings.meetings.publish_calendar(year.sanja, 2026)

    assert late.how == "late"
    assert term.ends_on == date(2026, 12, 31)
    assert keeping.rotating_seat(year.record, start).how == "kept"
    assert {len(people.seats_of(one, start)) for one in (year.carla, year.ivo, year.rita)} == {1}


def hold_meeting(year, starts_at):
    """A meeting from its notice to its final minutes, with a decision that becomes an action."""
    year.clock.set(starts_at - timedelta(days=20))
    meeting = walk.held(year, title=f"Meeting of {starts_at:%B}", starts_at=starts_at)
    decision = walk.decided(year, meeting, "The Network acts together.")
    action = walk.agreed(year, decision, due_on=starts_at.date() + timedelta(days=30))
    meetings.minutes.draft_minutes(year.sanja, meeting.id, "What was said.")
    meetings.minutes.circulate_minutes(year.sanja, meeting.id)
    meetings.minutes.finish_minutes(year.carla, meeting.id)
    meetings.decisions.report_action(year.nora, action.id, state="done", evidence="Report 1")
    meetings.decisions.verify_action(year.ivo, action.id, note="Seen")
    return meeting


def adopt_the_plan(year):
    """The first meeting adopts the plan of the year, which was drafted before it."""
    plan = workplans.plans.open_plan(year.sanja, year=2026, title="Work plan 2026")
    priority = workplans.plans.add_priority(year.sanja, plan.id, title="Safe ways abroad")
    entities = [(year.iom.id, "lead"), (year.unicef.id, "partner")]
    activity = workplans.activities.add_activity(year.sanja, priority.id, entities=entities, **FULL)
    decision = hold_meeting(year, MEETINGS[0]).decisions.get()
    edition = workplans.plans.adopt_plan(year.carla, plan.id, decision.id)
    workplans.commitments.record_commitment(
        year.nora, activity.id, entity=year.unicef.id, what="Trainers", due_on=date(2026, 6, 1)
    )

    assert edition.number == 1


def advise_and_hear_no(year):
    """UNKT does not follow a recommendation, and cannot say so without a reason."""
    row = draft(year)
    advice.endorse(year.carla, row.id)
    advice.endorse(year.ivo, row.id)
    advice.submit(year.sanja, row.id, how="By e-mail")
    answer = {
        "verdict": "not_followed",
        "decided_on": year.clock.today,
        "decider": "UNKT meeting 3/2026",
    }
    with pytest.raises(Refusal):
        advice.record_answer(year.uma, row.id, motivation=" ", **answer)
    advice.record_answer(year.uma, row.id, motivation="No money before 2027.", **answer)

    assert advice_queries.recommendations.file_of(row).state == "not_followed"


def report(year, kind, part, *, after, chairs=()):
    """A report from its draft to UNKT, approved by the three who sit on that day."""
    year.clock.set(after + timedelta(days=6))
    row = report_actions.begin_report(year.sanja, kind, 2026, part)
    if kind == "quarterly":
        for section in sorted(report_rules.MANDATORY):
            report_actions.write_section(
                year.sanja, row.id, section, text="As planned.", reason="None was planned."
            )
    report_actions.send_to_co_chairs(year.sanja, row.id)
    for one in chairs or (year.carla, year.ivo, year.rita):
        report_actions.answer_report(one, row.id, True)
    report_actions.publish_report(year.sanja, row.id)
    report_actions.transmit_report(year.sanja, row.id, way="email")
    return row


def remind_and_rotate(year):
    """UNKT is reminded, may not repeat UNDP, and appoints UNICEF for the next year."""
    year.clock.set(date(2026, 10, 1))
    items = everything.items(year.sanja, year.record, date(2026, 10, 1))
    reminded = [one for one in items if one.paragraph == "86" and "2027" in one.title]
    with pytest.raises(Refusal, match="Still to have the chance: UNHCR, UNICEF"):
        actions.seats.appoint_rotating(
            year.sanja, year.undp.id, starts_on=date(2027, 1, 1),
            decided_on=date(2026, 10, 1), **DECIDED,
        )  # fmt: skip
    actions.seats.appoint_rotating(
        year.sanja, year.unicef.id, starts_on=date(2027, 1, 1),
        decided_on=date(2026, 10, 1), **DECIDED,
    )  # fmt: skip
    nela = year.mission.hire("Nela Berg", year.office, "co_chair")
    actions.seats.seat_incumbent(year.sanja, "rotating", nela.id, starts_on=date(2027, 1, 1))
    year.nela = nela

    assert ["UNHCR, UNICEF." in one.title for one in reminded] == [True]


def begin_the_next_year(year):
    """On 31 December the seat passes; the year's last reports are approved by the new three."""
    eve, new_year = date(2026, 12, 31), date(2027, 1, 1)
    assert people.is_cochair(year.rita, eve)
    assert not people.is_cochair(year.rita, new_year)
    assert people.is_cochair(year.nela, new_year)

    three = (year.carla, year.ivo, year.nela)
    report(year, "quarterly", 4, after=date(2026, 12, 28), chairs=three)
    report(year, "half_year", 2, after=date(2026, 12, 28), chairs=three)

    ledger = queries.seats.ledger(year.record, year.clock.today)
    assert year.clock.today.year == 2027
    assert [one.name for one in ledger.waiting] == ["UNHCR"]
    assert keeping.rotating_seat(year.record, year.clock.today).how == "kept"
    assert keeping.appointment(year.record, year.clock.today).how == "kept"
