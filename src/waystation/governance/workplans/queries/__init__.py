"""Queries, one module per kind of record."""

from waystation.governance.workplans.models import Activity as Activity
from waystation.governance.workplans.models import Milestone as Milestone
from waystation.governance.workplans.models import Participation as Participation
from waystation.governance.workplans.models import Progress as Progress

from . import commitments, editions, plans, planwords, reviews

__all__ = [
    "Activity",
    "Milestone",
    "Participation",
    "Progress",
    "commitments",
    "editions",
    "plans",
    "planwords",
    "reviews",
]
