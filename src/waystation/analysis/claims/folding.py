"""Text as lower-case Latin letters without diacritics, with positions in the original.

The grammar reads "Пола милиона", "pola miliona" and "Një mijë" in the same notation; the spans that
it finds are positions in the author's text.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import lru_cache

_CYRILLIC = dict(
    zip("абвгдежзијклмнопрстћуфхцчшђљњџ",
        ["a", "b", "v", "g", "d", "e", "z", "z", "i", "j", "k", "l", "m", "n", "o", "p", "r", "s",
         "t", "c", "u", "f", "h", "c", "c", "s", "dj", "lj", "nj", "dz"],
        strict=True)
)  # fmt: skip
_LETTERS = {"đ": "dj", "ß": "ss", "ı": "i", "ł": "l", "ø": "o", "æ": "ae"}
_SIGNS = {
    **dict.fromkeys("–—−‐‑‒", "-"),
    **dict.fromkeys("’‘´`", "'"),
    "\t": "|",  # a cell of a table
    **dict.fromkeys("“”„«»", '"'),
    **dict.fromkeys("\u00a0\u202f\u2009\u2007\u2008\u200a", " "),
    **dict.fromkeys("\u200b\u200c\u200d\ufeff\u00ad", ""),
    **dict.fromkeys("⁰¹²³⁴⁵⁶⁷⁸⁹₀₁₂₃₄₅₆₇₈₉", "^"),
    **dict.fromkeys("½¼¾⅓⅔⅕⅖⅗⅘⅙⅛⅜", "½"),
}


@lru_cache(maxsize=4096)
def folded_letter(letter: str) -> str:
    """Return what one character becomes: none, one or several small Latin letters or signs."""
    if letter in _SIGNS:
        return letter if _SIGNS[letter] == "½" else _SIGNS[letter]
    small = letter.lower()
    if small in _CYRILLIC:
        return _CYRILLIC[small]
    if small in _LETTERS:
        return _LETTERS[small]
    return "".join(c for c in unicodedata.normalize("NFKD", small) if not unicodedata.combining(c))


@dataclass(frozen=True)
class Folded:
    """A folded text; ``starts[i]`` is where its character i begins in the original."""

    original: str
    text: str
    starts: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the span of the original that the folded characters start to end come from."""
        if end <= start:
            return self.starts[start], self.starts[start]
        last = self.starts[end - 1]
        after = end
        while after < len(self.text) and self.starts[after] == last:
            after += 1
        stop = self.starts[after] if after < len(self.text) else len(self.original)
        while stop > last + 1 and not folded_letter(self.original[stop - 1]):
            stop -= 1
        return self.starts[start], stop

    def capital(self, index: int) -> bool:
        """Return whether the character was a capital letter in the original."""
        return self.original[self.starts[index]].isupper()


def fold(text: str) -> Folded:
    """Return a text folded, with the place of every character in the original."""
    letters: list[str] = []
    starts: list[int] = []
    for index, letter in enumerate(text):
        for one in folded_letter(letter):
            letters.append(one)
            starts.append(index)
    return Folded(text, "".join(letters), tuple(starts))


def fold_text(text: str) -> str:
    """Return a text folded, without the way back."""
    return "".join(folded_letter(letter) for letter in text)
