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
from .profiles import MOST, Column, column_name, flat

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
_HEADS = ("columns", "header", "headers", "fields", "head")


def unfold(found: Any) -> list[dict[str, Any]]:
    """Return the rows of a JSON register; raises ValueError where it holds what is no object."""
    found = _as_objects(found)
    if isinstance(found, dict):
        inner = next(
            (found[name] for name in WRAPPERS if isinstance(found.get(name), (list, dict))), None
        )
        found = _as_objects(inner) if inner is not None and not _is_row(found) else found
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


def _as_objects(found: Any) -> Any:
    """Return a table as objects, where JSON holds it as lists below a list of names, as names and
    lists apart, or as a list for each column.
    """
    if isinstance(found, list) and len(found) > 1 and all(isinstance(one, list) for one in found):
        names, rows = found[0], found[1:]
        told = all(isinstance(one, str) and one.strip() for one in names)
        return [dict(zip(names, one, strict=False)) for one in rows] if told else found
    if not isinstance(found, dict):
        return found
    names = next((found[one] for one in _HEADS if isinstance(found.get(one), list)), [])
    rows = next((found[one] for one in WRAPPERS if isinstance(found.get(one), list)), [])
    if names and rows and all(isinstance(one, list) for one in rows):
        heads = [one.get("name", "") if isinstance(one, dict) else str(one) for one in names]
        return [dict(zip(heads, one, strict=False)) for one in rows]
    lists = list(found.values())
    if (
        len(lists) > 1 and all(isinstance(one, list) and one for one in lists)
        and len(set(map(len, lists))) == 1
        and not any(isinstance(cell, (dict, list)) for one in lists for cell in one)
    ):  # fmt: skip
        return [dict(zip(found, row, strict=True)) for row in zip(*lists, strict=True)]
    return found


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
            out[column] = _only_text(value)
            continue
        out |= {name: parts[name] for name, one in fields.items() if one in _OF_VALUES}
        rest = {name: part for name, part in parts.items() if fields[name] not in _OF_VALUES}
        if rest and FIELD_OF.get(column_name(column)) not in _OF_VALUES:
            out[column] = _only_text(rest)
    return out


def _only_text(value: Any) -> Any:
    """Return the text of an object of one text: {"name": "World Bank"}; a label in one language
    stays an object.
    """
    if not isinstance(value, dict) or len(value) != 1:
        return value
    key, text = next(iter(value.items()))
    named = column_name(key) in {*SUFFIXES, *LANGUAGES}
    return value if named or isinstance(text, (dict, list)) else text


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
    columns = [
        Column(one, rows) for one in dict.fromkeys(name for row in rows for name in row)
        if one is not None
    ]  # fmt: skip
    if any(FIELD_OF.get(one.name) == "value" and one.numbers >= MOST for one in columns):
        return {}
    numeric = [
        one.heading for one in columns
        if FIELD_OF.get(one.name) not in _NO_VALUES and one.name not in _ORDERS
        and not {"low", "high"} & {FIELD_OF.get(part) for part in one.ends}
        and one.texts and one.numbers == 1
        and (one.dates < 1 or _year_in(str(one.heading)))
        and not (one.counter or one.of_sizes or one.marks or any(map(one.refers_to, columns)))
    ]  # fmt: skip
    years = {one: ("year", _year_in(one)) for one in numeric if _year_in(one)}
    if years and (len(years) > 1 or not re.search(r"[a-z]", fold_text(next(iter(years))))):
        return years
    if len(numeric) < 2 or len(numeric) == len(columns):
        return {}
    places = {one: ("place", one) for one in numeric if _is_place(one)}
    if len(places) > 1:
        return places
    return {one: (_GROUP, column_name(one).replace("_", " ")) for one in numeric}
