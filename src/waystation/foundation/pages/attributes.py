"""Attributes of HTML elements, escaped by Django; most are the same each time a page is shown."""

from __future__ import annotations

from functools import lru_cache

from django.forms.utils import flatatt
from django.utils.safestring import SafeString


@lru_cache(maxsize=8192)
def attributes_of(*pairs: tuple[str, str | bool]) -> SafeString:
    """Return attributes as they are written in a tag; True writes the name alone, False nothing."""
    return flatatt(dict(pairs))
