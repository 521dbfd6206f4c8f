"""Suggestions which column maps to which field, and which text to which answer."""

from __future__ import annotations

import difflib
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from waystation.foundation.shared.fold import search_key

ALIKE = 0.8  # from which likeness on a text is suggested for an answer
SAMPLES = 3
MOST_TEXTS = 300  # different texts in a column of answers; more of them are no answers
SEPARATORS = (";", "|", "\n", ",")
EMPTY = "-"
"""The answer of a text that is to be read as no answer."""


def normalise_text(text: str) -> str:
    """Return a text without differences of case, width and spacing."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def fold_text(text: str) -> str:
    """Return a heading or an answer without differences of marks and script, too.

    The fold makes doubled letters one, which would make 11 of 1: digits are left as they are.
    """
    if any(one.isdigit() for one in text):
        return normalise_text(text)
    return search_key(text) or normalise_text(text)


def suggested_columns(
    headings: Sequence[str],
    known: Mapping[str, Iterable[str]],
    remembered: Mapping[str, str] | None = None,
) -> dict[str, int]:
    """Return field -> column: as the office mapped it before, else by the usual headings."""
    places: dict[str, int] = {}
    for place, heading in enumerate(headings):
        places.setdefault(fold_text(heading), place)
    found: dict[str, int] = {}
    taken: set[int] = set()
    usual = {name: [fold_text(one) for one in words] for name, words in known.items()}
    before = remembered or {}
    for name in known:
        if before.get(name) in places:
            found[name] = places[before[name]]
            taken.add(found[name])
    for name, words in usual.items():
        if name in found:
            continue
        column = next((places[one] for one in words if one in places), None)
        if column is not None and column not in taken:
            found[name] = column
            taken.add(column)
    return found


def samples(rows: Iterable[Sequence[str]], place: int) -> list[str]:
    """Return the first different texts of a column, to recognise it by."""
    found: dict[str, None] = {}
    for row in rows:
        if row[place]:
            found[row[place][:40]] = None
        if len(found) == SAMPLES:
            break
    return list(found)


def texts_of(rows: Iterable[Sequence[str]], place: int, *, several: bool) -> Counter[str]:
    """Return the distinct texts of a column of answers, with their frequencies.

    If a cell may contain ``several`` answers, each of them is a text.
    """
    found: Counter[str] = Counter()
    for row in rows:
        found.update(split(row[place]) if several else [row[place]] if row[place] else [])
    return found


def split(cell: str) -> list[str]:
    """Return the answers of a cell that holds several."""
    for mark in SEPARATORS:
        if mark in cell:
            return [one for one in (part.strip() for part in cell.split(mark)) if one]
    return [cell] if cell else []


def suggested_answer(
    text: str, answers: Mapping[str, Iterable[str]], remembered: Mapping[str, str] | None = None
) -> tuple[str, bool]:
    """Return the answer that a text means, and whether that is certain; "" where none is like it.

    ``answers`` are the codes with their names in every language and their usual short forms.
    """
    key = fold_text(text)
    before = (remembered or {}).get(key)
    if before is not None and (before in answers or before == EMPTY):
        return before, True
    best, likeness = "", 0.0
    for code, names in answers.items():
        for name in (code, *names):
            other = fold_text(name)
            if other == key:
                return code, True
            alike = difflib.SequenceMatcher(None, key, other).ratio()
            if alike > likeness:
                best, likeness = code, alike
    return (best, False) if likeness >= ALIKE else ("", False)
