"""The sections of reports to UNKT, generated from the Network's current records.

Every function takes the report and returns pieces (their kinds are in reports/queries/sections.py).
They contain only what every reader of the report may see: decisions and meetings of the classes
"public" and "network", no names of persons.
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
