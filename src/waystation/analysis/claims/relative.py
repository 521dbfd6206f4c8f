"""Years that words count from another one: "last year", "a year earlier", "the next year"."""

from __future__ import annotations

import re

from .cells import Period
from .figures import Figure, Reading
from .languages import Language
from .sentences import Sentence, years_of

DATED = frozenset({"year", "period", "month", "date", "quarter"})
LATEST = 9999
"""Before the latest value that the register has: "doubled from 25,000 to 50,000"."""
Years = list[tuple[int, int, Period]]


def opening_of(known: Language) -> re.Pattern[str]:
    """Return the pattern between a year and the figure that it opens: ", when there were"."""
    return re.compile(
        rf"(?:, | )?(?:{known.when})(?: [a-z]+){{0,5}} (?:[€$£]|eur |usd )?|"
        r"[,.]? ?\((?:[€$£]|eur |usd )?"
    )


class RelativeYears:
    """Finds relative years in a sentence; ``written`` is the year in which the text was written."""

    reading: Reading
    sentences: list[Sentence]
    written: int | None
    than_year: re.Pattern[str]
    opens: re.Pattern[str]
    against: re.Pattern[str]
    from_behind: re.Pattern[str]
    changed: re.Pattern[str]

    def _opens(self, end: int, figure: Figure) -> bool:
        """Return whether a year that others are compared with leads to the figure behind it: "than
        in 2011, when there were 1.74 million", "as in 2023 (2,300)".
        """
        text = self.reading.text.text
        between = text[end : figure.folded_start] if end <= figure.folded_start else "."
        return bool(self.opens.fullmatch(between)) and not self.reading.figures_in(
            end, figure.folded_start
        )

    def _relative(self, sentence: Sentence, years: Years, figure: Figure | None = None) -> Years:
        """Return "last year" and "a year earlier" as years, where the text says of which."""
        text, found = self.reading.text.text, []
        for kind, pattern in self.reading.language.relative_years:
            for hit in re.finditer(
                rf"(?<![a-z])(?:{pattern})(?![a-z])", text[sentence.start : sentence.end]
            ):
                start = sentence.start + hit.start()
                base = None if kind == "now" else self.written
                if kind in {"before", "after"}:
                    near = [one for one in years if one[0] < start] or years
                    if kind == "after" and not near:
                        continue  # "still open a year later" is no year of its own
                    base = near[-1][2].last if near else self._before(start) or base or LATEST
                end = sentence.start + hit.end()
                if kind in {"before", "after"} and figure is not None and figure.folded_start > end:
                    before = self.reading.figures_in(sentence.start, start)
                    between = text[before[-1].folded_end : start] if before else "."
                    if re.fullmatch(r"(?: [a-z]+){0,2} ", between) and not self._opens(end, figure):
                        continue  # "against 2,011 a year earlier, and approved 1,406"
                compared = self.than_year.search(text[max(0, start - 20) : start])
                if compared and figure is not None and not self._opens(end, figure):
                    continue  # "1,700 more than last year" is of this year
                if kind == "before" and compared and not [one for one in years if one[0] < start]:
                    found.append((start, end, Period(before=LATEST)))
                    continue  # "more than in the year before (1,615)"
                if base is not None:
                    year = base - self._ago(kind, hit.group())
                    ago = Period(before=LATEST, ago=LATEST - year)
                    meant = Period(year, year) if base < LATEST else ago
                    found.append((start, end, meant))
                elif kind not in {"before", "after"}:
                    found.append((start, end, Period()))  # the latest that the register has
        return found

    def _ago(self, kind: str, words: str) -> int:
        """Return how many years before its base "two years earlier" is."""
        if kind in {"this", "after"}:
            return 0 if kind == "this" else -1
        small = self.reading.language.small
        return next((small[one] for one in words.split() if small.get(one, 0) > 1), 1)

    def _before(self, place: int) -> int | None:
        """Return the last year that the paragraph names before a place."""
        start = self.reading.text.text.rfind("\n", 0, place) + 1
        written = [
            years_of(one.text).last
            for one in self.reading.others_in(start, place)
            if one.kind in DATED
        ]
        return next((one for one in reversed(written) if one is not None), None)

    def _against(self, figure: Figure, sentence: Sentence, years: Years) -> Period | None:
        """Return the time before the year of the sentence for "up from 7,102" without a year."""
        text = self.reading.text.text
        before = text[max(sentence.start, figure.folded_start - 40) : figure.folded_start]
        if not self.against.search(before) and not self._fallen_from(figure, sentence):
            return None
        later = self.reading.figures_in(figure.folded_end, sentence.end)
        edge = later[0].folded_start if later else sentence.end
        if any(figure.folded_end <= start < edge for start, _end, _found in years):
            return None
        known = [one[2].last for one in years if one[0] < figure.folded_start and one[2].last]
        if known:
            return Period(before=known[-1])
        known = [one[2].last for one in years if one[2].last]
        return Period(before=known[0] if known else self.written or LATEST)

    def _fallen_from(self, figure: Figure, sentence: Sentence) -> bool:
        """Return whether a figure is what another one has changed from: "fell to 29 from 38"."""
        text = self.reading.text.text
        before = self.reading.figures_in(sentence.start, figure.folded_start)
        if not before or before[-1].kind != figure.kind:
            return False
        between = text[before[-1].folded_end : figure.folded_start]
        return bool(
            self.from_behind.fullmatch(between)
            and self.changed.search(
                text[max(0, before[-1].folded_start - 60) : before[-1].folded_start]
            )
        )
