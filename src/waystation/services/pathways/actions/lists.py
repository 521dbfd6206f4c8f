"""Importing dated lists: states that take part in a pathway, shortage occupations."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from django.db import transaction

from waystation.foundation.access import queries as access
from waystation.foundation.audit import actions as audit
from waystation.foundation.shared.csv_text import CsvText
from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.periods import today_in
from waystation.foundation.shared.words import N_
from waystation.services.pathways import queries
from waystation.services.pathways.models import DatedList, Pathway
from waystation.services.pathways.rules import conditions, words

COLUMNS = ("pathway", "kind", "name", "codes", "valid_from", "source", "read_on")
MOST_BYTES = 1_000_000


@transaction.atomic
def load_lists(user: access.AnyUser, content: bytes) -> tuple[int, int]:
    """Load dated lists from a CSV file; return how many are new, and how many unconfirmed.

    A row without the day on which somebody checked the published text is unconfirmed, and is shown
    as such. An existing list with the same pathway, kind and first day is unchanged. Raises
    NotAllowed, and Refusal naming an invalid row: then nothing is loaded.
    """
    me = access.require(user, "pathway.edit")
    pathways = {one.name: one for one in queries.pathways_visible_to(user)}
    today = today_in()
    made = unconfirmed = 0
    for line, row in _rows(content):
        pathway = pathways.get(row["pathway"])
        if pathway is None:
            raise _wrong(N_("Row {line}: there is no pathway “{text}”."), line, row["pathway"])
        access.require(user, "pathway.edit", pathway.office_id)
        values = _values(row, line, today)
        if _is_there(pathway, values):
            continue
        record = DatedList.begin(me, pathway.office_id, pathway=pathway, **values)
        record.save(force_insert=True)
        audit.log(me, "dated_list.record", "pathways.DatedList", record.id,
                  office_id=pathway.office_id)  # fmt: skip
        made += 1
        unconfirmed += not values["confirmed"]
    return made, unconfirmed


def _is_there(pathway: Pathway, values: Mapping[str, Any]) -> bool:
    same = DatedList.objects.filter(
        pathway=pathway, kind=values["kind"], valid_from=values["valid_from"]
    )
    return bool(same.exists())


def _rows(content: bytes) -> Iterator[tuple[int, dict[str, str]]]:
    if len(content) > MOST_BYTES:
        raise Refusal(N_("This file is too large."), field="file", code="file_too_large")
    try:
        reader = CsvText(content.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise _wrong(N_("Row {line}: “{text}” is not text in UTF-8."), 1, "") from None
    missing = [one for one in COLUMNS if one not in (reader.fieldnames or ())]
    if missing:
        raise _wrong(N_("Row {line}: the column “{text}” is missing."), 1, missing[0])
    for line, row in enumerate(reader, start=2):
        yield line, {name: str(row.get(name) or "").strip() for name in COLUMNS}


def _values(row: Mapping[str, str], line: int, today: date) -> dict[str, Any]:
    if row["kind"] not in dict(words.LISTS):
        raise _wrong(N_("Row {line}: “{text}” is not a kind of list."), line, row["kind"])
    if not row["source"] or not row["name"]:
        raise _wrong(N_("Row {line}: give a name and a source. {text}"), line, "")
    values: dict[str, Any] = {
        "kind": row["kind"],
        "name": row["name"][:150],
        "codes": "\n".join(conditions.codes_in(row["codes"])),
        "valid_from": _day(row["valid_from"], line),
        "source": row["source"][:300],
        "read_on": _day(row["read_on"], line) if row["read_on"] else today,
        "confirmed": bool(row["read_on"]),
    }
    refusal = conditions.refusal_of_list(values, today)
    if refusal is not None:
        raise _wrong(N_("Row {line}: the codes “{text}” cannot be read."), line, row["codes"])
    return values


def _day(text: str, line: int) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise _wrong(N_("Row {line}: “{text}” is not a date."), line, text) from None


def _wrong(sentence: str, line: int, text: str) -> Refusal:
    return Refusal(sentence, field="file", code="list_row", line=line, text=text[:40])
