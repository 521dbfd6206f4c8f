"""The models of this app, one module per kind of record."""

from .plans import Activity as Activity
from .plans import Commitment as Commitment
from .plans import CommitmentEvent as CommitmentEvent
from .plans import MarkerChange as MarkerChange
from .plans import Milestone as Milestone
from .plans import Participation as Participation
from .plans import PlanEdition as PlanEdition
from .plans import Priority as Priority
from .plans import Progress as Progress
from .plans import WorkPlan as WorkPlan
from .reviews import BoardSnapshot as BoardSnapshot
from .reviews import Measure as Measure
from .reviews import Review as Review
