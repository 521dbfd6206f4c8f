"""The addresses of appointments, fact sheets and feedback, and one of each in Arta's office."""

from __future__ import annotations

from datetime import timedelta

from waystation.foundation.shared.keys import new_key
from waystation.foundation.shared.periods import today_in

MARKS = [
    "mark-of-an-appointment",
    "mark-of-a-call-back",
    "mark-of-an-own-plan",
    "mark-of-a-step",
    "mark-of-a-complaint",
]
MARKS_OF_THE_ORGANISATION = ["mark-of-a-fact-sheet"]


def addresses(address, everyone):
    """Return the rows of these apps for the table of all addresses."""
    return {
        "appointments:bookings": address("appointment.read"),
        "appointments:book": address("appointment.record"),
        "appointments:booking": address("appointment.read", {"booking_id": "booking"}),
        "appointments:move": address("appointment.record", {"booking_id": "booking"}),
        "appointments:booking_transition": address(
            "appointment.record", {"booking_id": "booking", "transition": "cancelling"}
        ),
        "appointments:slots": address("appointment.read"),
        "appointments:slots_new": address("appointment.record"),
        "appointments:slot": address("appointment.read", {"slot_id": "slot"}),
        "appointments:slot_transition": address(
            "appointment.record", {"slot_id": "slot", "transition": "closing"}
        ),
        "appointments:calendar": address("appointment.read"),
        "appointments:calendar_file": address(
            everyone, {"secret": "calendar_secret"}, by_secret="secret"
        ),
        # Reading and writing share these addresses; they are opened here for reading.
        "api:list_slots": address("appointment.read"),
        "api:add_slots": address("appointment.read"),
        "api:list_bookings": address("appointment.read"),
        "api:book": address("appointment.read"),
        "api:read_booking": address("appointment.read", {"booking_id": "booking"}),
        "api:change_booking_state": address(
            "appointment.record",
            {"booking_id": "booking", "transition": "cancelling"},
            post_only=True,
        ),
        # Fact sheets are shared by all offices of an organisation; drafts too.
        "factsheets:sheets": address("factsheet.read"),
        "factsheets:new": address("factsheet.edit"),
        "factsheets:translations": address("factsheet.read"),
        "factsheets:sheet": address(
            "factsheet.read", {"sheet_id": "fact_sheet"}, shared="colleagues"
        ),
        "factsheets:edition_new": address("factsheet.edit", {"sheet_id": "fact_sheet"}),
        "factsheets:edition": address(
            "factsheet.read", {"edition_id": "fact_draft"}, shared="colleagues"
        ),
        "factsheets:edition_edit": address("factsheet.edit", {"edition_id": "fact_draft"}),
        "factsheets:text": address(
            "factsheet.edit", {"edition_id": "fact_draft", "language": "fact_language"}
        ),
        "factsheets:text_review": address(
            "factsheet.publish",
            {"edition_id": "fact_draft", "language": "fact_language"},
            or_needs="factsheet.edit",
        ),
        "factsheets:edition_transition": address(
            "factsheet.edit", {"edition_id": "fact_draft", "transition": "dropping"}
        ),
        "api:list_sheets": address("factsheet.read"),
        "api:record_sheet": address("factsheet.read"),
        "api:list_editions_of_sheet": address(
            "factsheet.read", {"sheet_id": "fact_sheet"}, shared="colleagues"
        ),
        "api:draft_edition": address(
            "factsheet.read", {"sheet_id": "fact_sheet"}, shared="colleagues"
        ),
        "api:read_text": address(
            "factsheet.read",
            {"edition_id": "fact_draft", "language": "fact_language"},
            shared="colleagues",
        ),
        "api:write_text": address(
            "factsheet.read",
            {"edition_id": "fact_draft", "language": "fact_language"},
            shared="colleagues",
        ),
        "api:review_text": address(
            "factsheet.publish",
            {"edition_id": "fact_draft", "language": "fact_language"},
            or_needs="factsheet.edit",
            post_only=True,
        ),
        "api:change_edition_state": address(
            "factsheet.edit", {"edition_id": "fact_draft", "transition": "dropping"}, post_only=True
        ),
        "centres:arrived": address("visit.record", {"booking_id": "booking"}, post_only=True),
        "centres:call_backs": address("visit.read"),
        "centres:call_back_new": address("visit.record"),
        "centres:call_back": address("visit.read", {"call_id": "call_back"}),
        "centres:call_back_transition": address(
            "visit.record", {"call_id": "call_back", "transition": "closing"}
        ),
        "centres:plans": address("visit.read"),
        "centres:plan_new": address("visit.record", {"person_id": "person"}),
        "centres:plan": address("visit.read", {"plan_id": "agreed_plan"}),
        "centres:plan_edit": address("visit.record", {"plan_id": "agreed_plan"}),
        "centres:plan_transition": address(
            "visit.record", {"plan_id": "agreed_plan", "transition": "following_up"}
        ),
        "centres:step_new": address("visit.record", {"plan_id": "agreed_plan"}),
        "centres:step_change": address(
            "visit.record", {"step_id": "agreed_step", "transition": "doing"}, post_only=True
        ),
        "feedback:entries": address("feedback.read"),
        "feedback:new": address("feedback.record"),
        "feedback:statistics": address("feedback.read"),
        "feedback:entry": address("feedback.read", {"entry_id": "feedback"}),
        "feedback:staff": address("feedback.handle", {"entry_id": "feedback"}),
        "feedback:transition": address(
            "feedback.handle", {"entry_id": "feedback", "transition": "taking"}
        ),
        "api:list_feedback": address("feedback.read"),
        "api:record_feedback": address("feedback.read"),
        "api:read_feedback": address("feedback.read", {"entry_id": "feedback"}),
        "api:change_feedback_state": address(
            "feedback.handle", {"entry_id": "feedback", "transition": "taking"}, post_only=True
        ),
        "public:danger": address(everyone),
        "public:work": address(everyone),
        "public:facts": address(everyone),
        "public:fact": address(everyone, {"topic": "fact_topic"}),
        "public:times": address(everyone),
        "public:book": address(everyone, {"slot_id": "slot"}),
        "public:appointment": address(
            everyone, {"secret": "appointment_secret"}, by_secret="secret"
        ),
        "public:call_me": address(everyone),
        "public:sent": address(everyone),
        "public:complain": address(everyone),
        "public:complaint": address(everyone, {"secret": "complaint_secret"}, by_secret="secret"),
        "public:complaint_remedy": address(
            everyone,
            {"secret": "complaint_secret", "remedy_id": "given_remedy"},
            post_only=True,
            by_secret="secret",
        ),
        "api:list_call_backs": address("visit.read"),
        "api:record_call_back": address("visit.read"),
        "api:change_call_back_state": address(
            "visit.record", {"call_id": "call_back", "transition": "closing"}, post_only=True
        ),
        "api:list_plans": address("visit.read"),
        "api:record_plan": address("visit.read"),
        "api:read_plan": address("visit.read", {"plan_id": "agreed_plan"}),
        "api:edit_plan": address("visit.read", {"plan_id": "agreed_plan"}),
        "api:change_plan_state": address(
            "visit.record",
            {"plan_id": "agreed_plan", "transition": "following_up"},
            post_only=True,
        ),
        "api:add_step": address("visit.record", {"plan_id": "agreed_plan"}, post_only=True),
        "api:change_step_state": address(
            "visit.record", {"step_id": "agreed_step", "transition": "doing"}, post_only=True
        ),
        "api:receive_appointment": address(
            "visit.record", {"booking_id": "booking"}, post_only=True
        ),
    }


