"""Registers of any shape as rows with one value each.

Tables have a column for each year, place or group; JSON nests values in the thing that they are
of. ``unfold`` and ``melt`` return one row a value, with what was around it as columns.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from .cells import value_of
from .columns import FIELD_OF, LANGUAGES, SUFFIXES, WRAPPERS
from .concepts import mentions
from .folding import fold_text
from .guessing import column_name, flat, is_date, likely_field

_YEAR = re.compile(r"(?:[a-z]{1,12}[ _-]?)?((?:19|20)\d\d(?:[/_-](?:19|20)?\d\d)?)(?:[ _-].*)?")
_OF_VALUES = frozenset({"value", "unit", "qualifier", "denominator", "year", "as_of", "vintage"})
_DEEPEST = 8
_NO_VALUES = frozenset(
    ("key", "year", "as_of", "vintage", "supersedes", "superseded_by", "note", "low", "high")
)
_ORDERS = frozenset((
    "n", "no", "nr", "row", "rank", "order", "sort", "index", "line", "page", "min", "max", "low",
    "high", "lower", "upper", "unit_mult", "multiplier", "decimals", "scale",
))  # fmt: skip
"""Columns of numbers that are no values."""
_GROUP = "group"


def unfold(found: Any) -> list[dict[str, Any]]:
    """Return the rows of a JSON register; raises ValueError where it holds what is no object."""
    if isinstance(found, dict):
        inner = next(
            (found[name] for name in WRAPPERS if isinstance(found.get(name), (list, dict))), None
        )
        found = inner if inner is not None and not _is_row(found) else found
    if isinstance(found, dict):
        if any(not isinstance(one, (dict, list)) for one in found.values()) or _is_row(found):
            found = [found]
        else:
            found = [
                {"subject": key} | (row if isinstance(row, dict) else {"value": row})
                for key, value in found.items()
                for row in (value if isinstance(value, list) else [value])
            ]
    rows: list[dict[str, Any]] = []
    for one in found:
        if not isinstance(one, dict):
            raise ValueError("Each fact of a JSON register is an object.")
        rows.extend(_rows_in(one, 0))
    return rows


def _is_row(row: Mapping[str, Any]) -> bool:
    return any(FIELD_OF.get(column_name(one)) in {"label", "subject"} for one in row)


def _rows_in(row: Mapping[str, Any], depth: int) -> Iterator[dict[str, Any]]:
    """Return the rows inside a row: its list of objects or pairs, its values by year or place."""
    for column, inner in row.items() if depth < _DEEPEST else ():
        rest = {one: cell for one, cell in row.items() if one != column}
        if isinstance(inner, list) and inner and all(isinstance(one, dict) for one in inner):
            for one in inner:
                yield from _rows_in(rest | one, depth + 1)
            return
        if isinstance(inner, list) and inner and all(map(_is_pair, inner)):
            for when, value in inner:
                yield from _rows_in(rest | {"year": str(when), "value": value}, depth + 1)
            return
        if isinstance(inner, dict) and (field := _kind_of_keys(inner)):
            for key, one in inner.items():
                more = one if isinstance(one, dict) else {"value": one}
                yield from _rows_in(rest | {field: _plain_key(key, field)} | more, depth + 1)
            return
    yield _unnested(row)


def _is_pair(one: Any) -> bool:
    return isinstance(one, list) and len(one) == 2 and bool(_year_in(str(one[0])))


def _kind_of_keys(inner: Mapping[str, Any]) -> str:
    """Return what the keys of an object are: years, places, or groups of people; "" if neither."""
    if not inner or not all(
        isinstance(one, dict) or value_of(flat(one))[0] is not None for one in inner.values()
    ):
        return ""
    keys = [column_name(one) for one in inner]
    if any(FIELD_OF.get(one) in _OF_VALUES for one in keys) or set(keys) <= {*SUFFIXES, *LANGUAGES}:
        return ""
    if all(_year_in(one) for one in keys):
        return "year"
    if all(_is_place(one) for one in keys):
        return "place"
    return _GROUP if all(value_of(flat(one))[0] is not None for one in inner.values()) else ""


def _plain_key(key: str, field: str) -> str:
    return _year_in(key) if field == "year" else key.replace("_", " ")


def _year_in(name: str) -> str:
    hit = _YEAR.fullmatch(fold_text(name).strip())
    return hit[1].replace("_", "/") if hit else ""


def _is_place(name: str) -> bool:
    plain = fold_text(name.replace("_", " ")).strip()
    found = [one for one in mentions(plain) if one.kind in {"place", "home", "region"}]
    return any(one.end - one.start == len(plain) for one in found)


def _unnested(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return a row with the parts of "value": {"number": 17, "unit": "percent"} as columns."""
    out: dict[str, Any] = {}
    for column, value in row.items():
        parts = value if isinstance(value, dict) else {}
        fields = {name: FIELD_OF.get(column_name(name), "") for name in parts}
        if not any(one in _OF_VALUES for one in fields.values()):
            out[column] = value
            continue
        out |= {name: parts[name] for name, one in fields.items() if one in _OF_VALUES}
        rest = {name: part for name, part in parts.items() if fields[name] not in _OF_VALUES}
        if rest and FIELD_OF.get(column_name(column)) not in _OF_VALUES:
            out[column] = rest
    return out


def melt(rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return rows with one value each, where a table has a column for each year or place."""
    wide = _wide_columns(rows)
    if not wide:
        return [dict(one) for one in rows]
    out = []
    named = any(FIELD_OF.get(column_name(one)) == "key" for one in rows[0] if one is not None)
    for number, row in enumerate(rows, 1):
        rest = {one: cell for one, cell in row.items() if one not in wide}
        rest |= {} if named else {"id": str(number)}
        for column, (field, key) in wide.items():
            if flat(row.get(column)):
                out.append(rest | {"value": row[column]} | ({field: key} if field else {}))
    return out


def _wide_columns(rows: Sequence[Mapping[str, Any]]) -> dict[str, tuple[str, str]]:
    """Return the columns of values of a wide table, with the field and the text of their heads."""
    names = list(dict.fromkeys(one for row in rows for one in row if one is not None))
    fields = {
        one: FIELD_OF.get(column_name(one)) or likely_field(column_name(one), rows[0])
        for one in names
    }
    if "value" in fields.values():
        return {}
    numeric = [
        one for one in names
        if fields[one] not in _NO_VALUES
        and column_name(one) not in _ORDERS
        and any(flat(row.get(one)) for row in rows)
        and not all(is_date(flat(row.get(one))) for row in rows[:50])
        and all(
            value_of(text)[0] is not None and not text[0].isalpha()
            for row in rows[:50] if (text := flat(row.get(one)))
        )
    ]  # fmt: skip
    years = {one: ("year", _year_in(one)) for one in numeric if _year_in(one)}
    if years and (len(years) > 1 or not re.search(r"[a-z]", fold_text(next(iter(years))))):
        return years
    if len(numeric) < 2 or len(numeric) == len(names):
        return {}
    places = {one: ("place", one) for one in numeric if _is_place(one)}
    if len(places) > 1:
        return places
    return {one: (_GROUP, column_name(one).replace("_", " ")) for one in numeric}
