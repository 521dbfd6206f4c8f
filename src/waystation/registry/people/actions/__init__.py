"""Every write to a person's file."""

from .consents import record_consent, withdraw_consent, word_consent
from .erasing import erase_due, erase_person, hold_file, lift_hold
from .files import check_person, edit_person, note_contact, record_person
from .households import (
    change_role,
    edit_household,
    join_household,
    leave_household,
    make_household,
)
from .merging import merge_people, undo_merge

__all__ = [
    "change_role",
    "check_person",
    "edit_household",
    "edit_person",
    "erase_due",
    "erase_person",
    "hold_file",
    "join_household",
    "leave_household",
    "lift_hold",
    "make_household",
    "merge_people",
    "note_contact",
    "record_consent",
    "record_person",
    "undo_merge",
    "withdraw_consent",
    "word_consent",
]
