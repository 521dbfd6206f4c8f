"""The content of a code list, and parsing a file of codes. No database."""

from __future__ import annotations

import csv
import difflib
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.fold import search_key, spelling
from waystation.foundation.shared.scripts import is_cyrillic
from waystation.foundation.shared.words import N_

COLUMNS = ("code", "en", "sq", "sr", "parent", "source")
PUBLIC_NAMES = ("ar", "tr", "fa", "ps")  # languages of public pages only
TEXTS = (*PUBLIC_NAMES, "text", "note", "successor")
MORE_COLUMNS = (*PUBLIC_NAMES, "text", "note", "valid_from", "valid_to", "successor")
CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._+:-]{0,59}")

# Shown in the order of the alphabet; all other lists keep the order of their file.
ALPHABETICAL = frozenset({"country", "language", "municipality", "region"})

USUAL = {
    "country": (
        "DE", "CH", "AT", "IT", "FR", "BE", "NL", "SE", "NO", "FI", "DK", "GB", "IE", "SI", "HR",
        "US", "CA", "TR", "AL", "MK", "ME", "RS", "BA",
    ),
}  # fmt: skip
"""What people of this region name most, for suggestions where a list is too long to be shown."""
ALIKE = 0.6  # from which likeness on a name is suggested for another

# First age of each band of the list "age_band".
AGE_BANDS = (
    (65, "65+"),
    (55, "55-64"),
    (45, "45-54"),
    (35, "35-44"),
    (25, "25-34"),
    (18, "18-24"),
    (15, "15-17"),
    (0, "0-14"),
)


@dataclass(frozen=True)
class Entry:
    """One line of a list: its code, names, parent and source."""

    code: str
    en: str
    sq: str = ""
    sr: str = ""
    ar: str = ""
    tr: str = ""
    fa: str = ""
    ps: str = ""
    parent: str = ""
    source: str = ""
    text: str = ""
    note: str = ""
    valid_from: date | None = None
    valid_to: date | None = None
    successor: str = ""


@dataclass(frozen=True)
class ReadList:
    """A parsed file of codes: its title, and its entries in order."""

    key: str
    title: Entry
    entries: tuple[Entry, ...] = field(default=())


def age_band(years: int) -> str:
    """Return the code of the age band that holds ``years``. Raises Refusal below zero."""
    for first, code in AGE_BANDS:
        if years >= first:
            return code
    raise Refusal(N_("An age cannot be below zero. Check the year of birth."), code="age_negative")


def read_list(key: str, text: str) -> ReadList:
    """Return the entries of a CSV file. Raises Refusal that names the row and the column."""
    reader = csv.DictReader(io.StringIO(text), strict=True)
    names = reader.fieldnames or []
    missing = [name for name in COLUMNS if name not in names]
    unknown = [name for name in names if name not in COLUMNS + MORE_COLUMNS]
    if missing or unknown:
        raise Refusal(
            N_("The list {list} has wrong columns. Missing: {missing}. Unknown: {unknown}."),
            code="list_columns",
            list=key,
            missing=", ".join(missing) or "–",
            unknown=", ".join(unknown) or "–",
        )
    title = Entry("", key.replace("_", " ").capitalize())
    entries: list[Entry] = []
    seen: set[str] = set()
    for row in reader:
        entry = _entry(key, reader.line_num, row)
        if not entry.code:
            title = entry
            continue
        if entry.code in seen:
            raise _wrong(key, reader.line_num, "code", N_("appears twice in the list"), entry.code)
        seen.add(entry.code)
        entries.append(entry)
    return ReadList(key, title, tuple(entries))


def refusal_of_framework_file(
    entries: Sequence[Entry], there: Mapping[str, date | None]
) -> Refusal | None:
    """Say why a file is no framework that follows the one that is there."""
    if not entries:
        return Refusal(N_("The file has no entries."), field="file", code="framework_empty")
    known = [one.code for one in entries if one.code in there]
    if known:
        return Refusal(
            N_("These codes are already in the list: {codes}. Choose new ones."),
            field="file",
            code="framework_known",
            codes=", ".join(known),
        )
    undated = [one.code for one in entries if not (one.valid_from and one.valid_to)]
    if undated:
        return Refusal(
            N_("Say from and until when each priority holds. Without both days: {codes}."),
            field="file",
            code="framework_undated",
            codes=", ".join(undated),
        )
    return None


