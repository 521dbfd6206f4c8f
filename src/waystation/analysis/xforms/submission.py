"""A submission parsed with its form: identity, answers as tables, omitted nodes."""

from __future__ import annotations

import copy
import re
from dataclasses import dataclass
from typing import Any

from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.words import N_

from . import xmlsafe
from .definition import Definition
from .places import Place, places_of
from .xpath import text_of_node

MOST_REPETITIONS = 5000
WHOLE = re.compile(r"-?[0-9]+\.0+")
MOST_NODES = 200_000  # elements and attributes of a submission


@dataclass
class Reading:
    """What a submission says."""

    form_id: str
    version: str
    instance_id: str
    deprecated_id: str
    root: Any


@dataclass
class Tables:
    """Answers by column. Rows of a repetition carry their own and their parent's number."""

    main: dict[str, str]
    repeats: dict[str, list[dict[str, str]]]

    def as_json(self) -> dict[str, Any]:
        return {"main": self.main, "repeats": self.repeats}


def read_submission(content: bytes) -> Reading:
    """Return the identity of a submission and its tree.

    Raises Refusal where there is none: no XML, no form id, encrypted.
    """
    root = xmlsafe.read(content, "This submission", MOST_NODES)
    namespace = root.nsmap.get(root.prefix) or ""
    xmlsafe.without_prefixes(root)
    form_id = (root.get("id") or root.get("xmlns") or namespace).strip()
    if not form_id:
        raise bad(N_("This submission does not say which form it answers: its id is missing."))
    if root.get("encrypted") == "yes" or root.find("encryptedXmlFile") is not None:
        raise bad(
            N_(
                "This submission was encrypted on the phone, and there is no key for it "
                "here. Use the form without encryption: answers are encrypted when they "
                "arrive."
            )
        )
    instance_id = (root.findtext("meta/instanceID") or root.get("instanceID") or "").strip()
    if len(instance_id) > 150 or len(form_id) > 200:
        raise bad(N_("The instance id or form id of this submission is too long."))
    return Reading(
        form_id,
        next((v for k, v in root.attrib.items() if k.rsplit("}", 1)[-1] == "version"), "").strip(),
        instance_id,
        (root.findtext("meta/deprecatedID") or "").strip(),
        root,
    )


def refuse_without_id(definition: Definition, reading: Reading) -> None:
    """Refuse a submission without an instance id, if its form gives it one.

    A form may leave it out (omit_instanceID); then the server gives one.
    """
    asked = definition.template.find("meta/instanceID")
    if asked is not None and not reading.instance_id:
        raise bad(N_("This submission has no instance id (meta/instanceID), so it is not stored."))


def bad(sentence: str) -> Refusal:
    return Refusal(sentence, code="submission_unreadable")


def tables_of(definition: Definition, root: Any) -> Tables:
    """Return the answers as tables: one row of the form, and the rows of each repetition."""
    tables = Tables({}, {key: [] for key in definition.repeats.values()})

    def visit(node: Any, place: Place, row: dict[str, str], number: str) -> None:
        inner = place.inner
        for child in node:
            here = inner.get(child.tag)
            if here is None:
                continue
            if here.repeat:
                rows = tables.repeats[here.repeat]
                if len(rows) >= MOST_REPETITIONS:
                    continue
                own = {"_row": str(len(rows) + 1), "_parent": number}
                rows.append(own)
                visit(child, here, own, own["_row"])
            elif here.question is not None:
                text = text_of_node(child).strip()
                if text:
                    row[here.question.key] = text
            elif len(child):
                visit(child, here, row, number)

    visit(root, places_of(definition), tables.main, "1")
    return tables


def complete_places(definition: Definition, root: Any) -> Any:
    """Return a copy of the submission with the empty places that the phone left out."""
    whole = copy.deepcopy(root)

    def fill(node: Any, place: Place) -> None:
        inner, present = place.inner, set()
        for child in list(node):
            present.add(child.tag)
            here = inner.get(child.tag)
            if here is not None and here.wanted:
                fill(child, here)
        for name in place.wanted:
            if name not in present and not inner[name].repeat:
                node.append(empty_copy(inner[name].template, inner[name].path, definition))

    fill(whole, places_of(definition))
    return whole


def with_plain_numbers(definition: Definition, root: Any) -> Any:
    """Change decimals with nothing after the point to whole numbers, as phones reckon with them.

    Collect writes 2 as 2.0, and compares and joins it as 2.
    """
    for question in definition.questions:
        if question.bind.type == "decimal":
            for node in root.iterfind(question.path.split("/", 2)[2]):
                if node.text and WHOLE.fullmatch(node.text.strip()):
                    node.text = node.text.strip().split(".")[0]
    return root


def empty_copy(template: Any, path: str, definition: Definition) -> Any:
    made = copy.deepcopy(template)
    made.tail = None

    def clear(node: Any, here: str) -> None:
        if len(node) == 0:
            node.text = None
        for child in list(node):
            inner = f"{here}/{child.tag}"
            if inner in definition.repeats:
                node.remove(child)
            else:
                clear(child, inner)

    clear(made, path)
    return made


def completed_size(definition: Definition, root: Any) -> int:
    """Return at most how many elements the submission has once its empty places are filled in."""
    sizes = definition.sizes
    if not sizes:
        for node in definition.template.iter():
            size = sum(1 for _ in node.iter())
            sizes[node.tag] = max(sizes.get(node.tag, 0), size)
    return sum([sizes.get(node.tag, 1) for node in root.iter()])


def is_small(definition: Definition, root: Any, most: int) -> bool:
    """Return whether a submission has at most ``most`` elements once its empty places are filled.

    That none of its elements brings more than the whole form is quickly said of nearly all.
    """
    there = root.xpath("count(descendant-or-self::*)")
    whole = definition.template.xpath("count(descendant-or-self::*)")
    return there * whole <= most or completed_size(definition, root) <= most


def files_named(definition: Definition, tables: Tables) -> set[str]:
    """Return the names of the files that the answers speak of."""
    keys = {q.key for q in definition.questions if q.control == "upload" or q.bind.type == "binary"}
    rows = [tables.main, *(row for rows in tables.repeats.values() for row in rows)]
    names = {row[key] for row in rows for key in keys if row.get(key)}
    # A picture that the form itself shows until somebody takes another does not come with answers.
    return {name for name in names if not name.startswith("jr://")}
