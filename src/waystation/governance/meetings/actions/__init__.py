"""What people do, one file for each noun."""

from . import agenda, attendance, decisions, files, guests, meetings, minutes, papers

__all__ = [
    "agenda",
    "attendance",
    "decisions",
    "files",
    "guests",
    "meetings",
    "minutes",
    "papers",
]
