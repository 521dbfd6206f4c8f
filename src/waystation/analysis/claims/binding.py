"""Which fact of the register a figure speaks of: by subject, place and the words around it."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from .concepts import Mention, kind_of
from .folding import Folded
from .grammar import Figure, Reading
from .register import Fact, Period

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
_END = re.compile(r"(?<=[a-z\d%)\"^>\]])[.!?](?=[\s\"])|\n\s*\n|\n(?=\s*(?:[-*•#]|\d+[.)]))|;|\Z")
_SHORT = re.compile(
    r"(?:\b(?:no|nr|br|art|para|paras|ca|approx|est|mio|mil|mlrd|mrd|rr|ul|vol|dr|mr|ms|st|p|pp|cf|e\.g|i\.e|god|g|tsd|bzw|tel|max|min|neni|z\.b)|\b[a-z]|\b\d{1,2}|(?:19|20)\d\d)$"
)
_CLAUSE = re.compile(
    r"[,:;()\n]| - |\b(?:while|whereas|and|but|ndersa|kurse|dhe|por|dok|a|i|ali|wahrend|und|aber)\b"
)


@dataclass(frozen=True)
class Subject:
    """All facts of one thing: the same series, or the same name."""

    key: str
    facts: tuple[Fact, ...]
    names: tuple[frozenset[str], ...]


@dataclass(frozen=True)
class Sentence:
    start: int
    end: int


@dataclass(frozen=True)
class Context:
    """What a figure's sentence says: concepts with weights, its years, its places."""

    weights: dict[str, float]
    period: Period
    places: frozenset[str]
    sources: frozenset[str]


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
        self.sentences = _sentences(reading.text)

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
                cut = _last(_CLAUSE, text, other.folded_end, figure.folded_start)
                start = max(start, cut if cut is not None else other.folded_end)
            elif figure.folded_end <= other.folded_start < sentence.end:
                cut = _first(_CLAUSE, text, figure.folded_end, other.folded_start)
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
            found = _years(one.text)
            if not found.known:
                continue
            before = text[max(sentence.start, one.start - 32) : one.start]
            elsewhere = rf"(?:^|[^a-z])(?:{language.year_elsewhere})[ (]*$"
            if (
                one.kind == "year"
                and re.search(elsewhere, before)
                and not _from_to(text, one.end, self.reading.others)
            ):
                continue
            years.append((one.start, one.end, found))
        years = _joined(years, text)
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


def _sentences(whole: Folded) -> list[Sentence]:
    text = whole.text
    found, start = [], 0
    for hit in _END.finditer(text):
        if hit.group() in {".", "!", "?"} and _SHORT.search(
            text[max(0, hit.start() - 8) : hit.start()]
        ):
            after = text[hit.end() : hit.end() + 2]
            if not re.match(r"\s\n", after) and not re.search(
                r"(?:19|20)\d\d$", text[: hit.start()][-4:]
            ):
                continue
        following = re.compile(r"\s*[\"(\[]?([a-z])").match(text, hit.end())
        if hit.group() == "." and following and not whole.capital(following.start(1)):
            continue  # "u 2021. godini": an ordinal, or an abbreviation
        if hit.end() > start:
            found.append(Sentence(start, hit.end()))
            start = hit.end()
    if start < len(text) or not found:
        found.append(Sentence(start, len(text) + 1))
    last = found[-1]
    found[-1] = Sentence(last.start, len(text) + 1)
    return found


def _last(pattern: re.Pattern[str], text: str, start: int, end: int) -> int | None:
    hits = list(pattern.finditer(text, start, end))
    return hits[-1].end() if hits else None


def _first(pattern: re.Pattern[str], text: str, start: int, end: int) -> int | None:
    hit = pattern.search(text, start, end)
    return hit.start() if hit else None


def _years(text: str) -> Period:
    short = re.search(r"((?:19|20)\d\d) ?[-/] ?(\d\d)\b(?!\d)", text)
    years = [int(one) for one in re.findall(r"(?<!\d)(?:19|20)\d\d(?!\d)", text)]
    if short and len(years) == 1 and not re.search(r"[a-z]", text):
        return Period(years[0], int(str(years[0])[:2] + short.group(2)))
    return Period(min(years), max(years)) if years else Period()


def _from_to(text: str, end: int, others: Sequence[object]) -> bool:
    return bool(
        re.match(r"\.? (?:to|until|till|deri ne|deri|do|bis|godine do) ", text[end : end + 14])
    )


