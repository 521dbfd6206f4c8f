"""What is due about joint statements."""

from __future__ import annotations

from datetime import date

from django.urls import reverse

from waystation.foundation.access.queries import Anyone
from waystation.foundation.shared.words import N_
from waystation.governance.network.due import Due, ItemsOf
from waystation.governance.network.queries import Network
from waystation.governance.statements import queries as statements


def silent(user: Anyone, network: Network, today: date) -> list[Due]:
    """Joint statements whose silence is over and that wait for their release."""
    return [
        Due(
            "due",
            N_("The silence on “{title}” is over: release it, or change it."),
            {"title": one.title},
            "72",
            one.until,
            reverse("statements:statement", args=[one.id]),
        )
        for one in statements.in_silence(network)
        if one.until is not None and one.until < today
    ]


ITEMS: list[ItemsOf] = [silent]
