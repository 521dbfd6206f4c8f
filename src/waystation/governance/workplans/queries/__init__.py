from waystation.governance.workplans.models import Activity as Activity
from waystation.governance.workplans.models import Milestone as Milestone
from waystation.governance.workplans.models import Participation as Participation
from waystation.governance.workplans.models import Progress as Progress
