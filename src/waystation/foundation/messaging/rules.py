"""What a message is before it leaves, and the states of its e-mail."""

from __future__ import annotations

from dataclasses import dataclass

from waystation.foundation.shared.words import N_

# How the e-mail of a delivery stands; "" for what was sent before the organisation sent e-mail.
MAILED = [
    ("waiting", N_("E-mail waits")),
    ("sending", N_("E-mail is on its way")),
    ("sent", N_("E-mail sent")),
    ("kept", N_("Waiting in the outbox")),
    ("failed", N_("E-mail failed")),
]
STATES = [key for key, _ in MAILED]


@dataclass(frozen=True)
class Letter:
    """An e-mail before anybody is named: subject, words, and a calendar file ("" for none)."""

    subject: str
    body: str
    calendar: str = ""
    method: str = ""
