"""Serbian in two scripts: Cyrillic is written, Latin is generated from it, never the reverse."""

from __future__ import annotations

import re

_SINGLE = dict(zip("абвгдђежзијклмнопрстћуфхцчш", "abvgdđežzijklmnoprstćufhcčš", strict=True))
_DOUBLE = {"љ": "lj", "њ": "nj", "џ": "dž"}
_CYRILLIC = re.compile(r"[\u0400-\u04ff]")


def latin(text: str) -> str:
    """Return Serbian ``text`` in Latin script (Pravopis, 1960); other text is unchanged.

    A digraph is upper-case only within an upper-case word: Љубав, Ljubav; ЉУБАВ, LJUBAV.
    """
    out = []
    for position, letter in enumerate(text):
        small = letter.lower()
        if small in _SINGLE:
            latin_letter = _SINGLE[small]
            out.append(latin_letter.upper() if letter != small else latin_letter)
        elif small in _DOUBLE:
            pair = _DOUBLE[small]
            if letter == small:
                out.append(pair)
            else:
                after, before = text[position + 1 : position + 2], text[max(position - 1, 0)]
                shouting = after.isupper() or (
                    not after.isalpha() and position > 0 and before.isupper()
                )
                out.append(pair.upper() if shouting else pair.capitalize())
        else:
            out.append(letter)
    return "".join(out)


def is_cyrillic(text: str) -> bool:
    """Return whether a text has Cyrillic letters, or no letters at all."""
    return bool(_CYRILLIC.search(text)) or not any(letter.isalpha() for letter in text)
