"""Unmet duties that are themselves outstanding work."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.urls import reverse

from waystation.foundation.access.queries import AnyUser
from waystation.foundation.workflow.outstanding import Outstanding
from waystation.governance.network.due import ItemsOf, When, to_do
from waystation.governance.network.models import Network
from waystation.governance.network.rules.terms import duties

from . import StatusOf

WHEN: dict[str, When] = {"due": "due", "late": "late", "missing": "missing"}


def unmet(states: Mapping[str, StatusOf]) -> ItemsOf:
    """Return the item function that names each of these duties while it is not met."""

    def items(user: AnyUser, network: Network, today: date) -> list[Outstanding]:
        paragraphs = {one.id: one.paragraphs for one in duties()}
        found = []
        for key, state_of in states.items():
            state = state_of(network, today)
            if state.how in WHEN:
                found.append(
                    to_do(
                        WHEN[state.how],
                        state.sentence,
                        state.values,
                        " ".join(paragraphs[key]),
                        state.until,
                        reverse(state.address) if state.address else "",
                    )
                )
        return found

    return items
