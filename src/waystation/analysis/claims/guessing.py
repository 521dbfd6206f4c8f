"""What the columns of a register hold: by their names, else by what is in their cells.

People name columns as they like: "measured in", "for", "where", "who says so". What is in a column
is less free: years look like years, units like units. So a name that is known decides, unless no
cell can be that; the fields that are still missing go to the columns whose cells fit them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from .cells import QUALIFIERS, noun_of, period, unit_of, value_of
from .columns import FIELD_OF, HINTS
from .concepts import mentions
from .folding import fold_text

MOST = 0.6
"""The share of cells that must fit for a column to be of a field."""
SEEN = 60
"""How many rows are looked at."""
_DATE = re.compile(
    r"(?:(?:fy|q[1-4]|h[12]|ay|cy|mid|end|early|late)[- ]?)?(?:\d{1,2}[./-]){0,2}(?:19|20)\d\d"
    r"(?: ?[-/.to]{1,2} ?\d{1,4}){0,3}\.?(?:[ t][\d:.]+z?)?(?: ?(?:q[1-4]|h[12]))?"
    r"|[a-z]{3,10}\.? (?:\d{1,2},? )?(?:19|20)\d\d\.?(?: ?(?:-|to) ?[a-z]{0,10}\.? ?(?:19|20)\d\d)?"
    r"|\d{1,2}\.? [a-z]{3,10}\.? (?:19|20)\d\d\.?(?: godine)?"
)
_BOUNDS = {"low": "high", "high": "low"}
_CODE = re.compile(r"[A-Za-z]{0,5}[-_. ]?\d+[a-z]?")


def column_name(name: Any) -> str:
    """Return the name of a column as it is looked up: small letters and underscores."""
    return re.sub(r"[^a-z0-9]+", "_", fold_text(str(name))).strip("_")


def flat(value: Any) -> str:
    """Return a cell as text; the parts of a list or an object are separated by bars."""
    if value is None:
        return ""
    if isinstance(value, dict):
        return "|".join(flat(one) for one in value.values())
    if isinstance(value, (list, tuple)):
        return "|".join(flat(one) for one in value)
    return str(value).strip()


def _ends_in(column: Any, field: str) -> bool:
    """Return whether the first or the last word of a column's name is of a field."""
    name = column_name(column)
    return field in {FIELD_OF.get(name.rpartition("_")[2]), FIELD_OF.get(name.partition("_")[0])}


def likely_field(name: str, row: Mapping[str, Any]) -> str:
    """Return the field of a column such as "fact_ref" or "value_numeric": that of its last or
    first word, unless another column of the row is called just so.
    """
    exact = {FIELD_OF.get(column_name(one)) for one in row if one is not None}
    for part in (name.rpartition("_")[2], name.partition("_")[0]):
        target = FIELD_OF.get(part, "")
        if target in _BOUNDS and not any(_ends_in(one, _BOUNDS[target]) for one in row):
            continue  # a "maximum" without a minimum
        if target and target not in exact and name not in FIELD_OF:
            return target
    return ""


