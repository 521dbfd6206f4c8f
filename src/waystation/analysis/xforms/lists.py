"""The lists a form takes values from: within it, or attached as CSV, XML or GeoJSON.

A form names its lists in many ways: an ``<instance src>``, ``pulldata('prices', …)``,
``search('crops')`` in an appearance, a ``query`` that looks into ``itemsets.csv``. All of them
become one thing: an instance with items, by its id.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Any

from . import xmlsafe
from .body import Body
from .definition import Bind
from .list_files import itemsets_of, list_from_file
from .messages import WrongExpression
from .syntax import Expr, each_call, parse
from .xmlsafe import XF

ITEMSETS = "itemsets.csv"
LAST_SAVED = "jr://instance/last-saved"
SOURCES = ("jr://file/", "jr://file-csv/", "jr://images/", "jr://audio/", "jr://video/")


@dataclass
class Lists:
    """The lists of a form."""

    instances: dict[str, Any] = field(default_factory=dict)
    needed: dict[str, str] = field(default_factory=dict)  # instance id -> file name
    computed: tuple[str, ...] = ()
    foreign: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()  # instances that rules name and nothing declares
    last_saved: set[str] = field(default_factory=set)  # the answers of the form before, on a phone


def lists_of(
    model: Any, binds: Mapping[str, Bind], body: Body, files: Mapping[str, bytes]
) -> Lists:
    """Return the lists that a form names; those with a file are read. Raises Refusal."""
    lists = Lists()
    foreign = []
    for instance in model.findall(f"{XF}instance")[1:]:
        name, source = instance.get("id") or "", instance.get("src") or ""
        if not source:
            lists.instances[name] = xmlsafe.without_prefixes(copy.deepcopy(instance))
        elif source.startswith(SOURCES):
            if not is_computed(name):
                stem = name.removesuffix(".csv")
                lists.needed[stem] = source.rsplit("/", 1)[-1].replace(".csv.csv", ".csv")
        elif source == LAST_SAVED:
            lists.last_saved.add(name)
        else:
            foreign.append(source)
    lists.foreign = tuple(foreign)
    trees = list(expressions_of(model, binds, body))
    lists.computed = tuple(name_further_lists(lists, trees, body))
    read_files(lists, files)
    return lists


def is_computed(name: str) -> bool:
    """Return whether an instance id is the piece of an expression: pyxform reads the first
    argument of pulldata() as far as the comma, so concat('p_', …) makes the id ``concat(p_``."""
    return any(mark in name for mark in "(${/'\"")


def expressions_of(model: Any, binds: Mapping[str, Bind], body: Body) -> Iterator[Expr]:
    """Yield every expression of a form that can be read; the others are refused elsewhere."""
    texts = [
        text
        for bind in binds.values()
        for text in (bind.relevant, bind.constraint, bind.calculate, bind.required, bind.readonly)
    ]
    texts += [one.itemset.nodeset for one in body.controls.values() if one.itemset is not None]
    texts += body.counts.values()
    texts += [element.get("value") or "" for element in model.iter(f"{XF}setvalue")]
    for text in dict.fromkeys(texts):
        tree = parse_or_none(text)
        if tree is not None:
            yield tree


def parse_or_none(text: str) -> Expr | None:
    """Return an expression, None for one that cannot be read: circles.py refuses it."""
    try:
        return parse(text) if text else None
    except WrongExpression:
        return None


def name_further_lists(lists: Lists, trees: Iterable[Expr], body: Body) -> Iterator[str]:
    """Add the lists that only expressions name; yield the calls that compute a name."""
    sources = {}
    for control in body.controls.values():
        if control.source and control.itemset is not None:
            for name in _instances_in(control.itemset.nodeset):
                sources[name] = control.source
    for call in [call for tree in trees for call in each_call(tree) if call.parts]:
        first = call.parts[0]
        if call.value not in {"pulldata", "instance"}:
            continue
        if first.kind != "literal":
            yield f"{call.value}()"
            continue
        name = str(first.value).removesuffix(".csv")
        if name in lists.needed or name in lists.instances or name in lists.last_saved:
            continue
        if call.value == "pulldata" or sources.get(name) == "search":
            lists.needed[name] = f"{name}.csv"
        elif sources.get(name) == "query":
            lists.needed[name] = ITEMSETS
        else:
            lists.unknown = (*lists.unknown, name)


def _instances_in(text: str) -> list[str]:
    tree = parse_or_none(text)
    calls = [call for call in each_call(tree) if call.value == "instance"] if tree else []
    return [str(call.parts[0].value).removesuffix(".csv") for call in calls if call.parts]


def read_files(lists: Lists, files: Mapping[str, bytes]) -> None:
    for name, file in lists.needed.items():
        if file == ITEMSETS and file in files and f"{name}.csv" != ITEMSETS:
            lists.instances.update(itemsets_of(files[file], {name}))
        elif file in files:
            lists.instances[name] = list_from_file(file, files[file])
    if lists.computed:
        for file in files.keys() - set(lists.needed.values()):
            if file.lower().endswith(".csv"):
                lists.instances.setdefault(PurePath(file).stem, list_from_file(file, files[file]))
