"""The year of a figure: written in the sentence, "a year earlier", or a column's heading."""

from __future__ import annotations

import re
from bisect import bisect_right

from .bracketed import BracketedYears
from .carried import CarriedYears
from .cells import Period
from .figures import Figure, Reading
from .languages import Language
from .relative import DATED, LATEST, RelativeYears, Years, opening_of
from .sentences import Sentence, clause_ends, goes_on, join_periods, years_of
from .tables import heading_of

_DATELINE = re.compile(r"[a-z ,.'()/*#\"-]{0,120}")
_AFTER_DATELINE = re.compile(r"\.?\)?\.? ?(?:- |-$|:|\(|\||/ ?[a-z]|\n|$)")
_RATIOS = frozenset({"percent", "points", "times", "fraction"})


class Periods(BracketedYears, RelativeYears):
    """Gives figures their years; ``written`` is the year of the text's own date line, if any."""

    def __init__(self, reading: Reading, sentences: list[Sentence]) -> None:
        self.reading = reading
        self.sentences = sentences
        self._set_patterns(reading.language)
        self.datelines = self._datelines()
        self.written = next(
            (found.last for one in self.datelines if (found := years_of(one[2])).known), None
        )
        self.carried = CarriedYears(reading, sentences, [one[0] for one in self.datelines])

    def _set_patterns(self, known: Language) -> None:
        by, to = known.change_by, known.change_to
        self.changed_from = re.compile(
            rf"(?:^|[^a-z])(?:{known.change_from})(?: [a-z€$]+)? ?[€$]?$"
        )
        self.changed_to = re.compile(rf"[ a-z]{{0,12}} (?:{to}|{known.until})(?: [a-z€$]+)? ?[€$]?")
        self.from_behind = re.compile(
            rf"(?: [a-z]+){{0,2}},? (?:{known.change_from})(?: [a-z]+)? [€$£]?(?:eur )?"
        )
        self.changed = re.compile(
            rf"(?<![a-z]){known.change_verbs}[^.;\d]* (?:{to})(?: [a-z]+)? [€$]?$"
        )
        self.then_to = re.compile(rf"\.? (?:{to}) (?:[a-z]+ )?[€$£]?(?:eur )?")
        self.reached = re.compile(
            rf"(?:^|[^a-z])(?:{by}) [^.;:\n]{{1,40}} (?:{to})(?: [a-z]+)? ?[€$£]?$"
        )
        small = "|".join([known.qualifiers, known.determiners, *known.articles])
        self.against = re.compile(
            rf"(?:^|[^a-z])(?:{known.set_against}) (?:(?:{small}) )*(?:[€$£]|eur |usd |us[$] ?)?$"
        )
        self.opens = opening_of(known)
        than = f"{known.than}|{known.set_against}|{known.change_from}"
        self.than_year = re.compile(
            rf"(?:^|[^a-z])(?:{than}|on|over|with|to) (?:(?:{known.in_year}) )?(?:the )?$"
        )
        self.soon_its_year = re.compile(
            rf"(?: [a-z]+){{0,4}} (?:{known.in_year}) |(?: [a-z]+){{0,2}} \("
        )
        self.clause_end = clause_ends(known)
        self.part_opens = re.compile(
            rf"[,;(] ?(?:{known.contrasts}|{known.clause_joiner}|{known.which})?"
            rf"(?: ?(?:{known.in_year}))? ?$"
        )
        self.to_its_figure = re.compile(r"\.?(?: [a-z]+){0,3} ?[€$£]?(?:eur )?")
        self.contrast = re.compile(rf"(?:, |[a-z] )(?:{known.contrasts})(?= )")
        self.just_before_year = re.compile(
            rf"(?: [a-z]+){{0,2}} (?:{known.in_year}) |(?: [a-z]+)? \("
        )

    def of(self, figure: Figure, at: int) -> Period:
        """Return the years that the sentence number ``at`` gives a figure, none if none."""
        heading = heading_of(self.reading.text, figure.start)
        if heading and (found := years_of(heading)).known:
            return found
        sentence = self.sentences[at]
        years = self._years_in(sentence, figure)
        against = self._against(figure, sentence, years)
        if against is not None:
            return against
        years = self._outside_brackets(figure, years, sentence)
        years = self._before_brackets(figure, years)
        if not years:
            here = self._figures_in(sentence, figure.kind)
            if figure in here[:-1] and self._led_to(figure, here[here.index(figure) + 1]):
                return Period(before=LATEST)
            return self._carried(at)
        paired = self._respectively(figure, sentence, years)
        if paired is not None:
            return paired
        after = self._just_after(figure, years)
        if after is not None:
            return after
        in_turn = self._in_turn(figure, sentence, years)
        if in_turn is not None:
            return in_turn
        reached = self._reached(figure, years)
        if reached is not None:
            return reached
        from_to = self._from_to(figure, sentence, years)
        if from_to is not None:
            return from_to
        return self._nearest(figure, years, sentence)

    def others(self, figure: Figure, at: int, given: Period) -> tuple[Period, ...]:
        """Return the other years that a sentence may give a figure, where none is beside it: a
        figure that agrees with one of them is of that year.
        """
        if heading_of(self.reading.text, figure.start):
            return ()
        sentence = self.sentences[at]
        years = self._years_in(sentence, named=True)
        if not years:
            return () if given.known else self.carried.of(at)
        if self._beside(figure, years):
            return ()
        found = {one: None for _start, _end, one in years}
        text = self.reading.text.text
        whole = {one for start, end, one in years if "/" in text[start:end]}  # "2024/25"
        for one in [*found]:
            if one.first != one.last and one not in whole:
                found |= dict.fromkeys([Period(one.first, one.first), Period(one.last, one.last)])
        if any(self._counted_back(start, end) for start, end, _one in years):
            found[Period(before=LATEST)] = None
        if all(self._in_other_part(figure, start, end) for start, end, _one in years):
            found[Period()] = None
        return tuple(one for one in found if one != given)

    def _counted_back(self, start: int, end: int) -> bool:
        return not any(one.isdigit() for one in self.reading.text.text[start:end])

    def _beside(self, figure: Figure, years: Years) -> bool:
        """Return whether a year in digits is written right before or behind a figure."""
        text = self.reading.text.text
        for start, end, _found in years:
            if self._counted_back(start, end):
                continue
            before = end <= figure.folded_start and text[end : figure.folded_start]
            if before and self.against.search(before):
                continue
            after = start >= figure.folded_end and text[figure.folded_end : start]
            if (before and self.to_its_figure.fullmatch(before)) or (
                after and self.soon_its_year.fullmatch(after)
            ):
                return True
        return False

    def _in_other_part(self, figure: Figure, start: int, end: int) -> bool:
        """Return whether a clause ends, and another figure is written, between the two."""
        low, high = sorted([(start, end), (figure.folded_start, figure.folded_end)])
        text = self.reading.text.text
        part = text[low[1] : high[0]]
        if self.contrast.search(part):
            return True
        between = self.reading.figures_in(low[1], high[0])
        if not between:
            before = self.reading.figures_in(max(start - 60, 0), start)
            own = before and self.soon_its_year.fullmatch(text[before[-1].folded_end : start])
            between = before if own and before[-1] is not figure else ()
        return bool(between and self.clause_end.search(part))

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

    def _just_after(self, figure: Figure, years: Years) -> Period | None:
        """Return the year written just behind a figure and its noun: "9,150 visas in 2022"."""
        text = self.reading.text.text
        for start, end, found in years:
            between = text[figure.folded_end : start]
            counted = between == " " and self._counted_back(start, end)
            if start >= figure.folded_end and (counted or self.just_before_year.fullmatch(between)):
                return found
        return None

    def _years_in(
        self, sentence: Sentence, figure: Figure | None = None, *, named: bool = False
    ) -> Years:
        text, language = self.reading.text.text, self.reading.language
        years: Years = []
        letter = {start for start, _end, _text in self.datelines}
        for one in self.reading.others_in(sentence.start, sentence.end):
            if one.kind not in DATED:
                continue
            found = years_of(one.text)
            if not found.known or one.start in letter:
                continue
            before = text[max(sentence.start, one.start - 32) : one.start]
            elsewhere = rf"(?:^|[^a-z])(?:{language.year_elsewhere})[ (]*$"
            apart = re.search(elsewhere, before) and not goes_on(text, one.end, language)
            led = figure is not None and self._opens(one.end, figure)
            if one.kind in {"year", "quarter"} and apart and not (led or named):
                continue
            years.append((one.start, one.end, found))
        years += self._relative(sentence, years, figure)
        return join_periods(sorted(years), text, language)

    def _carried(self, at: int) -> Period:
        """Return the year of the part before a semicolon, for the part after it."""
        text = self.reading.text.text
        while at and text[self.sentences[at].start - 1] == ";":
            at -= 1
            before = self.sentences[at]
            first = self.reading.figures_in(before.start, before.end)
            known = {
                found for start, _end, found in self._years_in(before)
                if not first or start < first[0].folded_start
            }  # fmt: skip
            if known:
                one = known.pop() if len(known) == 1 else Period()
                return one if one.first == one.last else Period()
        return Period()

    def _respectively(self, figure: Figure, sentence: Sentence, years: Years) -> Period | None:
        text, language = self.reading.text.text, self.reading.language
        clause = text[sentence.start : sentence.end]
        here = self._figures_in(sentence, figure.kind)
        named = re.search(rf"(?<![a-z])(?:{language.respectively})(?![a-z])", clause)
        if len(here) != len(years) or len(here) < 2 or figure not in here:
            return None
        apart = here[-1].folded_start < years[0][0] or years[-1][0] < here[0].folded_start
        if named or apart:
            return years[here.index(figure)][2]
        return None

    def _in_turn(self, figure: Figure, sentence: Sentence, years: Years) -> Period | None:
        """Return the year of "In 2022 487, in 2023 312" and of "487 in 2022, 312 in 2023"."""
        here = [one.folded_start for one in self.reading.figures_in(sentence.start, sentence.end)]
        if len(years) < 2 or len(here) < 2:
            return None
        at = figure.folded_start
        if years[0][0] < here[0] and years[-1][0] < here[-1]:
            before = [found for start, _end, found in years if start < at]
            return before[-1] if before else None
        if here[0] < years[0][0] and here[-1] < years[-1][0]:
            return next((found for start, _end, found in years if start > at), None)
        return None

    def _reached(self, figure: Figure, years: Years) -> Period | None:
        """Return the year of "by seven points to 61 per cent between 2022 and 2024": its end."""
        found = years[0][2]
        if len(years) != 1 or found.first == found.last:
            return None
        before = self.reading.text.text[max(0, figure.folded_start - 60) : figure.folded_start]
        return Period(found.last, found.last) if self.reached.search(before) else None

    def _from_to(self, figure: Figure, sentence: Sentence, years: Years) -> Period | None:
        """Return the year of one end of "from 18 to 17 between 2021 and 2023"."""
        found = years[0][2]
        here = self._figures_in(sentence, figure.kind)
        if len(years) != 1 or figure not in here[:2] or len(here) < 2:
            return None
        if not self._led_to(here[0], here[1]):
            return None
        if found.first == found.last:  # "raised from 29.4 to 31.8 million in 2024"
            later = years[0][0] > here[0].folded_end
            return Period(before=found.last) if figure is here[0] and later else None
        year = found.first if figure is here[0] else found.last
        return Period(year, year)

    def _led_to(self, one: Figure, other: Figure) -> bool:
        """Return whether a text says "from … to …" of two figures."""
        text = self.reading.text.text
        opened = text[max(0, one.folded_start - 14) : one.folded_start]
        between = text[one.folded_end : other.folded_start]
        return bool(self.changed_to.fullmatch(between) and self.changed_from.search(opened))

    def _figures_in(self, sentence: Sentence, kind: str) -> list[Figure]:
        return [
            one for one in self.reading.figures_in(sentence.start, sentence.end) if one.kind == kind
        ]

    def _nearest(self, figure: Figure, years: Years, sentence: Sentence) -> Period:
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
        return after and bool(self.contrast.search(text[figure.folded_end : start]))

    def _compared(self, figure: Figure, place: int) -> bool:
        """Return whether another figure is set against this one before a year: "1.6 million, down
        from 1.8 million in 2021".
        """
        after = [
            one for one in self.reading.figures_in(figure.folded_end, place)
            if one.kind == figure.kind or figure.kind in _RATIOS
        ]  # fmt: skip
        text, language = self.reading.text.text, self.reading.language
        return any(
            re.search(
                rf"[,(]? (?:{language.set_against}|{language.compared}) ",
                text[figure.folded_end : one.folded_start],
            )
            and not self.changed_to.fullmatch(text[figure.folded_end : one.folded_start])
            for one in after
        )