def _entry(key: str, line: int, row: dict[str, str]) -> Entry:
    values = {name: (value or "").strip() for name, value in row.items() if name}
    code = values["code"]
    if code and not CODE.fullmatch(code):
        raise _wrong(key, line, "code", N_("is not a code: letters, digits, . _ + : -"), code)
    if not values["en"]:
        raise _wrong(key, line, "en", N_("is empty; every entry needs its English name"), "")
    if values["sr"] and values["sr"] != values["en"] and not is_cyrillic(values["sr"]):
        raise _wrong(key, line, "sr", N_("is not in Cyrillic; Latin is generated"), values["sr"])
    days: dict[str, date | None] = {}
    for name in ("valid_from", "valid_to"):
        try:
            days[name] = date.fromisoformat(values[name]) if values.get(name) else None
        except ValueError:
            raise _wrong(
                key, line, name, N_("is not a day; write 2026-01-31"), values[name]
            ) from None
    first, last = days["valid_from"], days["valid_to"]
    if first and last and last < first:
        raise _wrong(key, line, "valid_to", N_("lies before valid_from"), values["valid_to"])
    plain = {name: values.get(name, "") for name in (*COLUMNS, *TEXTS)}
    return Entry(**plain, valid_from=first, valid_to=last)


def _wrong(key: str, line: int, column: str, why: str, value: str) -> Refusal:
    return Refusal(
        N_('List {list}, row {row}, column {column}: "{value}" {why}.'),
        code="list_row",
        list=key,
        row=line,
        column=column,
        value=value[:60],
        why=why,
    )


def refuse_loose_ends(lists: Iterable[ReadList], parents: dict[str, str]) -> None:
    """Raise Refusal when an entry hangs on a parent or names a successor that is not there.

    ``parents`` maps a list to the list where its parents are; others hang on themselves.
    """
    known = {one.key: {entry.code for entry in one.entries} for one in lists}
    for one in lists:
        above = known.get(parents.get(one.key, one.key), set())
        for entry in one.entries:
            if entry.parent and entry.parent not in above:
                raise Refusal(
                    N_('List {list}: the parent "{parent}" of {entry} is not in the list.'),
                    code="list_parent",
                    list=one.key,
                    parent=entry.parent,
                    entry=entry.code,
                )
            if entry.successor and entry.successor not in known[one.key]:
                raise Refusal(
                    N_('List {list}: the successor "{successor}" of {entry} is not in the list.'),
                    code="list_successor",
                    list=one.key,
                    successor=entry.successor,
                    entry=entry.code,
                )


# Which list the parents of a list are in, where it is not the list itself.
PARENT_LISTS = {
    "municipality": "region",
    "sdg_target": "sdg_goal",
    "sdg_indicator": "sdg_target",
}


def key_of_iati(name: str) -> str:
    """Return the key of a list of the IATI standard: "ActivityStatus" is iati_activity_status."""
    plain = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower()
    return "iati_" + re.sub(r"[^a-z0-9]+", "_", plain).strip("_")


def name_keys(name: str) -> tuple[str, str]:
    """Return what a name is found by: as it is spelled, and without marks, script and doubling."""
    spelled = spelling(name)
    return spelled, search_key(name) or spelled


def albanian_definite(name: str) -> str:
    """Return the definite form of an Albanian name: Gjermani, "the Germany" Gjermania."""
    first, space, rest = name.partition(" ")
    for end, definite in (("ër", "ra"), ("ë", "a"), ("i", "ia"), ("a", "a")):
        if first.endswith(end):
            return first.removesuffix(end) + definite + space + rest
    return f"{first}i{space}{rest}"


def similar_codes(text: str, names: Iterable[tuple[str, str]], most: int) -> list[str]:
    """Return the codes whose names are most like a text, the most alike first."""
    by_key = {name_keys(name)[1]: code for code, name in names}
    found = difflib.get_close_matches(name_keys(text)[1], by_key, 3 * most, ALIKE)
    return list(dict.fromkeys(by_key[key] for key in found))[:most]
