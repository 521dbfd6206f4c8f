"""Qualifiers around a figure: "about", "up to", "or more", "it is estimated that"."""

from __future__ import annotations

import re

from .folding import Folded
from .languages import Language

_PLUS = re.compile(r"\+")
_MARKS = (("≥", "at_least"), ("≤", "up_to"), (">", "over"), ("<", "under"), ("±", "about"))
_AFTER_NOUN = r"(?: [a-z]+){1,3}"


class Qualifiers:
    """Finds the qualifier of a figure in the folded text around it."""

    text: Folded
    language: Language
    left: str

    def qualifier(self, start: int, end: int, about: bool) -> tuple[str, int]:
        """Return the qualifier of a figure, and where the figure ends with its "or more"."""
        before = self.left[max(0, start - 48) : start]
        found = ""
        rest = before
        for _turn in range(3):
            hit = self._before(rest, start)
            if hit is None:
                break
            name, at = hit
            if (
                not found
                or found == "exact"
                or (found in {"about", "almost"} and name == "estimate")
            ):
                found = name
            rest = rest[:at]
        clause = self.left[self._clause_start(start) : start]
        wide = re.search(rf"(?<![a-z])(?:{self.language.wide})(?![a-z])", clause)
        first = wide and not re.search(r"\d[^,]*, [^\d]*$", clause[wide.end() :])
        if found in {"", "about", "exact"} and first:
            found = "estimate"  # but not of "an estimated 9,800, 36 % of them women"
        if _PLUS.match(self.left, end):
            return found or "over", end
        for pattern, name in self.language.after:
            if found:
                break
            if re.compile(rf",? ?(?:{pattern})(?![a-z])").match(self.left, end):
                found = name
            elif re.compile(rf"{_AFTER_NOUN} \((?:{pattern})\)").match(self.left, end):
                found = name  # "2,150 requests (est.)"
            elif name == "at_least" and re.compile(
                rf"(?: [a-z]+){{1,2}} (?:{pattern})(?![a-z])"
            ).match(self.left, end):
                found = name  # "500 businesses or more"
        if about and not found:
            found = "about"
        return found, end

    def _clause_start(self, place: int) -> int:
        """Return where the clause before a place begins, at most 160 characters back."""
        begin = found = max(0, place - 160)
        for hit in re.finditer(r"[.;!?\n](?: \W?([a-z]))?", self.left[begin:place]):
            number = hit[0][0] == "." and re.match(r"[\d\0]", self.left[begin + hit.start() - 1])
            opened = hit[1] and self.text.capital(begin + hit.start(1))
            if (
                not number and not self.left[begin + hit.end() : begin + hit.end() + 1].isdigit()
            ) or opened:
                found = begin + hit.start() + 1
        return found

    def _compares(self, before: str, number: bool) -> bool:
        """Return whether "more than" compares what is before it: "four fewer than", "which is less
        than" and a number.
        """
        if number and re.search(rf", (?:{self.language.comparing}) $", before):
            return True
        last = re.search(r"(\d|%|[a-z]+) $", before)
        return last is not None and (
            not last[1].isalpha()
            or last[1]
            in self.language.number_words | {"percent", "cent", "points", "odsto", "prozent"}
        )

    def _before(self, rest: str, start: int) -> tuple[str, int] | None:
        best: tuple[int, str] | None = None
        for pattern, name in self.language.before:
            hit = re.search(
                rf"(?:(?<=[^a-z])|^)(?:{pattern})(?:, |[ ~])?(?:(?:the|a|an|nje|nga|od|von) )?$",
                rest,
            )
            definite = hit and hit[0].endswith(" the ")
            if hit and name in {"over", "under"}:
                number = self.left[start : start + 1].isdigit()
                if (definite and number) or self._compares(rest[: hit.start()], number):
                    continue  # "four fewer than the 31", "a little over the 102,100 of 2021"
            if hit and (best is None or hit.start() < best[0]):
                best = (hit.start(), name)
        if best is not None and not best[1]:
            return None  # "talk about 500"
        for mark, name in _MARKS if best is None else ():
            if re.search(rf"{mark}=? ?$", rest):
                return name, len(rest.rstrip(" =")) - 1
        if best is None:
            tilde = re.search(r"[~≈] ?$", rest)
            return ("about", tilde.start()) if tilde else None
        return best[1], best[0]
