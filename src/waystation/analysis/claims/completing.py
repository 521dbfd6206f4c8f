"""What a row of a register says beside its value cell: scale, span, qualifier, a unit inside."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from .cells import QUALIFIERS, RANGE, unit_of, value_of
from .folding import fold_text
from .grammar import read
from .guessing import column_name, flat

_YES = frozenset({"true", "yes", "y", "1", "x", "po", "da", "ja", "t"})
_HEDGES = {
    "approximate": "about", "approximated": "about", "approx": "about", "rounded": "about",
    "is_approximate": "about", "is_rounded": "about", "estimated": "estimate",
    "is_estimate": "estimate", "is_estimated": "estimate", "estimate": "estimate",
    "provisional": "estimate", "projected": "estimate", "is_projection": "estimate",
}  # fmt: skip
"""Columns that answer a question about the value with yes or no."""
_SIZES = {3: "thousand", 6: "million", 9: "billion"}
_SPACES = re.compile(r"[\u00a0\u2007-\u200a\u202f]")
_NUMBER = re.compile(r"-?\d(?:[\d.,' ]*\d)?")
_ALL = frozenset((
    "total", "all", "both", "t", "_t", "overall", "gjithsej", "te gjithe", "te gjitha", "ukupno",
    "svi", "sve", "both sexes", "all ages", "gesamt", "insgesamt",
))  # fmt: skip
_SEXES = {"f": "women", "m": "men", "w": "women"}


def complete(row: Mapping[str, Any], given: dict[str, str]) -> dict[str, str]:
    """Return the fields of a row with what other columns, and the value itself, add to them."""
    given = dict(given)
    _add_unit(given)
    _add_scale(given)
    if "start" in given and "year" not in given:
        given["year"] = f"{given['start']}/{given.get('end', given['start'])}"
    group = fold_text(given.get("group", "")).replace("_", " ").strip()
    if group in _ALL:
        del given["group"]
    elif group in _SEXES:
        given["group"] = _SEXES[group]
    if "qualifier" not in given:
        _add_qualifier(row, given)
    return given


def _add_unit(given: dict[str, str]) -> None:
    """Take the unit, or the size, that is written with the value: "EUR 1.4 million"."""
    plain = _SPACES.sub(" ", given.get("value", ""))
    words = _NUMBER.sub(" ", RANGE.sub("1", plain, count=1), count=1)
    for hedge in sorted(QUALIFIERS, key=len, reverse=True):
        if hedge and fold_text(words).strip().startswith(hedge):
            start = fold_text(words).index(hedge) + len(hedge)
            words = words[start:]
            break
    words = " ".join(words.split()).strip(" .:;~<>=()")
    if not words or re.fullmatch(r"[eE]", words):
        return
    if not given.get("unit"):
        given["unit"] = words
    elif unit_of(words, Decimal(1), "")[0] != 1 and unit_of(given["unit"], Decimal(1), "")[0] == 1:
        given["unit"] = f"{words} {given['unit']}"


def _add_scale(given: dict[str, str]) -> None:
    """Take the size from a column of its own: 6, 1000000, "millions"."""
    size = fold_text(given.get("scale", "")).strip()
    if not size or unit_of(given.get("unit", ""), Decimal(1), "")[0] != 1:
        return
    if re.fullmatch(r"\d+(?:[.,]0*)?|1[ ,.']?0{3}(?:[ ,.']?0{3})*", size):
        number = int(re.sub(r"\D", "", size.partition(".")[0]) or 0)
        power = number if number < 13 else len(str(number)) - 1
        size = _SIZES.get(power, "")
    if size:
        given["unit"] = f"{size} {given.get('unit', '')}".strip()


def _add_qualifier(row: Mapping[str, Any], given: dict[str, str]) -> None:
    for column, cell in row.items():
        name, text = column_name(column), fold_text(flat(cell))
        if name in _HEDGES and text in _YES:
            given["qualifier"] = _HEDGES[name]
        elif name in {"obs_status", "status", "flag"} and text in {"e", "estimated", "estimate"}:
            given["qualifier"] = "estimate"


def stated_in(label: str) -> dict[str, str]:
    """Return value, unit and qualifier of a register of sentences: "Remittances made up 18.6 % of
    GDP in 2020"; nothing where the sentence has no figure.
    """
    figures = read(label).figures
    if not figures:
        return {}
    one = figures[0]
    unit = one.unit
    if one.denominator and one.kind in {"percent", "fraction"}:
        unit = f"percent of {one.denominator}"
    value = one.value * 100 if one.kind == "fraction" else one.value
    if value_of(f"{value:f}")[0] is None:
        return {}
    return {"value": f"{value:f}", "unit": unit, "qualifier": one.qualifier or "count"}
