"""Reading the Network: one file for each noun; other rooms and pages ask these."""

from . import advice, house, members, people, seats, terms

__all__ = [
    "advice",
    "house",
    "members",
    "people",
    "seats",
    "terms",
]
