"""Sending the Network's e-mail in the background. Begun twice, each message leaves once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _

from . import actions


def mail(
    user: Any, argument: dict[str, Any], content: bytes, tell: Callable[[int, int, str], None]
) -> dict[str, Any]:
    """Send what waits. Raises what the action raises."""
    told = actions.mail.send_waiting(user, tell)
    said = _("E-mail: {sent} messages sent, {failed} failed.").format(**told)
    return {"page": "network:meetings", "said": said}


def forget_addresses() -> int:
    """Forget the addresses of invitees of meetings that are over; done once a day."""
    return actions.guests.forget_addresses()


def remind() -> int:
    """Write today's reminders of every Network and have them sent; done once a day."""
    return actions.reminders.remind_everybody()
