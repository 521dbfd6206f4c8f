"""What people in a centre do."""

from .centres import keep_centre
from .checking import rehearse
from .people import erase_person, move_person
from .profiles import edit_profile, record_profile, record_profile_of
from .sessions import (
    complete_session,
    open_sign_in,
    record_session,
    session_of_code,
    sign_in_by_phone,
)
from .visits import edit_visit, record_visit, record_visit_of
from .waiting import leave, let_wait, take_up

__all__ = [
    "complete_session",
    "edit_profile",
    "edit_visit",
    "erase_person",
    "keep_centre",
    "leave",
    "let_wait",
    "move_person",
    "open_sign_in",
    "record_profile",
    "record_profile_of",
    "record_session",
    "record_visit",
    "record_visit_of",
    "rehearse",
    "session_of_code",
    "sign_in_by_phone",
    "take_up",
]
