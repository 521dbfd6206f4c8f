"""What people of the Network do, one file for each noun."""

from . import (
    agenda,
    attendance,
    commitments,
    decisions,
    files,
    guests,
    meetings,
    members,
    minutes,
    papers,
    plans,
    profiles,
    reminders,
    reviews,
    seats,
    terms,
)

__all__ = [
    "agenda",
    "attendance",
    "commitments",
    "decisions",
    "files",
    "guests",
    "meetings",
    "members",
    "minutes",
    "papers",
    "plans",
    "profiles",
    "reminders",
    "reviews",
    "seats",
    "terms",
]
