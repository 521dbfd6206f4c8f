"""Detecting the language of a text by its letters and words."""

from __future__ import annotations

import re

from .concepts import mentions
from .folding import fold
from .languages import language_named

_LETTERS = {"en": "", "sq": "ëç", "sr": "šđžćč", "de": "äöüß"}


def language_of_text(text: str) -> str:
    """Return the language of a text by its letters and words: en, sq, sr or de."""
    start = text[:20000]
    if re.search(r"[\u0400-\u04ff]", start):
        return "sr"
    plain = fold(start).text
    words = re.findall(r"[a-z]+", plain)
    marks = start.casefold()
    counts = {
        code: 2.0 * sum(word in language_named(code).signs for word in words)
        + 1.5 * sum(marks.count(letter) for letter in letters)
        + sum(word in language_named(code).number_words for word in words if len(word) > 2)
        for code, letters in _LETTERS.items()
    }
    best = max(counts.values())
    if best < 12 and sum(one > best - 4 for one in counts.values()) > 1:
        for code in counts:
            known = [one for one in mentions(plain, (code,)) if one.kind != "word"]
            counts[code] += 0.25 * sum(one.end - one.start for one in known)
    return max(counts, key=lambda code: counts[code])
