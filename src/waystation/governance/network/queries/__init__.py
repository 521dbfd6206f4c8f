"""Reading the Network: one file for each noun; other rooms and pages ask these."""

from . import advice, commitments, evidence, house, members, people, plans, reviews, seats, terms

__all__ = [
    "advice",
    "commitments",
    "evidence",
    "house",
    "members",
    "people",
    "plans",
    "reviews",
    "seats",
    "terms",
]
