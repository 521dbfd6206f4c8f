"""The number grammar: every figure of a text, with its value, unit, qualifier and place.

``read(text, language)`` finds figures and the numbers that are none. It knows nothing of facts.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import replace
from decimal import Decimal

from . import units
from .concepts import COUNTED, Mention, mentions
from .figures import Figure, Reading
from .folding import Folded, fold
from .languages import Language, language_named
from .others import AVERAGE, BLANK, others_in
from .qualifying import Qualifiers
from .quantities import HALF, TENTH, Quantity, Reader
from .shapes import Shapes
from .tables import with_units

_LETTERS = {"en": "", "sq": "ëç", "sr": "šđžćč", "de": "äöüß"}
_CHANGE = re.compile(
    r"(?:rose|risen|increas|grew|grow|fell|fall|declin|drop|decreas|chang|went|rrit|"
    r"ul(?:ur|ej|et)|renie|ra nga|shkoi|por(?:ast|as)|rast|povec|smanj|opa[ol]|pa[ol]|"
    r"stieg|gestieg|sank|gesunk)\w*"
)
_MINUS = re.compile(r"(?:^|[\s(])(?:-|minus )$")
_ORDINAL = re.compile(
    r"(?:st|nd|rd|th)(?![a-z])|-(?:te|ta|ti|tin|ten|tes|shi|i|og|om|oj|a|e|em)(?![a-z])"
)
_AHEAD = re.compile(r" (?:to|na|ne|do|deri ne|deri|auf|bis)(?: vetem| samo| only| just| nur)? ")
_TOGETHER = re.compile(
    r" (?:and|or|dhe|e|ose|i|ili|odnosno|und|beziehungsweise|bzw\.|perkatesisht) (?=\d)"
)
_COMPARED = re.compile(r" (?:as|more|higher|larger|greater|the|me|vise|veci|mehr|hoher)\b")
_SPAN = re.compile(
    r"(?:^|[^a-z])(?:after|within|every|in|pas|brenda|cdo|nakon|posle|u roku od|svake|svakih|za|"
    r"nach|innerhalb von|alle) $"
)
_STARTS = re.compile(r"(?:^|[^a-z])(?:from|nga|prej|sa|s|od|von) (?:[a-z]+ )?$")
_DETERMINERS = re.compile(
    r"(?:^|[^a-z])(?:the|these|those|its|their|both|our|all|other|last|first|next|past|any|this|"
    r"keto|keta|ato|ata|te|gjitha|gjithe|poslednj\w+|narednih|prethodn\w+|proteklih|posledn\w+|"
    r"letzten|nachsten|vergangenen|ovih|ova|ove|ta|te|tih|svih|sva|sve|prv\w+|"
    r"die|diese[nr]?|alle[nr]?|den|der|beiden) $"
)
_LATEST = re.compile(r"(?: (?:vit|vjet|muaj|dit|jav)\w*)? (?:e|te) (?:fundit|ardhsh|kalu)\w*")
_AGO = re.compile(
    r" (?:after|ago|later|since|earlier|before|old|me vone|me pare|pas|kasnije|ranije|nakon|posle|"
    r"spater|nach|vor)\b"
)


def recognised(text: str) -> str:
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


def read(text: str, language: str = "") -> Reading:
    """Return every figure of a text, in the order of the text.

    ``language`` is en, sq, sr or de; without it the language is recognised.
    """
    known = language_named(language or recognised(text))
    letters = fold(text)
    languages = ("en",) if known.code == "en" else (known.code, "en")
    spoken = mentions(letters.text, languages)
    return _Grammar(letters, known, spoken).reading()


def second_text(reader: Reader, one: Quantity) -> str:
    """Return a quantity as written, with its separators as commas."""
    words = [reader.word(index) for index in range(one.first, one.after)]
    return " ".join(words).replace(".", ",")


class _Grammar(Shapes, Qualifiers):
    def __init__(self, text: Folded, language: Language, spoken: list[Mention]) -> None:
        self.text = text
        self.language = language
        self.spoken = spoken
        self.counted = [one for one in spoken if one.kind in COUNTED]
        self.starts = [one.start for one in self.counted]
        others = others_in(text, language, self.counts)
        self.others = others
        left = text.text
        for one in others:
            left = left[: one.start] + BLANK * (one.end - one.start) + left[one.end :]
        self.left = left
        self.reader = Reader(text, left, language)

    def counts(self, place: int) -> bool:
        """Return whether something that can be counted is named just after a place."""
        return self.noun_after(place)[0] != ""

    def noun_after(self, place: int) -> tuple[str, int]:
        """Return the concept that is counted after a place, and where its words end."""
        text = self.text.text
        stop = re.compile(r"[.,;:!?()\n\"]|\d").search(text, place)
        edge = min(stop.start() if stop else len(text), place + 60)
        first = bisect_left(self.starts, place)
        for one in self.counted[first : first + 12]:
            if one.start >= edge:
                break
            between = text[place : one.start].split()
            if between and one.kind != "org" and self._unknown_noun(between[0]):
                return "", place
            if len(between) > 4 or any(
                word in self.language.stop
                and word not in {"of", "the", "e", "te", "i", "der", "od", "its", "their", "more"}
                for word in between
            ):
                return "", place
            longer = [two for two in self.counted if two.start == one.start and two.end > one.end]
            best = max(longer, key=lambda two: two.end) if longer else one
            if best.kind == "state":  # "shtetas" are persons, though they begin like "shtet"
                same = [two for two in self.counted if (two.start, two.end) == (one.start, one.end)]
                best = next((two for two in same if two.kind == "person"), best)
            return self._head(best)
        return "", place

    def _head(self, noun: Mention) -> tuple[str, int]:
        """Return the head of "returnee families" and "raseljenih porodica": the last noun."""
        if self.language.code == "sq":
            return noun.key, noun.end
        beside = [
            one
            for one in self.counted
            if noun.end < one.start <= noun.end + 3
            and one.key != noun.key
            and (
                self.text.text[noun.end : one.start] in {"' ", "'s "}
                or (
                    self.text.text[noun.end : one.start] == " "
                    and one.kind in {"household", "person", "business"}
                    and one.key != "displaced"
                )
            )
        ]
        return self._head(max(beside, key=lambda one: one.end)) if beside else (noun.key, noun.end)

    def _unknown_noun(self, word: str) -> bool:
        """Return whether the word after a number is itself what is counted: "540 learners …"."""
        if word in self.language.stop or len(word) < 4:
            return False
        if self.language.code == "en":
            return word.endswith("s") and not word.endswith(("ss", "us"))
        return self.language.code == "sq" and word.endswith(("ve", "a", "e", "es", "ues"))

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
            index = max(after, index + 1)
        return Reading(
            self.text, self.language, tuple(with_units(self.carried(self.merged(found)), self.text)),
            tuple(self.others),
            tuple(self.spoken),
        )  # fmt: skip

    def carried(self, found: list[Figure]) -> list[Figure]:
        """Give "EUR 3.1 million, after 2.8 million" and "12.6 per cent and 10.9" their unit twice."""
        out: list[Figure] = []
        for one in found:
            last = out[-1] if out else None
            if last is not None and one.kind == "count" and not one.noun and not one.unit:
                between = self.text.text[last.folded_end : one.folded_start]
                near = len(between) < 60 and not re.search(
                    r"(?<!\d)[.;:!?\n]|[.;:!?]\s+[^\d]", between
                )
                money = last.kind == "money" and min(one.step, last.step) >= 1000
                share = last.kind == "percent" and one.step < 1 and one.value <= 100
                if near and (money or share):
                    one = replace(
                        one, kind=last.kind, unit=last.unit, denominator=last.denominator,
                        alternative=None,
                    )  # fmt: skip
            out.append(one)
        return out

    def merged(self, found: list[Figure]) -> list[Figure]:
        """Join "five hundred (500)" into one figure."""
        out: list[Figure] = []
        for one in found:
            last = out[-1] if out else None
            if last is not None and last.value == one.value and last.upper == one.upper:
                between = self.text.text[last.folded_end : one.folded_start]
                if between in {" (", "("}:
                    end = self.text.span(one.folded_start, one.folded_end)[1]
                    bare = last.kind == "count" and not last.noun
                    out[-1] = replace(
                        one if bare else last, start=last.start, end=end,
                        text=self.text.original[last.start : end], qualifier=last.qualifier,
                        folded_start=last.folded_start, folded_end=one.folded_end,
                    )  # fmt: skip
                    continue
            out.append(one)
        return out

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

    # -- shapes without a number of their own ---------------------------------------------------

    # -- numbers --------------------------------------------------------------------------------

    def number(self, found: Quantity) -> tuple[Figure | None, int]:
        reader = self.reader
        start, end = reader.tokens[found.first].start, reader.tokens[found.after - 1].end
        after = found.after
        if self._glued(start, end) or self._is_rate_base(found, start) or self._ordinal(found, end):
            return None, after
        head = units.before(self.text, self.left, start)
        tail = units.after(self.text, self.left, end, self.language)
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
        if high is None and not tail.unit and not head.unit:
            tail = self._unit_ahead(start, end)
        unit = tail if tail.unit else head
        if tail.unit and head.kind == "money" and tail.kind != "money":
            unit = head
        kind, name = unit.kind, unit.unit
        if unit is tail and tail.unit and tail.end > end:
            end = tail.end
        times = re.compile(rf"[ -]?(?:{self.language.times})(?![a-z])").match(self.left, end)
        if times and found.value >= 60 and not _COMPARED.match(self.left, times.end()):
            times = None  # "refused 4,960 times": how often, not how much more
        if not name and times and found.scale == 1:
            if re.compile(rf" (?:{self.language.per_time})\b").match(self.left, times.end()):
                return None, self._token_after(times.end())
            kind, name, end = "times", "times", times.end()
            half = re.compile(rf" (?:{'|'.join(self.language.half_after)})(?![a-z])").match(
                self.left, end
            )
            if half:  # "dy here e gjysme"
                low, step, end = low + HALF, TENTH, half.end()
        noun, _noun_end = ("", 0) if kind else self.noun_after(end)
        if found.thousands is not None and not kind and noun and found.scale == 1:
            low, step = found.thousands, Decimal(1)
        if (
            kind == "duration"
            and found.spelled
            and low <= 10
            and _SPAN.search(self.left[max(0, start - 16) : start])
        ):
            return None, self._token_after(end)
        if kind == "duration" and (found.loose or self._no_duration(start, tail.end)):
            return None, self._token_after(end)
        if found.loose and not kind:
            return None, after
        small = found.spelled and not kind and low <= 10 and found.scale == 1 and upper is None
        if small and (self._determined(start, end) or not self._something_follows(end)):
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

    def _glued(self, start: int, end: int) -> bool:
        """Return whether letters touch the digits, as in "Kosovo1" or "A4"."""
        before = self.left[start - 1] if start else " "
        if before.isalpha() and self.left[start].isdigit():
            return not re.search(
                r"(?:eur|usd|chf|gbp|rsd|ca|us)$", self.left[max(0, start - 3) : start]
            )
        if before in "/\\_#" or (before == "-" and start > 1 and self.left[start - 2].isalpha()):
            return True
        following = self.left[end] if end < len(self.left) else " "
        return following in "/\\_" and self.left[end + 1 : end + 2].isdigit()

    def _ordinal(self, found: Quantity, end: int) -> bool:
        """Return whether the digits are an ordinal: "21st", "3-të", "21. veku"."""
        if found.spelled or found.value != found.value.to_integral() or found.value >= 1000:
            return False
        if _ORDINAL.match(self.left, end):
            return True
        following = re.compile(r"\. ([a-z])").match(self.left, end)
        return (
            self.language.code in {"sr", "de"}
            and following is not None
            and not self.text.capital(following.start(1))
        )

    def _is_rate_base(self, found: Quantity, start: int) -> bool:
        return found.value in RATE_BASES and bool(
            units.RATE_BASE.search(self.left[max(0, start - 12) : start])
        )

    def _determined(self, start: int, end: int) -> bool:
        """Return whether something known is spoken of: "the three pillars", "last ten years"."""
        before = self.left[max(0, start - 16) : start]
        return bool(_DETERMINERS.search(before) or _LATEST.match(self.left, end))

    def _something_follows(self, end: int) -> bool:
        return bool(re.match(r" [a-z]", self.left[end:])) and self.left[end : end + 1] == " "

    def _no_duration(self, start: int, end: int) -> bool:
        if AVERAGE.search(self.left[max(0, start - 70) : start]):
            return False  # "on average 29.8 years old"
        return bool(_AGO.match(self.left[end : end + 14])) or self._determined(start, end)

    def _upper(
        self, found: Quantity, start: int, end: int, tail: units.Unit
    ) -> tuple[Quantity, units.Unit] | None:
        """Return the upper end of a range that begins with ``found``."""
        begin = tail.end if tail.unit else end
        hit = re.compile(rf"(?: ?- ?| (?:{self.language.range_words}) )(?:[€$£] ?)?").match(
            self.left, begin
        )
        if not hit:
            return None
        word = hit.group().strip(" €$£")
        before = self.left[max(0, start - 30) : start]
        opened = re.search(
            rf"(?:^|[^a-z])(?:{self.language.range_opens}) (?:[€$£] ?)?(?:[a-z]+ )?$", before
        )
        if word in {"and", "e", "dhe", "i", "und", "ne", "na"} and not opened:
            return None
        if tail.unit and word != "-" and not (opened and word in {"and", "e", "dhe", "i", "und"}):
            return None
        place = self._token_at(hit.end())
        second = self.reader.at(place) if place is not None else None
        if second is None or second.loose:
            return None
        if word in {"or", "ose", "apo", "ili", "oder"} and not (
            0 < second.value - found.value <= 2
        ):
            return None
        if opened and self._changed(start) and word != "-":
            return None
        if second.value < found.value and second.scale == 1:
            return None
        if found.spelled and found.loose and word == "-":
            return None
        tail2 = units.after(
            self.text, self.left, self.reader.tokens[second.after - 1].end, self.language
        )
        return second, tail2

    def _unit_ahead(self, start: int, end: int) -> units.Unit:
        """Return the unit that "from 12.6 to 10.9 per cent" writes only once."""
        hit = _AHEAD.match(self.left, end)
        if hit and not _STARTS.search(self.left[max(0, start - 20) : start]):
            hit = None
        hit = hit or _TOGETHER.match(self.left, end)
        if not hit:
            return units.Unit()
        place = self._token_at(hit.end())
        second = self.reader.at(place) if place is not None else None
        if second is None:
            return units.Unit()
        stop = self.reader.tokens[second.after - 1].end
        found = units.after(self.text, self.left, stop, self.language)
        return (
            units.Unit(found.unit, found.kind, 0, 0) if found.kind != "duration" else units.Unit()
        )

    def _changed(self, start: int) -> bool:
        clause = re.split(r"[.;\n]", self.left[max(0, start - 90) : start])[-1]
        return bool(_CHANGE.search(clause)) and not re.search(
            r"(?:between|ndermjet|midis|izmedju|zwischen) (?:[€$£] ?)?$", clause
        )

    # -- together -------------------------------------------------------------------------------

    def _token_after(self, end: int) -> int:
        tokens = self.reader.tokens
        return next(
            (i for i in range(self._near(end), len(tokens)) if tokens[i].start >= end), len(tokens)
        )

    def _near(self, place: int) -> int:
        self._places = getattr(self, "_places", None) or [one.start for one in self.reader.tokens]
        return max(0, bisect_left(self._places, place) - 1)

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
        denominator = ""
        if kind in {"percent", "fraction", "points"}:
            denominator = units.denominator(self.spoken, self.text.text, number_end or end)
        elif kind == "rate":
            kind, unit = "rate", unit
        if not kind:
            kind = "count"
            unit = noun
            rate = units.rate(self.left, end) or units.rate_before(self.left, start)
            if rate:
                kind, unit = "rate", rate
        first, last = self.text.span(start, end_all)
        return Figure(
            first, last, self.text.original[first:last], value, high, step, kind, unit,
            denominator, noun, qualifier, start, end_all,
        )  # fmt: skip


RATE_BASES = frozenset({100, 1000, 10_000, 100_000})
