"""The annual work plan: what an activity needs, when the plan may be adopted, how plans differ.

Terms of Reference, Objectives, 3 (annual work plan aligned with the UNSDCF, in support of the
GCM) and the working principles. Values in, a refusal or a value out.
"""

from waystation.governance.network.rules.members import ROLES

from .activities import (
    ANSWERS,
    CHECKLIST,
    CHILD,
    CURRENCIES,
    LEAD,
    LONGEST_LINE,
    MARKERS,
    MOST_MONEY,
    PROGRESS,
    QUARTERS,
    gap,
    quarter_starts,
    refusals_of_activity,
    refusals_of_progress,
    refusals_of_reached,
)
from .adoption import (
    BLANK_NAMES,
    BLANKS,
    blanks_of,
    is_blank,
    refusal_of_framework,
    refusal_of_year,
    refusals_to_adopt,
    state_of_year,
)
from .editions import Change, difference
from .overlaps import LIKELY, Overlap, alike, duplicates, overlaps, refusal_of_duplicates, served_by

__all__ = [
    "ANSWERS",
    "BLANKS",
    "BLANK_NAMES",
    "CHECKLIST",
    "CHILD",
    "CURRENCIES",
    "LEAD",
    "LIKELY",
    "LONGEST_LINE",
    "MARKERS",
    "MOST_MONEY",
    "PROGRESS",
    "QUARTERS",
    "ROLES",
    "Change",
    "Overlap",
    "alike",
    "blanks_of",
    "difference",
    "duplicates",
    "gap",
    "is_blank",
    "overlaps",
    "quarter_starts",
    "refusal_of_duplicates",
    "refusal_of_framework",
    "refusal_of_year",
    "refusals_of_activity",
    "refusals_of_progress",
    "refusals_of_reached",
    "refusals_to_adopt",
    "served_by",
    "state_of_year",
]
