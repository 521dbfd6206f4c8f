"""Every write to a personal file."""

from .emptying import empty_file, lock_due, lock_merged
from .files import (
    check_person,
    edit_person,
    lock_person,
    note_contact,
    record_person,
)
from .households import (
    change_role,
    edit_household,
    join_household,
    leave_household,
    make_household,
)
from .merging import merge_people, undo_merge
from .sheets import KnownFiles, NamedVisitor, open_files, remove_unused

__all__ = [
    "KnownFiles",
    "NamedVisitor",
    "change_role",
    "check_person",
    "edit_household",
    "edit_person",
    "empty_file",
    "join_household",
    "leave_household",
    "lock_due",
    "lock_merged",
    "lock_person",
    "make_household",
    "merge_people",
    "note_contact",
    "open_files",
    "record_person",
    "remove_unused",
    "undo_merge",
]
