"""Figures that are not plain numbers: multiples, fractions and ranks."""

from __future__ import annotations

import re
from decimal import Decimal

from . import units
from .figures import Figure
from .folding import Folded
from .languages import Language
from .quantities import PARTS, Quantity, Reader

TENTH_OF_ONE = Decimal("0.1")
_EACH = re.compile(r"(?:every|each|cdo|svak[aiou]\w{0,2}|jede[rsnm]?)(?: [ie])? ([a-z]+)(?![a-z])")
_SIZED = re.compile(
    r"(?:^|[^a-z])(?:by|almost|nearly|about|around|over|under|than|to|roughly|exactly|only) $"
)
_CALENDAR = re.compile(
    r" (?:day|week|month|year|dite|jave|muaj|vit|dan|nedelj|mesec|godin|tag|woche|monat|jahr)"
)
_GERMAN_RANK = re.compile(r"(zweit|dritt|viert|funft)(?:hochst|grosst|niedrigst|kleinst|best)\w*")


class Shapes:
    """Reads "twice", "two thirds", "one in five", "third place" at a token of a text."""

    text: Folded
    language: Language
    left: str
    reader: Reader

    def make(self, start: int, end: int, value: Decimal, step: Decimal, kind: str, unit: str, *,
             high: Decimal | None = None, noun: str = "", number_end: int = 0,
             about: bool = False) -> Figure:  # fmt: skip
        """Return a figure with its qualifier and its place in the text."""
        raise NotImplementedError

    def counts(self, place: int) -> bool:
        """Return whether something that can be counted is named just after a place."""
        raise NotImplementedError

    def _token_after(self, end: int) -> int:
        raise NotImplementedError

    def _token_at(self, place: int) -> int | None:
        raise NotImplementedError

    def multiple(self, index: int) -> tuple[Figure | None, int] | None:
        start = self.reader.tokens[index].start
        if start and self.left[start - 1].isalnum():
            return None
        for pattern, value in self.language.multiples:
            hit = re.compile(rf"(?:{pattern})(?![a-z])").match(self.left, start)
            if hit:
                after = self._token_after(hit.end())
                if re.compile(rf" (?:{self.language.per_time})\b").match(self.left, hit.end()):
                    return None, after
                made = self.make(start, hit.end(), value, TENTH_OF_ONE, "times", "times")
                return made, after
        return None

    def each_nth(self, index: int) -> tuple[Figure | None, int] | None:
        """Return "every fifth", "svaki peti", "çdo i pesti" as a share."""
        start = self.reader.tokens[index].start
        hit = _EACH.match(self.left, start)
        if hit is None or self._inside_word(start):
            return None
        bottom = self.language.ordinals.get(hit[1], 0)
        if not 2 <= bottom <= 10 or _CALENDAR.match(self.left, hit.end()):
            return None
        found = self._share(start, hit.end(), Decimal(1) / bottom)
        return found, self._token_after(hit.end())

    def fraction(self, index: int) -> tuple[Figure | None, int] | None:
        reader, language, token = self.reader, self.language, self.reader.tokens[index]
        if token.text in PARTS:
            top, bottom = PARTS[token.text]
            return self._share(token.start, token.end, Decimal(top) / bottom), index + 1
        hit = re.compile(r"([1-9])/([2-9]|10)(?![\d/])").match(self.left, token.start)
        if hit and int(hit.group(1)) < int(hit.group(2)):
            value = Decimal(hit.group(1)) / Decimal(hit.group(2))
            return self._share(token.start, hit.end(), value), self._token_after(hit.end())
        hit = re.compile(rf"(?:{language.halves})(?![a-z])").match(self.left, token.start)
        if hit is None and language.code == "en" and token.text == "half":
            # "more than half (52%)"
            sized = _SIZED.search(self.left[max(0, token.start - 12) : token.start])
            hit = (
                re.compile(r"half(?= ?[(,.;)!?:]| \()").match(self.left, token.start)
                if sized
                else None
            )
        if hit and not reader.at(index) and not self._inside_word(token.start):
            return self._share(token.start, hit.end(), Decimal("0.5")), self._token_after(hit.end())
        top_value, after = self._top(index)
        if not top_value:
            return self._bare_fraction(index)
        end = reader.tokens[after - 1].end
        each = re.compile(rf" (?:{language.in_each}) ").match(self.left, end) or self._each_after(
            end
        )
        if each:
            place = self._token_at(each.end())
            below = reader.at(place) if place is not None else None
            if (
                below
                and below.value > top_value
                and below.value in {2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 20, 100, 1000}
            ):
                stop = reader.tokens[below.after - 1].end
                if below.value >= 1000:  # "six in every 1,000"
                    unit = f"per {below.value}"
                    made = self.make(token.start, stop, top_value, Decimal(1), "rate", unit)
                    return made, below.after
                if self._plain_denominator(below, stop, int(top_value)):
                    return self._share(token.start, stop, top_value / below.value), below.after
        for pattern, bottom in language.fractions:
            hit = re.compile(rf"{language.fraction_joiner}(?:{pattern})(?![a-z])").match(
                self.left, end
            )
            if hit and top_value < bottom:
                if top_value == 1 and not self._of_something(token.start, hit.end()):
                    continue
                after = self._token_after(hit.end())
                scale = self._of_scale(hit.end())
                if scale:
                    stop, size = scale
                    return (
                        self.make(
                            token.start, stop, top_value / bottom * size, Decimal(size) / 10, "", ""
                        ),
                        self._token_after(stop),
                    )
                return self._share(token.start, hit.end(), top_value / bottom), after
        return None

    def _each_after(self, end: int) -> re.Match[str] | None:
        """Return "in" after a counted noun, where a number without a noun follows: "one household
        in five".
        """
        hit = re.compile(rf"(?: [a-z]+){{1,2}} (?:{self.language.in_each}) (?=([a-z]+|\d+))").match(
            self.left, end
        )
        if hit is None or not self.counts(end) or self.counts(hit.end(1)):
            return None
        return None if units.after(self.text, self.left, hit.end(1)).unit else hit

    def _of_scale(self, end: int) -> tuple[int, int] | None:
        """Return the end and the size of "of a million" after a fraction."""
        words = "|".join(
            word for word, size in self.language.scales.items() if size >= 1000 and len(word) > 3
        )
        hit = re.compile(rf" (?:of an? |e nje |od |einer )?({words})\b").match(self.left, end)
        return (hit.end(), self.language.scales[hit.group(1)]) if hit else None

    def _plain_denominator(self, below: Quantity, stop: int, top: int) -> bool:
        if self.language.code == "en" or top >= 1:
            return not re.match(r" ?%", self.left[stop:]) and below.scale == 1
        return True

    def _top(self, index: int) -> tuple[Decimal, int]:
        """Return a small whole number at a token, articles included, and the token after it."""
        word = self.reader.word(index)
        if word in self.language.articles:
            return Decimal(1), index + 1
        if word in self.language.small and 1 <= self.language.small[word] <= 10:
            return Decimal(self.language.small[word]), index + 1
        if re.fullmatch(r"\d{1,2}", word):
            return Decimal(word), index + 1
        return Decimal(0), index

    def _bare_fraction(self, index: int) -> tuple[Figure | None, int] | None:
        """Return "trećina stanovnika", "çereku i": a fraction without its one."""
        if self.language.code not in {"sr", "sq"}:
            return None
        token = self.reader.tokens[index]
        for pattern, bottom in self.language.fractions[1:]:
            if self.language.code == "sr" and bottom in {7, 10}:
                continue
            if self.language.code == "sq" and not token.text.startswith("cerek"):
                continue
            if re.fullmatch(pattern, token.text) and not self.reader.at(index):
                return self._share(token.start, token.end, Decimal(1) / bottom), index + 1
        return None

    def _of_something(self, start: int, end: int) -> bool:
        if self.language.code != "en" or _SIZED.search(self.left[max(0, start - 12) : start]):
            return True
        return bool(
            re.match(
                r" (?:of|more|less|higher|lower|were|are|was|is|said|have|had|has|need|live|work|"
                r"came|come|go|went|say|plan|want|lack|do|did|could|can|will|would|get|got|receive|report|"
                r"know|hold|use)(?:s|ed|d)?\b|[.,;)]| ?\(",
                self.left[end:],
            )
        )

    def _share(self, start: int, end: int, value: Decimal) -> Figure:
        return self.make(start, end, value, Decimal("0.01"), "fraction", "share")

    def _of_index(self, start: int, end: int) -> bool:
        """Return whether the sentence speaks of an index: "in the index Kosovo is 57th"."""
        begin = max(self.left.rfind(mark, 0, start) for mark in (". ", "\n", "; "))
        stop = re.compile(r"[.;\n]|\Z").search(self.left, end)
        edge = stop.start() if stop else end
        found = re.search(rf"\b(?:{self.language.indices})\b", self.left[begin + 1 : edge])
        return found is not None

    def _new_sentence(self, end: int) -> bool:
        """Return whether a capital letter follows: "there were 249. At least …"."""
        following = re.compile(r" ([a-z])").match(self.left, end)
        return following is not None and self.text.capital(following.start(1))

    def _inside_word(self, start: int) -> bool:
        return start > 0 and (self.left[start - 1].isalnum() or self.left[start - 1] == "-")

    def _ranked_among(self, start: int, end: int) -> re.Match[str] | None:
        """Return the verb before an ordinal that nothing counted follows: "is third in Europe"."""
        language = self.language
        before = re.search(
            rf"(?:^|[^a-z])(?:{language.rank_copula}) $", self.left[max(0, start - 48) : start]
        )
        after = re.compile(rf"(?= ?[.;)!]| ?$|, [a-z]| (?:{language.rank_among}) )").match(
            self.left, end
        )
        return before if after else None

    def rank(self, index: int) -> tuple[Figure | None, int] | None:
        token, language = self.reader.tokens[index], self.language
        value = language.ordinals.get(token.text, 0)
        end = token.end
        joined = _GERMAN_RANK.fullmatch(token.text) if language.code == "de" else None
        if joined:
            made = self.make(
                token.start, end, Decimal(language.ordinals[joined[1]]), Decimal(1), "rank", "rank"
            )
            return made, index + 1
        if not value and token.digits:
            hit = re.compile(
                r"(\d{1,3})(?:(?:st|nd|rd|th|-t[ea]|-ti[nt]?|-i)(?=[ .,;:)]|$)|\.(?= ?-?[a-z]))"
            ).match(self.left, token.start)
            if hit and not (hit[0].endswith(".") and self._new_sentence(hit.end())):
                value, end = int(hit.group(1)), hit.end()
        before = self.left[max(0, token.start - 60) : token.start]
        ranked = re.search(rf"(?:^|[^a-z])(?:{language.rank_before}) $", before)
        if not value and ranked:
            found = self.reader.at(index)
            if found and found.value <= 250 and found.value == found.value.to_integral():
                value, end = int(found.value), self.reader.tokens[found.after - 1].end
        if not value:
            return None
        following = re.compile(rf"(?:{language.rank_after})").match(self.left, end)
        ranked = ranked or self._ranked_among(token.start, end)
        if not ranked and not following and not (token.digits and self._of_index(token.start, end)):
            return None
        if value == 1 and not ranked:
            return None
        if not following and units.after(self.text, self.left, end).kind:
            return None  # "stands at 41%"
        made = self.make(token.start, end, Decimal(value), Decimal(1), "rank", "rank")
        return made, self._token_after(end)
