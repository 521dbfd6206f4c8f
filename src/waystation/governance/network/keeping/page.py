"""All duties with their states, for the page that shows how the Terms of Reference are kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from waystation.foundation.shared.words import N_
from waystation.governance.network.models import Network
from waystation.governance.network.queries.once import read_once
from waystation.governance.network.rules.terms import Duty, duties

from . import State, StateOf, meetings, members, plans, registers

STATES: dict[str, StateOf] = {
    **members.STATES,
    **meetings.STATES,
    **plans.STATES,
    **registers.STATES,
}
WORDS: dict[str, str] = {
    "kept": N_("Kept"),
    "due": N_("Due"),
    "late": N_("Late"),
    "missing": N_("Missing"),
    "nothing_yet": N_("Nothing yet"),
}
TONES = {"kept": "g", "due": "a", "late": "r", "missing": "r", "nothing_yet": "b"}


@dataclass(frozen=True)
class Kept:
    """A duty and how it stands today."""

    duty: Duty
    state: State


def states(network: Network, today: date) -> list[Kept]:
    """Return every duty with its present state."""
    with read_once():
        return [Kept(one, _state(one.id, network, today)) for one in duties()]


def _state(key: str, network: Network, today: date) -> State:
    asked = STATES.get(key)
    if asked is None:
        return State("missing", N_("Nobody has written yet how this stands."))
    return asked(network, today)
