"""Mapping the columns of a sheet to fields, and its texts to answers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import transaction

from waystation.foundation.access import queries as access
from waystation.foundation.records import codes
from waystation.foundation.shared.errors import Refusal, refuse
from waystation.foundation.shared.words import N_
from waystation.registry.imports import models, queries
from waystation.registry.imports.rules import cells, columns
from waystation.registry.imports.transitions import UPLOAD_WORKFLOW


def _open_upload(user: access.AnyUser, upload_id: UUID) -> models.Upload:
    """Return an upload that may still be mapped, locked. Raises NotSeen, NotAllowed, Refusal."""
    queries.upload_visible_to(user, upload_id)
    rows = queries.uploads_visible_to(user).select_for_update(of=("self",))
    upload = rows.get(id=upload_id)
    access.require(user, queries.importer_of(upload.sheet).permission, upload.office_id)
    queries.require_mapped(user, upload)
    return upload


@transaction.atomic
def choose_columns(
    user: access.AnyUser,
    upload_id: UUID,
    *,
    chosen: Mapping[str, int | None],
    constants: Mapping[str, Any],
    day_order: str,
) -> models.Upload:
    """Say which column each field is read from, and what every row says that no column does.

    Raises Refusals: a required field without either, a column used for two fields.
    """
    upload = _open_upload(user, upload_id)
    importer = queries.importer_of(upload.sheet)
    places = {
        name: place
        for name, place in chosen.items()
        if name in importer.table.names and place is not None and 0 <= place < len(upload.headings)
    }
    every = {
        name: code
        for name, code in constants.items()
        if code and name in importer.table.names and name not in places
    }
    twice = [place for place, count in Counter(places.values()).items() if count > 1]
    refuse(
        [
            *(
                Refusal(
                    N_("Choose the column, or the answer of every row."),
                    field=f"column_{field.name}",
                    code="missing",
                )
                for field in importer.table
                if field.required and field.name not in places and field.name not in every
            ),
            *(
                Refusal(
                    N_("The column “{heading}” is chosen twice."),
                    field=f"column_{name}",
                    code="column_twice",
                    heading=upload.headings[place],
                )
                for name, place in places.items()
                if place in twice
            ),
            *(
                codes.refusal_of_code(importer.table[name].code_list, code, f"every_{name}")
                for name, code in every.items()
                if importer.table[name].code_list
            ),
        ]
    )
    upload.columns, upload.constants = places, every
    upload.day_order = day_order if day_order in dict(cells.ORDERS) else "dmy"
    UPLOAD_WORKFLOW.take(upload, "map", access.signed_in(user))
    return upload


@transaction.atomic
def choose_answers(
    user: access.AnyUser, upload_id: UUID, answers: Mapping[str, Mapping[str, str]]
) -> models.Upload:
    """Say which answer each text means, and remember it for the office's next sheet.

    A text without an answer stays open: its rows are errors. Raises Refusals for an unknown code.
    """
    upload = _open_upload(user, upload_id)
    importer = queries.importer_of(upload.sheet)
    found: dict[str, dict[str, str]] = {}
    for name, texts in answers.items():
        if name not in upload.columns:
            continue
        offered = queries.answers_of(importer, importer.table[name])
        for text, code in texts.items():
            if code and code != columns.EMPTY and code not in offered:
                raise Refusal(
                    N_("“{given}” is not in the list of answers."), code="code", given=code[:40]
                )
            found.setdefault(name, {})[text] = code
    upload.answers = found
    me = access.signed_in(user)
    UPLOAD_WORKFLOW.take(upload, "answer", me)
    _remember(me, upload)
    return upload


def _remember(me: Any, upload: models.Upload) -> None:
    before = queries.remembered_mapping(upload.office_id, upload.sheet)
    row = before or models.Mapping.begin(me, upload.office_id, sheet=upload.sheet, version=0)
    row.columns = {
        name: columns.fold_text(upload.headings[place]) for name, place in upload.columns.items()
    }
    row.constants, row.day_order = upload.constants, upload.day_order
    answers = dict(row.answers)
    for name, texts in upload.answers.items():
        chosen = {columns.fold_text(text): code for text, code in texts.items() if code}
        answers[name] = {**answers.get(name, {}), **chosen}
    row.answers = answers
    row.touch()
    row.save()
