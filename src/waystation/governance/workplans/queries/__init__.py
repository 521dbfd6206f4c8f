"""Queries, one module per kind of record."""

from waystation.governance.workplans.models import Activity as Activity
from waystation.governance.workplans.models import Milestone as Milestone
from waystation.governance.workplans.models import Participation as Participation
from waystation.governance.workplans.models import Progress as Progress

from . import commitments as commitments
from . import editions as editions
from . import plans as plans
from . import planwords as planwords
from . import reviews as reviews
