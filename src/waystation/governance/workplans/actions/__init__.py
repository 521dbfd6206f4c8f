"""Actions, one module per kind of record."""

from . import commitments, plans, reviews

__all__ = [
    "commitments",
    "plans",
    "reviews",
]
