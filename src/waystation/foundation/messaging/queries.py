"""Kinds of letters, waiting messages, and guests' links."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar
from uuid import UUID

from waystation.foundation.access import contributions
from waystation.foundation.access.queries import AnyUser
from waystation.foundation.shared.errors import NotSeen
from waystation.foundation.shared.periods import now

from .models import Delivery as Delivery
from .models import LinkTry
from .models import Reminder as Reminder
from .records import GuestLink, digest_of
from .rules import OVER, TRIES_WITHIN, Letter
from .tokens import key_of as key_of
from .tokens import token_of as token_of

Named = tuple[str, str]
L = TypeVar("L", bound=GuestLink)


def _all_leave(_rows: Sequence[Any]) -> Mapping[UUID, str]:
    return {}


@dataclass(frozen=True)
class MessageKind:
    """How an app composes its letters: the recipients, the text, and which are withheld.

    ``addresses`` returns names and addresses of a row's recipient on a day, and ``nobody`` is the
    reason if there are none. ``letter`` composes one message for the rows of one batch.
    ``held_back`` returns the reason for each row that must no longer be sent.
    """

    addresses: Callable[[AnyUser, Any, date], Sequence[Named]]
    letter: Callable[[Sequence[Any]], Letter]
    nobody: str
    held_back: Callable[[Sequence[Any]], Mapping[UUID, str]] = _all_leave


def kinds() -> dict[str, MessageKind]:
    """Return the kinds of messages, contributed by the apps (``messages`` of their AppConfig)."""
    return {key: kind for app in contributions.objects("messages") for key, kind in app.items()}


def anything_waits(office_id: UUID) -> bool:
    """Return whether an office has messages waiting to be sent."""
    return any(
        model.objects.filter(office_id=office_id, mailed="waiting").exists()
        for model in (Delivery, Reminder)
    )


def link_of(model: type[L], token: str, *related: str) -> L:
    """Return the link with this token, and its record. Raises NotSeen for an invalid one."""
    key = key_of(model.salt, token)
    rows = model._default_manager.select_related(model.subject, *related)
    found: L | None = rows.filter(id=key).first() if key else None  # type: ignore[assignment]
    if found is None:
        raise NotSeen(OVER, code="link_unknown")
    return found


def address_digest(address: str | None) -> bytes:
    """Return the hash that is stored of an IP address with a wrong try."""
    return digest_of("messaging.link_try", "address", address or "")


def tries_of(address: str | None) -> int:
    """Return the number of wrong tries from an IP address within the hour."""
    since = now() - TRIES_WITHIN
    return LinkTry.objects.filter(address=address_digest(address), at__gt=since).count()
