"""What is due about the work plan: its duties, while they are not met."""

from __future__ import annotations

from waystation.governance.network.keeping.outstanding import unmet
from waystation.governance.network.keeping.workplans import STATUSES

from . import ItemsOf

ITEMS: list[ItemsOf] = [unmet(STATUSES)]
