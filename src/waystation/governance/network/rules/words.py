"""Texts must have content: a full stop or one letter repeated shows nothing."""

from __future__ import annotations

LEAST_LETTERS = 4
LEAST_DIFFERENT = 3


def says_nothing(text: str) -> bool:
    """Return whether a text is too short to be a finding or a piece of evidence.

    Evidence may be a link or a number. A reason is a sentence: ``shared.refusals.is_sentence``.
    """
    letters = [one.casefold() for one in text if one.isalnum()]
    return len(letters) < LEAST_LETTERS or len(set(letters)) < LEAST_DIFFERENT
