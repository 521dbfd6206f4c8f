"""Outstanding work on the work plan: duties that are not met."""

from __future__ import annotations

from waystation.governance.network.compliance.outstanding import unmet
from waystation.governance.network.due import ItemsOf
from waystation.governance.workplans.duties import STATUSES

ITEMS: list[ItemsOf] = [unmet(STATUSES)]