WRITES = {
    ("POST", "api:list_slots"): ("appointment.record",),
    ("POST", "api:add_slots"): ("appointment.record",),
    ("POST", "api:list_bookings"): ("appointment.record",),
    ("POST", "api:book"): ("appointment.record",),
    ("POST", "api:list_sheets"): ("factsheet.edit",),
    ("POST", "api:record_sheet"): ("factsheet.edit",),
    ("POST", "api:list_editions_of_sheet"): ("factsheet.edit",),
    ("POST", "api:draft_edition"): ("factsheet.edit",),
    ("PATCH", "api:read_text"): ("factsheet.edit",),
    ("PATCH", "api:write_text"): ("factsheet.edit",),
    ("POST", "api:list_feedback"): ("feedback.record",),
    ("POST", "api:record_feedback"): ("feedback.record",),
    ("POST", "api:list_call_backs"): ("visit.record",),
    ("POST", "api:record_call_back"): ("visit.record",),
    ("POST", "api:list_plans"): ("visit.record",),
    ("POST", "api:record_plan"): ("visit.record",),
    ("PATCH", "api:read_plan"): ("visit.record",),
    ("PATCH", "api:edit_plan"): ("visit.record",),
}
READ_ONLY = {
    "appointments:calendar_file",
    "public:complaint",
    "public:danger",
    "public:fact",
    "public:facts",
    "public:sent",
    "public:times",
    "public:work",
}


