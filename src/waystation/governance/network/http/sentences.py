"""What several pages of the Network need: sentences in the reader's language, one form page."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext


def said(sentence: str, values: dict[str, Any]) -> str:
    """Return a marked sentence in the reader's language, with its values."""
    words = gettext(sentence)
    return words.format(**values) if values else words
