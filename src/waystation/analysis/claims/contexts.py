"""What is said near a figure: the words of its sentence and of the text around it, weighed."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from .concepts import Mention, concepts_of, kind_of
from .figures import Figure, Reading
from .fitting import RELATED, Context, unit_class
from .periods import Periods
from .places import Places
from .sentences import Sentence, first_cut, last_cut
from .tables import caption_of, heading_of

CLAUSE, SENTENCE, BEFORE, HEADING, PARAGRAPH = 1.0, 0.75, 0.45, 0.35, 0.3


def _add_related(weights: dict[str, float]) -> None:
    for one_key, other, share in RELATED:
        for key, near in ((one_key, other), (other, one_key)):
            if weights.get(key, 0.0) * share > weights.get(near, 0.0):
                weights[near] = weights[key] * share


def _overlap(one: Mention, others: Sequence[Mention]) -> bool:
    return any(one.start < two.end and two.start < one.end for two in others)


class Contexts:
    """Weighs the words near a figure: those of its own part of the sentence most."""

    reading: Reading
    sentences: list[Sentence]
    starts: list[int]
    clause_ends: re.Pattern[str]
    of: re.Pattern[str]
    periods: Periods
    places: Places

    def context(self, figure: Figure) -> Context:
        """Return what the sentence of a figure, and the one before it, speak of."""
        text = self.reading.text.text
        at = max(bisect_right(self.starts, figure.folded_start) - 1, 0)
        sentence = self.sentences[at]
        start, end = self._clause(figure, sentence)
        found: dict[str, float] = {}
        clause: dict[str, float] = {}
        sources = set()
        begin = self.sentences[max(at - 4, 0)].start
        for one in self.reading.mentions_in(begin, sentence.end):
            if one.start >= sentence.start:
                weight = (
                    CLAUSE if start <= one.start < end else SENTENCE * self._distance(figure, one)
                )
                if weight == CLAUSE:
                    clause[one.key] = CLAUSE
                if one.kind == "source":
                    sources.add(one.key)
            elif at and one.start >= self.sentences[at - 1].start:
                weight = BEFORE
            elif at > 1 and one.start >= self.sentences[at - 2].start:
                weight = HEADING
            elif "\n" not in text[one.start : sentence.start].rstrip("\n"):
                weight = PARAGRAPH
            else:
                continue
            found[one.key] = max(found.get(one.key, 0.0), weight)
        for weights in (found, clause):
            _add_related(weights)
        self._read_paragraph(sentence, found)
        self._read_table(figure, found)
        if self._young(sentence):
            found["youth"] = max(found.get("youth", 0.0), SENTENCE)
        if unit_class(figure.kind) == "percent":
            found["company_share"] = 1.0  # "41 % of those counselled" is a share
        if figure.noun:
            found[figure.noun] = 1.0
        if figure.denominator:
            found[figure.denominator] = 1.0
        if any(weight >= SENTENCE and kind_of(key) == "person" for key, weight in found.items()):
            found["people"] = max(found.get("people", 0.0), SENTENCE)
        period = self.periods.of(figure, at)
        return Context(
            found,
            period,
            self.places.beside(figure, sentence, (start, end)),
            frozenset(sources),
            self._thing(figure),
            (
                self.places.behind_others(figure, sentence),
                self.places.earlier(figure, sentence),
                *self.places.around(at),
            ),
            self.places.located(figure, sentence),
            self.places.labels,
            self.places.elsewhere(figure, sentence),
            self.periods.others(figure, at, period),
            clause,
        )

    def _young(self, sentence: Sentence) -> bool:
        """Return whether a sentence names young people by their age: "aged 15 to 24"."""
        for one in self.reading.others_in(sentence.start, sentence.end):
            ages = [int(age) for age in re.findall(r"\d+", one.text)]
            if one.kind == "age" and len(ages) == 2 and ages[0] >= 14 and ages[1] <= 35:
                return True
            below = re.search(self.reading.language.below, one.text)
            if one.kind == "age" and below and len(ages) == 1 and 18 <= ages[0] <= 35:
                return True  # "among the under-25s"
        return False

    def _read_paragraph(self, sentence: Sentence, found: dict[str, float]) -> None:
        """Add what the first sentence of the paragraph, and a heading above it, speak of."""
        text = self.reading.text.text
        start = text.rfind("\n", 0, sentence.start + 1) + 1
        while text[start : start + 1] == "\n":
            start += 1
        stop = re.compile(r"[.:?!](?= )|\n|\Z").search(text, start + 4)
        parts = [(start, min(stop.start() if stop else len(text), start + 200))]
        above = text[: max(start - 1, 0)].rstrip("\n")
        line = above.rfind("\n") + 1
        if 0 < len(above) - line < 90 and not re.search(r"[.;,]$", above):
            parts.append((line, len(above)))
        for begin, end in parts:
            for one in self.reading.mentions_in(begin, end):
                found[one.key] = max(found.get(one.key, 0.0), HEADING)

    def _read_table(self, figure: Figure, found: dict[str, float]) -> None:
        """Add what the head of the column and the line above the table say to a figure in it."""
        start, end = caption_of(self.reading.text, figure.start)
        if start == end:
            return
        folded_start = bisect_left(self.reading.text.starts, start)
        folded_end = bisect_left(self.reading.text.starts, end)
        for one in self.reading.mentions_in(folded_start, folded_end):
            found[one.key] = max(found.get(one.key, 0.0), SENTENCE)
        for one in concepts_of(heading_of(self.reading.text, figure.start)):
            found[one.key] = max(found.get(one.key, 0.0), CLAUSE)

    def _thing(self, figure: Figure) -> str:
        """Return what the words after a figure say it is of: "EUR 500 of rent", "34 victims of
        violence", "34 viktima të dhunës", "34 žrtve nasilja".
        """
        place, text = figure.folded_end, self.reading.text.text
        if figure.kind == "count" and figure.noun:
            noun = next((one for one in self._after(place, 30) if one.key == figure.noun), None)
            if noun is None:
                return ""
            place = noun.end
        elif figure.kind != "money":
            return ""
        after = self._after(place, 24)
        persons = [one for one in after if one.kind in {"person", "place"}]
        for one in sorted(after, key=lambda two: (two.start, -two.end)):
            between = text[place : one.start]
            if one.kind in {"topic", "thing"} and not _overlap(one, persons):
                plain = between == " " and self.reading.language.code == "sr"
                return one.key if plain or self.of.fullmatch(between) else ""
        return ""

    def _after(self, place: int, within: int) -> list[Mention]:
        return list(self.reading.mentions_in(place, place + within + 1))

    def _distance(self, figure: Figure, one: Mention) -> float:
        """Return less than 1 when other figures are written between a word and this figure."""
        low, high = sorted((figure.folded_start, one.start))
        others = self.reading.figures_in(low, high)
        between = sum(low < two.folded_start < high for two in others if two is not figure)
        return 0.85**between

    def _clause(self, figure: Figure, sentence: Sentence) -> tuple[int, int]:
        """Return the part of the sentence around a figure, up to the figures beside it."""
        text = self.reading.text.text
        start, end = sentence.start, sentence.end
        around = self.reading.figures_in(max(sentence.start - 80, 0), sentence.end)
        at = next((i for i, one in enumerate(around) if one.folded_start == figure.folded_start), 0)
        for other in (*around[max(at - 1, 0) : at], *around[at + 1 : at + 2]):
            if sentence.start <= other.folded_end <= figure.folded_start:
                cut = last_cut(self.clause_ends, text, other.folded_end, figure.folded_start)
                start = max(start, cut if cut is not None else other.folded_end)
            elif figure.folded_end <= other.folded_start < sentence.end:
                cut = first_cut(self.clause_ends, text, figure.folded_end, other.folded_start)
                end = min(end, cut if cut is not None else other.folded_start)
        return start, end
