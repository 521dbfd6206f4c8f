"""What people of the Network do, one file for each noun."""

from . import advice, commitments, members, plans, reviews, seats, terms

__all__ = ["advice", "commitments", "members", "plans", "reviews", "seats", "terms"]
