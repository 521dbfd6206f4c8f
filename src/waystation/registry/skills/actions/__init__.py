"""Every write to profiles and learnt titles."""

from .esco import follow_esco
from .lines import add_line, add_lines, edit_line, remove_line
from .own import (
    add_own_line,
    add_own_lines,
    confirm_own_profile,
    edit_own_line,
    edit_own_profile,
    make_link,
    read_own_cv,
    remove_own_line,
)
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
    "add_lines",
    "add_own_line",
    "add_own_lines",
    "change_profile_state",
    "close_expired",
    "close_for_consent",
    "confirm_own_profile",
    "confirm_profile",
    "confirm_title",
    "edit_line",
    "edit_own_line",
    "edit_own_profile",
    "edit_profile",
    "erase_person",
    "follow_esco",
    "make_link",
    "move_person",
    "open_profile",
    "read_own_cv",
    "remove_line",
    "remove_own_line",
]
