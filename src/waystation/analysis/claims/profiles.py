"""What the cells of a column look like: numbers, dates, units, places, names of bodies, codes."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from functools import cached_property, lru_cache
from typing import Any

from .cells import QUALIFIERS, noun_of, period, sortable, unit_of, value_of
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
_CODE = re.compile(
    r"[^\W\d]{0,5}[-_. ]?\d+[a-z]?|[0-9a-f]{8}-[0-9a-f-]{27}|[^\W\d]{1,4}(?:-\w+)+\d"
    r"|[^\W\d]{1,12}[:/#][\w-]*\d[\w-]*"  # "fact:8d83160c"
)
_MONEY = re.compile(r"eur|usd|gbp|chf|rsd|us\$|[$€£~<>=≥≤±]+")
_SIZE = re.compile(r"1?(?:[ ,.']?0{3})+|[0369]|(?:thousand|million|billion|hundred)s?|units?|ones?")
_FLAGS = frozenset(
    ("true", "false", "yes", "no", "y", "n", "x", "po", "jo", "da", "ne", "ja", "nein")
)
_PARTS = re.compile(
    r"(?:all|total|female|male|women|men|girls|boys|f|m|w|both(?: sexes)?|te gjithe|te gjitha|"
    r"gjithsej|femra|meshkuj|gra|burra|ukupno|svi|zene|muskarci|(?:aged? )?\d\d?(?:-\d\d|\+)|"
    r"frauen|manner|insgesamt)"
)
_BODY = re.compile(
    r"\b(?:agenc|minist|bank|office|offic|institut|survey|regist|report|databa|universit|census|"
    r"commission|departm|chamber|council|organi[sz]ation|fund\b|association|cent(?:er|re)\b|"
    r"agjenci|zyra|anket|regjist|raport|ministarstv|bank[ae]|zavod|kancelarij|izvest|agencij|"
    r"komesar|komisij|amt\b|behorde|bundes)\w*"
)


def flat(value: Any) -> str:
    """Return a cell as text; the parts of a list or an object are separated by bars."""
    if value is None:
        return ""
    if isinstance(value, dict):
        return "|".join(flat(one) for one in value.values())
    if isinstance(value, (list, tuple)):
        return "|".join(flat(one) for one in value)
    return str(value).strip()


def column_name(name: Any) -> str:
    """Return the name of a column as it is looked up: small letters and underscores."""
    apart = re.sub(r"(?<=[^\W\d_A-Z])(?=[A-Z][a-z])", "_", str(name))  # "referencePeriod"
    return re.sub(r"[^a-z0-9]+", "_", fold_text(apart)).strip("_")


class Column:
    """A column of a register: its name, and its cells, of which some are looked at closely."""

    def __init__(self, heading: Any, rows: Sequence[Mapping[str, Any]]) -> None:
        self.heading = heading
        self.name = column_name(heading)
        self.cells = [flat(row.get(heading)) for row in rows]
        self.nested = any(isinstance(row.get(heading), (dict, list)) for row in rows[:1])
        self.texts = [one for one in self.cells[:: max(len(rows) // SEEN, 1)] if one]
        self.rows = len(rows)

    def joined(self, other: Column) -> Column:
        """Return the column with the cells of another one, where each row has one of both."""
        return Column(
            self.heading,
            [
                {self.heading: one or two}
                for one, two in zip(self.cells, other.cells, strict=True)
            ],
        )  # fmt: skip

    def beside(self, other: Column) -> bool:
        """Return whether a row has a text in this column and in another one."""
        return any(one and two for one, two in zip(self.cells, other.cells, strict=True))

    def share(self, test: Callable[[str], bool]) -> float:
        """Return the share of the cells with a text that pass a test."""
        return sum(map(test, self.texts)) / len(self.texts) if self.texts else 0.0

    @property
    def ends(self) -> tuple[str, str]:
        """The last and the first word of its name, which say most of it: "value_numeric"."""
        return self.name.rpartition("_")[2], self.name.partition("_")[0]

    @cached_property
    def fill(self) -> float:
        return sum(map(bool, self.cells)) / max(self.rows, 1)

    @cached_property
    def distinct(self) -> int:
        return len({one for one in self.cells if one})

    @property
    def unique(self) -> bool:
        return self.distinct == self.rows

    @cached_property
    def repeats(self) -> float:
        """How far its texts come again: 0 where each is another one, near 1 where all are one."""
        filled = sum(map(bool, self.cells))
        return 1 - self.distinct / filled if filled else 0.0

    @cached_property
    def words(self) -> float:
        counts = [len(re.findall(r"[^\W\d_]{2,}", one)) for one in self.texts]
        return sum(counts) / max(len(counts), 1)

    @cached_property
    def length(self) -> float:
        return sum(map(len, self.texts)) / max(len(self.texts), 1)

    @cached_property
    def numbers(self) -> float:
        return self.share(is_number)

    @cached_property
    def dates(self) -> float:
        return self.share(is_date)

    @cached_property
    def places(self) -> float:
        return self.share(is_place)

    @cached_property
    def bodies(self) -> float:
        return self.share(is_body)

    @cached_property
    def units(self) -> float:
        return self.share(is_unit)

    @cached_property
    def codes(self) -> float:
        return self.share(is_code)

    @cached_property
    def qualifiers(self) -> float:
        return self.share(is_qualifier)

    @cached_property
    def counter(self) -> bool:
        """Whether it numbers the rows: each whole number from one to another, once."""
        if not self.unique or self.rows < 2 or not all(one.isdecimal() for one in self.cells):
            return False
        found = [int(one) for one in self.cells]
        return max(found) - min(found) == self.rows - 1

    @cached_property
    def marks(self) -> bool:
        """Whether it holds few different digits: the number of an edition, a degree of trust."""
        return self.rows > 9 and self.distinct < 4 and all(len(one) < 2 for one in self.cells)

    @cached_property
    def of_sizes(self) -> bool:
        """Whether it says how large the unit is: 1000000, "thousands"."""
        if self.share(lambda one: bool(_SIZE.fullmatch(fold_text(one)))) < 1 or not self.texts:
            return False
        return self.distinct < 5 and any(one != "0" for one in self.texts)

    @cached_property
    def dated(self) -> tuple[str, ...]:
        """Its cells so that the later one sorts behind, "" for no date."""
        return tuple(
            sortable(one) if one and period(one).known else "" for one in self.cells
        )  # fmt: skip

    def refers_to(self, other: Column) -> bool:
        """Return whether some of its cells name rows by the codes that another column holds."""
        own = {one for one in self.cells if one}
        return (
            self is not other and other.unique and 0 < self.fill < 1
            and not other.dates and own <= set(other.cells)
            and not any(one == two for one, two in zip(self.cells, other.cells, strict=True))
        )  # fmt: skip

    def per(self, other: Column) -> float:
        """Return how many texts of another column stand beside each text of this one."""
        pairs = {pair for pair in zip(self.cells, other.cells, strict=True) if pair[0]}
        return len(pairs) / max(self.distinct, 1)


@lru_cache(maxsize=8192)
def is_number(text: str) -> bool:
    """Return whether a cell is a number, perhaps with a qualifier, a unit or a size."""
    if is_date(text):
        return bool(re.fullmatch(r"\d{4}", text))
    if value_of(text)[0] is None or re.fullmatch(r"[A-Za-z]{1,3}[-_. ]?\d+[a-z]?", text):
        return False
    before = fold_text(text[: next(at for at, one in enumerate(text) if one.isdigit())])
    lead = " ".join(_MONEY.sub(" ", before).split()).strip(" :-+(.")
    behind = re.sub(r"^[\d\s.,'-]+", "", fold_text(text)[len(before) :])
    return lead in QUALIFIERS and len(re.findall(r"[a-z]{2,}", behind)) < 5


def has_year(text: str) -> bool:
    return period(text).known


@lru_cache(maxsize=8192)
def is_date(text: str) -> bool:
    """Return whether a cell is a year or a date, and nothing else."""
    return bool(_DATE.fullmatch(fold_text(text))) and period(text).known


def is_version(text: str) -> bool:
    return bool(re.fullmatch(r"(?:v|ver|rev|r|version|release|ed)[. ]?\d[\d.]*", fold_text(text)))


@lru_cache(maxsize=8192)
def is_place(text: str) -> bool:
    """Return whether a cell names a place, and little else."""
    plain = fold_text(text)
    if len(text.split()) > 5 or re.search(r"\d", text) or _BODY.search(plain):
        return False
    if plain in {"xkx", "xk", "kos", "rks", "alb", "srb", "mkd", "mne", "bih"}:
        return True
    found = [
        one for one in mentions(plain) if one.kind in {"place", "home", "region"} or one.key == "eu"
    ]
    plain = re.sub(r" (?:and|i|dhe|und) \w+$", "", plain)  # "Bosnia and Herzegovina"
    return bool(found) and max(one.end - one.start for one in found) > 0.6 * len(plain)


@lru_cache(maxsize=8192)
def is_code(text: str) -> bool:
    return bool(_CODE.fullmatch(text)) and not is_date(text)


@lru_cache(maxsize=8192)
def is_qualifier(text: str) -> bool:
    return fold_text(text).replace("_", " ").strip(" .") in QUALIFIERS


@lru_cache(maxsize=8192)
def is_unit(text: str) -> bool:
    """Return whether a cell is a unit: "% of GDP", "million EUR", "households"."""
    if value_of(text)[0] is not None and not re.search(r"\d{3}", text):
        return False
    size, kind, _name, _base = unit_of(text, Decimal(1), "")
    if kind != "count":
        return len(text.split()) < 7
    return len(text.split()) < 4 and (size != 1 or bool(noun_of(text, "")))


def is_part(text: str) -> bool:
    """Return whether a cell names a part of a population, or all of it: "female", "15-24"."""
    return bool(_PARTS.fullmatch(fold_text(text)))


def is_flag(text: str) -> bool:
    return fold_text(text) in _FLAGS


@lru_cache(maxsize=8192)
def is_body(text: str) -> bool:
    """Return whether a cell names an institution or a publication."""
    plain = fold_text(text)
    if (
        len(text) < 2
        or len(text.split()) > 9
        or not text[:1].isalpha()
        or is_place(text)
        or is_date(text)
    ):
        return False
    if is_known_body(text):
        return len(text.split()) < 6 or bool(_BODY.search(plain))
    words = [one for one in text.split() if len(one) > 3]
    return all(one[:1].isupper() for one in words) and text[:1].isupper()


@lru_cache(maxsize=8192)
def is_known_body(text: str) -> bool:
    """Return whether a cell has a word of institutions, a known one, or is an abbreviation."""
    plain = fold_text(text)
    known = any(one.kind in {"source", "org"} for one in mentions(plain))
    return known or bool(_BODY.search(plain)) or bool(re.fullmatch(r"[A-Z]{3,8}", text))


def is_named(text: str) -> bool:
    """Return whether a cell is a short name of its own."""
    return text[:1].isupper() and len(text.split()) < 4 and not re.search(r"\d", text)
