"""What people of the Network do, one file for each noun."""

from . import (
    agenda,
    attendance,
    decisions,
    files,
    guests,
    meetings,
    members,
    minutes,
    papers,
    profiles,
    reminders,
    seats,
    terms,
)

__all__ = [
    "agenda",
    "attendance",
    "decisions",
    "files",
    "guests",
    "meetings",
    "members",
    "minutes",
    "papers",
    "profiles",
    "reminders",
    "seats",
    "terms",
]
