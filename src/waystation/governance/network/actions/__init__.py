"""What people of the Network do, one file for each noun."""

from . import advice, members, seats, terms

__all__ = [
    "advice",
    "members",
    "seats",
    "terms",
]
