"""The meetings of the demonstration's Network: convened, held, minuted and followed up."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING

from waystation.foundation.documents import blocks, pdf
from waystation.governance.meetings import actions as meetings_actions

if TYPE_CHECKING:
    from .demonstration_network import Year

MEETINGS = [(2, 10), (5, 12), (9, 8), (11, 10)]
DECISIONS = [
    (
        "The work plan is adopted; each lead entity reports on its activities once a quarter.",
        "Publish the adopted plan and send it to the authorities.",
    ),
    (
        "Entities share their calendars of trainings, so that no two are held on one subject.",
        "Keep one calendar of trainings, open to all members.",
    ),
    (
        "The Network offers the authorities one joint comment on the draft strategy.",
        "Bring the comments of all members into one text.",
    ),
    (
        "The Migrant Service Centres' figures are the common source for quarterly reports.",
        "Agree with the centres on the date their figures are frozen.",
    ),
]


def convene(told: Year, number: int) -> None:
    """Prepare a meeting as the secretariat; a co-chair sends the notice."""
    month, at = MEETINGS[number - 1]
    starts = datetime.combine(told.day(month, at), time(9), UTC)
    sanja = told.people["sanja"]
    meeting = meetings_actions.meetings.plan_meeting(
        sanja, kind="regular", title=f"Meeting of the Network, quarter {number}",
        starts_at=starts, ends_at=starts + timedelta(hours=2), place="UN House, room 2",
    )  # fmt: skip
    wanted = [
        ("Work of the quarter", "information", "IOM", 30),
        ("Matter for decision", "decision", "UNDP", 40),
        ("Children on the move", "discussion", "UNICEF", 20),
    ]
    for title, purpose, owner, minutes in wanted:
        item = meetings_actions.agenda.propose_item(
            sanja, meeting.id, title=title, purpose=purpose, minutes=minutes,
            owner=told.entities[owner].id,
        )  # fmt: skip
        meetings_actions.agenda.accept_item(sanja, item.id)
        if purpose == "decision":
            told.items[number] = item.id
    told.meetings[number] = meetings_actions.meetings.convene_meeting(
        told.people["carla"], meeting.id
    )


def file_papers(told: Year, number: int) -> None:
    sanja, meeting = told.people["sanja"], told.meetings[number]
    for title, access_class, item in (
        (f"Work of quarter {number}: note of the secretariat", "network", None),
        (f"Calendar and decisions, quarter {number}", "public", told.items[number]),
    ):
        text = blocks.report(title, [blocks.Paragraph(["A fictional paper."])])
        meetings_actions.papers.file_paper(
            sanja, meeting.id, title=title, file_name="paper.pdf", content=pdf.render(text),
            access_class=access_class, names_nobody=True, item=item,
        )  # fmt: skip
    meetings_actions.papers.distribute_papers(sanja, meeting.id)


def hold(told: Year, number: int) -> None:
    sanja, meeting = told.people["sanja"], told.meetings[number]
    came = [
        {"entity": told.entities[one].id, "category": "", "state": "present", "people": people}
        for one, people in (("IOM", 2), ("UNDP", 1), ("UNICEF", 1), ("UNHCR", 2), ("ILO", 1))
    ]
    meetings_actions.attendance.record_attendance(sanja, meeting.id, came)
    told.meetings[number] = meetings_actions.meetings.hold_meeting(sanja, meeting.id)
    text, todo = DECISIONS[number - 1]
    decision = meetings_actions.decisions.record_decision(
        sanja, meeting.id, text=text, public_text=text
    )
    told.advice[f"decision {number}"] = decision
    due = meeting.starts_at.date() + timedelta(days=45)
    owner = told.entities[("IOM", "UNICEF", "UNHCR", "IOM")[number - 1]].id
    told.advice[f"action {number}"] = meetings_actions.decisions.agree_action(
        sanja, decision.id, text=todo, owner=owner, due_on=due
    )


def circulate_minutes(told: Year, number: int) -> None:
    sanja, meeting = told.people["sanja"], told.meetings[number]
    decision, action = DECISIONS[number - 1]
    body = (
        f"The co-chair opened the meeting of quarter {number}.\n\n"
        f"# Work of the quarter\n\n"
        "The work of the quarter was presented. The members discussed:\n\n"
        "- what was done, and what is late;\n"
        "- who needs the figures of the centres, and when.\n\n"
        f"# Decisions and actions\n\n"
        "| Decided | To be done |\n"
        f"| {decision} | {action} |\n\n"
        "Decisions and actions are **records of their own**. The Network's Terms of Reference are "
        "in the [library of the UN Network on Migration](https://migrationnetwork.un.org/)."
    )
    meetings_actions.minutes.draft_minutes(sanja, meeting.id, body)
    meetings_actions.minutes.circulate_minutes(sanja, meeting.id)


def finish_minutes(told: Year, number: int) -> None:
    meetings_actions.minutes.finish_minutes(told.people["carla"], told.meetings[number].id)


def close_file(told: Year, number: int) -> None:
    """Close the file of a meeting that is complete; leave the latest one to a reader."""
    if number < len(MEETINGS):
        meeting = told.meetings[number]
        meetings_actions.files.close_file(told.people["sanja"], "meeting", meeting.id)


def act_on_decision(told: Year, number: int) -> None:
    """Complete an action, verified by another entity; leave the third of four overdue."""
    if number == 3:
        return
    who, verifier = (("ivo", "rita"), ("nora", "ivo"), ("aylin", "ivo"), ("ivo", "rita"))[
        number - 1
    ]
    action = told.advice[f"action {number}"]
    meetings_actions.decisions.report_action(
        told.people[who], action.id, state="done", evidence="Sent to all members."
    )
    meetings_actions.decisions.verify_action(told.people[verifier], action.id, note="Seen.")
