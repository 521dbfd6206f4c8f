"""The counted noun after a number."""

from __future__ import annotations

import re
from bisect import bisect_left

from .concepts import COUNTED, Mention
from .folding import Folded
from .languages import Language

_STOP = re.compile(r"[.,;:!?()|\n\"]|\d")
_ADJECTIVE = re.compile(
    r"[a-z]{3}(?:sk|ck)(?:ih|im|og|om|a|e|i|u)$|[a-z]{6}(?:an|en)(?:ih|im|og|om|a|e|i|o)$"
)
_OF_A_YEAR = re.compile(r" (?:(?:godine|vitit?|year) )?(?:19|20)\d\d\b")
_NEXT = frozenset({"the", "their", "its", "his", "her", "our", "your"})
_LINKING = frozenset({"of", "the", "e", "te", "i", "der", "od", "its", "their", "more"})


class Nouns:
    """Finds the concept that a number counts in the folded text after it."""

    text: Folded
    language: Language

    def set_mentions(self, found: list[Mention]) -> None:
        """Set the concepts that are named in the text."""
        self.mentions = found
        self.counted = [one for one in found if one.kind in COUNTED]
        self.starts = [one.start for one in self.counted]

    def counts(self, place: int) -> bool:
        """Return whether something that can be counted is named just after a place."""
        return self.noun_after(place) != ""

    def noun_after(self, place: int) -> str:
        """Return the concept that is counted after a place, "" for none."""
        text = self.text.text
        stop = _STOP.search(text, place)
        edge = min(stop.start() if stop else len(text), place + 60)
        first = bisect_left(self.starts, place)
        for one in self.counted[first : first + 12]:
            if one.start >= edge:
                break
            between = text[place : one.start].split()
            if between and one.kind != "org" and self._unknown_noun(between[0]):
                return ""
            if self.language.code == "sq" and any(word not in _LINKING for word in between):
                return ""  # "1.275 ndjekin qendrat": adjectives follow their noun
            if len(between) > 4 or any(
                word in self.language.stop and word not in _LINKING for word in between
            ):
                return ""
            if _OF_A_YEAR.match(text, one.end):
                return ""  # "389 školske 2022/23"
            if any(word in _NEXT for word in between[1:]) and between[0] != "of":
                return ""  # "eleven lost their licence"
            longer = [two for two in self.counted if two.start == one.start and two.end > one.end]
            best = max(longer, key=lambda two: two.end) if longer else one
            if best.kind in {
                "state",
                "thing",
            }:  # "shtetas" and "Schüler" begin like "shtet", "Schule"
                span = (best.start, best.end)
                same = [two for two in self.counted if (two.start, two.end) == span]
                best = next((two for two in same if two.kind == "person"), best)
            return self._head(best)
        return ""

    def noun_before(self, place: int) -> str:
        """Return the concept that is counted in the few words before a place."""
        text = self.text.text
        last = bisect_left(self.starts, place) - 1
        if last < 0:
            return ""
        noun = self.counted[last]
        between = text[noun.end : place]
        if len(between) > 30 or _STOP.search(between):
            return ""
        if self.language.code == "sq":  # adjectives follow their noun: "mjekë familjarë"
            for one in reversed(self.counted[:last]):
                if text[one.end : noun.start] in {" ", " e ", " te "}:
                    noun = one
        return noun.key

    _HEADS = frozenset({"household", "person", "business"})

    def _head(self, noun: Mention) -> str:
        """Return the head of "returnee families" and "raseljenih porodica": the last noun."""
        if self.language.code == "sq":
            return noun.key
        beside = [
            one
            for one in self.counted
            if noun.end < one.start <= noun.end + 3
            and one.key != noun.key
            and not self._given_to(one)
            and (
                self.text.text[noun.end : one.start] in {"' ", "'s "}
                or (
                    self.text.text[noun.end : one.start] == " "
                    and (
                        (one.kind in self._HEADS and self._may_modify(noun)) or self._modifies(noun)
                    )
                    and one.key != "displaced"
                )
            )
        ]
        return self._head(max(beside, key=lambda one: one.end)) if beside else noun.key

    def _given_to(self, noun: Mention) -> bool:
        """Return whether the case of a noun says that the one before it goes to it: "164 kredita
        povratnicima".
        """
        text = self.text.text[noun.start : noun.end]
        return self.language.code == "sr" and text.endswith(("ima", "ama"))

    def _may_modify(self, noun: Mention) -> bool:
        """Return whether a noun may tell who the next one is: "raseljenih porodica", not "dozvola
        stranaca", whose second noun is in the genitive.
        """
        return self.language.code != "sr" or noun.kind == "person"

    def _modifies(self, noun: Mention) -> bool:
        """Return whether a noun only tells what sort the next is of: the "start-up" of grants,
        "omladinskih" of centres.
        """
        text = self.text.text[noun.start : noun.end]
        if self.language.code == "sr":
            return bool(_ADJECTIVE.search(text))
        return self.language.code == "en" and not text.endswith("s")

    def _unknown_noun(self, word: str) -> bool:
        """Return whether the word after a number is itself what is counted: "540 learners …"."""
        if word in self.language.stop or len(word) < 4:
            return False
        if self.language.code == "en":
            return word.endswith("s") and not word.endswith(("ss", "us"))
        return self.language.code == "sq" and word.endswith(("ve", "a", "e", "es", "ues"))
