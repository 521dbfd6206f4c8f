"""Rules for devices: how many one person may have, and when one is wiped."""

from __future__ import annotations

from datetime import datetime

from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.words import N_

LOCKED_AFTER_MINUTES = 15
SHORTEST_CODE = 8
WRONG_CODES = 10
MOST_DEVICES = 50
MOST_ANSWERS = 500


def refusal_of_device(number: int) -> Refusal | None:
    """Refuse a further device of a person who has too many."""
    if number < MOST_DEVICES:
        return None
    return Refusal(
        N_("You already have {most} devices. Wipe one that you no longer use."),
        code="too_many_devices",
        most=MOST_DEVICES,
    )


def must_wipe(ordered_at: datetime | None, may_work: bool) -> bool:
    """Return whether a device must delete its records: a wipe was ordered, or its user has left."""
    return ordered_at is not None or not may_work


def refusal_to_order(ordered_at: datetime | None, wiped_at: datetime | None) -> Refusal | None:
    """Refuse to order a wipe that was already ordered or done."""
    if wiped_at is not None:
        return Refusal(N_("This device has already been wiped."), code="wiped")
    if ordered_at is not None:
        return Refusal(
            N_("The wipe has already been ordered. It happens at the next contact."), code="ordered"
        )
    return None
