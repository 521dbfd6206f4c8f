"""Outstanding work on joint statements."""

from __future__ import annotations

from datetime import date

from django.urls import reverse

from waystation.foundation.access.queries import AnyUser
from waystation.foundation.shared.words import N_
from waystation.foundation.workflow.outstanding import Outstanding
from waystation.governance.network.due import ItemsOf, to_do
from waystation.governance.network.queries import Network
from waystation.governance.statements import queries as statements


def silent(user: AnyUser, network: Network, today: date) -> list[Outstanding]:
    """Joint statements whose silence is over and that wait for their release."""
    return [
        to_do(
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


def not_reached(user: AnyUser, network: Network, today: date) -> list[Outstanding]:
    """Joint statements that some members were not reached with: their silence is no consent."""
    found = []
    waiting = statements.in_silence(network)
    asked = statements.requests_of(waiting) if waiting else {}
    for one in waiting:
        names = [to.name for to in asked[one.id] if to.how(today) == "not_reached"]
        if names:
            sentence = N_("“{title}” did not reach: {names}. Name focal points, then ask again.")
            values = {"title": one.title, "names": ", ".join(names)}
            page = reverse("statements:statement", args=[one.id])
            found.append(to_do("missing", sentence, values, "72", one.until, page))
    return found


ITEMS: list[ItemsOf] = [silent, not_reached]
