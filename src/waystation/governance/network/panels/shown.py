"""The panels of each home page, contributed by every app."""

from __future__ import annotations

from datetime import date

from waystation.foundation.access import contributions
from waystation.foundation.access.queries import Anyone
from waystation.governance.network.models import Network

from . import Panel, Panels


def panels(home: str, user: Anyone, network: Network, today: date) -> list[Panel]:
    """Return the panels of a home page: desk, chair, mine, unkt or public."""
    apps: list[Panels] = sorted(contributions.objects("network_panels"), key=lambda one: one.place)
    return [source(user, network, today) for one in apps for source in one.of(home)]
