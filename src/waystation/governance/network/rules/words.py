"""Reasons must have content: a full stop or two letters are not enough."""

from __future__ import annotations

LEAST_LETTERS = 4


def says_nothing(text: str) -> bool:
    """Return whether a text has too few letters or digits to be a reason or a finding."""
    return sum(one.isalnum() for one in text) < LEAST_LETTERS
