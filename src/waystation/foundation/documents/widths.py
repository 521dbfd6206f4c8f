"""Column widths of printed tables, so that words are not broken if the page is wide enough.

Each column first gets the width of its longest word, or of whole figures and dates; the rest goes
to the columns with the most text, as in the automatic table layout of browsers (CSS 2.1, 17.5.2.2).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

PADDING = 11.0  # points of left and right padding of a cell together
NARROW, WIDE = frozenset("iljtfrI.,:;'’|()[]/ "), frozenset("mwMWÆŒ@%—ЖШЩЮЉЊжшщюљњ")
LONGEST_LINE = 60.0  # in ems: a longer text claims no more width
SHORT = 12  # characters: a cell as short as this stays on one line, for example "Under way"
LONGEST_WORD = 24  # characters: a longer word, such as a URL or a hash, may be broken
BREAK = "\u200b"  # zero-width space: a word may break here without a hyphen


def size_of(columns: int) -> float:
    """Return the font size of a table in points: smaller with many columns."""
    return 7.2 if columns > 8 else 8.0 if columns > 5 else 8.8


def length(text: str, *, bold: bool = False) -> float:
    """Return the approximate width of a text in ems, slightly too large."""
    whole = sum(map(_letter, text))
    return whole * 1.06 if bold else whole


def _letter(one: str) -> float:
    if one in NARROW:
        return 0.36
    if one in WIDE:
        return 0.92
    return 0.70 if one.isupper() or one.isdigit() else 0.60


def breakable(text: str) -> str:
    """Return a text with break points in overlong words, so that they stay in their column."""
    return re.sub(
        rf"\S{{{LONGEST_WORD + 1},}}",
        lambda found: BREAK.join(
            found[0][at : at + LONGEST_WORD // 2]
            for at in range(0, len(found[0]), LONGEST_WORD // 2)
        ),
        text,
    )


def _words(text: str) -> list[str]:
    return breakable(text).replace(BREAK, " ").split()


def widths(
    head: Sequence[str], rows: Iterable[Sequence[str]], whole: Sequence[bool], room: float
) -> list[float]:
    """Return the width of each column in points; together they are ``room``.

    ``whole`` marks columns of figures or dates, which are not broken if the page is wide enough.
    Words that are too long for any column count as broken by :func:`breakable`.
    """
    size = size_of(len(head))
    least, most = [], []
    cells = [list(column) for column in zip(*rows, strict=True)] or [[] for _ in head]
    for title, column, kept in zip(head, cells, whole, strict=True):
        words = [length(word, bold=True) for word in _words(title)]
        words += [
            length(word)
            for text in column
            for word in ([text] if kept or len(text) <= SHORT else _words(text))
        ]
        lines = [length(title, bold=True)]
        lines += [length(line) for text in column for line in text.split("\n")]
        least.append(max(words, default=0.0) * size + PADDING)
        most.append(max(least[-1], min(max(lines), LONGEST_LINE) * size + PADDING))
    if sum(most) <= room:
        return [one * room / sum(most) for one in most]
    if sum(least) >= room:
        return [one * room / sum(least) for one in least]
    share = (room - sum(least)) / (sum(most) - sum(least))
    return [low + (high - low) * share for low, high in zip(least, most, strict=True)]
