"""Validation of attached lists against the form that uses them.

A list that can be read here may still be empty on the phone: its columns have other names, it has
another encoding, or two of its rows are the same choice. Each problem is reported with row and
column before the list is stored.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from waystation.analysis.xforms import xmlsafe
from waystation.analysis.xforms.definition import Definition
from waystation.analysis.xforms.lists import ITEMSETS
from waystation.analysis.xforms.xform import read_definition
from waystation.foundation.documents import uploads
from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.words import N_

LIST_NAME = "list_name"
Row = tuple[int, dict[str, str]]  # its number in the file, as a spreadsheet counts, and its cells
_INSTANCE = re.compile(r"instance\(\s*(['\"])(?P<id>[^'\"]+)\1\s*\)")
_PULLDATA = re.compile(
    r"pulldata\(\s*(['\"])(?P<id>[^'\"]+)\1\s*,\s*(['\"])(?P<column>[^'\"]+)\3"
    r"\s*,\s*(['\"])(?P<key>[^'\"]+)\5"
)
_QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"")
# A name of its own in a condition on the items of a list: compared, or given to a function.
_BARE = re.compile(
    r"(?<![\w./\-:$@)])([A-Za-z_][\w.\-]*)(?=\s*(?:=|!=|<|>|\]|,|\)|$|\sand\s|\sor\s))"
)
_WORDS = {"and", "or", "div", "mod", "true", "false"}


@dataclass
class ListUse:
    """The columns that the form needs from one attached list -> the question that needs each."""

    columns: dict[str, str] = field(default_factory=dict)
    codes: str = ""  # the column of the codes
    labels: str = ""
    filters: set[str] = field(default_factory=set)
    several: bool = False  # a question takes several answers, so that no code may hold a space
    lists: dict[str, str] = field(default_factory=dict)  # of itemsets.csv -> the question
    place: tuple[str, ...] = ("root", "item")  # the elements of an XML file that are choices


NOT_CSV = N_(
    "Row {row} of {name} cannot be read as CSV: a quotation mark is not closed, or text follows it."
)
Note = dict[str, Any]
"""A remark as it is kept: the file, the sentence (English source) and its values."""


def check_lists(xml: bytes, files: Mapping[str, bytes]) -> list[Note]:
    """Return warnings about attached lists; refuse an invalid one."""
    definition = read_definition(xml)
    notes: list[Note] = []
    for name, content in files.items():
        asked = use_of(definition, name)
        if asked is not None:
            notes += notes_on(name, content, asked)
    return notes


def use_of(definition: Definition, name: str) -> ListUse | None:
    """Return the form's needs of a list, None for a file that is not a list."""
    ids = {key for key, file in definition.files.items() if file == name}
    if not ids:
        return None
    asked = ListUse()
    for question in definition.questions:
        if question.itemset is None:
            continue
        nodeset = question.itemset.nodeset
        found = _INSTANCE.match(nodeset)
        if found is None or found["id"] not in ids:
            continue
        asked.place = tuple(
            re.findall(r"/([\w.\-]+)", _QUOTED.sub("''", nodeset).partition("[")[0])
        )
        asked.codes, asked.labels = question.itemset.value, question.itemset.label
        asked.several |= question.is_many
        if name == ITEMSETS:  # which holds several lists
            asked.lists[found["id"]] = question.key
            asked.columns.setdefault(LIST_NAME, question.key)
            asked.filters.add(LIST_NAME)
        asked.columns.setdefault(question.itemset.value, question.key)
        if not re.search(r"[()/]", question.itemset.label):
            asked.columns.setdefault(question.itemset.label, question.key)
        for condition in re.findall(r"\[([^\[\]]*)\]", _QUOTED.sub("''", nodeset)):
            for column in _BARE.findall(condition):
                if column not in _WORDS:
                    asked.columns.setdefault(column, question.key)
                    asked.filters.add(column)
    for path, bind in definition.binds.items():
        for rule in (bind.calculate, bind.relevant, bind.constraint, bind.required):
            for found in _PULLDATA.finditer(rule):
                if found["id"].removesuffix(".csv") in {one.removesuffix(".csv") for one in ids}:
                    for column in (found["column"], found["key"]):
                        asked.columns.setdefault(column, path.rsplit("/", 1)[-1])
    return asked


