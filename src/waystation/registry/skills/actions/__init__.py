"""Every write to profiles and learnt titles."""

from .lines import add_line, edit_line, remove_line
from .people import close_expired, close_for_consent, erase_person, move_person
from .profiles import (
    change_profile_state,
    confirm_profile,
    edit_profile,
    open_profile,
)
from .titles import confirm_title

__all__ = [
    "add_line",
    "change_profile_state",
    "close_expired",
    "close_for_consent",
    "confirm_profile",
    "confirm_title",
    "edit_line",
    "edit_profile",
    "erase_person",
    "move_person",
    "open_profile",
    "remove_line",
]
