"""All that is due: every file of this folder, the earliest day first."""

from __future__ import annotations

from datetime import date

from waystation.foundation.access.queries import Anyone
from waystation.governance.network.models import Network
from waystation.governance.network.queries.once import read_once

from . import Due, ItemsOf, meetings, members, plans, registers

SOURCES: list[ItemsOf] = [*members.ITEMS, *meetings.ITEMS, *plans.ITEMS, *registers.ITEMS]


def items(user: Anyone, network: Network, today: date) -> list[Due]:
    """Return what waits for the secretariat, the earliest day first, undated things last."""
    with read_once():
        found = [one for source in SOURCES for one in source(user, network, today)]
    return sorted(found, key=lambda one: (one.until is None, one.until or today))
