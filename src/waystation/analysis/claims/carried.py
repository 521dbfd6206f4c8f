"""The year that a sentence without one takes from the sentences before it."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from .cells import Period
from .figures import Reading
from .relative import DATED
from .sentences import Sentence, years_of


class CarriedYears:
    """Finds the last year of the paragraph before a sentence, and the year of the whole text."""

    def __init__(
        self, reading: Reading, sentences: Sequence[Sentence], datelines: Sequence[int]
    ) -> None:
        self.reading = reading
        self.sentences = sentences
        dates = set(datelines)
        self.years = [
            (one.start, years_of(one.text)) for one in reading.others
            if one.kind in DATED and one.start not in dates and years_of(one.text).known
        ]  # fmt: skip
        self.starts = [start for start, _year in self.years]

    def of(self, at: int) -> tuple[Period, ...]:
        """Return the years of the last sentence of the paragraph that names any; else the only one
        that the text has named so far: "The report is of 2021."
        """
        text, start = self.reading.text.text, self.sentences[at].start
        for index in range(at - 1, -1, -1):
            one = self.sentences[index]
            if "\n" in text[one.start : start].lstrip("\n"):
                break
            found = self._in(one.start, one.end)
            if found:
                return found
        before = self._in(0, start)
        return before if len(before) == 1 else ()

    def _in(self, start: int, end: int) -> tuple[Period, ...]:
        """Return the single years in a part of the text, the last first."""
        here = self.years[bisect_left(self.starts, start) : bisect_left(self.starts, end)]
        return tuple(dict.fromkeys(year for _start, year in reversed(here)))
