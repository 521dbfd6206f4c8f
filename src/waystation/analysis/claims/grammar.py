"""The number grammar: every figure of a text, with its value, unit, qualifier and place.

``read(text, language)`` finds figures, and numbers that are not figures. It does not use facts.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import replace
from decimal import Decimal

from . import units
from .cells import paid_per
from .concepts import Mention, mentions
from .doubts import Doubts
from .figures import Figure, Reading
from .folding import Folded, fold
from .joining import merge_repeated_figures, share_estimates, share_units
from .languages import Language, language_named
from .nouns import Nouns
from .others import BLANK, others_in
from .qualifying import Qualifiers
from .quantities import HALF, TENTH, Quantity, Reader
from .recognising import language_of_text
from .shapes import Shapes
from .tables import with_units

_PAID = re.compile(r"(?:,? ?/ ?| )(?:[a-z]+ ?){1,3}")
_PAID_AHEAD = re.compile(
    r"(?:^|[^a-z])(?:hourly|daily|weekly|monthly|yearly) (?:[a-z]+ ){1,3}"
    r"(?:of |is |was |at )(?:eur )?$"
)
_MINUS = re.compile(r"(?:^|[\s(])(?:-|minus )$")


def read(text: str, language: str = "") -> Reading:
    """Return every figure of a text, in the order of the text.

    ``language`` is en, sq, sr or de; without it the language is recognised.
    """
    known = language_named(language or language_of_text(text))
    letters = fold(text)
    languages = ("en",) if known.code == "en" else (known.code, "en")
    found = mentions(letters.text, languages)
    return _Grammar(letters, known, found).reading()


def second_text(reader: Reader, one: Quantity) -> str:
    """Return a quantity as written, with its separators as commas."""
    words = [reader.word(index) for index in range(one.first, one.after)]
    return " ".join(words).replace(".", ",")


class _Grammar(Nouns, Shapes, Qualifiers, Doubts):
    def __init__(self, text: Folded, language: Language, found: list[Mention]) -> None:
        self.text = text
        self.language = language
        self._set_patterns(language)
        self.set_doubts(language)
        self.set_mentions(found)
        others = others_in(text, language, self.counts)
        self.others = others
        self.weak: list[Figure] = []
        self.last_figure: Figure | None = None
        left = text.text
        for one in others:
            left = left[: one.start] + BLANK * (one.end - one.start) + left[one.end :]
        self.left = left
        self.reader = Reader(text, left, language)
        self.places = [one.start for one in self.reader.tokens]

    def _set_patterns(self, known: Language) -> None:
        before = r"(?:^|[^a-z])"
        hedge = rf"(?:{known.qualifiers})"
        self.changed_from = re.compile(rf"{before}(?:{known.change_from}) (?:[a-z]+ )?$")
        self.changed_to = re.compile(rf" (?:{known.change_to}|{known.until})(?: {hedge})? ")
        self.changed_by = re.compile(
            rf"{before}(?:{known.change_by}) (?:{hedge} )?(?:[€$£]|eur|usd|us[$])? ?$"
        )
        joined = "|".join([*known.and_words, *known.or_words, known.respectively])
        self.together = re.compile(rf" (?:{joined}) (?=\d)")
        self.later = re.compile(rf"{before}(?:{known.later}) $")
        self.spans = re.compile(rf"{before}(?:{known.spans}) $")
        self.half_after = re.compile(rf" (?:{'|'.join(known.half_after)})(?![a-z])")

    def reading(self) -> Reading:
        found: list[Figure] = []
        index, tokens = 0, self.reader.tokens
        while index < len(tokens):
            if tokens[index].text == BLANK:
                index += 1
                continue
            figure, after = self.figure(index)
            if figure is not None:
                found.append(figure)
                self.last_figure = figure
            index = max(after, index + 1)
        found = share_units(merge_repeated_figures(found, self.text), self.text)
        figures = with_units(share_estimates(found, self.text), self.text)
        return Reading(
            self.text,
            self.language,
            tuple(figures),
            tuple(self.others),
            tuple(self.mentions),
            tuple(self.weak),
        )

    def figure(self, index: int) -> tuple[Figure | None, int]:
        """Return the figure that begins at a token, and the token where to read on."""
        for attempt in (self.multiple, self.each_nth, self.fraction, self.rank):
            made = attempt(index)
            if made is not None:
                return made
        found = self.reader.at(index)
        if found is None:
            return None, index + 1
        return self.number(found)

    def number(self, found: Quantity) -> tuple[Figure | None, int]:
        reader = self.reader
        start, end = reader.tokens[found.first].start, reader.tokens[found.after - 1].end
        after = found.after
        if self._glued(start, end) or self._is_rate_base(found, start) or self._ordinal(found, end):
            return None, after
        head = units.before(self.text, self.left, start)
        tail = units.after(self.text, self.left, end)
        upper = self._upper(found, start, end, tail)
        low, step = found.value, found.step
        high: Decimal | None = None
        if upper is not None:
            second, tail2 = upper
            after = second.after
            end = reader.tokens[second.after - 1].end
            tail = tail2 if tail2.unit else tail
            if found.scale == 1 and second.scale > 1 and found.mantissa <= second.mantissa:
                low, step = low * second.scale, step * second.scale
            high = second.value
            thousands = high >= 1000 and high % 1000 == 0 and second.scale == found.scale == 1
            if (
                thousands
                and low < 1000
                and low <= high / 1000
                and "," in second_text(reader, second)
            ):
                low, step = low * 1000, Decimal(1)  # "12-15,000"
            step = max(step, second.step)
            if high < low:
                low, high = high, low
        if high is None and not tail.unit:
            ahead, size = self._unit_ahead(start, end, found)
            if found.scale == 1:
                low, step = low * size, step * size
            elif ahead.kind != "money":
                ahead = units.Unit()
            tail = tail if head.unit else ahead
        unit = tail if tail.unit else head
        if tail.unit and head.kind == "money" and tail.kind != "money":
            unit = head
        kind, name = unit.kind, unit.unit
        if unit is tail and tail.unit and tail.end > end:
            end = tail.end
        times = re.compile(rf"[ -]?(?:{self.language.times})(?![a-z])").match(self.left, end)
        if times and self._how_often(found, start, times.end()):
            name, kind, end = "", "", times.end()
            times = None  # "refused 4,960 times": how often, not how much more
        if not name and times and found.scale == 1:
            if re.compile(rf" (?:{self.language.per_time})\b").match(self.left, times.end()):
                return None, self._token_after(times.end())
            kind, name, end = "times", "times", times.end()
        halved = kind in {"times", "duration"} and found.scale == 1 and high is None
        if halved and (half := self.half_after.match(self.left, end)):  # "dy here e gjysme"
            low, step, end = low + HALF, TENTH, half.end()
        noun = "" if kind else self.noun_after(end)
        if found.thousands is not None and not kind and noun and found.scale == 1:
            low, step = found.thousands, Decimal(1)
        span = self.spans.search(self.left[max(0, start - 16) : start])
        later = self.later.search(self.left[max(0, start - 16) : start])
        told = (found.spelled and span) or later or self._is_condition(start, end)
        if kind == "duration" and told:
            made = self.make(start, end, low, step, kind, name, high=high)
            self.weak.append(replace(made, weak=True))
            return None, self._token_after(end)
        if kind == "duration" and (found.loose or self._no_duration(start, tail.end)):
            if found.spelled and not found.loose:  # "five months after return"
                made = self.make(start, end, low, step, kind, name, high=high)
                self.weak.append(replace(made, weak=True))
            return None, self._token_after(end)
        if found.loose and not kind:
            return None, after
        small = found.spelled and not kind and low <= 10 and found.scale == 1 and upper is None
        nothing = self.remarks.match(self.left, end) or not self._something_follows(end)
        if small and (nothing or self._determined(start, end)):
            self._note_weak(start, end, low, step, noun)
            return None, after
        if not found.spelled and found.value < 0:
            return None, after
        begin = head.start if unit is head and head.unit else start
        negative = bool(_MINUS.search(self.left[max(0, begin - 7) : begin])) and not found.spelled
        if negative:
            low = -low
            begin = (
                self.left.rfind("-", max(0, begin - 7), begin)
                if "-" in self.left[max(0, begin - 2) : begin]
                else begin
            )
        made = self.make(begin, end, low, step, kind, name, high=high, noun=noun, number_end=end,
                         about=found.about)  # fmt: skip
        if found.thousands is not None and not kind and high is None and low != found.thousands:
            made = replace(made, alternative=found.thousands)
        return made, max(self._token_after(end), after)

    def _upper(
        self, found: Quantity, start: int, end: int, tail: units.Unit
    ) -> tuple[Quantity, units.Unit] | None:
        """Return the upper end of a range that begins with ``found``."""
        begin = tail.end if tail.unit else end
        hit = re.compile(
            rf"(?: ?- ?| (?:{self.language.range_words}) )(?:[€$£] ?|(?:eur|usd|chf|gbp) )?"
        ).match(self.left, begin)
        if not hit:
            return None
        word = re.sub(r" (?:eur|usd|chf|gbp)$", "", hit.group().strip(" €$£"))
        if word == "to" and self._by(found, start, begin, hit.group()):
            return None
        before = self.left[max(0, start - 30) : start]
        opened = re.search(
            rf"(?:^|[^a-z])(?:{self.language.range_opens}) (?:[€$£] ?)?(?:[a-z]+ ){{0,2}}$", before
        )
        joined = word in self.language.and_words
        if (joined or re.fullmatch(self.language.in_place, word)) and not opened:
            return None
        if tail.unit and word != "-" and not (opened and joined):
            return None
        place = self._token_at(hit.end())
        second = self.reader.at(place) if place is not None else None
        if second is None or second.loose:
            return None
        if word in self.language.or_words and not 0 < second.value - found.value <= 2:
            return None
        if opened and not joined and self._changed(start) and word != "-":
            return None
        if second.value < found.value and second.scale == 1:
            return None
        if found.spelled and found.loose and word == "-":
            return None
        tail2 = units.after(self.text, self.left, self.reader.tokens[second.after - 1].end)
        return second, tail2

    def _by(self, found: Quantity, start: int, end: int, between: str) -> bool:
        """Return whether a change is written before what it led to: "by EUR 113 million to EUR 1.3
        billion", "by 1,200 to 8,400"; "by 10 to 15 per cent" is a range.
        """
        if not self.changed_by.search(self.left[max(0, start - 40) : start]):
            return False
        place = self._token_at(end + len(between))
        second = self.reader.at(place) if place is not None else None
        if second is None:
            return False
        money = between.rstrip()[-1:] in {"€", "$", "£"}
        own = money or found.scale > 1 or units.after(self.text, self.left, end).unit
        return bool(own) or second.value >= 3 * found.value > 0

    def _unit_ahead(self, start: int, end: int, found: Quantity) -> tuple[units.Unit, int]:
        """Return the unit and the scale that "from 12.6 to 10.9 per cent" and "from 29.4 to 31.8
        million" write only once.
        """
        hit = self.changed_to.match(self.left, end)
        if hit and not self.changed_from.search(self.left[max(0, start - 20) : start]):
            hit = None
        ranged = hit is not None
        hit = hit or self.together.match(self.left, end)
        if not hit:
            return units.Unit(), 1
        place = self._token_at(hit.end())
        second = self.reader.at(place) if place is not None else None
        if second is None:
            return units.Unit(), 1
        stop = self.reader.tokens[second.after - 1].end
        after = units.after(self.text, self.left, stop)
        shareable = ranged or after.kind != "duration"
        unit = units.Unit(after.unit, after.kind) if shareable else units.Unit()
        near = found.mantissa < 10 * second.mantissa and second.mantissa < 10 * found.mantissa
        shared = ranged and second.scale >= 1000 and near and not found.spelled
        return unit, second.scale if shared else 1

    def _token_after(self, end: int) -> int:
        tokens = self.reader.tokens
        return next(
            (i for i in range(self._near(end), len(tokens)) if tokens[i].start >= end), len(tokens)
        )

    def _near(self, place: int) -> int:
        return max(0, bisect_left(self.places, place) - 1)

    def _token_at(self, place: int) -> int | None:
        tokens = self.reader.tokens
        for index in range(self._near(place), min(self._near(place) + 4, len(tokens))):
            if tokens[index].start == place:
                return index
        return None

    def make(self, start: int, end: int, value: Decimal, step: Decimal, kind: str, unit: str, *,
             high: Decimal | None = None, noun: str = "", number_end: int = 0,
             about: bool = False) -> Figure:  # fmt: skip
        qualifier, end_all = self.qualifier(start, end, about)
        denominator = bearer = ""
        base: frozenset[str] = frozenset()
        if kind in {"percent", "fraction", "points"}:
            denominator = units.denominator(
                self.mentions, self.text.text, number_end or end, self.language
            )
            base = units.base_of(self.mentions, self.text.text, number_end or end)
        if kind == "money":
            paid = _PAID.match(self.left, end)
            ahead = _PAID_AHEAD.search(self.left[max(0, start - 40) : start])
            denominator = paid_per(paid.group()) if paid else ""
            denominator = denominator or (paid_per(ahead.group()) if ahead else "")
            bearer = units.bearer(self.mentions, self.text.text, end)
        if not kind:
            kind = "count"
            unit = noun
            rate = units.rate(self.left, end) or units.rate_before(self.left, start)
            if rate:
                kind, unit = "rate", rate
            else:
                denominator = units.each_time(self.left, end)
        first, last = self.text.span(start, end_all)
        return Figure(
            first, last, self.text.original[first:last], value, high, step, kind, unit,
            denominator, noun, qualifier, start, end_all, base=base, bearer=bearer,
            of_all=bool(base) and units.of_all(self.text.text, number_end or end),
        )  # fmt: skip
