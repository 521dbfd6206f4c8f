"""When a task is requeued, and when it fails. No database, no clock of its own."""

from __future__ import annotations

from datetime import datetime

from waystation.foundation.shared.words import N_

MOST_ATTEMPTS = 3
FAULT = N_("This could not be done because of a fault here. Try again, or tell your administrator.")
GIVEN_UP = N_("This was begun three times and never finished. Tell your administrator.")


def fate_of_lost(lease_until: datetime | None, attempts: int, moment: datetime) -> str:
    """Return the fate of a running task: its worker lives, it is requeued, or it has failed."""
    if lease_until is not None and lease_until > moment:
        return "running"
    return "failed" if attempts >= MOST_ATTEMPTS else "waiting"
