"""What is due about reports to UNKT."""

from __future__ import annotations

from datetime import date

from django.urls import reverse

from waystation.foundation.access.queries import Anyone
from waystation.foundation.shared.words import N_
from waystation.governance.network.due import Due, ItemsOf
from waystation.governance.network.queries import Network
from waystation.governance.unkt_reports.queries import reports


def unkt_reports(user: Anyone, network: Network, today: date) -> list[Due]:
    """Reports and updates that are not transmitted yet."""
    return [
        Due(
            "late" if one.due_on < today else "due",
            N_("Transmit to UNKT: {title}"),
            {"title": reports.title_of(one)},
            "96" if one.kind == "quarterly" else "120",
            one.due_on,
            reverse("unkt_reports:report", args=[one.id]),
        )
        for one in reports.open_reports(network)
    ]


ITEMS: list[ItemsOf] = [unkt_reports]
