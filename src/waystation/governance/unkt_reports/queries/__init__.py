"""Queries, one module per kind of record."""

from . import files as files
from . import reminders as reminders
from . import reports as reports
from . import sections as sections
