"""Steps that several stories of the Network's meetings share."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from waystation.governance.meetings import actions

PDF = b"%PDF-1.7 a paper"
FIRST = datetime(2026, 3, 10, 9, tzinfo=UTC)


def planned(network, *, kind="regular", title="First quarter", starts_at=FIRST, **more):
    """Return a meeting that the secretariat has planned."""
    return actions.meetings.plan_meeting(
        network.sanja,
        kind=kind,
        title=title,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=2),
        place="Room 1",
        **more,
    )


def item(network, meeting, title="Work plan", *, by=None, accept=True, **more):
    """Return an item on the agenda."""
    given = {"purpose": "decision", "minutes": 20, **more}
    if by is None and "owner" not in given:
        given["owner"] = network.iom.id
    one = actions.agenda.propose_item(by or network.sanja, meeting.id, title=title, **given)
    chair = given.get("access_class") == "co_chairs"
    return actions.agenda.accept_item(by if chair else network.sanja, one.id) if accept else one


def convened(network, **more):
    """Return a meeting with one item that Carla has convened."""
    meeting = planned(network, **more)
    item(network, meeting)
    return actions.meetings.convene_meeting(network.carla, meeting.id)


def held(network, **more):
    """Return a meeting that IOM and UNICEF attended; it is the day after."""
    meeting = convened(network, **more)
    attended(network, meeting)
    return actions.meetings.hold_meeting(network.sanja, meeting.id)


def attended(network, meeting):
    """Record that IOM and UNICEF came; it is the day after the meeting."""
    network.clock.set(meeting.starts_at + timedelta(days=1))
    actions.attendance.record_attendance(
        network.sanja,
        meeting.id,
        [
            {"entity": network.iom.id, "category": "", "state": "present", "people": 2},
            {"entity": network.unicef.id, "category": "", "state": "present", "people": 1},
        ],
    )


def paper(network, meeting, title="Draft plan", *, by=None, content=PDF, **more):
    """Return a paper filed for a meeting."""
    given = {"names_nobody": True, "file_name": "paper.pdf", **more}
    return actions.papers.file_paper(
        by or network.sanja, meeting.id, title=title, content=content, **given
    )


def decided(network, meeting, text="The plan is adopted.", **more):
    """Return a decision of a meeting."""
    return actions.decisions.record_decision(network.sanja, meeting.id, text=text, **more)


def agreed(network, decision, *, owner=None, due_on=date(2026, 4, 1), text="Publish the plan."):
    """Return an action that UNICEF, or another entity, is to do."""
    return actions.decisions.agree_action(
        network.sanja,
        decision.id,
        text=text,
        owner=(owner or network.unicef).id,
        due_on=due_on,
    )
