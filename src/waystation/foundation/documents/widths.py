"""How wide the columns of a printed table are: no word is cut where the page has the room.

Each column first gets what its longest word needs, figures and days what the whole of them
needs; the rest goes to the columns with the most to say, as browsers lay tables out (CSS 2.1,
17.5.2.2).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

PADDING = 11.0  # points, left and right of a cell together
NARROW, WIDE = frozenset("iljtfrI.,:;'’|()[]/ "), frozenset("mwMWÆŒ@%—ЖШЩЮЉЊжшщюљњ")
LONGEST_LINE = 60.0  # of the letters' size: what is longer asks for no more room
SHORT = 12  # letters: a cell as short as this stays on one line, as "Under way" should
LONGEST_WORD = 24  # letters: a longer one, an address or a hash, may be cut
BREAK = "\u200b"  # where a word may be cut without a mark


def size_of(columns: int) -> float:
    """Return the size of the letters in a table, in points: many columns, smaller letters."""
    return 7.2 if columns > 8 else 8.0 if columns > 5 else 8.8


def length(text: str, *, bold: bool = False) -> float:
    """Return about how long a text is, in units of its letters' size (a little too long)."""
    whole = sum(map(_letter, text))
    return whole * 1.06 if bold else whole


def _letter(one: str) -> float:
    if one in NARROW:
        return 0.36
    if one in WIDE:
        return 0.92
    return 0.70 if one.isupper() or one.isdigit() else 0.60


def breakable(text: str) -> str:
    """Return a text whose overlong words may be cut, so that none leaves its column."""
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

    ``whole`` says which columns hold figures or days, which are not cut where the page has the
    room. Words that are too long for any column count as they are cut by :func:`breakable`.
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
