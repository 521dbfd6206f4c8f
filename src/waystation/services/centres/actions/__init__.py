"""What people in a centre do."""

from .centres import record_centre
from .people import erase_person, move_person
from .profiles import edit_profile, record_profile, record_profile_of
from .sessions import (
    complete_session,
    open_sign_in,
    record_session,
    session_of_code,
    sign_in_by_phone,
)
from .visits import change_visit_state, check_visit, edit_visit, record_visit, record_visit_of
from .waiting import check_start, leave, record_waiting, start_visit

__all__ = [
    "change_visit_state",
    "check_start",
    "check_visit",
    "complete_session",
    "edit_profile",
    "edit_visit",
    "erase_person",
    "leave",
    "move_person",
    "open_sign_in",
    "record_centre",
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
