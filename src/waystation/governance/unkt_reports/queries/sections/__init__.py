"""The sections of reports to UNKT, written from the Network's records at this moment.

Every function takes the report and returns pieces (reports/queries/sections.py says of what
kinds). Only what every reader of the report may see goes in: decisions and meetings of the
classes "public" and "network", no name of a person.
"""

from .life import counts
from .writing import is_empty, section, section_content, section_offered

__all__ = [
    "counts",
    "is_empty",
    "section",
    "section_content",
    "section_offered",
]
