"""Attached lists: CSV, XML and GeoJSON files, read as instances."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from lxml import etree

from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.words import N_

from . import xmlsafe
from .messages import unreadable

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
    head = re.split(r"[\r\n]", text, maxsplit=1)[0]
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
