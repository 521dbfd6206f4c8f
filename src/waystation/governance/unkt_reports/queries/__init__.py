"""What people read, one file for each noun."""

from . import files, reminders, reports, sections

__all__ = [
    "files",
    "reminders",
    "reports",
    "sections",
]
