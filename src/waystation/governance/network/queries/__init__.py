"""Reading the Network: one file for each noun; other rooms and pages ask these."""

from . import advice, commitments, house, members, people, plans, reviews, seats, terms

__all__ = [
    "advice",
    "commitments",
    "house",
    "members",
    "people",
    "plans",
    "reviews",
    "seats",
    "terms",
]
