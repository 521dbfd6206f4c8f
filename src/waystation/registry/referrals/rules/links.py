"""Sealed links: the code, how long a link is good, and when guessing is stopped."""

from __future__ import annotations

import hmac
import secrets
from datetime import datetime, timedelta
from typing import Literal

from waystation.foundation.shared.errors import Refusal, TooFast
from waystation.foundation.shared.words import N_

ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # nothing that is misheard on the telephone
CODE_LENGTH = 8
"""30 letters to the power of 8: 39 bits, of which five may be tried."""
WRONG_CODES = 5
LINK_DAYS = 30
TRIES_OF_AN_ADDRESS = 20
TRIES_WITHIN = timedelta(hours=1)

State = Literal["new", "open", "over", "elsewhere"]


def new_code() -> str:
    """Return a new one-time code, in two groups of four."""
    letters = "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))
    return f"{letters[:4]}-{letters[4:]}"


def tidy_code(typed: str) -> str:
    """Return a code as it is compared: without spaces and hyphens, in capitals."""
    return "".join(one for one in typed.upper() if one in ALPHABET)


def same(left: bytes, right: bytes) -> bool:
    """Compare two digests in constant time; nothing equals an empty one."""
    return bool(left) and hmac.compare_digest(left, right)


def state_of(
    *,
    moment: datetime,
    expires_at: datetime,
    revoked: bool,
    failures: int,
    readable: bool,
    opened: bool,
    same_device: bool,
) -> State:
    """Return whether a link is new, over, or opened on this device or on another one."""
    if revoked or moment >= expires_at or failures >= WRONG_CODES or not readable:
        return "over"
    if not opened:
        return "new"
    return "open" if same_device else "elsewhere"


def refusal_of_address(tries: int) -> Refusal | None:
    """Refuse a network address that has tried too often within the hour."""
    if tries < TRIES_OF_AN_ADDRESS:
        return None
    return TooFast(
        N_("Too many attempts from this network. Try again in an hour."), code="too_many_tries"
    )


def refusal_of_reader(name: str) -> Refusal | None:
    """Refuse to open for somebody who does not say who they are."""
    if len(name.strip()) >= 2:
        return None
    return Refusal(
        N_("Write your name: the office sees who has read this."), field="name", code="reader"
    )


def wrong_code() -> Refusal:
    """Return the refusal of a code that is not right; it does not say what is wrong with it."""
    return Refusal(
        N_("This code is not right. Ask the office that sent the link."),
        field="code",
        code="wrong_code",
    )
