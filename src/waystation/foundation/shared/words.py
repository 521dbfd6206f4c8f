"""A translation marker for modules that do not import Django."""

from __future__ import annotations


def N_(text: str) -> str:
    """Return ``text`` unchanged, marked for extraction; the entry point translates it."""
    return text
