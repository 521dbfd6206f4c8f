"""Links of guests: signed, good until a day, and opened on one device.

Whoever has no account works behind a link. Its first page opens by a button, so that no program
which looks at links in messages opens it, and from then on on that device only: a message that
somebody else reads later opens nothing. An app declares a model of GuestLink with what it opens,
makes links with ``make``, and its pages are OnOneDevice (http.py).
"""

from __future__ import annotations

import hmac
import secrets
from datetime import datetime, timedelta
from typing import Any, ClassVar, Literal, TypeVar

from django.db import models, transaction
from django.utils.crypto import salted_hmac

from waystation.foundation.access.records import OfficeRecord
from waystation.foundation.audit import actions as audit
from waystation.foundation.shared.errors import NotSeen
from waystation.foundation.shared.periods import now
from waystation.foundation.shared.words import N_

from .tokens import key_of, token_of

State = Literal["new", "open", "over", "elsewhere"]
OVER = N_("This address opens nothing any more. Ask the office for a new one.")
ELSEWHERE = N_("This link was opened on another device. Ask the office for a new one.")


class GuestLink(OfficeRecord):
    """A link of somebody without an account. Of the device there is a keyed hash.

    The app's model adds the foreign key that ``subject`` names, and for how many days it is good.
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

    def state_for(self, device: str, moment: datetime) -> State:
        """Return whether the link is new, over, or opened on this device or on another one."""
        if self.revoked_at is not None or moment >= self.expires_at:
            return "over"
        if not self.device:
            return "new"
        mine = hmac.compare_digest(bytes(self.device), _digest(self.salt, device))
        return "open" if device and mine else "elsewhere"


L = TypeVar("L", bound=GuestLink)


def _digest(salt: str, device: str) -> bytes:
    return salted_hmac(f"{salt}.device", device, algorithm="sha256").digest()


def make(model: type[L], me: Any, record: Any) -> L:
    """Make a link to a record of an office; the ones before open nothing any more.

    The caller has settled that this is permitted, and holds the transaction.
    """
    for earlier in model._default_manager.filter(**{model.subject: record}, revoked_at=None):
        earlier.revoked_at = now()
        earlier.touch()
        earlier.save()
    about: dict[str, Any] = {model.subject: record, "organisation_id": record.organisation_id}
    link = model.begin(me, record.office_id, expires_at=now() + timedelta(days=model.days))
    for name, value in about.items():
        setattr(link, name, value)
    link.save(force_insert=True)
    return link


def link_of(model: type[L], token: str) -> L:
    """Return the link of an address. Raises NotSeen for one that is none of ours."""
    key = key_of(model.salt, token)
    rows = model._default_manager.select_related(model.subject)
    found: L | None = rows.filter(id=key).first() if key else None  # type: ignore[assignment]
    if found is None:
        raise NotSeen(OVER, code="link_unknown")
    return found


@transaction.atomic
def bind(link: L) -> str:
    """Open a link on one device, once; return the secret by which that device is known again.

    Raises NotSeen where another device was quicker.
    """
    row = type(link)._default_manager.select_for_update(of=("self",)).get(id=link.id)
    if row.state_for("", now()) != "new":
        raise NotSeen(ELSEWHERE, code="link_elsewhere")
    device = secrets.token_urlsafe(32)
    row.device, row.opened_at = _digest(row.salt, device), now()
    row.touch()
    row.save()
    audit.log(
        None,
        "link.open",
        row._meta.label,
        row.id,
        organisation_id=row.organisation_id,
        office_id=row.office_id,
    )
    return device
