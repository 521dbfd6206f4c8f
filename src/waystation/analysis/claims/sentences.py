"""Sentences, clauses, and the years in them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from .cells import Period
from .folding import Folded
from .languages import Language
from .tables import is_row

_END = re.compile(
    r"(?<=[a-z\d%)\"^>\]])[.!?](?=[\s\"]|[)\]]\s)|\n\s*\n|\n(?=\s*(?:[-*•#]|\d+[.)]))|;|\Z"
)
_BULLET = re.compile(r"\s*(?:[-*•#]|\d+[.)])")
_LISTED = re.compile(r"(?:^|\n|[.;:] )[ >*#-]*\d{1,2}$")
_SHORT = re.compile(
    r"(?:\b(?:no|nr|br|art|para|paras|ca|approx|est|mio|mil|mlrd|mrd|rr|ul|vol|dr|mr|ms|st|p|pp|cf|e\.g|i\.e|god|g|tsd|bzw|tel|max|min|neni|z\.b)|\b[a-z]|\b\d{1,2}|(?:19|20)\d\d)$"
)
_ORDINAL = re.compile(r"(?:^|[^\d.,])(?:\d{1,2}|(?:19|20)\d\d)$")
_DECIMAL = re.compile(r"\d,\d+$")
_YEAR = re.compile(r"(?:19|20)\d\d$")
_ENDS_AND_LINES = re.compile(rf"{_END.pattern}|\n")
LONGEST = 2000


@dataclass(frozen=True)
class Sentence:
    start: int
    end: int


def _lines(whole: Folded) -> Iterator[tuple[int, int]]:
    start = 0
    for line in whole.original.split("\n"):
        yield start, start + len(line)
        start += len(line) + 1


def sentences_of(whole: Folded, language: str = "") -> list[Sentence]:
    text = whole.text
    found, start = [], 0
    rows = {end for first, end in _lines(whole) if is_row(whole.original[first:end])}
    for hit in _ENDS_AND_LINES.finditer(text) if rows else _END.finditer(text):
        if hit.group() == "\n" and whole.starts[hit.start()] not in rows:
            after = text[hit.end() : hit.end() + 200]
            if not is_row(after.partition("\n")[0]) and not _BULLET.match(after):
                continue
        if hit.group() in {".", "!", "?"} and _SHORT.search(
            text[max(0, hit.start() - 8) : hit.start()]
        ):
            after = text[hit.end() : hit.end() + 2]
            listed = _LISTED.search(text[max(0, hit.start() - 12) : hit.start()])
            number = text[hit.start() - 1 : hit.start()].isdigit()
            if number and not listed and language in {"en", "sq"}:
                pass  # "speaks of 21. Between …"
            elif number and not listed and _opens_sentence(whole, hit, language):
                pass  # "u Albaniji 1,7. Psihologa ima 14"
            elif not re.match(r"\s\n", after) and not re.search(
                r"(?:19|20)\d\d$", text[: hit.start()][-4:]
            ):
                continue
        following = re.compile(r"\s*[\"(\[]?([a-z])").match(text, hit.end())
        if hit.group() == "." and following and not whole.capital(following.start(1)):
            continue  # "u 2021. godini": an ordinal, or an abbreviation
        ordinal = language in {"sr", "de"} and _ORDINAL.search(
            text[max(0, hit.start() - 8) : hit.start()]
        )
        if hit.group() == "." and ordinal and re.match(r" \(?\d", text[hit.end() : hit.end() + 3]):
            continue  # "a u 2022. 11,6 odsto"
        if hit.end() > start:
            found.append(Sentence(start, hit.end()))
            start = hit.end()
    if start < len(text) or not found:
        found.append(Sentence(start, len(text) + 1))
    last = found[-1]
    found[-1] = Sentence(last.start, len(text) + 1)
    return [part for one in found for part in _parts(one)]


def _opens_sentence(whole: Folded, hit: re.Match[str], language: str) -> bool:
    """Return whether a full stop after a number ends a sentence: a capital letter follows, and the
    number is no ordinal, as no number with a comma is.
    """
    after = re.compile(r" ([a-z])").match(whole.text, hit.end())
    if after is None or not whole.capital(after.start(1)):
        return False
    before = whole.text[max(0, hit.start() - 8) : hit.start()]
    return bool(_DECIMAL.search(before)) or (language == "sr" and not _YEAR.search(before))


def _parts(sentence: Sentence) -> list[Sentence]:
    """Cut what is too long for a sentence, so that a list of numbers costs no more than a text."""
    starts = range(sentence.start, sentence.end, LONGEST)
    return [Sentence(start, min(start + LONGEST, sentence.end)) for start in starts]


def clause_ends(language: Language) -> re.Pattern[str]:
    """Return the pattern of what ends a clause: a mark, "whereas", "and"."""
    words = f"{language.contrasts}|{language.clause_joiner}"
    return re.compile(rf"[,:;()\n]| - |(?<![a-z\d-])(?:{words})(?![a-z\d-])")


def last_cut(pattern: re.Pattern[str], text: str, start: int, end: int) -> int | None:
    hits = list(pattern.finditer(text, start, end))
    return hits[-1].end() if hits else None


def first_cut(pattern: re.Pattern[str], text: str, start: int, end: int) -> int | None:
    hit = pattern.search(text, start, end)
    return hit.start() if hit else None


def years_of(text: str) -> Period:
    short = re.search(r"((?:19|20)\d\d) ?[-/] ?(\d\d)\b(?!\d)", text)
    years = [int(one) for one in re.findall(r"(?<!\d)(?:19|20)\d\d(?!\d)", text)]
    if short and len(years) == 1 and not re.search(r"[a-z]", text):
        return Period(years[0], int(str(years[0])[:2] + short.group(2)))
    return Period(min(years), max(years)) if years else Period()


def goes_on(text: str, end: int, language: Language) -> bool:
    """Return whether a year begins a range: "2011 to …"."""
    return bool(re.match(rf"\.? (?:{language.until}) ", text[end : end + 14]))


def join_periods(
    years: list[tuple[int, int, Period]], text: str, language: Language
) -> list[tuple[int, int, Period]]:
    """Join "from 2011 to 2019" and "between 2011 and 2019" into one period."""
    until = re.compile(rf"\.? ?(?:-|{language.until}) ")
    both = re.compile(rf"\.? ?(?:godine )?(?:{'|'.join(language.and_words)}) ?")
    opens = re.compile(rf"(?:{language.between}) (?:[a-z]+ ){{0,4}}$")
    out: list[tuple[int, int, Period]] = []
    for start, end, found in sorted(years):
        if out:
            last_start, last_end, last = out[-1]
            between = text[last_end:start]
            opened = text[max(0, last_start - 40) : last_start]
            pair = both.fullmatch(between) and opens.search(opened)
            joined = pair or until.fullmatch(between)
            if joined and last.first is not None and found.last is not None:
                out[-1] = (last_start, end, Period(last.first, found.last))
                continue
        out.append((start, end, found))
    return out
