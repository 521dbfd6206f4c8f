"""What is due about the plan, advice, commitments, the board and reviews."""

from __future__ import annotations

from datetime import date

from django.urls import reverse

from waystation.foundation.access.queries import Anyone
from waystation.governance.network.keeping.plans import STATES
from waystation.governance.network.models import Network
from waystation.governance.network.rules.terms import duties

from . import Due, ItemsOf, When

WHEN: dict[str, When] = {"due": "due", "late": "late", "missing": "missing"}


def unmet(user: Anyone, network: Network, today: date) -> list[Due]:
    """Return every duty of the plan and of advice that is not met today."""
    paragraphs = {one.id: one.paragraphs for one in duties()}
    found = []
    for key, state_of in STATES.items():
        state = state_of(network, today)
        if state.how in WHEN:
            found.append(
                Due(
                    WHEN[state.how],
                    state.sentence,
                    state.values,
                    " ".join(paragraphs[key]),
                    None,
                    reverse(state.address) if state.address else "",
                )
            )
    return found


ITEMS: list[ItemsOf] = [unmet]
