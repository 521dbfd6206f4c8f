"""What people do, one file for each noun."""

from . import agenda, attendance, decisions, deliveries, files, guests, meetings, minutes, papers

__all__ = [
    "agenda",
    "attendance",
    "decisions",
    "deliveries",
    "files",
    "guests",
    "meetings",
    "minutes",
    "papers",
]
