"""The e-mail state of a delivery, for all pages that list deliveries."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template
from django.conf import settings
from django.utils.translation import gettext as _

from waystation.foundation.messaging.rules import MAILED

register = template.Library()
TONES = {"sent": "g", "kept": "b", "failed": "r"}


@register.inclusion_tag("messaging/mailed.html")
def mailed(one: Mapping[str, Any]) -> dict[str, str]:
    """Show the e-mail state of a delivery, and why it failed: {% mailed one %}."""
    state = str(one["mailed"])
    words, sign, detail = str(one["mail_reason"]).partition(" (")
    return {
        "state": _(dict(MAILED)[state]) if state else "",
        "tone": TONES.get(state, ""),
        "reason": f"{_(words)}{sign}{detail}" if words else "",
    }


@register.inclusion_tag("messaging/outbox.html")
def outbox() -> dict[str, bool]:
    """Warn that no e-mail is sent while there is no mail server."""
    return {"waits": not settings.MAIL_LEAVES}
