"""Figures of a sentence that share parts: a number written twice, a unit written once."""

from __future__ import annotations

import re
from dataclasses import replace

from .figures import Figure
from .folding import Folded

_SHARE = re.compile(
    r"\b(?:percentage|per ?cent|share|proportion|rate|perqindj\w*|shkall\w*|pjes\w+|udeo|udel\w*|"
    r"procen\w*|stop[aeu]|anteil\w*|quote|prozentsatz\w*)\b[^.;,()\d]{0,32}$"
)
"""Before a number that is a percentage again: "in 2022 the share was 63.1"."""
_LISTED = re.compile(r"[^.;:!?\n\d]*(?:,| (?:and|or|dhe|e|i|und)) ?[^.;:!?\n\d,]*")
_ADDED = re.compile(
    r"(?: (?:in|ne|u|me) (?:19|20)\d\d\.?)?[^.;:!?\n\d,]*, "
    r"(?:a|an|or|sto je|ili|nje|ose) [^.;:!?\n\d,]*"
)
_IN_TURN = re.compile(r" (?:with|by|at|to|only|just) $")


def share_units(found: list[Figure], text: Folded) -> list[Figure]:
    """Give both figures of "EUR 3.1 million, after 2.8 million" the unit that is written once."""
    out: list[Figure] = []
    for one in found:
        last = out[-1] if out else None
        if last is not None and one.kind == "count" and not one.noun and not one.unit:
            between = text.text[last.folded_end : one.folded_start]
            near = len(between) < 60 and not re.search(
                r"(?<!\d)[.;:!?\n]|(?<!(?:19|20)\d\d)[.;:!?]\s+[^\d]", between
            )
            money = last.kind == "money" and min(one.step, last.step) >= 1000
            share = last.kind == "percent" and one.value <= 100
            alone = not text.text[one.folded_end : one.folded_end + 2].strip(" .,;)\n")
            precise = share and one.step < 1 and last.step < 1 and len(between) < 40
            told = bool(_SHARE.search(text.text[: one.folded_start][-60:]))
            named = told and (one.step < 1 or (alone and one.value <= 100))
            near = near or (named and last.kind == "percent" and len(between) < 160)
            near = near or (precise and not re.search(r"[.!?]\s|\n", between))
            share = share and (one.step < 1 or (alone and (told or bool(_IN_TURN.search(between)))))
            rate = last.kind == "rate" and one.step < 1 and len(between) < 40
            if near and (money or share or rate):
                one = replace(
                    one, kind=last.kind, unit=last.unit, denominator=last.denominator,
                    alternative=None,
                )  # fmt: skip
        out.append(one)
    return out


def share_estimates(found: list[Figure], text: Folded) -> list[Figure]:
    """Give every figure of a list the "estimated" before it: "estimated at 8.9 per cent in Albania,
    9.6 in Bosnia and 17.2 in Kosovo"; "estimated at 685 billion, a growth of 5.8 per cent".
    """
    out: list[Figure] = []
    for one in found:
        last = out[-1] if out else None
        alike = last is not None and (last.kind, last.unit) == (one.kind, one.unit)
        if last is not None and last.qualifier == "estimate" and not one.qualifier:
            between = text.text[last.folded_end : one.folded_start]
            listed = alike and _LISTED.fullmatch(between)
            if len(between) < 60 and (listed or _ADDED.fullmatch(between)):
                one = replace(one, qualifier="estimate")
        out.append(one)
    return out


def merge_repeated_figures(found: list[Figure], text: Folded) -> list[Figure]:
    """Join "five hundred (500)" into one figure."""
    out: list[Figure] = []
    for one in found:
        last = out[-1] if out else None
        if last is not None and last.value == one.value and last.upper == one.upper:
            between = text.text[last.folded_end : one.folded_start]
            if between in {" (", "("}:
                end = text.span(one.folded_start, one.folded_end)[1]
                bare = last.kind == "count" and not last.noun
                out[-1] = replace(
                    one if bare else last, start=last.start, end=end,
                    text=text.original[last.start : end], qualifier=last.qualifier,
                    folded_start=last.folded_start, folded_end=one.folded_end,
                )  # fmt: skip
                continue
        out.append(one)
    return out
