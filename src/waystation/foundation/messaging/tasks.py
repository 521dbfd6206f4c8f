"""Background task that sends e-mail. If it is repeated, each message is still sent once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from . import actions


def send(
    user: Any, argument: dict[str, Any], content: bytes, tell: Callable[[int, int, str], None]
) -> dict[str, Any]:
    """Send an office's waiting messages. Raises the refusals of the action."""
    numbers = actions.send_waiting(user, UUID(argument["office"]), tell)
    sentence = _("E-mail messages sent: {sent}, failed: {failed}.").format(**numbers)
    return {"page": argument["page"], "said": sentence}
