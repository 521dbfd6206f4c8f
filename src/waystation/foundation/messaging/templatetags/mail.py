"""The e-mail state of a delivery, for all pages that list deliveries."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template
from django.conf import settings
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from waystation.foundation.messaging.rules import MAILED

register = template.Library()
TONES = {"sent": "g", "kept": "b", "failed": "r"}


@register.simple_tag
def mailed(one: Mapping[str, Any]) -> SafeString | str:
    """Show the e-mail state of a delivery, and why it failed: {% mailed one %}."""
    state = str(one["mailed"])
    if not state:
        return ""
    words, sign, detail = str(one["mail_reason"]).partition(" (")
    reason = f"{_(words)}{sign}{detail}" if words else ""
    tag = format_html(
        '<span class="tag {}">{}</span>', TONES.get(state, ""), _(dict(MAILED)[state])
    )
    return format_html('{} <span class="mut sm">{}</span>', tag, reason) if reason else tag


@register.simple_tag
def outbox() -> SafeString | str:
    """Warn that no e-mail is sent while there is no mail server."""
    if settings.MAIL_LEAVES:
        return ""
    words = _("No mail server is set up yet: messages wait in the outbox.")
    return format_html('<p class="mut sm">{}</p>', words)
