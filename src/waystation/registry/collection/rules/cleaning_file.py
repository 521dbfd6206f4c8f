"""Parsing a cleaning log from CSV or Excel."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePath
from typing import Any

from waystation.foundation.documents import uploads
from waystation.foundation.shared import limits
from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.words import N_

from .cleaning import KINDS, Line

MOST_BYTES = 20 * 1024 * 1024
MOST_LINES = 200_000
# Our name for a column -> the headings it usually has, in lower case.
HEADINGS: dict[str, tuple[str, ...]] = {
    "instance": ("instance", "instance_id", "instanceid", "x_uuid", "_uuid", "uuid", "key"),
    "question": ("question", "questions", "question.name", "question_name", "variable"),
    "kind": ("kind", "change_type", "change type", "type", "action"),
    "old": ("old", "old_value", "old value", "old.value"),
    "new": ("new", "new_value", "new value", "new.value"),
    "reason": ("reason", "why", "feedback", "issue", "comment"),
    "who": ("who", "enumerator_num", "enumerator", "by", "changed_by"),
}
NEEDED = ("instance", "question", "new")


limits.preload(__name__, "python_calamine")


def read_safely(name: str, content: bytes, mapping: Mapping[str, str] | None = None) -> list[Line]:
    """Return the lines of a cleaning log, read in a process with limits. Raises Refusal."""
    return limits.run(read_cleaning_file, name, content, mapping, name=name)


def read_cleaning_file(
    name: str, content: bytes, mapping: Mapping[str, str] | None = None
) -> list[Line]:
    """Return the lines of a cleaning log. ``mapping`` names the heading of each column.

    Raises Refusal for a file that cannot be read, a missing heading, an unknown change type.
    """
    if len(content) > MOST_BYTES:
        raise refuse(
            N_("{name} is larger than {most} MB. Send the log of one round only."),
            name=name,
            most=MOST_BYTES // 1024 // 1024,
        )
    rows = table_of(name, content)
    if not rows:
        raise refuse(N_("{name} is empty. Choose the file again."), name=name)
    headings = [cell.strip() for cell in rows[0]]
    places = columns_of(headings, mapping or {})
    lines = []
    for number, row in enumerate(rows[1:], start=1):
        if not any(cell.strip() for cell in row):
            continue
        cells = {
            key: row[place].strip() if place is not None and place < len(row) else ""
            for key, place in places.items()
        }
        written = cells["kind"].lower()
        kind = KINDS.get(written)
        if places["kind"] is None:
            kind = "change" if cells["new"] else "note"
        if kind is None:
            raise refuse(
                N_(
                    "Line {number} of {name}: “{kind}” is not a kind of change. Write "
                    "change_response, blank_response, remove_survey or no_action."
                ),
                number=number + 1,
                name=name,
                kind=cells["kind"][:40],
            )
        lines.append(
            Line(
                number=number,
                instance=cells["instance"][:150],
                question=cells["question"][:1000],
                kind=kind,
                old=cells["old"],
                new=cells["new"],
                reason=cells["reason"][:1000],
                who=cells["who"][:100],
            )
        )
    if len(lines) > MOST_LINES:
        raise refuse(N_("{name} has too many lines. Send it in parts."), name=name)
    return lines


def refuse(sentence: str, **values: Any) -> Refusal:
    return Refusal(sentence, field="file", code="cleaning_file", **values)


def table_of(name: str, content: bytes) -> list[list[str]]:
    workbook = PurePath(name).suffix.lower() in {".xlsx", ".xls", ".xlsm"}
    if workbook or content.startswith((uploads.ZIP, uploads.OLD_EXCEL)):
        return [[cell_text(cell) for cell in row] for row in uploads.first_sheet(name, content)]
    return list(uploads.csv_rows(name, content))


def cell_text(cell: object) -> str:
    """Return a cell as it was typed: whole numbers without a point."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)


def columns_of(headings: list[str], mapping: Mapping[str, str]) -> dict[str, int | None]:
    places: dict[str, int | None] = {}
    lower = [heading.lower() for heading in headings]
    for key, usual in HEADINGS.items():
        given = mapping.get(key, "")
        if given and given not in headings:
            raise refuse(
                N_("There is no column “{heading}”. The columns are: {headings}."),
                heading=given,
                headings=", ".join(headings)[:300],
            )
        if given:
            places[key] = headings.index(given)
        else:
            places[key] = next((lower.index(one) for one in usual if one in lower), None)
        if places[key] is None and key in NEEDED:
            raise refuse(
                N_("Say which column holds {what}. The columns are: {headings}."),
                what=key,
                headings=", ".join(headings)[:300],
            )
    return places
