"""All duties with their states, for the page on compliance with the Terms of Reference."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from waystation.foundation.access import contributions
from waystation.foundation.shared.read_once import read_once
from waystation.foundation.shared.words import N_
from waystation.governance.network.models import Network
from waystation.governance.network.rules.terms import Duty, duties

from . import DutyStatus, StatusOf

WORDS: dict[str, str] = {
    "kept": N_("Met"),
    "due": N_("Due"),
    "late": N_("Late"),
    "missing": N_("Missing"),
    "nothing_yet": N_("Nothing yet"),
    "not_measured": N_("Not measured"),
}
TONES = {
    "kept": "g", "due": "a", "late": "r", "missing": "r", "nothing_yet": "b", "not_measured": "",
}  # fmt: skip


@dataclass(frozen=True)
class DutyLine:
    """A duty and its status today."""

    duty: Duty
    status: DutyStatus


def known_statuses() -> dict[str, StatusOf]:
    """Return the status function of each duty, contributed by every app."""
    return {
        key: state for app in contributions.objects("network_duties") for key, state in app.items()
    }


def statuses(network: Network, today: date) -> list[DutyLine]:
    """Return every duty with its present state."""
    asked = known_statuses()
    with read_once():
        return [DutyLine(one, _status(asked.get(one.id), network, today)) for one in duties()]


def _status(asked: StatusOf | None, network: Network, today: date) -> DutyStatus:
    if asked is None:
        return DutyStatus("missing", N_("The status of this duty has not been recorded yet."))
    return asked(network, today)
