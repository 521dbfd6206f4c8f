"""Links of guests: signed, valid until a day, and opened on one device.

Whoever has no account works behind a link. It opens by a button or by a code, so that no program
which looks at links in messages opens it, and from then on on that device only: a message that
somebody else reads later opens nothing. An app declares a model of GuestLink or CodedLink with
what it opens, makes links with ``actions.make_link``, and its pages are OnOneDevice (http.py).
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
    """Return what is stored of a code, a device or a network address."""
    return salted_hmac(f"{salt}.{purpose}", text, algorithm="sha256").digest()


class GuestLink(OfficeRecord):
    """A link of somebody without an account. Of the device a keyed hash is stored.

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
        """The secret part of the address."""
        return token_of(self.salt, self.id)

    def is_over(self, moment: datetime) -> bool:
        """Return whether the link opens nothing any more, on whatever device."""
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
    """A link that opens with a code told by telephone; ``reader`` is the name of who opened it.

    Of the code a keyed hash is stored.
    """

    code = models.BinaryField()
    failures = models.PositiveSmallIntegerField(default=0)
    reader = models.BinaryField(default=bytes, blank=True)

    class Meta:
        abstract = True

    def is_over(self, moment: datetime) -> bool:
        """Return whether it is over; too many wrong codes end it, too."""
        return super().is_over(moment) or self.failures >= rules.WRONG_CODES


class LinkTry(Keyed):
    """A wrong code or a made-up link, by network address: after some, the address waits."""

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