def _joined(years: list[tuple[int, int, Period]], text: str) -> list[tuple[int, int, Period]]:
    """Join "from 2011 to 2019" and "between 2011 and 2019" into one period."""
    out: list[tuple[int, int, Period]] = []
    for start, end, found in sorted(years):
        if out:
            last_start, last_end, last = out[-1]
            between = text[last_end:start]
            opened = text[max(0, last_start - 16) : last_start]
            ranged = re.fullmatch(
                r"\.? ?(?:godine )?(?:to|until|till|deri ne|deri|do|bis|-) "
                r"(?:vitin |the end of |kraja )?",
                between,
            )
            pair = re.fullmatch(r"\.? ?(?:godine )?(?:and|dhe|e|i|und) ?", between) and re.search(
                r"(?:between|ndermjet|midis|mes|izmedju|zwischen) (?:viteve |vitit |godina )?$",
                opened,
            )
            if (ranged or pair) and last.first is not None and found.last is not None:
                out[-1] = (last_start, end, Period(last.first, found.last))
                continue
        out.append((start, end, found))
    return out


def place_fits(fact: Fact, context: Context) -> bool:
    """Return whether a fact's place is one that the sentence may mean."""
    named = {one for one in context.places if kind_of(one) == "place"}
    if not fact.place:
        return True
    if kind_of(fact.place) == "home":
        return (
            not named
            or "kosovo" in context.places
            or bool(named & {key for name in fact.names for key in name})
            or not _other_home(named)
        )
    if kind_of(fact.place) == "place":
        return fact.place in named
    return True


_ECONOMIES = frozenset(
    {
        "albania",
        "serbia",
        "north_macedonia",
        "montenegro",
        "bosnia",
        "croatia",
        "slovenia",
        "turkiye",
        "greece",
        "bulgaria",
    }
)
_TOWNS = frozenset(
    [
        "prishtina",
        "prizren",
        "peja",
        "gjakova",
        "gjilan",
        "ferizaj",
        "mitrovica",
        "vushtrri",
        "podujeva",
        "obiliq",
        "gracanica",
        "lipjan",
        "suhareka",
        "rahovec",
        "istog",
        "klina",
        "decan",
        "malisheva",
        "skenderaj",
        "drenas",
        "kamenica",
        "viti",
        "strpce",
        "leposavic",
        "zvecan",
        "zubin_potok",
        "dragash",
        "kacanik",
        "shtime",
        "fushe_kosova",
    ]
)


def _other_home(named: set[str]) -> bool:
    return bool(named & (_ECONOMIES | _TOWNS))


def fits(figure: Figure, fact: Fact) -> bool:
    """Return whether a figure and a fact are written in the same unit and denominator."""
    if unit_class(figure.kind) != unit_class(fact.kind):
        return (not figure.unit and figure.kind == "count" and fact.kind in {"rank"} and False) or (
            figure.kind == "count"
            and not figure.noun
            and not figure.unit
            and fact.kind in {"money", "duration"}
        )
    if figure.kind == "money" or figure.kind in {"duration", "rate", "measure"}:
        return figure.unit == fact.unit_name
    if unit_class(figure.kind) == "percent":
        return not (figure.denominator and fact.denominator) or alike(
            figure.denominator, fact.denominator
        )
    if figure.kind == "count":
        return not (figure.noun and fact.noun) or alike(figure.noun, fact.noun)
    return True


def unit_class(kind: str) -> str:
    return "percent" if kind in {"percent", "fraction"} else kind


_SAME = (
    frozenset({"population", "resident", "people"}),
    frozenset({"member_state", "state"}),
    frozenset({"business"}),
    frozenset({"centre", "msc", "office"}),
    frozenset({"organization", "agency", "entity"}),
    frozenset({"house", "apartment"}),
    frozenset({"loan", "grant"}),
)
_OPEN_THINGS = frozenset({"case", "service", "number"})


def alike(one: str, other: str) -> bool:
    """Return whether two counted things may be the same: "migrants" are counted as people."""
    if one == other or kind_of(one) == kind_of(other) == "person":
        return True
    if {kind_of(one), kind_of(other)} <= {"person", "denominator"} and "population" in {one, other}:
        return True
    if one in _OPEN_THINGS or other in _OPEN_THINGS:
        return True
    return any(one in same and other in same for same in _SAME)
