"""Actions of the staff of a centre."""

from .appointments import receive_appointment
from .call_backs import (
    ask_call_back_in_public,
    change_call_back_state,
    list_earlier_visitors,
    list_visitors_told_otherwise,
    record_call_back,
)
from .centres import edit_centre, record_centre
from .people import erase_person, move_person
from .plans import add_step, change_plan_state, change_step_state, edit_plan, record_plan
from .profiles import edit_profile, record_profile, record_profile_of
from .sessions import (
    cancel_session,
    complete_session,
    edit_session,
    invite,
    open_sign_in,
    rate_by_phone,
    rate_on_paper,
    record_session,
    session_of_code,
    sign_in_by_phone,
)
from .visits import change_visit_state, check_visit, edit_visit, record_visit, record_visit_of
from .waiting import check_start, leave, record_waiting, start_visit

__all__ = [
    "add_step",
    "ask_call_back_in_public",
    "cancel_session",
    "change_call_back_state",
    "change_plan_state",
    "change_step_state",
    "change_visit_state",
    "check_start",
    "check_visit",
    "complete_session",
    "edit_centre",
    "edit_plan",
    "edit_profile",
    "edit_session",
    "edit_visit",
    "erase_person",
    "invite",
    "leave",
    "list_earlier_visitors",
    "list_visitors_told_otherwise",
    "move_person",
    "open_sign_in",
    "rate_by_phone",
    "rate_on_paper",
    "receive_appointment",
    "record_call_back",
    "record_centre",
    "record_plan",
    "record_profile",
    "record_profile_of",
    "record_session",
    "record_visit",
    "record_visit_of",
    "record_waiting",
    "session_of_code",
    "sign_in_by_phone",
    "start_visit",
]
