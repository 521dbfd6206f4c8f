"""What people do, one file for each noun."""

from . import commitments, plans, reviews

__all__ = [
    "commitments",
    "plans",
    "reviews",
]
