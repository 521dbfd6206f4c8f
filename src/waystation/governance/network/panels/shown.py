"""The panels of each home, of every file of this folder."""

from __future__ import annotations

from datetime import date
from types import ModuleType

from waystation.foundation.access.queries import Anyone
from waystation.governance.network.models import Network

from . import Panel, PanelOf, meetings, members, plans, public, registers

FILES: tuple[ModuleType, ...] = (meetings, plans, registers, members, public)


def panels(home: str, user: Anyone, network: Network, today: date) -> list[Panel]:
    """Return the panels of a home: DESK, CHAIR, MINE, UNKT or PUBLIC."""
    sources: list[PanelOf] = [one for file in FILES for one in getattr(file, home)]
    return [source(user, network, today) for source in sources]
