"""The place of a figure: next to it, else in the lines before it, else that of the text."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace

from .concepts import Mention, kind_of
from .figures import Figure, Reading
from .fitting import KOSOVO_TOWNS
from .languages import Language
from .register import Fact
from .sentences import Sentence, clause_ends

PLACES = frozenset({"place", "home", "region"})
BODIES = frozenset({"org", "source"})
"""Kinds of names that hold a place which nothing is in: the "European" Union."""
_COUNTRIES = {
    **dict.fromkeys(("belgrade", "novi_sad", "nis_city"), "serbia"),
    **dict.fromkeys(("novi_pazar", "presevo", "bujanovac"), "serbia"),
    **dict.fromkeys(("sarajevo", "banja_luka", "mostar", "tuzla", "bihac"), "bosnia"),
    **dict.fromkeys(("podgorica", "budva", "niksic"), "montenegro"),
    **dict.fromkeys(("skopje", "tetovo", "kumanovo"), "north_macedonia"),
    **dict.fromkeys(("tirana", "durres", "shkodra", "kukes"), "albania"),
    "zagreb": "croatia", "ljubljana": "slovenia",
}  # fmt: skip
"""Towns, and the country that a text means where the register has no value of the town."""
TOWNS = frozenset(_COUNTRIES) | KOSOVO_TOWNS
_DEMONYMS = {"albanian": "albania", "serb": "serbia"}
"""Adjectives that are of a country, where the register has values of it: "Albanian students"."""
_ETHNIC = frozenset({"returnee", "displaced", "child"})
_AGAIN = re.compile(r"\s*(?:it|they|there|here|its|their)\b")
_DATELINE = re.compile(r"(?:, [^\n.;:|]{0,24}\d{4}\.?)?\)? - (?![€$£]?\d)|/[a-z]+/ - ")
_TITLE = 200


def _listed_around(
    figure: Figure, found: Sequence[Figure], joined: Callable[[Figure, Figure], bool]
) -> list[Figure]:
    """Return the list of figures that a figure is in: "1,950, 1,120 and 880"."""
    if figure not in found:
        return []
    first = last = found.index(figure)
    while first > 0 and joined(found[first - 1], found[first]):
        first -= 1
    while last + 1 < len(found) and joined(found[last], found[last + 1]):
        last += 1
    return list(found[first : last + 1])


class Places:
    """Gives figures their places; ``home`` is the place that a register is about."""

    def __init__(
        self, reading: Reading, sentences: Sequence[Sentence], facts: Sequence[Fact]
    ) -> None:
        self.reading = reading
        self.sentences = sentences
        self._set_patterns(reading.language)
        self.labels = frozenset(
            key for one in facts for name in one.names for key in name.keys
            if kind_of(key) == "place" and key != one.place
        )  # fmt: skip
        self.known = self.labels | {one.place for one in facts if one.place}
        self.home = self._home(facts)
        bodies = {(one.start, one.end) for one in reading.mentions if one.kind in BODIES}
        self.named = [
            one if one.key in self.known else replace(one, key=_COUNTRIES.get(one.key, one.key))
            for one in reading.mentions
            if one.kind in PLACES
            and not any(start <= one.start and one.end <= end for start, end in bodies)
            and not self._after(self.with_word, one)
            and not self._after(self.home_of, one)
            and not self._opens_dateline(one)
            and (one.key not in TOWNS or reading.text.capital(one.start))  # "klinika", "nisu"
        ]
        more = (*self._of_register(facts), *self._by_demonym(facts))
        self.named = sorted([*self.named, *more], key=lambda one: one.start)
        self.starts = [one.start for one in self.named]
        self.main = self._main()

    def _set_patterns(self, known: Language) -> None:
        before, here = r"(?:^|[^a-z])", rf"(?:{known.in_place}) (?:the )?"
        self.with_word = re.compile(rf"{before}(?:{known.with_word}) $")
        """Before a place that the value is not of: "the border with Serbia"."""
        self.home_of = re.compile(rf", \d\d, (?:{known.out_of}) $")
        """Before the place that a person comes from: "says Ilir, 38, from Ferizaj"."""
        self.than = re.compile(rf"{before}(?:{known.than}) (?:the )?(?:(?:{known.nearby}) )?$")
        """Before a place that what follows is of, and not what came before it: "smaller than"."""
        self.inside = re.compile(rf"{before}{here}(?:(?:{known.nearby}) )?$")
        joined = "|".join(sorted(known.and_words))
        here = rf"(?: (?:{known.in_place}))?"
        self.joiner = re.compile(
            rf"(?:,| (?:{joined})|, (?:{joined})){here} (?:the )?[€$£]?(?:eur )?"
        )
        self.clause_end = clause_ends(known)
        self.opening = re.compile(rf"\s*[-*\d.]* ?\"?{here}$")
        self.nearby = re.compile(
            rf"{before}{here}(?:{known.nearby})"
            r"(?: (?:town|city|municipality|country|village|district|region)(?: of)?)? ([a-z]+)"
        )

    def _of_register(self, facts: Sequence[Fact]) -> list[Mention]:
        """Return where the text names places that only the register knows."""
        names = {one.place for one in facts if one.place and kind_of(one.place) == "word"}
        return [
            Mention(hit.start(), hit.end(), name, "place")
            for name in sorted(names)
            if re.fullmatch(r"[a-z][a-z -]{3,}", name)
            for hit in re.finditer(
                rf"(?<![a-z]){re.escape(name.rstrip('aeiou'))}[a-z]{{0,3}}(?![a-z])",
                self.reading.text.text,
            )
            if self.reading.text.capital(hit.start())
        ]

    def _by_demonym(self, facts: Sequence[Fact]) -> list[Mention]:
        """Return where the text names a country of the register by the adjective of its people."""
        own = {key for one in facts for name in one.names for key in name.keys}
        mentions = self.reading.mentions
        beside = [
            two for two in mentions
            if two.kind in {"person", "business"} and two.key not in _ETHNIC
        ]  # fmt: skip
        return [
            replace(one, key=_DEMONYMS[one.key], kind="place")
            for one in mentions
            if one.key in _DEMONYMS and one.key not in own and _DEMONYMS[one.key] in self.known
            and any(two.start == one.end + 1 or two.end + 1 == one.start for two in beside)
        ]  # fmt: skip

    def _home(self, facts: Sequence[Fact]) -> frozenset[str]:
        seen = Counter(one.place or "kosovo" for one in facts)
        most = max(seen.values(), default=0)
        found = {place for place, count in seen.items() if count == most}
        return frozenset({"", *found}) if "kosovo" in found else frozenset(found)

    def _main(self) -> frozenset[str]:
        """Return the place of which the text speaks most; its title counts three times."""
        seen: Counter[str] = Counter()
        for one in self.named:
            seen[one.key] += 3 if one.start < _TITLE else 1
        seen = Counter({key: count for key, count in seen.items() if key in self.known})
        most = max(seen.values(), default=0)
        return frozenset(key for key, count in seen.items() if count == most)

    def _after(self, pattern: re.Pattern[str], one: Mention) -> bool:
        start = max(0, one.start - 40)
        hit = pattern.search(self.reading.text.text[start : one.start])
        if hit is None:
            return False
        written = self.reading.text.original[self.reading.text.starts[start + hit.start()] :]
        # Of Albanian "se" (than) and "së" (of), only the first compares.
        return pattern is not self.than or not re.match(r"\W?së\b", written, re.IGNORECASE)

    def _opens_dateline(self, one: Mention) -> bool:
        """Return whether a place tells where a text was written: "Pristina, 3 May 2024 - Last"."""
        text = self.reading.text.text
        line = text.rfind("\n", 0, one.start) + 1
        return not text[line : one.start].strip('( "') and bool(_DATELINE.match(text, one.end))

    def _in(self, start: int, end: int) -> list[Mention]:
        return self.named[bisect_left(self.starts, start) : bisect_left(self.starts, end)]

    def beside(self, figure: Figure, sentence: Sentence, clause: tuple[int, int]) -> frozenset[str]:
        """Return the places that a figure's own part of the sentence gives it, else the part
        before it.
        """
        inside = self._in_turn(figure, sentence) or self._own(figure, self._in(*clause))
        if inside:
            return inside
        before = self._in(sentence.start, figure.folded_start)
        total = any(one.key == "total" for one in self.reading.mentions_in(*clause))
        if total and any(len(one) > 1 for one in self._lists(before)):
            return frozenset()  # "Klina and Istog received 24 and 19, of 68 in all"
        return frozenset(
            one.key for one in before
            if (not self._after(self.than, one) or one.end >= figure.folded_start - 3)
            and not self._of_figure_before(one, sentence)
        )  # fmt: skip

    def _in_turn(self, figure: Figure, sentence: Sentence) -> frozenset[str]:
        """Return the place of "in Pristina and Prizren there were 1,950 and 1,120 visits"."""
        figures = _listed_around(
            figure,
            self.reading.figures_in(sentence.start, sentence.end),
            lambda one, two: self._joined(one.folded_end, two.folded_start),
        )
        if len(figures) < 2:
            return frozenset()
        for places in self._lists(self._in(sentence.start, sentence.end)):
            beside = self.reading.figures_in(places[0].start, places[-1].end)
            if len(places) == len(figures) and not beside:
                return frozenset({places[figures.index(figure)].key})
        return frozenset()

    def _lists(self, found: Sequence[Mention]) -> list[list[Mention]]:
        """Return places that are named one after the other: "in Pristina, Prizren and Peja"."""
        lists: list[list[Mention]] = []
        for one in found:
            if lists and one.start < lists[-1][-1].end:
                continue
            if lists and self._joined(lists[-1][-1].end, one.start):
                lists[-1].append(one)
            else:
                lists.append([one])
        return lists

    def _joined(self, end: int, start: int) -> bool:
        return end <= start and bool(self.joiner.fullmatch(self.reading.text.text[end:start]))

    def earlier(self, figure: Figure, sentence: Sentence) -> frozenset[str]:
        """Return the places that the sentence names before a figure: what its subject is of."""
        before = self._in(sentence.start, figure.folded_start)
        return frozenset(one.key for one in before if not self._after(self.than, one))

    def behind_others(self, figure: Figure, sentence: Sentence) -> frozenset[str]:
        """Return the places behind other figures before this one: it may be of them, or not."""
        before = self._in(sentence.start, figure.folded_start)
        return frozenset(one.key for one in before if self._of_figure_before(one, sentence))

    def _of_figure_before(self, place: Mention, sentence: Sentence) -> bool:
        """Return whether a place directly follows a figure of its own: "4,320 from Gjilan"."""
        before = self.reading.figures_in(sentence.start, place.start)
        if not before:
            return False
        between = self.reading.text.text[before[-1].folded_end : place.start]
        return len(between) < 40 and not self.clause_end.search(between)

    def _own(self, figure: Figure, found: Sequence[Mention]) -> frozenset[str]:
        return frozenset(
            one.key for one in found
            if one.start < figure.folded_start or not self._after(self.than, one)
        )  # fmt: skip

    def located(self, figure: Figure, sentence: Sentence) -> frozenset[str]:
        """Return the places before a figure that something happens in: "In Romania, 2,420 …"."""
        before = self._in(sentence.start, figure.folded_start)
        return frozenset(
            one.key for one in before if one.kind == "place" and self._after(self.inside, one)
        )  # fmt: skip

    def elsewhere(self, figure: Figure, sentence: Sentence) -> bool:
        """Return whether a figure is of a place that no register knows: "in nearby Ostrava"."""
        text = self.reading.text
        before = text.text[sentence.start : figure.folded_start]
        for hit in self.nearby.finditer(before):
            start = sentence.start + hit.start(1)
            known = any(one.start == start for one in self._in(start, start + 1))
            if not known and text.capital(start) and hit[1] not in self.known:
                return True
        return False

    def around(self, at: int) -> tuple[frozenset[str], ...]:
        """Return the places that the text before sentence ``at`` leads to, the likeliest first."""
        text = self.reading.text.text
        for index in range(at - 1, max(at - 8, -1), -1):
            one = self.sentences[index]
            found = self._in(one.start, one.end)
            keys = frozenset(two.key for two in found)
            opened = keys and index == at - 1
            again = _AGAIN.match(text, self.sentences[at].start)
            if opened and again and self.opening.fullmatch(text[one.start : found[0].start]):
                return (keys,)  # "In Peja it takes longer. The wait is 16 days."
            if keys:
                return (keys, self.main, self.home)
        return (self.main, self.home)
