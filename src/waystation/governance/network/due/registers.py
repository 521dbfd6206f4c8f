"""What is due about exchanges, requests and the library."""

from __future__ import annotations

from datetime import date

from django.urls import reverse

from waystation.foundation.access.queries import Anyone
from waystation.foundation.shared.words import N_
from waystation.governance.knowledge import queries as knowledge
from waystation.governance.network.models import Network
from waystation.governance.network.queries import registers
from waystation.governance.network.queries.house import house_rules

from . import Due, ItemsOf


def registers_due(user: Anyone, network: Network, today: date) -> list[Due]:
    """Exchanges of the quarter, open requests, documents to be looked at again."""
    found = []
    if levels := registers.silent_levels(network.office_id, today):
        found.append(
            Due(
                "missing",
                N_("No exchange yet this quarter with {count} of four levels."),
                {"count": len(levels)},
                "80",
                url=reverse("network:entries", args=["exchanges"]),
            )
        )
    days = house_rules(network).number("request_days")
    if count := registers.late_requests(network.office_id, today, days):
        found.append(
            Due(
                "late",
                N_("Requests of authorities wait for more than {days} working days: {count}."),
                {"count": count, "days": days},
                "67",
                url=reverse("network:entries", args=["support-requests"]),
            )
        )
    if count := registers.open_resources(network.office_id):
        found.append(
            Due(
                "due",
                N_("Requests for resources are open: {count}."),
                {"count": count},
                "95",
                url=reverse("network:entries", args=["resource-requests"]),
            )
        )
    _held, reviews = knowledge.held_and_due(network.office_id, today)
    if reviews:
        found.append(
            Due(
                "due",
                N_("Documents are due for review: {count}."),
                {"count": reviews},
                "70",
                url=reverse("knowledge:entries", args=["library"]),
            )
        )
    return found


ITEMS: list[ItemsOf] = [registers_due]
