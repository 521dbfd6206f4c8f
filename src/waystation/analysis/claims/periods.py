"""The year that a sentence gives a figure: written, "a year earlier", or the head of a column."""

from __future__ import annotations

import re
from bisect import bisect_right

from .cells import Period
from .figures import Figure, Reading
from .sentences import Sentence, goes_on, join_periods, years_of
from .tables import heading_of

_DATED = frozenset({"year", "period", "month", "date", "quarter"})
_DATELINE = re.compile(r"[a-z ,.'()/*#\"-]{0,60}")
_AFTER_DATELINE = re.compile(r"\.?\)?\.? ?(?:- |-$|:|\||/ ?[a-z]|\n|$)")
_FROM = re.compile(r"(?:^|[^a-z])(?:from|nga|prej|sa|s|od|von)(?: [a-z€$]+)? ?[€$]?$")
_TO = re.compile(r"[ a-z]{0,12} (?:to|ne|na|do|deri ne|auf|bis)(?: [a-z€$]+)? ?[€$]?")
_CONTRAST = re.compile(
    r"(?:, |[a-z] )(?:while|whereas|but|although|ndersa|kurse|porse|dok|a|ali|wahrend|aber)(?= )"
)
_Years = list[tuple[int, int, Period]]


class Periods:
    """Gives figures their years; ``written`` is the year of the text's own date line, if any."""

    def __init__(self, reading: Reading, sentences: list[Sentence]) -> None:
        self.reading = reading
        self.sentences = sentences
        self.datelines = self._datelines()
        self.written = next(
            (found.last for one in self.datelines if (found := years_of(one[2])).known), None
        )

    def of(self, figure: Figure, at: int) -> Period:
        """Return the years that the sentence number ``at`` gives a figure, none if none."""
        heading = heading_of(self.reading.text, figure.start)
        if heading and (found := years_of(heading)).known:
            return found
        sentence = self.sentences[at]
        years = self._years_in(sentence)
        if not years:
            return self._carried(at)
        paired = self._respectively(figure, sentence, years)
        if paired is not None:
            return paired
        in_turn = self._in_turn(figure, sentence, years)
        if in_turn is not None:
            return in_turn
        from_to = self._from_to(figure, sentence, years)
        if from_to is not None:
            return from_to
        return self._nearest(figure, years, sentence)

    def _datelines(self) -> list[tuple[int, int, str]]:
        """Return the dates that say when the text was written: "PRISTINA, 14 March 2024 -"."""
        text = self.reading.text.text
        found = []
        for one in self.reading.others:
            if one.kind not in {"date", "month"}:
                continue
            line = text.rfind("\n", 0, one.start) + 1
            if _DATELINE.fullmatch(text, line, one.start) and _AFTER_DATELINE.match(text, one.end):
                found.append((one.start, one.end, one.text))
        return found

    def _years_in(self, sentence: Sentence) -> _Years:
        text, language = self.reading.text.text, self.reading.language
        years: _Years = []
        letter = {start for start, _end, _text in self.datelines}
        for one in self.reading.others_in(sentence.start, sentence.end):
            if one.kind not in _DATED:
                continue
            found = years_of(one.text)
            if not found.known or one.start in letter:
                continue
            before = text[max(sentence.start, one.start - 32) : one.start]
            elsewhere = rf"(?:^|[^a-z])(?:{language.year_elsewhere})[ (]*$"
            if one.kind == "year" and re.search(elsewhere, before) and not goes_on(text, one.end):
                continue
            years.append((one.start, one.end, found))
        return join_periods(sorted(years + self._relative(sentence, years)), text)

    def _relative(self, sentence: Sentence, years: _Years) -> _Years:
        """Return "last year" and "a year earlier" as years, where the text says of which."""
        text, found = self.reading.text.text, []
        for kind, pattern in self.reading.language.relative_years:
            for hit in re.finditer(
                rf"(?<![a-z])(?:{pattern})(?![a-z])", text[sentence.start : sentence.end]
            ):
                start = sentence.start + hit.start()
                base = None if kind == "now" else self.written
                if kind == "before":
                    near = [one for one in years if one[0] < start] or years
                    base = near[-1][2].last if near else base
                    if base is None:
                        base = self._before(start)
                end = sentence.start + hit.end()
                if base is not None:
                    year = base - (0 if kind == "this" else 1)
                    found.append((start, end, Period(year, year)))
                elif kind != "before":
                    found.append((start, end, Period()))  # the latest that the register has
        return found

    def _before(self, place: int) -> int | None:
        written = [
            years_of(one.text).last
            for one in self.reading.others
            if one.kind in _DATED and one.start < place
        ]
        return next((one for one in reversed(written) if one is not None), None)

    def _carried(self, at: int) -> Period:
        """Return the year of the part before a semicolon, for what stands behind it."""
        text = self.reading.text.text
        while at and text[self.sentences[at].start - 1] == ";":
            at -= 1
            known = {one[2] for one in self._years_in(self.sentences[at])}
            if known:
                return known.pop() if len(known) == 1 else Period()
        return Period()

    def _respectively(self, figure: Figure, sentence: Sentence, years: _Years) -> Period | None:
        text, language = self.reading.text.text, self.reading.language
        clause = text[sentence.start : sentence.end]
        here = self._figures_in(sentence, figure.kind)
        named = re.search(rf"(?<![a-z])(?:{language.respectively})(?![a-z])", clause)
        if len(here) != len(years) or len(here) < 2:
            return None
        apart = here[-1].folded_start < years[0][0] or years[-1][0] < here[0].folded_start
        if named or apart:
            return years[here.index(figure)][2]
        return None

    def _in_turn(self, figure: Figure, sentence: Sentence, years: _Years) -> Period | None:
        """Return the year of "In 2022 487, in 2023 312" and of "487 in 2022, 312 in 2023"."""
        here = [one.folded_start for one in self.reading.figures_in(sentence.start, sentence.end)]
        if len(years) < 2 or len(here) < 2:
            return None
        at = figure.folded_start
        if years[0][0] < here[0] and years[-1][0] < here[-1]:
            return [found for start, _end, found in years if start < at][-1]
        if here[0] < years[0][0] and here[-1] < years[-1][0]:
            return next(found for start, _end, found in years if start > at)
        return None

    def _from_to(self, figure: Figure, sentence: Sentence, years: _Years) -> Period | None:
        """Return the year of one end of "from 18 to 17 between 2021 and 2023"."""
        found = years[0][2]
        here = self._figures_in(sentence, figure.kind)
        if len(years) != 1 or len(here) != 2 or found.first == found.last:
            return None
        text = self.reading.text.text
        between = text[here[0].folded_end : here[1].folded_start]
        opened = text[max(0, here[0].folded_start - 14) : here[0].folded_start]
        if not _TO.fullmatch(between) or not _FROM.search(opened):
            return None
        year = found.first if figure is here[0] else found.last
        return Period(year, year)

    def _figures_in(self, sentence: Sentence, kind: str) -> list[Figure]:
        return [
            one for one in self.reading.figures_in(sentence.start, sentence.end) if one.kind == kind
        ]

    def _nearest(self, figure: Figure, years: _Years, sentence: Sentence) -> Period:
        best, period = 10.0**9, years[0][2]
        text = self.reading.text.text
        here = self.reading.figures_in(sentence.start, sentence.end)
        places = [one.folded_start for one in here]
        for start, end, found in years:
            low, high = min(end, figure.folded_end), max(start, figure.folded_start)
            between = bisect_right(places, high - 1) - bisect_right(places, low - 1)
            if low <= figure.folded_start < high:
                between -= 1
            gap = (
                start - figure.folded_end
                if start >= figure.folded_end
                else figure.folded_start - end
            )
            part = text[min(end, figure.folded_end) : max(start, figure.folded_start)]
            cost = gap + 60 * between + 25 * len(re.findall(r"[,;:]", part))
            if start >= figure.folded_end and not between:
                cost -= 20
            if cost < best:
                best, period = cost, found
                later = start > figure.folded_end
                other = later and between and self._compared(figure, start)
                apart = later and not between and self._apart(figure, start, end, sentence)
                period = Period() if other or apart else found
        return period

    def _apart(self, figure: Figure, start: int, end: int, sentence: Sentence) -> bool:
        """Return whether a year belongs to what is set against a figure: "410 euros, whereas in
        2023 it was 365".
        """
        text = self.reading.text.text
        after = any(one.kind == figure.kind for one in self.reading.figures_in(end, sentence.end))
        return after and bool(_CONTRAST.search(text[figure.folded_end : start]))

    def _compared(self, figure: Figure, place: int) -> bool:
        """Return whether another figure is set against this one before a year: "1.6 million, down
        from 1.8 million in 2021".
        """
        after = [
            one for one in self.reading.figures_in(figure.folded_end, place)
            if one.kind == figure.kind
        ]  # fmt: skip
        text = self.reading.text.text
        return any(
            re.search(
                rf"[,(]? (?:{self.reading.language.compared}) ",
                text[figure.folded_end : one.folded_start],
            )
            and not _TO.fullmatch(text[figure.folded_end : one.folded_start])
            for one in after
        )
