"""One written number: digits, words, scales and halves, in the order a language puts them.

"EUR 1,4 million", "një mijë e gjysmë", "пола милиона", "two and a half million" and "20k" are each
a mantissa, perhaps a half, and a scale. ``Quantity.step`` is one unit of the last written digit:
a figure matches what differs from it by at most half of that.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal

from .folding import Folded
from .languages import Language, german

MOST_DIGITS = 30
TOKEN = re.compile(
    r"(?<![a-z\d])\d{1,3}(?P<sep>[ .,'])\d{3}(?:(?P=sep)\d{3})*(?:(?!(?P=sep))[.,]\d+)?"
    r"(?!\d)(?!(?P=sep)\d)"
    r"|\d+[.,]\d+(?!\d)(?![.,]\d)|\d+|[a-z]+(?:'[a-z]+)?|½|[½¼¾⅓⅔⅕⅖⅗⅘⅙⅛⅜]|[^\sa-z\d]"
)
PARTS = {
    "½": (1, 2), "¼": (1, 4), "¾": (3, 4), "⅓": (1, 3), "⅔": (2, 3), "⅕": (1, 5), "⅖": (2, 5),
    "⅗": (3, 5), "⅘": (4, 5), "⅙": (1, 6), "⅛": (1, 8), "⅜": (3, 8),
}  # fmt: skip
_SHORT = frozenset({"k", "m", "b"})
_ABBREVIATED = frozenset(
    {"mn", "bn", "mln", "mio", "mil", "mlrd", "mld", "tsd", "tn", "mrd", "bln", "mill"}
)
_LENGTHS = re.compile(
    r" ?(?:wide|long|high|tall|away|deep|above|of road|e gjere|e gjate|siroko|dugo)\b"
)
HALF = Decimal("0.5")
TENTH = Decimal("0.1")


@dataclass(frozen=True)
class Token:
    start: int
    end: int
    text: str

    @property
    def digits(self) -> bool:
        return self.text[0].isdigit()


@dataclass(frozen=True)
class Quantity:
    """A number as written from token ``first`` up to, not including, token ``after``."""

    first: int
    after: int
    value: Decimal
    step: Decimal
    mantissa: Decimal
    scale: int = 1
    spelled: bool = False
    loose: bool = False
    """One small word that is often no figure: "one"."""
    about: bool = False
    thousands: Decimal | None = None
    """The other reading of "1.500": used where what is counted has no fractions."""


def tokens_of(text: str) -> list[Token]:
    """Return the words, numbers and signs of a folded text."""
    return [Token(hit.start(), hit.end(), hit.group()) for hit in TOKEN.finditer(text)]


def digits_value(raw: str, decimal: str) -> tuple[Decimal, Decimal, Decimal | None]:
    """Return value, step and, for "1.500" read as 1.5, the other reading.

    ``decimal`` is the decimal sign of the language. Several groups of three, spaces and
    apostrophes are always thousands; "1,4" is always a fraction.
    """
    plain = raw.replace(" ", "").replace("'", "")
    marks = [c for c in plain if c in ".,"]
    if not marks:
        return Decimal(plain), Decimal(1), None
    if len(set(marks)) == 2:
        mark = marks[-1]
        whole = plain.replace("." if mark == "," else ",", "")
        return _fraction(whole.replace(mark, "."))
    mark = marks[0]
    head, _mark, tail = plain.rpartition(mark)
    if len(marks) > 1:
        return Decimal(plain.replace(mark, "")), Decimal(1), None
    groups = len(tail) == 3 and 1 <= len(head) <= 3 and not head.startswith("0")
    if plain != raw or not groups:
        return _fraction(f"{head}.{tail}")
    if mark != decimal:
        return Decimal(head + tail), Decimal(1), None
    value, step, _none = _fraction(f"{head}.{tail}")
    return value, step, Decimal(head + tail)


def _fraction(plain: str) -> tuple[Decimal, Decimal, Decimal | None]:
    value = Decimal(plain)
    return value, Decimal(1).scaleb(int(value.as_tuple().exponent)), None


class Reader:
    """Reads quantities out of the tokens of one text."""

    def __init__(self, text: Folded, left: str, language: Language) -> None:
        self.text = text
        self.left = left
        self.language = language
        self.tokens = [part for one in tokens_of(left) for part in self._parts(one)]
        self._halves = [one.split() for one in language.half_after]
        self._before = [one.split() for one in language.half_before]
        self._quarters = [one.split() for one in language.quarter_before]

    def _parts(self, token: Token) -> list[Token]:
        """Return "njemije" and "dvehiljade" as two words: a number and its scale."""
        language, word = self.language, token.text
        if len(word) < 6 or not word.isalpha() or word in language.number_words:
            return [token]
        if language.code == "de":
            return [token]
        scales = {*language.hundred, *language.scales}
        for cut in range(2, len(word) - 2):
            head, tail = word[:cut], word[cut:]
            known = head in language.small or head in language.tens or head in language.hundreds
            if known and len(tail) > 3 and tail in scales:
                place = token.start + cut
                return [Token(token.start, place, head), Token(place, token.end, tail)]
        return [token]

    def word(self, index: int) -> str:
        return self.tokens[index].text if 0 <= index < len(self.tokens) else ""

    def near(self, index: int) -> bool:
        """Return whether a token follows the one before it with at most one space or hyphen."""
        if index <= 0 or index >= len(self.tokens):
            return False
        return self.tokens[index].start - self.tokens[index - 1].end <= 1

    def phrase(self, index: int, words: list[str]) -> int:
        """Return the token after a phrase that begins at ``index``, 0 if it does not."""
        place = index
        for word in words:
            for part in word.split("-"):
                if self.word(place) == "-" and part != "":
                    place += 1
                if self.word(place) != part or (place > index and not self.near(place)):
                    return 0
                place += 1
        return place

    def one_of(self, index: int, phrases: list[list[str]]) -> int:
        return max((self.phrase(index, one) for one in phrases), default=0)

    def scale(self, index: int, *, after_digits: bool) -> int:
        """Return the scale word at ``index`` as a number, 0 for none."""
        word = self.word(index)
        found = self.language.scales.get(word, 0)
        if not found or not self.near(index):
            return 0
        glued = self.tokens[index].start == self.tokens[index - 1].end
        if word in _SHORT:
            if not after_digits or (
                word == "m" and _LENGTHS.match(self.left, self.tokens[index].end)
            ):
                return 0
            return found if glued or self._money_near(index) else 0
        if word in _ABBREVIATED and not after_digits:
            return 0
        return found

    def _money_near(self, index: int) -> bool:
        start = self.tokens[index - 1].start
        return bool(re.search(r"(?:[€$£]|eur|usd|chf) ?$", self.left[max(0, start - 6) : start]))

    def at(self, index: int, *, limit: int = 0) -> Quantity | None:
        """Return the quantity that begins at a token, None if none does.

        ``limit`` is the scale that a remainder must stay below: the "five hundred" of "two
        thousand five hundred".
        """
        for phrases, share in ((self._before, HALF), (self._quarters, Decimal("0.25"))):
            after = self.one_of(index, phrases)
            scale = self.scale(after, after_digits=False) if after else 0
            if scale and not (limit and scale >= limit):
                value = scale * share
                return Quantity(index, after + 1, value, scale * TENTH, value, spelled=True)
        found = self._mantissa(index)
        if found is None:
            return None
        return self._scaled(found, limit)

    def _mantissa(self, index: int) -> Quantity | None:
        token = self.tokens[index]
        if token.digits and len(token.text) > MOST_DIGITS:
            return None
        if token.digits:
            value, step, other = digits_value(token.text, self.language.decimal)
            after = index + 1
            if self.word(after) in PARTS and self.near(after):
                top, bottom = PARTS[self.word(after)]
                part = Decimal(top) / bottom
                return Quantity(index, after + 1, value + part, TENTH, value + part)
            return Quantity(index, after, value, step, value, thousands=other)
        return self._spelled(index)

    def _spelled(self, index: int) -> Quantity | None:
        language, word = self.language, self.word(index)
        if word in language.about_words:
            value = Decimal(language.about_words[word])
            return Quantity(index, index + 1, value, Decimal(1), value, spelled=True, about=True)
        if language.code == "de" and word not in language.articles:
            known = german.compound(word)
            if known:
                value, power = known
                step = Decimal(power) if value == value.to_integral() else TENTH
                return Quantity(index, index + 1, value, step, value, spelled=True)
        if word in language.articles:
            if (
                self.scale(index + 1, after_digits=False)
                or self.word(index + 1) in language.hundred
            ):
                word_after = index + 1
                if self.word(word_after) in language.hundred:
                    return self._tail_of_hundred(index, word_after + 1, 100)
                return Quantity(index, word_after, Decimal(1), Decimal(1), Decimal(1), spelled=True)
            if language.code != "de":
                return None
        if word in language.bare and not self._vague(index):
            return Quantity(index, index, Decimal(1), Decimal(1), Decimal(1), spelled=True)
        if word == "sto" and language.code == "sr" and self._original(index) in "šŠшШ":
            return None
        if word in language.hundred and not self._vague(index):
            if word in {"hundert", "stotinu", "stotina"} and language.code in {"sr", "de"}:
                return self._tail_of_hundred(index, index + 1, 100)
            return None
        if word in language.hundreds:
            return self._tail_of_hundred(index, index + 1, language.hundreds[word])
        if word in language.tens:
            ten, after = self._tail_of_ten(index + 1, language.tens[word])
            return self._hundreds(index, after, ten, single=False)
        if word in language.small:
            if self._ordinal_before(index):
                return None
            return self._hundreds(index, index + 1, language.small[word], single=True)
        return None

    def _original(self, index: int) -> str:
        return self.text.original[self.text.starts[self.tokens[index].start]]

    def _vague(self, index: int) -> bool:
        return self.word(index - 1) in self.language.vague

    def _ordinal_before(self, index: int) -> bool:
        """Return whether an Albanian "i/e/te" makes the word an ordinal: "i tetë"."""
        return (
            self.language.code == "sq"
            and self.word(index) in {"gjashte", "shtate", "tete", "nente", "dhjete"}
            and self.word(index - 1) in {"i", "e", "te", "se"}
            and self.word(index - 2) not in {"pak", "shume", "teper", "larte"}  # "more than six"
        )

    def _hundreds(self, index: int, after: int, value: int, *, single: bool) -> Quantity:
        if self.word(after) in self.language.hundred and self.near(after) and value < 100:
            return self._tail_of_hundred(index, after + 1, value * 100)
        found = Decimal(value)
        loose = single and self.word(index) in self.language.not_one
        return Quantity(index, after, found, Decimal(1), found, spelled=True, loose=loose)

    def _tail_of_hundred(self, index: int, after: int, value: int) -> Quantity:
        place = after
        joined = self.word(place) in self.language.joiners
        if joined:
            place += 1
        language, word = self.language, self.word(place)
        adjacent = self.near(after) and (not joined or self.near(place))
        if adjacent and word in language.tens:
            value, after = self._tail_of_ten(place + 1, value + language.tens[word])
        elif adjacent and word in language.small and not self._belongs_to_next(place):
            value, after = value + language.small[word], place + 1
        found = Decimal(value)
        return Quantity(index, after, found, Decimal(1), found, spelled=True)

    def _belongs_to_next(self, place: int) -> bool:
        return self.word(place) in self.language.articles

    def _tail_of_ten(self, after: int, value: int) -> tuple[int, int]:
        place = after
        if (self.word(place) in self.language.joiners and self.language.code != "en") or self.word(
            place
        ) == "-":
            place += 1
        unit = self.language.small.get(self.word(place), 0)
        if 1 <= unit <= 9 and self.near(after) and self.near(place):
            return value + unit, place + 1
        return value, after

    def _scaled(self, found: Quantity, limit: int) -> Quantity | None:
        value, step, place = found.mantissa, found.step, found.after
        digits = not found.spelled
        half = self.one_of(place, self._halves) if self.near(place) or place == found.first else 0
        if half:
            value, step, place = value + HALF, TENTH, half
        if self.word(place) == "-" and self.scale(place + 1, after_digits=digits):
            place += 1
        scale = self.scale(place, after_digits=digits) if place > found.first else self._bare(place)
        if not scale:
            if half and found.loose:
                return replace(
                    found, after=place, value=value, step=step, mantissa=value, loose=False
                )
            return replace(found, after=place, value=value, step=step, mantissa=value)
        if limit and scale >= limit:
            return None
        place += 1
        if self.word(place) == "." and self.word(place - 1) in _ABBREVIATED:
            place += 1
        if not half:
            half = self.one_of(place, self._halves)
            if half:
                value, step, place = value + HALF, TENTH, half
        total = Quantity(
            found.first, place, value * scale, step * scale, value, scale, found.spelled,
            about=found.about,
        )  # fmt: skip
        return total if half else self._with_rest(total, scale)

    def _bare(self, place: int) -> int:
        word = self.word(place)
        return self.language.scales.get(word, 0) if word in self.language.bare else 0

    def _with_rest(self, head: Quantity, scale: int) -> Quantity:
        """Return the number with what follows it: "two thousand" and "five hundred"."""
        if scale < 1000 or not self.near(head.after):
            return head
        place, joined = head.after, False
        if self.word(place) in self.language.joiners:
            place, joined = place + 1, True
        if place >= len(self.tokens) or not self.near(place):
            return head
        rest = self.at(place, limit=scale)
        if rest is None or rest.loose or rest.value >= scale or rest.value <= 0:
            return head
        if not rest.spelled:
            whole = rest.value == rest.value.to_integral()
            allowed = rest.scale > 1 or (joined and self.language.digits_after_joiner)
            if not allowed or not whole:
                return head
            if (rest.scale == 1 and not joined) or (
                joined and not self.language.digits_after_joiner
            ):
                return head
        elif (not head.spelled and rest.scale == 1 and not joined) or (
            self.language.code == "en" and joined and not head.spelled
        ):
            return head
        total = head.value + rest.value
        return replace(head, after=rest.after, value=total, step=rest.step, scale=1, mantissa=total)


Counted = Callable[[int], bool]
