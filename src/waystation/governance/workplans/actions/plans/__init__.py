"""The work plan: drafted by the secretariat, adopted by a decision of a meeting, revised.

Terms of Reference, Objectives, 3; working principles Agility and Unity of purpose.
"""

from .activities import (
    MARKS,
    SETS,
    Entities,
    add_activity,
    drop_activity,
    edit_activity,
)
from .progress import add_milestone, reach_milestone, report_progress
from .yearly import add_priority, adopt_plan, open_plan, revise_plan

__all__ = [
    "MARKS",
    "SETS",
    "Entities",
    "add_activity",
    "add_milestone",
    "add_priority",
    "adopt_plan",
    "drop_activity",
    "edit_activity",
    "open_plan",
    "reach_milestone",
    "report_progress",
    "revise_plan",
]
