"""Common code of this app's actions."""

from __future__ import annotations

from datetime import date
from typing import Any

from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.typed import key_in
from waystation.foundation.shared.words import N_


def one_among(chosen: str, field: str, rows: Any) -> Any:
    """Return the key of a chosen record among ``rows``, None for no choice. Raises Refusal."""
    if not chosen:
        return None
    key = key_in(str(chosen))
    if key is None or not rows.filter(id=key).exists():
        raise Refusal(N_("Choose one from the list."), field=field, code="choice_unknown")
    return key


def as_text(day: date | None) -> str:
    """Return a day for the log."""
    return day.isoformat() if day else ""
