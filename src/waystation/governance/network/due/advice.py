"""What is due about advice: its duties, while they are not met."""

from __future__ import annotations

from waystation.governance.network.keeping.advice import STATUSES
from waystation.governance.network.keeping.outstanding import unmet

from . import ItemsOf

ITEMS: list[ItemsOf] = [unmet(STATUSES)]
