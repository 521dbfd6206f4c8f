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
    profiles,
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
    "profiles",
    "reviews",
    "seats",
    "terms",
]
