"""Queries, one module per kind of record."""

from . import files, reminders, reports, sections

__all__ = [
    "files",
    "reminders",
    "reports",
    "sections",
]
