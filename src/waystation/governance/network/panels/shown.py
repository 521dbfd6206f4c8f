"""The panels of each home page, contributed by every app."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from waystation.foundation.access import contributions
from waystation.foundation.access.queries import AnyUser
from waystation.foundation.pages.base import may_open
from waystation.governance.network.models import Network

from . import Panel, Panels


def panels(home: str, user: AnyUser, network: Network, today: date) -> list[Panel]:
    """Return the panels of a home page: desk, chair, mine, unkt or public."""
    apps: list[Panels] = sorted(contributions.objects("network_panels"), key=lambda one: one.place)
    found = [source(user, network, today) for one in apps for source in one.of(home)]
    return [
        one if not one.more or may_open(user, one.more) else replace(one, more="") for one in found
    ]
