"""Numbers that are no figures by the words around them: ordinals, frequencies, points in time."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

from . import units
from .figures import Figure
from .folding import Folded
from .languages import Language
from .others import AVERAGE
from .quantities import Quantity

_ORDINAL = re.compile(
    r"(?:st|nd|rd|th)(?![a-z])|-(?:te|ta|ti|tin|tit|ten|tes|shi|i|og|om|oj|a|e|em)(?![a-z])"
)
_LATEST = re.compile(r"(?: (?:vit|vjet|muaj|dit|jav)\w*)? (?:e|te) (?:fundit|ardhsh|kalu)\w*")
_OF_A_SIZE = re.compile(
    r" (?!(?:in|during|since|for|by|over|at|on|a|per|each|every|last|this|and|or|but|before|after|"
    r"between|ne|gjate|dhe|u|i|na|tokom|im|und)\b)[a-z]"
)
RATE_BASES = frozenset({100, 1000, 10_000, 100_000})


class Doubts:
    """Tells which numbers are no figures, and which are figures only where a fact supports them."""

    text: Folded
    language: Language
    left: str
    weak: list[Figure]
    last_figure: Figure | None

    def set_doubts(self, known: Language) -> None:
        """Set the patterns of a language."""
        before = r"(?:^|[^a-z])"
        self.determiners = re.compile(rf"{before}(?:{known.determiners}) $")
        self.ago = re.compile(rf" (?:{known.ago})\b")
        self.ago_before = re.compile(rf"{before}(?:{known.ago_before}) $")
        self.multiple_after = re.compile(rf" (?:{known.multiple_after})\b")
        self.sentence_end = re.compile(r"(?<![\d\0])[.!?](?= )|\n")
        self.equal = re.compile(
            rf"(?:,|(?:^|[^a-z])(?:{known.rank_copula}|worth|equal(?:s|led)?|equivalent)(?: to)?)"
            rf"(?: (?:{known.qualifiers}))? $"
        )
        self.remarks = re.compile(rf"(?: [a-z]+)? (?:{known.remarks})\b")
        self.change_verbs = re.compile(rf"(?<![a-z]){known.change_verbs}")
        self.limits = re.compile(rf"{before}(?:{known.limits}) $")
        self.lasting = re.compile(rf"{before}(?:{known.lasting})\b")
        least = "|".join(pattern for pattern, name in known.before if name == "at_least")
        self.at_least = re.compile(rf"{before}(?:{least}) $")
        more = "|".join(pattern for pattern, name in known.after if name == "at_least")
        self.or_more = re.compile(rf" (?:{more})\b")
        self.between = re.compile(rf"(?:{known.between}) (?:[€$£] ?)?$")

    def make(self, start: int, end: int, value: Decimal, step: Decimal, kind: str, unit: str, *,
             high: Decimal | None = None, noun: str = "", number_end: int = 0,
             about: bool = False) -> Figure:  # fmt: skip
        """Return a figure with its qualifier and its place in the text."""
        raise NotImplementedError

    def noun_before(self, place: int) -> str:
        """Return the concept that is counted before a place: "mjekë ka nëntë"."""
        raise NotImplementedError

    def _glued(self, start: int, end: int) -> bool:
        """Return whether letters touch the digits, as in "Kosovo1" or "A4"."""
        before = self.left[start - 1] if start else " "
        if before.isalpha() and self.left[start].isdigit():
            return not re.search(
                r"(?:eur|usd|chf|gbp|rsd|ca|us)$", self.left[max(0, start - 3) : start]
            )
        if before in "/\\_#" or (before == "-" and start > 1 and self.left[start - 2].isalpha()):
            return True
        following = self.left[end] if end < len(self.left) else " "
        return following in "/\\_" and self.left[end + 1 : end + 2].isdigit()

    def _ordinal(self, found: Quantity, end: int) -> bool:
        """Return whether the digits are an ordinal: "21st", "3-të", "21. veku"."""
        if found.spelled or found.value != found.value.to_integral() or found.value >= 1000:
            return False
        if _ORDINAL.match(self.left, end):
            return True
        following = re.compile(r"\. ([a-z])").match(self.left, end)
        return (
            self.language.code in {"sr", "de"}
            and following is not None
            and not self.text.capital(following.start(1))
        )

    def _is_rate_base(self, found: Quantity, start: int) -> bool:
        before = self.left[max(0, start - 12) : start]
        known = units.RATE_BASE_DE if self.language.code == "de" else units.RATE_BASE
        return found.value in RATE_BASES and bool(known.search(before))

    def _how_often(self, found: Quantity, start: int, end: int) -> bool:
        """Return whether "times" counts events: "met four times" is no multiple."""
        whole = found.value == found.value.to_integral()
        return (
            whole
            and "fach" not in self.left[end - 5 : end]
            and not self.multiple_after.match(self.left, end)
            and not self._changed(start)
            and not self._equals(start, end)
        )

    def _equals(self, start: int, end: int) -> bool:
        """Return whether a multiple of what follows is meant: "worth three times official aid"."""
        return bool(
            self.equal.search(self.left[max(0, start - 40) : start])
            and _OF_A_SIZE.match(self.left, end)
        )

    def _determined(self, start: int, end: int) -> bool:
        """Return whether a number counts things known already: "the three pillars"."""
        before = self.left[max(0, start - 16) : start]
        return bool(self.determiners.search(before) or _LATEST.match(self.left, end))

    def _something_follows(self, end: int) -> bool:
        return bool(re.match(r" [a-z]", self.left[end:])) and self.left[end : end + 1] == " "

    def _no_duration(self, start: int, end: int) -> bool:
        average = AVERAGE.search(self.left[max(0, start - 70) : start])
        if average or re.match(r" old (?:on average|in the mean)", self.left[end:]):
            return False  # "on average 29.8 years old"
        past = self.ago.match(self.left[end : end + 14]) or self.ago_before.search(
            self.left[max(0, start - 10) : start]
        )
        return bool(past) or self._determined(start, end)

    def _is_condition(self, start: int, end: int) -> bool:
        """Return whether a length of time is part of what is defined: "who stay at least 12
        months", "want to leave within 12 months"; not "the procedure takes at least 12 months".
        """
        before = self.left[max(0, start - 60) : start]
        clause = re.split(r"[.;\n]", before)[-1]
        if self.lasting.search(clause) or AVERAGE.search(before):
            return False
        limit = self.limits.search(before)
        if limit and re.search(r"\d [a-z]+$", before[: limit.start()]):
            return False  # "90 days within 180 days"
        return bool(limit or self.at_least.search(before) or self.or_more.match(self.left, end))

    def _note_weak(self, start: int, end: int, low: Decimal, step: Decimal, noun: str) -> None:
        """Note a small number that is a figure only where a fact supports it: "the nine centres",
        "from nine days to four".
        """
        last = self.last_figure
        noun = noun or self.noun_before(start)
        if noun:
            made = self.make(start, end, low, step, "", noun, noun=noun)
        elif last is not None and not self.sentence_end.search(self.left[last.folded_end : start]):
            made = self.make(start, end, low, step, last.kind, last.unit, noun=last.noun)
        else:
            return
        self.weak.append(replace(made, weak=True))

    def _changed(self, start: int) -> bool:
        clause = re.split(r"[.;\n]", self.left[max(0, start - 90) : start])[-1]
        return bool(self.change_verbs.search(clause)) and not self.between.search(clause)
