"""Actions, one module per kind of record."""

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
