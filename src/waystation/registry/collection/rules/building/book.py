"""The rows of a form that is built in the browser: the sheets of its XLSForm.

They are stored as they are in a workbook, so that what reads an upload reads them too. A column, a
type of question or a sheet that the builder does not know is never touched.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from waystation.analysis.xforms.support import CHOICES, SETTINGS, SURVEY, TYPES, row_named
from waystation.analysis.xforms.workbook import Workbook
from waystation.foundation.shared.errors import NotSeen, Refusal
from waystation.foundation.shared.words import N_

from .names import free_name, refer

MOST_ROWS = 500
MOST_CHOICES = 1000
MOST_CELLS = 50_000
SELECTS = ("select_one", "select_multiple")
OPENS = ("begin_group", "begin_repeat")
CLOSES = {"begin_group": "end_group", "begin_repeat": "end_repeat"}
ASKING = ("text", "integer", "decimal", "date", "time", "geopoint", "image")
KINDS = (*ASKING[:5], *SELECTS, "note", *ASKING[5:], "calculate", *OPENS)
TRANSLATED = ("label", "hint", "constraint_message")
COLUMNS = {
    "survey": (
        SURVEY,
        ("type", "name", *TRANSLATED, "required", "relevant", "constraint", "calculation"),
    ),
    "choices": (CHOICES, ("list_name", "name", "label")),
    "settings": (SETTINGS, ("form_title", "form_id", "version", "default_language")),
}
_GROUP = re.compile(r"(begin|end)[\s_]")

Rows = list[list[str]]


@dataclass(frozen=True)
class Line:
    """A row of the survey: its key, its kind ("" if the builder does not know it), and where."""

    key: int
    kind: str
    list_name: str
    name: str
    within: tuple[int, ...] = ()  # the keys of the groups and repeats around it
    repeats: tuple[int, ...] = ()  # of these, the repeats
    closes: bool = False


class Book:
    """The sheets of a form, headings first, and a key for each row of the survey."""

    def __init__(self, sheets: Mapping[str, Rows], keys: Iterable[int]) -> None:
        self.sheets = {name: [list(row) for row in rows] for name, rows in sheets.items()}
        self.keys = list(keys)

    @classmethod
    def new(cls, title: str, form_id: str, version: str, languages: Collection[str]) -> Book:
        """Return a form without questions, in these languages."""
        words = {name: [f"{name}::{one}" for one in languages] for name in TRANSLATED}
        rules = ["required", "relevant", "constraint", *words["constraint_message"], "calculation"]
        first = next(iter(languages), "")
        settings = ["form_title", "form_id", "version", "default_language"]
        sheets = {
            "survey": [["type", "name", *words["label"], *words["hint"], *rules]],
            "choices": [["list_name", "name", *words["label"]]],
            "settings": [settings, [title, form_id, version, first]],
        }
        return cls(sheets, ())

    @classmethod
    def read(cls, sheets: Mapping[str, Rows]) -> Book:
        """Return the form of a workbook, without its empty rows and cells at the ends."""
        found = {name: _tidy(rows) for name, rows in sheets.items()}
        for name in COLUMNS:
            found.setdefault(name, [])
        survey = found["survey"]
        return cls(found, range(1, max(1, len(survey))))

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Book:
        return cls(data["sheets"], data["keys"])

    def as_json(self) -> dict[str, Any]:
        return {"sheets": self.sheets, "keys": self.keys}

    # --- cells ----------------------------------------------------------------------------

    def headings(self, sheet: str) -> list[str]:
        rows = self.sheets.get(sheet) or [[]]
        return rows[0]

    def rows(self, sheet: str) -> Rows:
        """Return the rows of a sheet below its headings."""
        return (self.sheets.get(sheet) or [[]])[1:]

    def columns(self, sheet: str) -> dict[tuple[str, str], int]:
        """Return where each column that the builder knows is, by its name and language."""
        found: dict[tuple[str, str], int] = {}
        for at, heading in enumerate(self.headings(sheet)):
            known = _column(sheet, heading)
            if known:
                found.setdefault(known, at)
        return found

    def get(self, sheet: str, row: list[str], column: str, language: str = "") -> str:
        at = self.columns(sheet).get((column, language))
        return row[at] if at is not None and at < len(row) else ""

    def put(self, sheet: str, row: list[str], column: str, value: str, language: str = "") -> None:
        """Write a cell; a column that is missing is added for a value only."""
        at = self.columns(sheet).get((column, language))
        if at is None:
            if not value:
                return
            rows = self.sheets.setdefault(sheet, [])
            if not rows:
                rows.append([])
            at = len(rows[0])
            rows[0].append(f"{column}::{language}" if language else column)
        row += [""] * (at + 1 - len(row))
        row[at] = value

    def other_columns(self, key: int) -> list[tuple[str, str]]:
        """Return the cells of a question that the builder does not know, with their headings."""
        row, known = self.row(key), set(self.columns("survey").values())
        headings = self.headings("survey")
        return [
            (headings[at] if at < len(headings) else "", cell)
            for at, cell in enumerate(row)
            if cell and at not in known
        ]

    @property
    def languages(self) -> list[str]:
        """Return the languages of the form; "" is the one of columns without a language."""
        found = [
            language
            for sheet in ("survey", "choices")
            for name, language in self.columns(sheet)
            if name in TRANSLATED
        ]
        return list(dict.fromkeys(found)) or [""]

    def set_languages(self, languages: Collection[str]) -> None:
        """Set the languages of the form: columns are added, or removed with their texts."""
        old = self.languages
        for sheet, words in (("survey", TRANSLATED), ("choices", TRANSLATED[:1])):
            for (name, language), at in sorted(
                self.columns(sheet).items(), key=lambda one: -one[1]
            ):
                if name in TRANSLATED and language not in languages:
                    for row in self.sheets[sheet]:
                        del row[at : at + 1]
            heads = self.sheets.setdefault(sheet, []) or [["list_name", "name"]]
            self.sheets[sheet] = heads
            for language in languages:
                if language not in old:
                    heads[0] += [f"{word}::{language}" if language else word for word in words]
        if self.setting("default_language") not in languages:
            left = [one for one in old if one in languages] or sorted(languages)
            self.set_setting("default_language", left[0])

    def setting(self, name: str) -> str:
        rows = self.rows("settings")
        return self.get("settings", rows[0], name) if rows else ""

    def set_setting(self, name: str, value: str) -> None:
        rows = self.sheets.setdefault("settings", [])
        while len(rows) < 2:
            rows.append([])
        self.put("settings", rows[1], name, value)

    # --- questions ------------------------------------------------------------------------

    def row(self, key: int) -> list[str]:
        """Return the row of a question. Raises NotSeen if somebody has removed it."""
        return self.sheets["survey"][self.index(key)]

    def index(self, key: int) -> int:
        if key not in self.keys:
            raise NotSeen(
                N_("This question is no longer in the form. Someone has removed it."),
                code="question_removed",
            )
        return self.keys.index(key) + 1

    def lines(self) -> Iterator[Line]:
        """Yield the rows of the survey in their order, with the groups around them."""
        around: list[tuple[int, bool]] = []
        for key, row in zip(self.keys, self.rows("survey"), strict=True):
            text = self.get("survey", row, "type")
            kind, list_name = kind_of(text)
            opening = _GROUP.match(text.strip().lower())
            closes = bool(opening and opening[1] == "end")
            if closes and around:
                around.pop()
            within = tuple(one for one, _ in around)
            repeats = tuple(one for one, is_repeat in around if is_repeat)
            name = self.get("survey", row, "name")
            yield Line(key, kind, list_name, name, within, repeats, closes)
            if opening and not closes:
                around.append((key, kind != "begin_group"))

    def line(self, key: int) -> Line:
        self.index(key)
        return next(one for one in self.lines() if one.key == key)

    def label_of(self, key: int) -> str:
        """Return the label of a question in the first language that has one, or its name."""
        row = self.row(key)
        labels = (self.get("survey", row, "label", one) for one in self.languages)
        return next(filter(None, labels), "") or self.get("survey", row, "name")

    @property
    def names(self) -> set[str]:
        return {self.get("survey", row, "name") for row in self.rows("survey")} - {""}

    @property
    def lists(self) -> dict[str, list[int]]:
        """Return the choice lists by name, with the rows of the sheet that belong to each."""
        found: dict[str, list[int]] = {}
        for number, row in enumerate(self.rows("choices"), start=1):
            name = self.get("choices", row, "list_name")
            if name:
                found.setdefault(name, []).append(number)
        return found

    def block(self, key: int) -> tuple[int, int]:
        """Return the first and the last row that move together: a group with what is in it."""
        first = self.index(key)
        lines = list(self.lines())
        line = lines[first - 1]
        if line.closes:
            raise Refusal(N_("The end of a group moves with the group."), code="end_of_group")
        last = first
        if line.kind in OPENS or _GROUP.match(self._type(first)):
            last = next(
                (at for at in range(first + 1, len(lines) + 1)
                 if lines[at - 1].closes and lines[at - 1].within == line.within),
                len(lines),
            )  # fmt: skip
        return first, last

    def _type(self, index: int) -> str:
        return self.get("survey", self.sheets["survey"][index], "type").strip().lower()

    # --- changes --------------------------------------------------------------------------

    def add(self, kind: str, after: int = 0, list_name: str = "") -> int:
        """Add an empty question below another one, or at the end; return its key."""
        new = [kind, CLOSES[kind]] if kind in OPENS else [f"{kind} {list_name}".strip()]
        key, at = self.next_key(len(new)), self.place_below(after)
        for number, text in enumerate(new):
            row = [""] * len(self.headings("survey"))
            self.put("survey", row, "type", text)
            self.sheets["survey"].insert(at + number, row)
            self.keys.insert(at + number - 1, key + number)
        return key

    def place_below(self, after: int) -> int:
        """Return where rows below a question go: into a group; at the end for 0."""
        if not self.headings("survey"):
            self.sheets["survey"] = [["type", "name"]]
        if after not in self.keys:
            return len(self.keys) + 1
        opens = self.line(after).kind in OPENS
        return self.index(after) + 1 if opens else self.block(after)[1] + 1

    def move(self, key: int, *, up: bool) -> bool:
        """Move a question, or a group with all in it, by one row; return whether it moved.

        At the edge of a group it moves into it, or out of it.
        """
        first, last = self.block(key)
        rows = self.sheets["survey"]
        if (up and first == 1) or (not up and last == len(self.keys)):
            return False
        taken, at = (first - 1, last) if up else (last + 1, first)
        rows.insert(at, rows.pop(taken))
        self.keys.insert(at - 1, self.keys.pop(taken - 1))
        return True

    def remove(self, key: int) -> None:
        first, last = self.block(key)
        del self.sheets["survey"][first : last + 1]
        del self.keys[first - 1 : last]

    def copy(self, key: int) -> int:
        """Copy a question, or a group with all in it, below itself; return the key of the copy.

        The copies have names of their own, and refer to each other.
        """
        first, last = self.block(key)
        rows = [list(row) for row in self.sheets["survey"][first : last + 1]]
        new = self.next_key(len(rows))
        taken, renamed = self.names, {}
        for row in rows:
            old = self.get("survey", row, "name")
            if old:
                renamed[old] = free_name(old, taken)
                taken = taken | {renamed[old]}
        for row in rows:
            for at, cell in enumerate(row):
                row[at] = refer(cell, renamed)
            name = self.get("survey", row, "name")
            self.put("survey", row, "name", renamed.get(name, name))
        self.sheets["survey"][last + 1 : last + 1] = rows
        self.keys[last:last] = range(new, new + len(rows))
        return new

    def rename(self, old: str, new: str) -> None:
        """Replace the old name of a question wherever the form refers to it."""
        if not old or old == new:
            return
        for sheet in ("survey", "settings"):
            for row in self.rows(sheet):
                for at, cell in enumerate(row):
                    row[at] = refer(cell, {old: new})

    def next_key(self, more: int) -> int:
        """Return the key of the next row. Raises Refusal if there would be too many."""
        if len(self.keys) + more > MOST_ROWS:
            raise Refusal(
                N_(
                    "A form that is built in the browser has at most {most} questions. Download "
                    "it as XLSForm and write the rest in the workbook."
                ),
                code="too_many_questions",
                most=MOST_ROWS,
            )
        return max(self.keys, default=0) + 1


def kind_of(text: str) -> tuple[str, str]:
    """Return the kind and the choice list of a type of question, "" for one that is not built."""
    words = text.split()
    plain = "_".join(words).lower()
    if plain in {*OPENS, *CLOSES.values()}:
        return plain, ""
    row = row_named(TYPES, " ".join(words)) if words else None
    if row and row.names[0] in {*ASKING, "note", "calculate"}:
        return row.names[0], ""
    row = row_named(TYPES, " ".join(words[:-1])) if len(words) > 1 else None
    if row and row.names[0] in SELECTS:
        return row.names[0], words[-1]
    return "", ""


def _column(sheet: str, heading: str) -> tuple[str, str] | None:
    table, names = COLUMNS[sheet]
    base, _, language = heading.partition("::")
    language = language.strip()
    row = row_named(table, base)
    if row is None or row.names[0] not in names or Workbook.key(base) == "guidance_hint":
        return None
    if language and (row.names[0] not in TRANSLATED or "::" in language):
        return None
    return row.names[0], language


def _tidy(rows: Rows) -> Rows:
    wide = max((at + 1 for row in rows for at, cell in enumerate(row) if cell), default=0)
    filled = [row[:wide] + [""] * (wide - len(row)) for row in rows if any(row)]
    return [list(row) for row in filled]
