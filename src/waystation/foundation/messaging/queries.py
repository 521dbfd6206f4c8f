"""Which letters there are, and what waits to leave."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from waystation.foundation.access import contributions
from waystation.foundation.access.queries import AnyUser

from .models import Delivery as Delivery
from .models import Reminder as Reminder
from .rules import Letter
from .tokens import key_of as key_of
from .tokens import token_of as token_of

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