def made_at_the_front_desk(mission, person_id):
    """Return the keys of what these apps have in Arta's office."""
    return {
        **_appointments(mission, person_id),
        **_fact_sheets(mission),
        **_follow_up(mission, person_id),
        **_feedback(mission),
    }


def _appointments(mission, person_id):
    from waystation.registry.appointments import actions, queries

    tomorrow = today_in() + timedelta(days=1)
    slots = actions.add_slots(
        mission.arta,
        mission.prishtine.id,
        staff=mission.arta.id,
        first_day=tomorrow,
        last_day=tomorrow,
        weekdays=[str(day) for day in range(7)],
        from_time="09:00",
        to_time="10:30",
        minutes=30,
    )
    booking = actions.book(
        mission.arta, slots[0].id, person_id=person_id, wish="mark-of-an-appointment"
    )
    slots[2].public = True
    slots[2].save()
    public = actions.book_in_public(slots[2].id, key=new_key())
    return {
        "appointment_secret": queries.secret_of(public),
        "slot": slots[1].id,
        "booking": booking.id,
        "cancelling": "cancel",
        "closing": "close",
        "calendar_secret": actions.open_feed(mission.arta),
    }


def _fact_sheets(mission):
    from waystation.registry.factsheets import actions

    writer = mission.hire("Writer Forsheets", mission.prishtine, "outreach_officer")
    sheet = actions.record_sheet(
        writer, mission.prishtine.id, topic="schengen", title="mark-of-a-fact-sheet"
    )
    draft = actions.draft_edition(writer, sheet.id)
    text = {"title": "mark-of-a-fact-sheet", "body": "mark-of-a-fact-sheet"}
    actions.write_text(writer, draft.id, "en", {"title": "", "body": ""}, text)
    return {
        "fact_sheet": sheet.id,
        "fact_draft": draft.id,
        "fact_language": "en",
        "fact_topic": "health",
        "dropping": "drop",
    }


def _follow_up(mission, person_id):
    from waystation.services.centres import actions

    call = actions.record_call_back(
        mission.arta,
        mission.prishtine.id,
        person_id=person_id,
        due_on=today_in(),
        wish="mark-of-a-call-back",
    )
    plan = actions.record_plan(mission.arta, person_id, aim="mark-of-an-own-plan")
    step = actions.add_step(mission.arta, plan.id, what="mark-of-a-step", due_on=today_in())
    return {
        "call_back": call.id,
        "agreed_plan": plan.id,
        "agreed_step": step.id,
        "following_up": "follow_up",
        "doing": "done",
    }


def _feedback(mission):
    from waystation.registry.feedback import actions, queries

    entry = actions.record_feedback(
        mission.arta,
        mission.prishtine.id,
        kind="complaint",
        about="employer",
        text="mark-of-a-complaint",
    )
    remedy = actions.ask_remedy(mission.blerim, entry.id, asked="mark-of-a-complaint")
    actions.change_remedy_state(
        mission.blerim, remedy.id, "agree", agreed="mark-of-a-complaint", due_on=today_in()
    )
    actions.change_remedy_state(mission.blerim, remedy.id, "give", given_on=today_in())
    return {
        "feedback": entry.id,
        "taking": "take",
        "complaint_secret": queries.secret_of(entry),
        "given_remedy": remedy.id,
    }
