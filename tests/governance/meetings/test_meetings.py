"""Planning, convening, moving, cancelling and holding a meeting."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from tests.governance import walk
from waystation.foundation.audit import actions as audit
from waystation.foundation.audit.models import Entry
from waystation.foundation.messaging.models import Delivery
from waystation.foundation.shared.errors import Conflict, NotAllowed, NotSeen, Refusal
from waystation.foundation.shared.keys import new_key
from waystation.governance.meetings import actions
from waystation.governance.meetings.models import Notice
from waystation.governance.meetings.queries import meetings
from waystation.governance.network.models import WorkingRule


def working_rule(network, key, value):
    WorkingRule.objects.create(
        organisation=network.organisation,
        office=network.office,
        created_at=network.record.created_at,
        changed_at=network.record.created_at,
        created_by=network.sanja,
        key=key,
        number=1,
        value=value,
        reason="For this test.",
    )


@pytest.mark.duty("O-10")
def test_the_secretariat_prepares_and_a_co_chair_convenes(network):
    meeting = walk.planned(network)
    walk.item(network, meeting)

    for nobody in (network.sanja, network.nora):
        with pytest.raises(NotAllowed, match="co-chair"):
            actions.meetings.convene_meeting(nobody, meeting.id)
    convened = actions.meetings.convene_meeting(network.carla, meeting.id, text="Welcome.")

    assert (convened.state, convened.convened_by) == ("convened", network.carla)
    notice = Notice.objects.get()
    assert (notice.issuer, notice.incumbency.seat.key) == (network.carla, "undc")
    # UNICEF, UNHCR, UNDP and IOM are members; UNDC sits in a permanent seat.
    assert Delivery.objects.filter(subject_id=notice.id).count() == 5
    assert Entry.objects.filter(verb="meeting.convene").count() == 1


@pytest.mark.duty("O-10")
def test_the_database_knows_no_notice_without_a_seat(network):
    walk.convened(network)

    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO meetings_notice (id, organisation_id, office_id, created_at, changed_at, "
            "version, meeting_id, kind, sequence, issuer_id, text, calendar, late) SELECT "
            "meeting_id, organisation_id, office_id, created_at, changed_at, 1, meeting_id, "
            "'change', 9, issuer_id, '', '', late FROM meetings_notice"
        )


def test_a_meeting_is_not_planned_for_a_time_that_has_passed(network, clock):
    clock.set(walk.FIRST)

    with pytest.raises(Refusal, match="still to come") as refused:
        walk.planned(network)

    assert (refused.value.field, refused.value.code) == ("starts_at", "in_the_past")


def test_a_planned_meeting_is_not_moved_to_a_time_that_has_passed(network):
    meeting = walk.planned(network)
    seen = {"starts_at": meeting.starts_at, "ends_at": meeting.ends_at}
    earlier = {name: moment - timedelta(days=365) for name, moment in seen.items()}

    with pytest.raises(Refusal, match="still to come") as refused:
        actions.meetings.change_meeting(network.sanja, meeting.id, seen, earlier)

    assert refused.value.field == "starts_at"
    assert meetings.meeting_visible_to(network.sanja, meeting.id).starts_at == walk.FIRST


def test_the_title_of_a_planned_meeting_is_corrected_after_its_time_has_passed(network, clock):
    meeting = walk.planned(network)
    clock.set(walk.FIRST + timedelta(days=1))

    changed = actions.meetings.change_meeting(
        network.sanja, meeting.id, {"title": meeting.title}, {"title": "Meeting of March"}
    )

    assert (changed.title, changed.starts_at) == ("Meeting of March", walk.FIRST)


def test_a_plan_sent_again_after_its_time_is_the_plan_that_was_made(network, clock):
    key = new_key()
    first = walk.planned(network, key=key)
    clock.set(walk.FIRST + timedelta(days=1))

    again = walk.planned(network, key=key)

    assert again == first


@pytest.mark.duty("O-30")
def test_who_sits_no_longer_convenes_no_longer(network, clock):
    from datetime import UTC, datetime

    meeting = walk.planned(network, starts_at=datetime(2027, 2, 1, 9, tzinfo=UTC))
    walk.item(network, meeting)
    clock.set(date(2027, 1, 5))

    with pytest.raises(Refusal, match="co-chair"):
        actions.meetings.convene_meeting(network.rita, meeting.id)


@pytest.mark.duty("O-30")
def test_a_working_rule_may_ask_all_three_co_chairs(network):
    working_rule(network, "convening", "all")
    meeting = walk.planned(network)
    walk.item(network, meeting)

    states = [
        actions.meetings.convene_meeting(one, meeting.id).state
        for one in (network.carla, network.carla, network.ivo, network.rita)
    ]

    assert states == ["planned", "planned", "planned", "convened"]


@pytest.mark.duty("O-30")
def test_a_working_rule_may_ask_the_one_who_presides(network):
    working_rule(network, "convening", "presiding")
    meeting = walk.planned(network)
    walk.item(network, meeting)
    actions.meetings.name_presiding(network.sanja, meeting.id, network.ivo.id)

    with pytest.raises(Refusal, match="the presiding co-chair"):
        actions.meetings.convene_meeting(network.carla, meeting.id)
    convened = actions.meetings.convene_meeting(network.ivo, meeting.id)

    assert convened.presiding == network.ivo
    with pytest.raises(Refusal, match="Only a co-chair of that day"):
        actions.meetings.name_presiding(network.sanja, meeting.id, network.nora.id)


def test_a_notice_carries_an_agenda_and_lies_before_the_meeting(network, clock):
    meeting = walk.planned(network)

    with pytest.raises(Refusal, match="carries an agenda"):
        actions.meetings.convene_meeting(network.carla, meeting.id)
    walk.item(network, meeting)
    clock.set(meeting.starts_at + timedelta(minutes=1))
    with pytest.raises(Refusal, match="time has passed"):
        actions.meetings.convene_meeting(network.carla, meeting.id)


def test_a_convened_meeting_is_moved_by_a_co_chair_only(network):
    meeting = walk.convened(network)
    seen = {"starts_at": meeting.starts_at, "ends_at": meeting.ends_at}
    later = {
        "starts_at": meeting.starts_at + timedelta(days=1),
        "ends_at": meeting.ends_at + timedelta(days=1),
    }

    with pytest.raises(NotAllowed, match="Only a co-chair moves"):
        actions.meetings.change_meeting(network.sanja, meeting.id, seen, later)
    moved = actions.meetings.change_meeting(network.ivo, meeting.id, seen, later)
    same = actions.meetings.change_meeting(network.ivo, meeting.id, seen, later)

    assert (moved.sequence, same.sequence) == (1, 1)
    assert [n["kind"] for n in meetings.notices_of(meeting.id)] == ["change", "convene"]


def test_a_planned_meeting_is_changed_by_the_secretariat_and_two_editors_see_both_values(network):
    meeting = walk.planned(network)
    seen = {"place": "Room 1"}
    actions.meetings.change_meeting(network.sanja, meeting.id, seen, {"place": "Room 2"})

    with pytest.raises(Conflict) as refused:
        actions.meetings.change_meeting(network.sanja, meeting.id, seen, {"place": "Room 3"})

    assert refused.value.fields == {"place": ("Room 2", "Room 3")}
    assert not Notice.objects.exists()


def test_a_meeting_is_cancelled_with_a_reason_and_stays_cancelled(network):
    meeting = walk.convened(network)

    with pytest.raises(Refusal, match="Say why"):
        actions.meetings.cancel_meeting(network.carla, meeting.id, why=" ")
    with pytest.raises(NotAllowed):
        actions.meetings.cancel_meeting(network.sanja, meeting.id, why="Too much snow.")
    cancelled = actions.meetings.cancel_meeting(network.carla, meeting.id, why="Too much snow.")
    with pytest.raises(Refusal, match="cannot be changed"):
        actions.meetings.cancel_meeting(network.carla, meeting.id, why="Once more, please.")

    assert (cancelled.state, cancelled.sequence) == ("cancelled", 1)


@pytest.mark.duty("O-29")
def test_a_meeting_is_held_when_it_is_known_who_came_and_no_quorum_is_invented(network, clock):
    meeting = walk.convened(network)

    with pytest.raises(Refusal, match="This meeting begins at"):
        actions.meetings.hold_meeting(network.sanja, meeting.id)
    clock.set(meeting.ends_at)
    with pytest.raises(Refusal, match="attendance first"):
        actions.meetings.hold_meeting(network.sanja, meeting.id)
    actions.attendance.record_attendance(
        network.sanja,
        meeting.id,
        [
            {"entity": key, "category": "", "state": "present", "people": 1}
            for key in (network.iom.id, network.unicef.id)
        ],
    )
    held = actions.meetings.hold_meeting(network.sanja, meeting.id)

    assert held.state == "held"


@pytest.mark.duty("O-29")
def test_a_quorum_holds_where_a_working_rule_sets_one(network, clock):
    working_rule(network, "quorum", "2")
    meeting = walk.convened(network)
    clock.set(meeting.ends_at)
    actions.attendance.record_attendance(
        network.sanja,
        meeting.id,
        [{"entity": network.iom.id, "category": "", "state": "present", "people": 5}],
    )

    with pytest.raises(Refusal, match="Entities that attended: 1"):
        actions.meetings.hold_meeting(network.sanja, meeting.id)


@pytest.mark.duty("O-31")
def test_an_extended_meeting_names_its_categories(network):
    with pytest.raises(Refusal, match="names the categories"):
        walk.planned(network, kind="extended")
    with pytest.raises(Refusal, match="Only an extended"):
        walk.planned(network, categories=["donors"])
    with pytest.raises(Refusal, match="is not in the list"):
        walk.planned(network, kind="extended", categories=["martians"])

    meeting = walk.planned(network, kind="extended", categories=["media", "donors"])

    assert meeting.categories == "donors media"


@pytest.mark.duty("O-16")
@pytest.mark.duty("O-29")
def test_a_quarter_turns_amber_thirty_days_before_its_end_and_red_after(network, clock):
    def first():
        return meetings.year_of(network.record, 2026, clock.today)[0].state

    states = [first()]
    meeting = walk.planned(network)
    states.append(first())
    clock.set(date(2026, 3, 1))  # 31 March less 30 days
    states.append(first())
    walk.item(network, meeting)
    actions.meetings.convene_meeting(network.carla, meeting.id)
    states.append(first())
    clock.set(date(2026, 4, 1))
    states.append(first())

    assert states == ["open", "planned", "amber", "convened", "red"]


@pytest.mark.duty("O-40")
def test_the_year_calendar_is_published_with_a_day_in_each_quarter(network):
    for quarter, day in enumerate(("2026-03-10", "2026-06-09", "2026-09-08"), start=1):
        actions.meetings.keep_slot(network.sanja, 2026, quarter, date.fromisoformat(day))
    with pytest.raises(Refusal, match="2026-Q4"):
        actions.meetings.publish_calendar(network.sanja, 2026)
    with pytest.raises(Refusal, match="outside the quarter"):
        actions.meetings.keep_slot(network.sanja, 2026, 4, date(2026, 9, 30))
    actions.meetings.keep_slot(network.sanja, 2026, 4, date(2026, 12, 8))

    first = actions.meetings.publish_calendar(network.sanja, 2026)
    again = actions.meetings.publish_calendar(network.sanja, 2026)
    actions.meetings.keep_slot(network.sanja, 2026, 4, date(2026, 12, 9))
    second = actions.meetings.publish_calendar(network.sanja, 2026)

    assert (first.number, again, second.number) == (1, first, 2)
    assert first.content["papers_days"] == 5  # a working rule


@pytest.mark.duty("O-16")
def test_members_answer_when_they_could_meet(network, clock):
    meeting = walk.planned(network)
    options = [walk.FIRST, walk.FIRST + timedelta(days=1)]
    poll = actions.attendance.open_poll(network.sanja, meeting.id, options, date(2026, 2, 1))
    first, second = poll.options.order_by("starts_at")

    actions.attendance.answer_poll(network.nora, poll.id, {first.id: "no", second.id: "yes"})
    actions.attendance.answer_poll(network.nora, poll.id, {first.id: "maybe"})
    actions.attendance.answer_poll(network.rita, poll.id, {second.id: "yes"})

    from waystation.governance.network.queries.scope import reader_of

    _, lines = meetings.poll_of(reader_of(network.nora), meeting.id)
    assert [(x.yes, x.maybe, x.no, x.mine) for x in lines] == [
        (0, 1, 0, "maybe"),
        (2, 0, 0, "yes"),
    ]
    clock.set(date(2026, 2, 2))
    with pytest.raises(Refusal, match="closed"):
        actions.attendance.answer_poll(network.nora, poll.id, {first.id: "yes"})


def test_the_same_key_plans_once(network):
    from uuid import uuid4

    key = uuid4()

    first = walk.planned(network, key=key)
    again = walk.planned(network, key=key)

    assert first == again
    with pytest.raises(Conflict):
        walk.planned(network, key=key, title="Another")


def test_other_offices_see_no_meeting_and_a_member_changes_none(network, arta, milan, blerim):
    meeting = walk.planned(network)

    assert meetings.meeting_visible_to(network.nora, meeting.id) == meeting
    for stranger in (arta, milan, blerim, network.uma):
        with pytest.raises((NotSeen, NotAllowed)):
            meetings.meeting_visible_to(stranger, meeting.id)
    with pytest.raises(NotAllowed):
        actions.meetings.change_meeting(network.nora, meeting.id, {}, {"place": "Elsewhere"})
    with pytest.raises(NotAllowed):
        actions.meetings.plan_meeting(
            network.nora,
            kind="regular",
            title="Mine",
            starts_at=meeting.starts_at,
            ends_at=meeting.ends_at,
        )


@pytest.mark.duty("O-09")
def test_attendance_is_counted_by_entity_and_by_category(network, clock):
    meeting = walk.held(network)
    actions.attendance.record_attendance(
        network.sanja,
        meeting.id,
        [{"entity": None, "category": "academia", "state": "present", "people": 3}],
    )
    actions.attendance.record_attendance(
        network.sanja,
        meeting.id,
        [{"entity": None, "category": "academia", "state": "present", "people": 4}],
    )

    reached = meetings.people_reached(network.record, 2026)

    assert reached["un_system"] == {"meetings": 1, "people": 2 + 1}
    assert reached["academia"] == {"meetings": 1, "people": 4}
    assert reached["donors"] == {"meetings": 0, "people": 0}


def test_nothing_is_saved_when_the_trail_cannot_be_written(network, monkeypatch):
    from waystation.governance.meetings.models import Meeting

    def broken(*args, **kwargs):
        raise DatabaseError("disk full")

    monkeypatch.setattr(audit, "log", broken)

    with pytest.raises(DatabaseError):
        walk.planned(network)
    assert not Meeting.objects.exists()
