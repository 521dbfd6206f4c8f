"""Letters, the e-mail states of a delivery, and the codes of links."""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass
from datetime import timedelta

from waystation.foundation.shared.errors import Refusal, TooFast
from waystation.foundation.shared.words import N_

# The e-mail state of a delivery; "" if it predates the organisation's e-mail.
MAILED = [
    ("waiting", N_("E-mail queued")),
    ("sending", N_("E-mail is on its way")),
    ("sent", N_("E-mail sent")),
    ("kept", N_("Waiting in the outbox")),
    ("failed", N_("E-mail failed")),
]
STATES = [key for key, _ in MAILED]


@dataclass(frozen=True)
class Letter:
    """An e-mail without recipients: subject, text, and a calendar file ("" for none)."""

    subject: str
    body: str
    calendar: str = ""
    method: str = ""


# Links of guests

OVER = N_("This link is no longer open. Ask the office that sent it to you.")
ELSEWHERE = N_("This link was opened on another device. Ask the office for a new one.")
ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # without characters often misheard by telephone
CODE_LENGTH = 8
"""30 characters to the power of 8: 39 bits, of which five codes may be tried."""
WRONG_CODES = 5
TRIES_OF_AN_ADDRESS = 20
TRIES_WITHIN = timedelta(hours=1)


def new_code() -> str:
    """Return a new one-time code, in two groups of four."""
    letters = "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))
    return f"{letters[:4]}-{letters[4:]}"


def tidy_code(typed: str) -> str:
    """Return a code normalised for comparison: in upper case, without spaces and hyphens."""
    return "".join(one for one in typed.upper() if one in ALPHABET)


def is_same(left: bytes, right: bytes) -> bool:
    """Compare two digests in constant time; nothing equals an empty one."""
    return bool(left) and hmac.compare_digest(left, right)


def refusal_of_address(tries: int) -> Refusal | None:
    """Refuse an IP address that has made too many wrong tries within the hour."""
    if tries < TRIES_OF_AN_ADDRESS:
        return None
    return TooFast(
        N_("Too many attempts from this network. Try again in an hour."), code="too_many_tries"
    )


def refusal_of_reader(name: str) -> Refusal | None:
    """Refuse to open a link for a reader who gives no name."""
    if len(name.strip()) >= 2:
        return None
    return Refusal(
        N_("Write your name: the office sees who has read this."), field="name", code="reader"
    )


def wrong_code() -> Refusal:
    """Return the refusal of a wrong code; it does not say what is wrong."""
    return Refusal(
        N_("This code is not right. Ask the office that sent the link."),
        field="code",
        code="wrong_code",
    )


def over() -> Refusal:
    """Return the neutral sentence about a link that does not open."""
    return Refusal(OVER, code="link_over")