def notes_on(name: str, content: bytes, asked: ListUse) -> Iterator[Note]:
    """Yield warnings about a list. Raises Refusal for a list that no phone could use."""
    columns, rows = _read(name, content, asked.place)
    translated = any(one.startswith(f"{asked.labels}::") for one in columns)
    for column, question in asked.columns.items():
        if column not in columns and not (translated and column == asked.labels):
            near = next((one for one in columns if one.strip().lower() == column.lower()), "")
            raise _no_column(name, column, question, columns, near)
    codes: dict[tuple[str, ...], tuple[int, str]] = {}
    again: list[int] = []
    unnamed: list[int] = []
    held = [one for one in sorted(asked.filters) if one in columns]
    lists: set[str] = set()
    for number, row in rows:
        if not asked.codes:
            break
        code, label = row.get(asked.codes, "").strip(), row.get(asked.labels, "").strip()
        if not any(cell.strip() for cell in row.values()):
            continue
        lists.add(row.get(LIST_NAME, "").strip())
        if not code:
            raise _wrong(
                N_(
                    "Row {row} of {name} has no value in the column {column}. Fill it in, "
                    "or delete the row."
                ),
                name=name, row=number, column=asked.codes,
            )  # fmt: skip
        if asked.several and re.search(r"\s", code):
            raise _wrong(
                N_(
                    "Row {row} of {name}: “{choice}” holds a space, which separates several "
                    "answers. Write it without."
                ),
                name=name, row=number, choice=code[:60],
            )  # fmt: skip
        if not label and asked.labels in columns:
            unnamed.append(number)
        place = (code, *(row.get(one, "").strip() for one in held))
        if place not in codes:
            codes[place] = (number, label)
        elif codes[place][1] != label:
            raise _wrong(
                N_(
                    "Rows {first} and {row} of {name} have the same {column} “{choice}” "
                    "with different labels. Give each its own."
                ),
                name=name, first=codes[place][0], row=number, column=asked.codes, choice=code[:60],
            )  # fmt: skip
        else:
            again.append(number)
    for wanted, question in asked.lists.items():
        if wanted not in lists:
            raise _wrong(
                N_(
                    "{name} has no list “{choice}”, which “{question}” takes from it. Write it in "
                    "the column list_name."
                ),
                name=name, choice=wanted, question=question,
            )  # fmt: skip
    if again:
        some = ", ".join(map(str, again[:10]))
        sentence = N_("{file}: row {rows} repeats an existing choice.")
        yield {"file": name, "sentence": sentence, "values": {"file": name, "rows": some}}
    if unnamed:
        some = ", ".join(map(str, unnamed[:10]))
        sentence = N_("{file}: row {rows} has no label, so phones show an empty line.")
        yield {"file": name, "sentence": sentence, "values": {"file": name, "rows": some}}
    if not codes and asked.codes:
        sentence = N_("{file}: the list is empty.")
        yield {"file": name, "sentence": sentence, "values": {"file": name}}


def _wrong(sentence: str, **values: Any) -> Refusal:
    return Refusal(sentence, field="file", code="list_unfit", **values)


def _no_column(name: str, column: str, question: str, columns: list[str], near: str) -> Refusal:
    if near:
        return _wrong(
            N_(
                "{name} has a column “{near}”, but “{question}” takes it from “{column}”. "
                "Give it exactly this heading."
            ),
            name=name, near=near, column=column, question=question,
        )  # fmt: skip
    return _wrong(
        N_(
            "{name} has no column “{column}”, which “{question}” takes from it. Its "
            "columns are: {columns}."
        ),
        name=name, column=column, question=question, columns=", ".join(columns)[:300],
    )  # fmt: skip


def _read(
    name: str, content: bytes, place: tuple[str, ...] = ("root", "item")
) -> tuple[list[str], Iterator[Row]]:
    lower = name.lower()
    if lower.endswith(".xml"):
        return _read_xml(name, content, place)
    text = _decode(name, content)
    if lower.endswith("json"):
        return _read_geojson(name, text)
    return _read_csv(name, text)


