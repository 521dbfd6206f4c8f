"""What is due about advice: its duties, while they are not met."""

from __future__ import annotations

from waystation.governance.advice.duties import STATUSES
from waystation.governance.network.compliance.outstanding import unmet
from waystation.governance.network.due import ItemsOf

ITEMS: list[ItemsOf] = [unmet(STATUSES)]
