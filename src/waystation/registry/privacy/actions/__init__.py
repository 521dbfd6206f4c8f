"""Actions on a person's rights: consent, holds, erasure."""

from .consents import (
    move_person,
    record_consent,
    record_own_consent,
    withdraw_consent,
    word_consent,
)
from .erasing import erase_due, erase_person, hold_file, lift_hold
from .requests import change_request_state, record_request

__all__ = [
    "change_request_state",
    "erase_due",
    "erase_person",
    "hold_file",
    "lift_hold",
    "move_person",
    "record_consent",
    "record_own_consent",
    "record_request",
    "withdraw_consent",
    "word_consent",
]
