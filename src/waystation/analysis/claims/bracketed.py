"""Years in brackets, and years that belong to another figure of the sentence."""

from __future__ import annotations

import re

from .figures import Figure, Reading
from .relative import Years
from .sentences import Sentence

_SET_APART = re.compile(
    r" - |[;:(]|(?<![a-z])(?:there (?:were|was)|whereas|while|but|after|against) "
)


class BracketedYears:
    """Leaves out the years that brackets, or words beside them, give to other figures."""

    reading: Reading
    then_to: re.Pattern[str]
    just_before_year: re.Pattern[str]
    part_opens: re.Pattern[str]
    to_its_figure: re.Pattern[str]

    def _outside_brackets(self, figure: Figure, years: Years, sentence: Sentence) -> Years:
        """Leave out a year that brackets give to another figure: "3,460 people (4,105 in 2023)"."""
        text = self.reading.text.text
        out = []
        for one in years:
            if self._bracketed(figure, one[0], one[1]):
                continue
            opened = text.rfind("(", figure.folded_end, one[0])
            other = opened >= 0 and ")" not in text[opened : one[0]]
            if other and self.reading.figures_in(opened, text.find(")", opened) + 1):
                continue
            earlier = self.reading.figures_in(sentence.start, one[0])
            if earlier and self.then_to.fullmatch(text[one[1] : figure.folded_start]):
                continue  # "from six days in 2022 to 3.5 days"
            if figure.folded_end <= one[0] and self._of_another(figure, one[0], one[1]):
                continue
            out.append(one)
        return out

    def _before_brackets(self, figure: Figure, years: Years) -> Years:
        """Return the year before the brackets alone for a figure in brackets without a year:
        "39,450 in 2022 (38,120 at first), and 31,902 in 2020".
        """
        text = self.reading.text.text
        opened = text.rfind("(", max(0, figure.folded_start - 60), figure.folded_start)
        if opened < 0 or ")" in text[opened : figure.folded_start]:
            return years
        closed = text.find(")", figure.folded_end)
        if any(opened < start < closed for start, _end, _found in years):
            return years
        before = [one for one in years if one[1] <= opened]
        near = before and not self.reading.figures_in(before[-1][1], opened)
        return [before[-1]] if near else years

    def _bracketed(self, figure: Figure, start: int, end: int) -> bool:
        """Return whether brackets before a figure give the year to a figure in them: "3.5 million
        (2.9 million in 2023), and helped 410 families".
        """
        text = self.reading.text.text
        closed = text.find(")", end, figure.folded_start)
        opened = text.rfind("(", 0, start)
        if closed < 0 or opened < 0 or ")" in text[opened:start]:
            return False
        return bool(self.reading.figures_in(opened, closed))

    def _of_another(self, figure: Figure, start: int, end: int) -> bool:
        """Return whether a later year is that of a figure right beside it: "29,300, less than half
        of 2023 (69,600)", "231 stations - there were just 150 in 2021".
        """
        text = self.reading.text.text
        behind = self.reading.figures_in(end, end + 6)
        if behind and re.fullmatch(r"\.? \([€$£]?", text[end : behind[0].folded_start]):
            return True
        if self._leads(figure, start, end):
            return True
        between = self.reading.figures_in(figure.folded_end, start)
        if not between or not self.just_before_year.fullmatch(text[between[-1].folded_end : start]):
            return False
        return bool(_SET_APART.search(text[figure.folded_end : between[-1].folded_start]))

    def _leads(self, figure: Figure, start: int, end: int) -> bool:
        """Return whether a year opens a part of the sentence that has a figure of its own: "27
        victims, in 2023 31".
        """
        text = self.reading.text.text
        behind = self.reading.figures_in(end, end + 40)
        if not self.part_opens.search(text[figure.folded_end : start]) or not behind:
            return False
        return bool(self.to_its_figure.fullmatch(text[end : behind[0].folded_start]))
