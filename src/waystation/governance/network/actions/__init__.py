"""Actions of the Network, one module per kind of record."""

from . import members, profiles, reminders, seats, terms

__all__ = [
    "members",
    "profiles",
    "reminders",
    "seats",
    "terms",
]
