"""What the columns of a register hold: by what is in their cells, names deciding between equals.

People name columns as they like: "measured in", "for", "where", "who says so". What is in a column
is less free: years look like years, units like units.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from .assigning import assign
from .columns import FIELD_OF, LANGUAGES, SUFFIXES
from .profiles import Column, column_name, flat, is_date, is_number

_TOLD = frozenset({"label", "subject", "synonyms"})


def guessed_columns(rows: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """Return the field of each column, by its name; "" for a column of no field."""
    if not rows:
        return {}
    headings = dict.fromkeys(one for row in rows for one in row if one is not None)
    columns = [Column(one, rows) for one in headings]
    guessed = [one for one in columns if not _is_translated(one.name)]
    joined, instead = _joined(guessed)
    found = assign(joined, translated=len(guessed) < len(columns))
    found |= {one: found[other] for one, other in instead.items()}
    if not {"label", "subject"} & set(found.values()) and len(guessed) == len(columns):
        _take_key_as_subject(found)
    return found | _groups(columns, found)


def _joined(columns: Sequence[Column]) -> tuple[list[Column], dict[str, str]]:
    """Return the columns with those as one that have names of one field and never a cell in the
    same row, as objects of two shapes have; and which name goes with which.
    """
    first: dict[str, Column] = {}
    instead: dict[str, str] = {}
    for one in columns:
        field = FIELD_OF.get(one.name, "")
        other = first.get(field)
        if not field or one.nested or not one.texts:
            continue
        if other is None:
            first[field] = one
        elif not one.beside(other):
            first[field] = other.joined(one)
            instead[one.name] = other.name
    merged = {one.name: one for one in first.values()}
    return [merged.get(one.name, one) for one in columns if one.name not in instead], instead


def _is_translated(name: str) -> bool:
    """Return whether a column is a label in one language: "label_sq"."""
    stem, _mark, code = name.rpartition("_")
    plain = FIELD_OF.get(stem, FIELD_OF.get(stem.rpartition("_")[0], ""))
    if stem in {"fact", "statement", "text"}:
        plain = "label"
    return LANGUAGES.get(code, code) in SUFFIXES and plain in _TOLD


def _take_key_as_subject(found: dict[str, str]) -> None:
    keys = [name for name, field in found.items() if field == "key" and name == "key"]
    found.update(dict.fromkeys(keys, "subject"))


def _groups(columns: Sequence[Column], found: Mapping[str, str]) -> dict[str, str]:
    """Return which of the columns that are left tell apart rows that are otherwise of the same
    thing: "female" and "male".
    """
    same = {"label", "subject", "unit", "year", "as_of", "place", "source", "vintage", "start"}
    own = [one for one in columns if found.get(one.name) in same or _is_translated(one.name)]
    out = {}
    for one in columns:
        if found.get(one.name, "-") or one.nested:
            continue
        if any(len(text) > 60 or is_number(text) for text in one.cells if text):
            if any(FIELD_OF.get(part) == "group" for part in (one.name, *one.ends)):
                out[one.name] = "group"
            continue
        seen: dict[tuple[str, ...], str] = {}
        apart = 0
        for at, text in enumerate(one.cells):
            key = tuple(two.cells[at] for two in own)
            apart += seen.setdefault(key, text) != text
        out[one.name] = "group" if apart else "note"
    return out


__all__ = ["column_name", "flat", "guessed_columns", "is_date"]