def guessed_columns(rows: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """Return the field of each column, by its name, whose name does not tell it."""
    names = {one: column_name(one) for row in rows for one in row if one is not None}
    return _Columns(rows, names).guess() if rows else {}


class _Columns:
    """The columns of a register; ``known`` is the field that each has by its name."""

    def __init__(self, rows: Sequence[Mapping[str, Any]], names: Mapping[str, str]) -> None:
        self.names = names
        self.known = {
            one: FIELD_OF.get(name) or likely_field(name, rows[0]) for one, name in names.items()
        }
        if not {"low", "high"} <= set(self.known.values()):
            self.known = {
                one: "" if field in {"low", "high"} else field for one, field in self.known.items()
            }
        some = rows[:: max(len(rows) // SEEN, 1)]
        self.texts = {one: [text for row in some if (text := flat(row.get(one)))] for one in names}
        self.nested = {one for one in names if isinstance(rows[0].get(one), (dict, list))}
        self.rows = len(some)
        self.every = rows
        self.found: dict[str, str] = {}

    def guess(self) -> dict[str, str]:
        """Return the fields that cells decide, by the name of the column."""
        self._drop_what_cannot_be()
        self._tell_codes()
        self._take("qualifier", self._fits(_is_qualifier))
        self._take_units()
        self._take_span()
        self._take_dates()
        self._take("place", self._fits(_is_place))
        self._take_value()
        self._take_label()
        self._take_source()
        self._take_groups()
        return self.found

    def _field(self, column: str) -> str:
        return self.found.get(self.names[column]) or self.known[column]

    def _has(self, field: str) -> bool:
        return any(self._field(one) == field for one in self.names)

    def _share(self, column: str, test: Callable[[str], bool]) -> float:
        texts = self.texts[column]
        return sum(test(one) for one in texts) / len(texts) if texts else 0.0

    def _fits(self, test: Callable[[str], bool]) -> list[str]:
        return [
            one for one in self.names
            if not self._field(one) and one not in self.nested and self._share(one, test) >= MOST
        ]  # fmt: skip

    def _take(self, field: str, columns: Sequence[str]) -> None:
        """Give a missing field to one of the columns, first to one whose name hints at it."""
        if self._has(field) or not columns:
            return
        best = max(columns, key=lambda one: _hinted(self.names[one], field))
        self.found[self.names[best]] = field

    def _drop_what_cannot_be(self) -> None:
        """Forget the field of a name where no cell can be of it: a "figure" without numbers."""
        tests = {"value": _is_number, "year": _has_year, "as_of": _has_year}
        for one, field in self.known.items():
            if field in tests and self.texts[one] and not self._share(one, tests[field]):
                self.known[one] = ""

    def _tell_codes(self) -> None:
        """Tell codes from names: "key" beside "indicator", and units in a column named measure."""
        named = [one for one in self.names if self.known[one] in {"subject", "label"}]
        if "label" in self.known.values() and "unit" not in self.known.values():
            units = [
                one for one in named
                if self.known[one] == "subject" and self._share(one, _is_unit) > 0.5
            ]  # fmt: skip
            self.found.update({self.names[one]: "unit" for one in units[:1]})
        codes = [one for one in named if self.known[one] == "subject" and self._codes(one)]
        if len(codes) == 1 and len(named) > 1:
            self.found[self.names[codes[0]]] = "key"

    def _codes(self, column: str) -> bool:
        texts = self.texts[column]
        codes = {one for one in texts if _CODE.fullmatch(one)}
        return len(codes) == self.rows > 1

    def _take_units(self) -> None:
        columns = [
            one for one in self._fits(_is_unit)
            if self._share(one, _is_number) < MOST
            and not self._share(one, _is_place) >= MOST
            and sum(len(text) for text in self.texts[one]) < 25 * len(self.texts[one])
        ]  # fmt: skip
        self._take("unit", columns)

    def _take_dates(self) -> None:
        """Give the years to the column of the earlier dates, the vintage to the other one."""
        dated = self._fits(is_date)
        dated.sort(key=lambda one: (-_hinted(self.names[one], "year"), self._latest(one)))
        if not any(map(self._has, ("year", "as_of", "start"))):
            self._take("year", dated[:1])
            dated = dated[1:]
        self._take("vintage", dated)

    def _take_span(self) -> None:
        """Give "from" and "to" to two columns of years."""
        dated = self._fits(is_date)
        for first in dated:
            for last in dated:
                if _hinted(self.names[first], "start") and _hinted(self.names[last], "end"):
                    self.found |= {self.names[first]: "start", self.names[last]: "end"}

    def _take_groups(self) -> None:
        """Give the group to columns that tell apart rows which are otherwise of the same thing:
        "female" and "male".
        """
        same = {"label", "subject", "unit", "year", "as_of", "place", "source", "vintage", "start"}
        own = [one for one in self.names if self._field(one) in same]
        for one in self.names:
            if self._field(one) not in {"", "group"} or one in self.nested:
                continue
            texts = [flat(row.get(one)) for row in self.every]
            if any(len(text) > 60 or _is_number(text) for text in texts if text):
                continue
            seen: dict[tuple[str, ...], str] = {}
            apart = 0
            for row, text in zip(self.every, texts, strict=True):
                key = tuple(flat(row.get(two)) for two in own)
                apart += seen.setdefault(key, text) != text
            self.found[self.names[one]] = "group" if apart else "note"

    def _latest(self, column: str) -> tuple[float, int]:
        years = [period(one).last or 0 for one in self.texts[column]]
        return sum(years) / max(len(years), 1), max(map(len, self.texts[column]), default=0)

    def _take_value(self) -> None:
        if self._has("low") and self._has("high"):
            return  # a register of ranges
        numbers = [
            one for one in self._fits(_is_number)
            if not self._codes(one) or _hinted(self.names[one], "value")
        ] or self._fits(_is_number)  # fmt: skip
        if len(numbers) > 1:
            numbers = [one for one in numbers if _hinted(self.names[one], "value")] or [
                one for one in numbers if not self._counts_rows(one)
            ]
        if len(numbers) == 1:
            self._take("value", numbers)

    def _counts_rows(self, column: str) -> bool:
        texts = self.texts[column]
        return len(set(texts)) == len(texts) and all(one.isdigit() for one in texts)

    def _take_label(self) -> None:
        if self._has("label") or self._has("subject"):
            return
        words = {
            one: sum(len(text.split()) for text in self.texts[one]) / max(len(self.texts[one]), 1)
            for one in self.names
            if self._field(one) in {"", "key", "note"}
            and one not in self.nested
            and self._share(one, _is_number) < 1
        }
        best = max(words, key=lambda one: words[one], default=None)
        if best is not None and (words[best] > 1.5 or not self.known[best]):
            self.found[self.names[best]] = "label"

    def _take_source(self) -> None:
        """Give the source to a column whose name hints at it, or whose names come again."""
        columns = [
            one for one in self.names
            if self._field(one) in {"", "note"}
            and one not in self.nested
            and self._share(one, _is_number) < MOST
            and (
                (not self._field(one) and _hinted(self.names[one], "source"))
                or self._share(one, _is_body) >= MOST
            )
        ]  # fmt: skip
        self._take("source", columns)


def _hinted(name: str, field: str) -> bool:
    """Return whether a word of a column's name hints at a field: "who_says"."""
    return bool(set(name.split("_")) & HINTS.get(field, frozenset()))


def _is_number(text: str) -> bool:
    found = value_of(text)[0] is not None
    return (found and not _DATE.fullmatch(fold_text(text))) or bool(re.fullmatch(r"\d{4}", text))


def _has_year(text: str) -> bool:
    return period(text).known


def is_date(text: str) -> bool:
    """Return whether a cell is a year or a date, and nothing else."""
    return bool(_DATE.fullmatch(fold_text(text))) and period(text).known


def _is_place(text: str) -> bool:
    plain = fold_text(text)
    return len(text.split()) < 5 and any(
        one.kind in {"place", "home", "region"} for one in mentions(plain)
    )


def _is_qualifier(text: str) -> bool:
    return fold_text(text).replace("_", " ").strip(" .") in QUALIFIERS


def _is_unit(text: str) -> bool:
    if value_of(text)[0] is not None and not re.search(r"\d{3}", text):
        return False
    kind = unit_of(text, Decimal(1), "")[1]
    scaled = unit_of(text, Decimal(1), "")[0] != 1
    return kind != "count" or scaled or (len(text.split()) < 3 and bool(noun_of(text, "")))


def _is_body(text: str) -> bool:
    words = text.split()
    if len(words) > 7 or not text[:1].isalpha() or _is_place(text):
        return False
    named = all(one[:1].isupper() for one in words if len(one) > 3)
    return named or any(one.kind in {"source", "org"} for one in mentions(fold_text(text)))
