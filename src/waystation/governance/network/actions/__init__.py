"""What people of the Network do, one file for each noun."""

from . import members, profiles, reminders, seats, terms

__all__ = [
    "members",
    "profiles",
    "reminders",
    "seats",
    "terms",
]
