"""Guests' links: signed, valid until a day, and opened on one device.

A person without an account works through a link. It opens with a button or a code, so that programs
that check links in messages do not open it, and from then on only on that device: somebody else who
reads the message later cannot use it. An app declares a model based on GuestLink or CodedLink with
a foreign key to its record, creates links with ``actions.make_link``, and bases its pages on
OnOneDevice (http.py).
"""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar, Literal

from django.db import models
from django.utils.crypto import salted_hmac

from waystation.foundation.access.records import Keyed, OfficeRecord
from waystation.foundation.shared.privacy import Privacy

from . import rules
from .tokens import token_of

State = Literal["new", "open", "over", "elsewhere"]


def digest_of(salt: str, purpose: str, text: str) -> bytes:
    """Return the hash that is stored of a code, a device's secret or an IP address."""
    return salted_hmac(f"{salt}.{purpose}", text, algorithm="sha256").digest()


class GuestLink(OfficeRecord):
    """A link for somebody without an account. The device's secret is stored as a keyed hash.

    The app's model adds the foreign key that ``subject`` names; ``days`` is how long it is valid.
    """

    salt: ClassVar[str]
    subject: ClassVar[str]
    days: ClassVar[int]

    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    opened_at = models.DateTimeField(null=True, blank=True)
    device = models.BinaryField(default=bytes, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"link to {getattr(self, self.subject + '_id')}"

    @property
    def token(self) -> str:
        """The secret part of the URL."""
        return token_of(self.salt, self.id)

    def is_over(self, moment: datetime) -> bool:
        """Return whether the link no longer opens anything, on any device."""
        return self.revoked_at is not None or moment >= self.expires_at

    def state_for(self, device: str, moment: datetime) -> State:
        """Return the state of the link on a device: new, open, over, or open elsewhere."""
        if self.is_over(moment):
            return "over"
        if not self.device:
            return "new"
        digest = digest_of(self.salt, "device", device) if device else b""
        return "open" if rules.is_same(bytes(self.device), digest) else "elsewhere"


class CodedLink(GuestLink):
    """A link that opens with a code given by telephone; ``reader`` is the name of its reader.

    The code is stored as a keyed hash.
    """

    code = models.BinaryField()
    failures = models.PositiveSmallIntegerField(default=0)
    reader = models.BinaryField(default=bytes, blank=True)

    class Meta:
        abstract = True

    def is_over(self, moment: datetime) -> bool:
        """Return whether it is over; too many wrong codes also end it."""
        return super().is_over(moment) or self.failures >= rules.WRONG_CODES


class LinkTry(Keyed):
    """A wrong code or an invalid link, by IP address, to limit the number of tries."""

    privacy = Privacy(
        purpose="Stopping somebody who guesses links or codes.",
        personal=("address",),
        hashed=("address",),
    )
    no_digest = "A counter of one hour, of nobody's office."
    address = models.BinaryField()
    at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["address", "at"], name="link_try_of_address")]

    def __str__(self) -> str:
        return f"{self.at}"
