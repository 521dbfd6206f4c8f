"""Converting rows of a sheet to an element, and back, with the same table."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from lxml import etree

from .schema import FILES, locate, parser
from .sheets import MANY, Sheet
from .writing import LANG

XSD = "{http://www.w3.org/2001/XMLSchema}"
HALF = re.compile(r"^(.*)\[(\d)\]$")
CODES = {
    "type", "code", "role", "vocabulary", "status", "measure", "xml:lang", "currency",
    "default-currency", "significance", "hierarchy", "budget-not-provided", "format",
    "crs-channel-code",
}  # fmt: skip
"""The attributes that the templates fill from a list: "10 - Government" is 10."""
BOOLEAN = {"humanitarian", "ascending", "aggregation-status", "secondary-reporter", "attached"}
LISTED = re.compile(r"^(\S+) - \S.*$", re.DOTALL)


def plain_cell(value: Any, path: str) -> str:
    """Return the text of a cell for its place in the XML."""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, datetime | date):
        return value.strftime("%Y-%m-%d")
    if isinstance(value, float) and value == int(value):
        value = int(value)
    text = str(value).strip() if value is not None else ""
    name = path.rpartition("@")[2] if "@" in path else ""
    if name in CODES and (listed := LISTED.match(text)):
        return listed.group(1)
    if name in {
        "humanitarian",
        "ascending",
        "aggregation-status",
        "secondary-reporter",
        "attached",
    }:
        return {"true": "1", "false": "0", "yes": "1", "no": "0"}.get(text.lower(), text)
    return text


def groups_of(path: str) -> tuple[str, str]:
    """Return a column's path to its last repeated element, "" for none, and what follows."""
    steps = [step for step in path.split("/") if not step.startswith("@")]
    for at in range(len(steps), 0, -1):
        if steps[at - 1] in MANY:
            head = "/".join(steps[:at])
            return head, path[len(head) :].lstrip("/")
    return "", path


def own_columns(sheet: Sheet) -> list[str]:
    """Return the columns that are there once: one of them filled begins a new element."""
    return [name for name, path in sheet.columns if not groups_of(path)[0]]


def fill(
    element: Any, sheet: Sheet, cells: Mapping[str, str], made: list[tuple[Any, str, str]]
) -> None:
    """Put the filled cells of one row into the element of a sheet.

    A repeated element begins anew in each row where something but a narrative of it is filled.
    ``made`` gets (element, attribute, column) of everything that was written.
    """
    fresh: dict[str, Any] = {}
    filled = [(name, path) for name, path in sheet.columns if cells.get(name)]
    begins = {
        _repeated_element(path)
        for _name, path in filled
        if _repeated_element(path) and "narrative" not in path
    }
    for name, path in filled:
        steps = path.split("/")
        leaf = steps.pop() if steps[-1].startswith("@") or steps[-1] == "text()" else "text()"
        at, so_far = element, ""
        for step in steps:
            half = HALF.match(step)
            tag = half.group(1) if half else step
            so_far = f"{so_far}/{tag}".lstrip("/")
            again = tag == "narrative" or so_far in begins
            if so_far in fresh:
                at = fresh[so_far]
                continue
            found = None if again else _last(at, tag)
            at = _add(at, tag) if found is None else found
            fresh[so_far] = at
        if leaf.startswith("@"):
            attribute = leaf[1:]
            at.set(LANG if attribute == "xml:lang" else attribute, cells[name])
            made.append((at, attribute, name))
        else:
            at.text = f"{at.text} {cells[name]}" if HALF.match(path) and at.text else cells[name]
            made.append((at, "", name))


def _repeated_element(path: str) -> str:
    head = path.split("/")[0]
    return head if head in MANY and head != "narrative" else ""


def _last(parent: Any, tag: str) -> Any:
    return next((one for one in reversed(parent) if one.tag == tag), None)


def _add(parent: Any, tag: str) -> Any:
    """Add a child behind the last one of its kind."""
    last = _last(parent, tag)
    made = etree.Element(tag)
    if last is None:
        parent.append(made)
    else:
        last.addnext(made)
    return made


def rows_of(element: Any, sheet: Sheet) -> Iterator[dict[str, str]]:
    """Yield the rows of an element; what is repeated goes on in the rows below the first."""
    columns: dict[str, list[tuple[str, str]]] = {}
    for name, path in sheet.columns:
        columns.setdefault(_repeated_element(path), []).append((name, path))
    rows: list[dict[str, str]] = [{}]
    for head, ones in columns.items():
        at = 0
        bases = [element] if not head else element.findall(head)
        for base in bases:
            inner = [(name, path[len(head) :].lstrip("/")) for name, path in ones]
            depth = 1
            for name, path in inner:
                for offset, text in enumerate(_values(base, path)):
                    while len(rows) <= at + offset:
                        rows.append({})
                    if text:
                        rows[at + offset][name] = text
                        depth = max(depth, offset + 1)
            at += depth
    yield from rows


def _values(base: Any, path: str) -> list[str]:
    """Return the values of a column below an element: several only of narratives."""
    steps = path.split("/")
    leaf = steps.pop() if steps[-1].startswith("@") or steps[-1] == "text()" else "text()"
    half = HALF.match(steps[-1]) if steps else None
    if half:
        steps[-1] = half.group(1)
    found = base.findall("/".join(steps)) if steps else [base]
    if leaf.startswith("@"):
        name = LANG if leaf == "@xml:lang" else leaf[1:]
        return [one.get(name) or "" for one in found]
    texts = [(one.text or "").strip() for one in found]
    if half:
        at = int(half.group(2)) - 1
        return [([*text.split(), "", ""])[at] for text in texts]
    return texts


@lru_cache(maxsize=1)
def _orders() -> dict[str, list[str]]:
    """Return the order of the children of every element, from the schema."""
    found: dict[str, list[str]] = {}
    for name in (FILES["iati-activities"], "iati-common.xsd"):
        tree = etree.parse(locate(name), parser())
        for element in tree.iter(f"{XSD}element"):
            named = element.get("name")
            children = [
                one.get("ref") or one.get("name")
                for group in element.findall(f"{XSD}complexType/{XSD}sequence")
                + element.findall(f"{XSD}complexType/{XSD}choice")
                for one in group.findall(f"{XSD}element")
            ]
            parent = element.getparent()
            inside = parent is not None and parent.tag != f"{XSD}schema"
            if named and children and not (inside and named in found):
                found[named] = children
    return found


def in_order(element: Any) -> None:
    """Put the children of an element, and theirs, in the order of the schema."""
    order = {tag: at for at, tag in enumerate(_orders().get(element.tag, ()))}
    if order:
        element[:] = sorted(element, key=lambda one: order.get(one.tag, len(order)))
    for child in element:
        in_order(child)


def filled_rows(rows: Iterable[Sequence[Any]]) -> Iterator[tuple[int, Sequence[Any]]]:
    """Yield (row number, cells) of the rows in which something is written."""
    for number, row in enumerate(rows, 1):
        if any(cell not in (None, "") for cell in row):
            yield number, row
