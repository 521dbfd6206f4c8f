"""Mark a string for translation where Django is not known."""

from __future__ import annotations


def N_(text: str) -> str:
    """Return ``text`` unchanged; the catalogues pick it up, the entry point translates it."""
    return text
