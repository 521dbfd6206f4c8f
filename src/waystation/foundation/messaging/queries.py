"""Which letters there are, what waits to leave, and the signed links of guests."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.core import signing

from waystation.foundation.access import contributions
from waystation.foundation.access.queries import AnyUser
from waystation.foundation.shared.typed import key_in

from .models import Delivery as Delivery
from .models import Reminder as Reminder
from .rules import Letter

Named = tuple[str, str]


def _all_leave(_rows: Sequence[Any]) -> Mapping[UUID, str]:
    return {}


@dataclass(frozen=True)
class MessageKind:
    """How an app writes its letters: to whom, what they say, and which do not leave any more.

    ``addresses`` returns names and addresses of a row's recipient on a day, and ``nobody`` is the
    reason where there is none. ``letter`` writes one message for rows of one batch. ``held_back``
    returns the reason of each row that has not to leave any more.
    """

    addresses: Callable[[AnyUser, Any, date], Sequence[Named]]
    letter: Callable[[Sequence[Any]], Letter]
    nobody: str
    held_back: Callable[[Sequence[Any]], Mapping[UUID, str]] = _all_leave


def kinds() -> dict[str, MessageKind]:
    """Return the kinds of messages, contributed by the apps (``messages`` of their AppConfig)."""
    return {key: kind for app in contributions.objects("messages") for key, kind in app.items()}


def anything_waits(office_id: UUID) -> bool:
    """Return whether anything of an office waits to be sent."""
    return any(
        model.objects.filter(office_id=office_id, mailed="waiting").exists()
        for model in (Delivery, Reminder)
    )


def token_of(salt: str, key: UUID) -> str:
    """Return the secret part of a guest's link: the key of what it opens, signed."""
    return str(signing.Signer(salt=salt).sign_object(key.hex))


def key_of(salt: str, token: str) -> UUID | None:
    """Return the key that a guest's link holds, None for a link that is none of ours."""
    try:
        return key_in(str(signing.Signer(salt=salt).unsign_object(token)))
    except signing.BadSignature:
        return None
