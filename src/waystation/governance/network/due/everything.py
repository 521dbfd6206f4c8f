"""The outstanding work of the Network's users, contributed by every app."""

from __future__ import annotations

from datetime import date

from waystation.foundation.access import contributions
from waystation.foundation.access import queries as access
from waystation.foundation.access.queries import AnyUser
from waystation.foundation.shared.errors import NotSeen
from waystation.foundation.shared.read_once import read_once
from waystation.foundation.workflow.outstanding import Outstanding
from waystation.governance.network.models import Network
from waystation.governance.network.queries import people

from . import ItemsOf


def items(user: AnyUser, network: Network, today: date) -> list[Outstanding]:
    """Return what waits for the secretariat, in any order."""
    sources: list[ItemsOf] = [
        source for app in contributions.objects("network_due") for source in app
    ]
    with read_once():
        return [one for source in sources for one in source(user, network, today)]


def outstanding(user: AnyUser, today: date) -> list[Outstanding]:
    """Return what waits for the secretariat of the user's Network; nothing for other users."""
    if not access.may(user, "member.manage"):
        return []
    try:
        network = people.network_visible_to(user, "member.manage")
    except NotSeen:
        return []  # the mission has no Network yet
    return items(user, network, today)
