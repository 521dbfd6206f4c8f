"""Attached lists: CSV, XML and GeoJSON files, read and held against what the form asks of them."""

from __future__ import annotations

import csv
import io
import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from lxml import etree

from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.words import N_

from . import xmlsafe
from .definition import Definition
from .messages import unreadable

MOST_NAMED = 5  # rows in a sentence
CONTROL_CHARACTERS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


def list_from_file(name: str, content: bytes) -> Any:
    """Return an attached CSV, XML or GeoJSON list as an instance. Raises Refusal."""
    instance = etree.Element("instance")
    if name.lower().endswith(".xml"):
        instance.append(xmlsafe.without_prefixes(xmlsafe.read(content, name)))
        return instance
    root = etree.SubElement(instance, "root")
    for row in rows_of(name, content):
        add_item(root, row, name)
    return instance


def itemsets_of(content: bytes, names: set[str], file: str = "itemsets.csv") -> dict[str, Any]:
    """Return the lists in an itemsets.csv, each an instance by its list_name. Raises Refusal."""
    instances: dict[str, Any] = {}
    for row in rows_of(file, content):
        name = row.get("list_name", "").strip()
        if name in names:
            if name not in instances:
                instances[name] = etree.Element("instance")
                etree.SubElement(instances[name], "root")
            labels = [key for key in row if key.startswith("label::")]
            if labels and not row.get("label"):
                row["label"] = row[labels[0]]
            add_item(instances[name][0], row, file)
    return instances


def add_item(root: Any, row: Mapping[str, str], file: str) -> None:
    item = etree.SubElement(root, "item")
    for column, value in row.items():
        tag = as_tag(column)
        if tag:
            try:
                etree.SubElement(item, tag).text = CONTROL_CHARACTERS.sub("", value)
            except ValueError:  # half a surrogate, which JSON can write
                raise list_unreadable(file) from None


def as_tag(column: str) -> str:
    """Return the element that a column becomes, "" for a heading that can be none."""
    tag = re.sub(r"[^\w.\-]", "_", (column or "").strip())
    return tag if tag and not tag[0].isdigit() and tag[0] not in ".-" else ""


def list_unreadable(name: str) -> Refusal:
    return unreadable(
        N_(
            "The attached list {name} cannot be read. "
            "Save it as CSV in UTF-8 with one heading line."
        ),
        name=name,
    )


def rows_of(name: str, content: bytes) -> Iterator[dict[str, str]]:
    """Yield the rows of a CSV or GeoJSON list. Raises Refusal."""
    text = text_of(name, content)
    try:
        if name.lower().endswith("json"):
            yield from features_of(text)
            return
        for line in csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter_of(text)):
            yield {k: v for k, v in line.items() if k and isinstance(v, str)}
    except (ValueError, KeyError, TypeError, AttributeError, LookupError, csv.Error):
        raise list_unreadable(name) from None


def text_of(name: str, content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise unreadable(
            N_(
                "The attached list {name} cannot be read, because it is not in UTF-8: its letters "
                "would come out wrong. In Excel, choose Save as, CSV UTF-8."
            ),
            name=name,
        ) from None


def delimiter_of(text: str) -> str:
    head = text.split("\n", 1)[0]
    counts = {mark: head.count(mark) for mark in ",;\t"}
    most = max(counts, key=lambda mark: counts[mark])
    return most if counts[most] else ","


def features_of(text: str) -> Iterator[dict[str, str]]:
    """Yield the features of a GeoJSON file: id, geometry as ODK writes it, properties."""
    for feature in json.loads(text)["features"]:
        row = {
            str(key): "" if value is None else _plain(value)
            for key, value in (feature.get("properties") or {}).items()
        }
        if feature.get("id") is not None:
            row["id"] = _plain(feature["id"])
        row["geometry"] = geometry_of(feature.get("geometry") or {})
        yield row


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def geometry_of(geometry: Mapping[str, Any]) -> str:
    """Return a point, a line or the ring of an area: latitude longitude 0 0; …"""
    points = geometry.get("coordinates") or []
    if geometry.get("type") == "Point":
        points = [points]
    elif geometry.get("type") == "Polygon":
        points = points[0]
    elif geometry.get("type") != "LineString":
        return ""
    return "; ".join(f"{float(point[1])} {float(point[0])} 0 0" for point in points)


# --- what the form asks of a file ---------------------------------------------------------


def refuse_unfit_list(definition: Definition, name: str, content: bytes) -> None:
    """Refuse a list in which the form could not find what it looks for.

    A missing column, a heading twice, a tab or semicolon where phones read commas, a choice
    without a code, a code twice, a space in a code of which several may be chosen.
    """
    if not name.lower().endswith((".csv", "json")) or name not in definition.files.values():
        return
    rows = list(rows_of(name, content))
    headings = headings_of(name, content)
    twice = sorted(one for one, count in Counter(headings).items() if count > 1)
    if twice:
        raise unreadable(
            N_("The attached list {name} has the column {columns} twice. Rename or remove one."),
            code="list_column_twice", name=name, columns=", ".join(twice),
        )  # fmt: skip
    missing = sorted(definition.columns.get(name, frozenset()) - {as_tag(one) for one in headings})
    if missing:
        raise unreadable(
            N_(
                "The attached list {name} has no column {missing}, which the form reads. It has: "
                "{columns}."
            ),
            code="list_column_missing", name=name, missing=", ".join(missing),
            columns=", ".join(one for one in headings if one) or "–",
        )  # fmt: skip
    if name.lower().endswith(".csv") and (mark := delimiter_of(text_of(name, content))) != ",":
        raise unreadable(
            N_(
                "The attached list {name} separates its columns by {mark}. Phones read commas: in "
                "Excel, choose Save as, CSV UTF-8 (comma delimited)."
            ),
            code="list_separator", name=name,
            mark=N_("semicolons") if mark == ";" else N_("tabs"),
        )  # fmt: skip
    refuse_unfit_codes(definition, name, rows)


def headings_of(name: str, content: bytes) -> list[str]:
    if name.lower().endswith("json"):
        return sorted({key for row in rows_of(name, content) for key in row})
    text = text_of(name, content)
    first = next(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter_of(text)), [])
    return [one.strip() for one in first]


def refuse_unfit_codes(definition: Definition, name: str, rows: list[dict[str, str]]) -> None:
    for question in definition.questions:
        itemset = question.itemset
        if itemset is None or definition.file_of(itemset) != name:
            continue
        column, seen = itemset.value, dict[tuple[str, ...], int]()
        # Within a cascade a code may come again under another parent.
        by = sorted(definition.columns.get(name, frozenset()) - {column, itemset.label})
        for number, row in enumerate(rows, start=2):
            values = {as_tag(key): value.strip() for key, value in row.items()}
            code = values.get(column, "")
            problem = ""
            if not code:
                problem = N_("Row {row} of the attached list {name} has nothing in {column}.")
            elif question.is_many and len(code.split()) > 1:
                problem = N_(
                    "Row {row} of the attached list {name} has a space in {column}, where several "
                    "may be chosen. Write an underscore."
                )
            key = (code, *(values.get(one, "") for one in by))
            if not problem and key in seen:
                raise unreadable(
                    N_("Rows {first} and {row} of the list {name} have the same {column}."),
                    code="list_code_twice", first=seen[key], row=number, name=name, column=column,
                )  # fmt: skip
            if problem:
                raise unreadable(problem, code="list_code", row=number, name=name, column=column)
            seen[key] = number