def _decode(name: str, content: bytes) -> str:
    if content.startswith((uploads.ZIP, uploads.OLD_EXCEL)):
        raise _wrong(N_("{name} is a workbook named like a list. Save it as CSV UTF-8."), name=name)
    if content.startswith((b"\xff\xfe", b"\xfe\xff")) or content[:40].count(0) > 5:
        raise _wrong(
            N_("{name} is saved in UTF-16, which phones do not read. Save it as CSV UTF-8."),
            name=name,
        )
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = content.count(b"\n", 0, error.start) + 1
        raise _wrong(
            N_(
                "{name} is not in UTF-8: row {row} holds a letter in another encoding. "
                "Save it as CSV UTF-8."
            ),
            name=name, row=row,
        ) from None  # fmt: skip


def _read_csv(name: str, text: str) -> tuple[list[str], Iterator[Row]]:
    head = re.split(r"[\r\n]", text, maxsplit=1)[0]
    if re.fullmatch(r'"?sep=.?"?\s*', head):
        raise _wrong(
            N_("{name} begins with “{line}”, which phones take for headings. Delete that line."),
            name=name, line=head.strip(),
        )  # fmt: skip
    mark = max(",;\t|", key=head.count)
    if mark in "\t|" and head.count(mark):
        raise _wrong(
            N_(
                "{name} separates its columns by “{mark}”. Save it with commas between "
                "them."
            ),
            name=name, mark="tab" if mark == "\t" else mark,
        )  # fmt: skip
    delimiter = mark if head.count(mark) else ","
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        columns = next(reader, [])
    except csv.Error:
        raise _wrong(NOT_CSV, name=name, row=1) from None
    named = [one for one in columns if one.strip()]
    if not named:
        raise _wrong(
            N_("{name} has no heading line. Write the names of its columns first."), name=name
        )
    if twice := next((one for one in named if named.count(one) > 1), ""):
        raise _wrong(N_("{name} has two columns “{column}”. Rename one."), name=name, column=twice)

    def rows() -> Iterator[Row]:
        begun = reader.line_num + 1
        try:
            for cells in reader:
                begun = reader.line_num + 1
                if any(one.strip() for one in cells[len(columns) :]):
                    raise _wrong(
                        N_(
                            "Row {row} of {name} has more cells than the heading line. "
                            "Put quotation marks around text with a comma."
                        ),
                        name=name, row=reader.line_num,
                    )  # fmt: skip
                yield reader.line_num, dict(zip(columns, cells, strict=False))
        except csv.Error:
            raise _wrong(NOT_CSV, name=name, row=begun) from None

    return columns, rows()


def _read_geojson(name: str, text: str) -> tuple[list[str], Iterator[Row]]:
    try:
        features = json.loads(text)["features"]
        found = [
            (
                number,
                {
                    **{key: "" if v is None else str(v) for key, v in one["properties"].items()},
                    **({"id": str(one["id"])} if "id" in one else {}),
                    **({"geometry": "-"} if one.get("geometry") else {}),
                },
            )
            for number, one in enumerate(features, start=1)
        ]
    except (ValueError, KeyError, TypeError, AttributeError):
        raise _wrong(
            N_("{name} is not GeoJSON: it needs “features”, each with “properties”."), name=name
        ) from None
    return list(dict.fromkeys(key for _number, row in found for key in row)), iter(found)


def _read_xml(name: str, content: bytes, place: tuple[str, ...]) -> tuple[list[str], Iterator[Row]]:
    root = xmlsafe.without_prefixes(xmlsafe.read(content, name))
    names = tuple(str(one.tag) for one in [root, *root[:1]])
    if len(place) == len(names) and names != place:
        raise _wrong(
            N_("{name} holds {found}, but the form takes its choices from {wanted}."),
            name=name, found=f"<{'><'.join(names)}>", wanted=f"<{'><'.join(place)}>",
        )  # fmt: skip
    found = [
        (number, {str(child.tag): (child.text or "") for child in item})
        for number, item in enumerate(root, start=1)
        if isinstance(item.tag, str)
    ]
    return list(dict.fromkeys(key for _number, row in found for key in row)), iter(found)
