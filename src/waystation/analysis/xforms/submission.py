"""A submission parsed with its form: its identity, and its answers as tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.words import N_

from . import xmlsafe
from .definition import Definition
from .layout import Layout, Part
from .xpath import text_of_node

MOST_REPETITIONS = 5000
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


def tables_in(layout: Layout) -> Tables:
    """Return the answers as tables: one row of the form, and the rows of each repetition."""
    tables = Tables({}, {key: [] for key in layout.definition.repeats.values()})
    _put_into(tables, layout.parts, tables.main, "1")
    return tables


def _put_into(tables: Tables, parts: Sequence[Part], row: dict[str, str], number: str) -> None:
    for _, node, here, text, _, inner in parts:
        if here is None:
            continue
        if here.repeat:
            rows = tables.repeats[here.repeat]
            if len(rows) < MOST_REPETITIONS:
                own = {"_row": str(len(rows) + 1), "_parent": number}
                rows.append(own)
                _put_into(tables, inner, own, own["_row"])
        elif here.question is not None:
            answer = (text_of_node(node) if text is None else text).strip()
            if answer:
                row[here.question.key] = answer
        elif inner:
            _put_into(tables, inner, row, number)


def files_named(definition: Definition, tables: Tables) -> set[str]:
    """Return the names of the files that the answers speak of."""
    rows = [tables.main, *(row for rows in tables.repeats.values() for row in rows)]
    names = {row[key] for row in rows for key in definition.file_keys if row.get(key)}
    # A picture that the form itself shows until somebody takes another does not come with answers.
    return {name for name in names if not name.startswith("jr://")}
