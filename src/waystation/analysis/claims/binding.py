"""Which fact of the register a figure speaks of: by subject, place and the words around it."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from .cells import Period
from .concepts import Mention, kind_of
from .figures import Figure, Reading
from .fitting import Context, fits, place_fits, unit_class
from .register import Fact
from .sentences import (
    CLAUSE_ENDS,
    Sentence,
    first_cut,
    goes_on,
    joined,
    last_cut,
    sentences_of,
    years_of,
)

NEAR, CLAUSE, SENTENCE, BEFORE, HEADING = 1.0, 1.0, 0.75, 0.45, 0.35
FRAME = frozenset({"weak", "home", "source", "region", "denominator"})
LEAST = 0.42
"""A fact is spoken of when at least this share of what its name says is near the figure."""
_WEAK = {"weak": 0.3, "home": 0.05, "region": 0.5, "source": 0.25, "place": 0.7, "denominator": 0.6}
RELATED = (
    ("resident", "population"),
    ("returnee", "return"),
    ("asylum_seeker", "asylum"),
    ("emigrant", "emigration"),
)
"""Concepts of which one word often stands for the other: who emigrated are emigrants."""


@dataclass(frozen=True)
class Subject:
    """All facts of one thing: the same series, or the same name."""

    key: str
    facts: tuple[Fact, ...]
    names: tuple[frozenset[str], ...]


def subjects_of(facts: Sequence[Fact]) -> list[Subject]:
    """Return the facts by subject; facts with the same series or the same name are one."""
    parent = list(range(len(facts)))

    def root(index: int) -> int:
        while parent[index] != index:
            index = parent[index]
        return index

    seen: dict[object, int] = {}
    repeated = Counter(one.subject for one in facts)
    for index, fact in enumerate(facts):
        marks: list[object] = [
            ("label", re.sub(r"\W+", " ", fact.label.casefold()).strip(), fact.kind)
        ]
        if repeated[fact.subject] > 1:
            marks.append(("subject", fact.subject))
        if fact.names:
            topic = frozenset(one for one in fact.names[0] if not _is_frame(one))
            if topic and len(topic) > 1:
                marks.append(("topic", topic, fact.kind, fact.noun))
        for mark in marks:
            if mark in seen:
                parent[root(index)] = root(seen[mark])
            else:
                seen[mark] = index
    groups: dict[int, list[Fact]] = defaultdict(list)
    for index, fact in enumerate(facts):
        groups[root(index)].append(fact)
    return [
        Subject(
            group[0].subject, tuple(group),
            tuple(dict.fromkeys(name for one in group for name in one.names if name)),
        )
        for group in groups.values()
    ]  # fmt: skip


def is_frame(key: str) -> bool:
    """Return whether a concept alone says nothing of a subject: people, Kosovo, a share."""
    return kind_of(key) in FRAME or key == "people"


def _is_frame(key: str) -> bool:
    return kind_of(key) in {"weak", "home", "source"}


class Binder:
    """Finds the subjects that a figure may speak of, the likeliest first."""

    def __init__(self, reading: Reading, facts: Sequence[Fact]) -> None:
        self.reading = reading
        self.subjects = subjects_of(facts)
        self.weight = _weights(self.subjects)
        self.sentences = sentences_of(reading.text)

    def context(self, figure: Figure) -> Context:
        """Return what the sentence of a figure, and the one before it, speak of."""
        text = self.reading.text.text
        at = next(
            (
                i
                for i, one in enumerate(self.sentences)
                if one.start <= figure.folded_start < one.end
            ),
            0,
        )
        sentence = self.sentences[at]
        start, end = self._clause(figure, sentence)
        found: dict[str, float] = {}
        places, sources = set(), set()
        for one in self.reading.mentions:
            if one.start >= sentence.end:
                break
            if one.start >= sentence.start:
                weight = (
                    CLAUSE if start <= one.start < end else SENTENCE * self._distance(figure, one)
                )
                if one.kind in {"place", "home", "region"}:
                    places.add(one.key)
                if one.kind == "source":
                    sources.add(one.key)
            elif at and one.start >= self.sentences[at - 1].start:
                weight = BEFORE
            elif at > 1 and one.start >= self.sentences[at - 2].start:
                weight = HEADING
            else:
                continue
            found[one.key] = max(found.get(one.key, 0.0), weight)
        for pair in RELATED:
            for key, near in (pair, pair[::-1]):
                if found.get(key, 0.0) > found.get(near, 0.0):
                    found[near] = found[key] * 0.95
        if unit_class(figure.kind) == "percent":
            found["company_share"] = 1.0  # "41 % of those counselled" is a share
        if figure.noun:
            found[figure.noun] = 1.0
        if figure.denominator:
            found[figure.denominator] = 1.0
        del text
        return Context(found, self._period(figure, sentence), frozenset(places), frozenset(sources))

    def _distance(self, figure: Figure, one: Mention) -> float:
        """Return less than 1 when other figures are written between a word and this figure."""
        low, high = sorted((figure.folded_start, one.start))
        between = sum(
            low < other.folded_start < high for other in self.reading.figures if other is not figure
        )
        return 0.85**between

    def _clause(self, figure: Figure, sentence: Sentence) -> tuple[int, int]:
        """Return the part of the sentence around a figure, up to the figures beside it."""
        text = self.reading.text.text
        start, end = sentence.start, sentence.end
        for other in self.reading.figures:
            if other is figure:
                continue
            if sentence.start <= other.folded_end <= figure.folded_start:
                cut = last_cut(CLAUSE_ENDS, text, other.folded_end, figure.folded_start)
                start = max(start, cut if cut is not None else other.folded_end)
            elif figure.folded_end <= other.folded_start < sentence.end:
                cut = first_cut(CLAUSE_ENDS, text, figure.folded_end, other.folded_start)
                end = min(end, cut if cut is not None else other.folded_start)
        return start, end

    def _period(self, figure: Figure, sentence: Sentence) -> Period:
        """Return the year or years that the sentence gives a figure; none where it gives none."""
        text, language = self.reading.text.text, self.reading.language
        years: list[tuple[int, int, Period]] = []
        for one in self.reading.others:
            if one.kind not in {"year", "period", "month", "date", "quarter"}:
                continue
            if not sentence.start <= one.start < sentence.end:
                continue
            found = years_of(one.text)
            if not found.known:
                continue
            before = text[max(sentence.start, one.start - 32) : one.start]
            elsewhere = rf"(?:^|[^a-z])(?:{language.year_elsewhere})[ (]*$"
            if (
                one.kind == "year"
                and re.search(elsewhere, before)
                and not goes_on(text, one.end, self.reading.others)
            ):
                continue
            years.append((one.start, one.end, found))
        years = joined(years, text)
        if not years:
            return Period()
        paired = self._respectively(figure, sentence, years)
        if paired is not None:
            return paired
        return self._nearest(figure, years, sentence)

    def _respectively(
        self, figure: Figure, sentence: Sentence, years: list[tuple[int, int, Period]]
    ) -> Period | None:
        text, language = self.reading.text.text, self.reading.language
        clause = text[sentence.start : sentence.end]
        here = [
            one
            for one in self.reading.figures
            if sentence.start <= one.folded_start < sentence.end and one.kind == figure.kind
        ]
        said = re.search(rf"(?<![a-z])(?:{language.respectively})(?![a-z])", clause)
        if len(here) != len(years) or len(here) < 2:
            return None
        apart = here[-1].folded_start < years[0][0] or years[-1][0] < here[0].folded_start
        if said or apart:
            return years[here.index(figure)][2]
        return None

    def _nearest(
        self, figure: Figure, years: list[tuple[int, int, Period]], sentence: Sentence
    ) -> Period:
        best, period = 10.0**9, years[0][2]
        text = self.reading.text.text
        for start, end, found in years:
            low, high = min(end, figure.folded_end), max(start, figure.folded_start)
            between = [
                one
                for one in self.reading.figures
                if one is not figure and low <= one.folded_start < high
            ]
            gap = (
                start - figure.folded_end
                if start >= figure.folded_end
                else figure.folded_start - end
            )
            part = text[min(end, figure.folded_end) : max(start, figure.folded_start)]
            cost = gap + 60 * len(between) + 25 * len(re.findall(r"[,;:]", part))
            if start >= figure.folded_end and not between:
                cost -= 20
            if cost < best:
                best, period = cost, found
        return period

    def ranked(self, figure: Figure, context: Context) -> list[tuple[float, Subject]]:
        """Return the subjects that the figure may speak of with their scores, the best first."""
        scored = [(self.score(figure, context, one), one) for one in self.subjects]
        scored = [one for one in scored if one[0] > 0]
        return sorted(scored, key=lambda one: (-one[0], one[1].facts[0].order))

    def beside(self, fact: Fact | None, subjects: Sequence[Subject]) -> list[Subject]:
        """Return the subjects that share a topic with a fact: remittances in another unit."""
        topic = {key for name in fact.names for key in name} if fact else set()
        topic = {one for one in topic if not is_frame(one)} or topic
        return [one for one in subjects if any(topic & name for name in one.names)]

    def score(self, figure: Figure, context: Context, subject: Subject) -> float:
        """Return how much of what the subject's name says is near the figure, 0 to about 1.2."""
        best = max((self._covered(name, context) for name in subject.names), default=0.0)
        if best <= 0:
            return 0.0
        fitting = [one for one in subject.facts if place_fits(one, context)]
        if not fitting:
            best *= 0.5
        alike = any(fits(figure, one) for one in subject.facts)
        same_kind = any(unit_class(figure.kind) == unit_class(one.kind) for one in subject.facts)
        best += 0.15 if alike else (-0.1 if same_kind else -0.2)
        if any(one.denominator and one.denominator == figure.denominator for one in subject.facts):
            best += 0.1
        if figure.noun and any(one.noun == figure.noun for one in subject.facts):
            best += 0.08
        return best

    def _covered(self, name: frozenset[str], context: Context) -> float:
        total = sum(self.weight[one] for one in name)
        topic = {one for one in name if not is_frame(one)}
        topic = topic or {one for one in name if kind_of(one) == "denominator"}
        strong = any(context.weights.get(one, 0) > 0 for one in topic)
        if not total or not strong:
            return 0.0
        return sum(self.weight[one] * context.weights.get(one, 0.0) for one in name) / total


def _weights(subjects: Iterable[Subject]) -> dict[str, float]:
    groups = list(subjects)
    seen = Counter(key for one in groups for key in {key for name in one.names for key in name})
    return {
        key: (0.4 + math.log((1 + len(groups)) / count))
        * (0.35 if key == "people" else _WEAK.get(kind_of(key), 1.0))
        for key, count in seen.items()
    }
