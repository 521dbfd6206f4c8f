"""The lists a form chooses from: within it, or attached as CSV, XML or GeoJSON."""

from __future__ import annotations

import copy
import csv
import io
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.words import N_

from . import xmlsafe
from .messages import unreadable
from .xmlsafe import XF


def secondary_instances(
    model: Any, files: Mapping[str, bytes]
) -> tuple[set[str], dict[str, Any], dict[str, str]]:
    instances: dict[str, Any] = {}
    needed: dict[str, str] = {}
    media: set[str] = set()
    for instance in model.findall(f"{XF}instance")[1:]:
        name, source = instance.get("id") or "", instance.get("src") or ""
        if source:
            file_name = source.rsplit("/", 1)[-1]
            if source == "jr://instance/last-saved":
                continue
            media.add(file_name)
            needed[name] = file_name
            if file_name in files:
                instances[name] = list_from_file(file_name, files[file_name])
        else:
            instances[name] = xmlsafe.without_prefixes(copy.deepcopy(instance))
    return media, instances, needed


def list_from_file(name: str, content: bytes) -> Any:
    """Return an attached CSV, XML or GeoJSON list as an instance. Raises Refusal."""
    from lxml import etree

    instance = etree.Element("instance")
    if name.lower().endswith(".xml"):
        instance.append(xmlsafe.without_prefixes(xmlsafe.read(content, name)))
        return instance
    root = etree.SubElement(instance, "root")
    for row in rows_of(name, content):
        item = etree.SubElement(root, "item")
        for column, value in row.items():
            tag = re.sub(r"[^\w.\-]", "_", (column or "").strip())
            if tag and not tag[0].isdigit() and value is not None:
                try:
                    etree.SubElement(item, tag).text = re.sub(
                        r"[\x00-\x08\x0b\x0c\x0e-\x1f]", "", value
                    )
                except ValueError:  # half a surrogate, which JSON can write
                    raise list_unreadable(name) from None
    return instance


def list_unreadable(name: str) -> Refusal:
    return unreadable(
        N_(
            "The attached list {name} cannot be read. "
            "Save it as CSV in UTF-8 with one heading line."
        ),
        name=name,
    )


def rows_of(name: str, content: bytes) -> Iterator[dict[str, str]]:
    try:
        text = content.decode("utf-8-sig")
        if name.lower().endswith("json"):
            for feature in json.loads(text)["features"]:
                row = {k: "" if v is None else str(v) for k, v in feature["properties"].items()}
                if "id" in feature:
                    row["id"] = str(feature["id"])
                yield row
            return
        head = text.split("\n", 1)[0]
        mark = ";" if head.count(";") > head.count(",") else ","
        for line in csv.DictReader(io.StringIO(text), delimiter=mark):
            yield {k: v for k, v in line.items() if k and isinstance(v, str)}
    except (ValueError, KeyError, TypeError, AttributeError, csv.Error):
        raise list_unreadable(name) from None
