"""What was found of the figures before: a figure set beside another one is of the same subject."""

from __future__ import annotations

import re
from bisect import bisect_right

from .figures import Figure, Reading
from .periods import Periods
from .register import Fact
from .sentences import Sentence
from .subjects import Subject, is_frame

_BRACKET = re.compile(r"\([€$£]?(?:eur )?(?:[a-z]+ )?$")
_THEN = re.compile(
    r"(?: [a-z]+){0,3}(?: in (?:19|20)\d\d)?,? (?:to|after) (?:[a-z]+ )?[€$£]?(?:eur )?"
)
_NUMBERS = re.compile(r"(?<![\d.,])\d{1,3}(?![\d.,]\d)")
_RATIOS = frozenset({"times", "fraction", "points"})


class Judged:
    """Remembers the fact and the subject of each figure; ``judged`` is by place in the text."""

    reading: Reading
    subjects: list[Subject]
    sentences: list[Sentence]
    starts: list[int]
    periods: Periods
    judged: dict[int, tuple[Figure, Fact, Subject]]

    def remember(self, figure: Figure, fact: Fact | None) -> None:
        """Note which subject a figure was found to be of."""
        found = next((one for one in self.subjects if fact in one.facts), None)
        if found is not None and fact is not None:
            self.judged[figure.start] = (figure, fact, found)

    def in_a_name(self, figure: Figure) -> bool:
        """Return whether a figure is part of what a fact is called, and the sentence says the rest:
        the 12 months of "still operating after 12 months".
        """
        if figure.kind not in {"duration"}:
            return False
        at = max(bisect_right(self.starts, figure.folded_start) - 1, 0)
        sentence = self.sentences[at]
        here = {one.key for one in self.reading.mentions_in(sentence.start, sentence.end)}
        return any(
            f"{figure.value.normalize():f}" in _NUMBERS.findall(fact.label)
            and here & {key for name in fact.names for key in name.keys if not is_frame(key)}
            for one in self.subjects
            for fact in one.facts
        )

    def _judged_before(self, figure: Figure, sentences: int) -> list[tuple[Figure, Fact, Subject]]:
        at = max(bisect_right(self.starts, figure.folded_start) - 1, 0)
        start = self.sentences[max(at - sentences + 1, 0)].start
        before = self.reading.figures_in(start, figure.folded_start)
        return [self.judged[one.start] for one in before if one.start in self.judged]

    def before_in_sentence(self, figure: Figure) -> Figure | None:
        """Return the figure before this one in its sentence."""
        at = max(bisect_right(self.starts, figure.folded_start) - 1, 0)
        before = self.reading.figures_in(self.sentences[at].start, figure.folded_start)
        return before[-1] if before else None

    def stated(self, figure: Figure) -> set[Fact]:
        """Return the facts that the figures before it in its sentence rest on."""
        return {fact for _one, fact, _subject in self._judged_before(figure, 1)}

    def stated_beside(self, figure: Figure) -> frozenset[str]:
        """Return the subjects that the other figures of its sentence are of."""
        at = max(bisect_right(self.starts, figure.folded_start) - 1, 0)
        sentence = self.sentences[at]
        here = self.reading.figures_in(sentence.start, sentence.end)
        known = [self.judged[one.start] for one in here if one.start in self.judged]
        return frozenset(subject.key for one, _fact, subject in known if one != figure)

    def goes_on(self, figure: Figure) -> bool:
        """Return whether a semicolon, and no full stop, parts a figure from the one before it:
        "46 % want to leave; the Barometer reports 51 %".
        """
        at = max(bisect_right(self.starts, figure.folded_start) - 1, 0)
        start = self.sentences[at].start
        first = self.reading.figures_in(start, figure.folded_start)
        return bool(at) and not first and self.reading.text.text[start - 1] == ";"

    def same_before(self, figure: Figure, sentences: int) -> Subject | None:
        """Return the subject of the same number in the last sentences, its own among them."""
        for one, _fact, subject in reversed(self._judged_before(figure, sentences)):
            if one.value == figure.value and figure.noun in {"", one.noun}:
                return subject
        return None

    def last_before(self, figure: Figure) -> Subject | None:
        """Return the subject of the last figure before, in its sentence or the one before it."""
        before = self._judged_before(figure, 2)
        return before[-1][2] if before and figure.noun in {"", before[-1][0].noun} else None

    def place_before(self, figure: Figure, subject: Subject) -> frozenset[str]:
        """Return the place of the last figure of a subject before this one."""
        before = self._judged_before(figure, 2)
        found = [fact.place for _one, fact, of in before if of is subject and fact.place]
        return frozenset(found[-1:])

    def compared(self, figure: Figure) -> Subject | None:
        """Return the subject of the figure that this one is set beside: "2,420, up from 1,900"."""
        at = max(bisect_right(self.starts, figure.folded_start) - 1, 0)
        before = self.reading.figures_in(self.sentences[at].start, figure.folded_start)
        while before and before[-1].start not in self.judged and before[-1].kind in _RATIOS:
            before = before[:-1]  # "246 apartments, twice as many as in 2023 (120)"
        if not before:
            return None
        between = self.reading.text.text[before[-1].folded_end : figure.folded_start]
        beside = (
            self.periods.against.search(between)
            or _BRACKET.search(between)
            or _THEN.fullmatch(between)
        )
        known = self.judged.get(before[-1].start)
        return known[2] if known and beside and len(between) < 90 else None
