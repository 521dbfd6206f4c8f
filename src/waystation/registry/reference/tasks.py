"""Loading a large pack in the background, idempotently."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _

from . import actions


def add_pack(
    user: Any, argument: dict[str, Any], content: bytes, tell: Callable[[int, int, str], None]
) -> dict[str, Any]:
    """Validate and load a pack. Raises the refusals of the page's action."""
    tell(0, 1, argument["name"])
    loaded = actions.add_pack(user, argument["name"], content)
    said = _("The pack is loaded: {rows} entries.").format(rows=loaded.rows)
    return {"page": "reference:packs", "said": said}
