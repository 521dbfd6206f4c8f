"""What people of the Network do, one file for each noun."""

from . import (
    advice,
    agenda,
    attendance,
    commitments,
    decisions,
    files,
    mail,
    meetings,
    members,
    minutes,
    papers,
    plans,
    reviews,
    seats,
    terms,
)

__all__ = [
    "advice",
    "agenda",
    "attendance",
    "commitments",
    "decisions",
    "files",
    "mail",
    "meetings",
    "members",
    "minutes",
    "papers",
    "plans",
    "reviews",
    "seats",
    "terms",
]
