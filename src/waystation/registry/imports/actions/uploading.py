"""Uploading a sheet, and the steps that follow."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from waystation.foundation.access import queries as access
from waystation.foundation.audit import actions as audit
from waystation.foundation.shared.periods import now
from waystation.foundation.tasks import actions as tasks
from waystation.registry.imports import queries
from waystation.registry.imports.models import Upload
from waystation.registry.imports.rules import columns, sheets
from waystation.registry.imports.transitions import UPLOAD_WORKFLOW

KIND = "imports.Upload"
DAYS_STORED = 30
SAMPLE_ROWS = 200  # by whose content a suggested column is corrected
WORK = {"check": "imports.check", "load": "imports.load", "undo": "imports.undo"}
"""The steps that are long work, and the task that does it."""


def seal_part(upload: Upload, column: str, plain: bytes) -> None:
    """Put bytes into a sealed column of an import."""
    ring = access.keyring(upload.organisation_id)
    setattr(
        upload,
        column,
        ring.seal(plain, table=queries.TABLE, column=column, row=str(upload.pk)) if plain else b"",
    )


def upload_sheet(
    user: access.AnyUser, office_id: UUID, kind: str, name: str, content: bytes
) -> Upload:
    """Upload a sheet: read its headings, suggest what each column holds. Nothing is recorded yet.

    Raises NotAllowed, NotSeen for an unknown kind of sheet, Refusal for a file that cannot be read.
    """
    importer = queries.importer_of(kind)
    me = access.require(user, importer.permission, office_id)
    sheet = sheets.read_safely(name, content)
    known = {
        field.name: [*queries.names_of(field), *importer.headings.get(field.name, ())]
        for field in importer.table
    }
    before = queries.remembered_mapping(office_id, kind)
    with transaction.atomic():
        upload = Upload.begin(me, office_id, sheet=kind, name=name[-200:], rows=len(sheet.rows))
        upload.digest = hashlib.sha256(content).digest()
        upload.headings = sheet.headings
        suggested = columns.suggested_columns(
            sheet.headings, known, before.columns if before else None
        )
        upload.columns = importer.refine_columns(suggested, sheet.rows[:SAMPLE_ROWS])
        if before:
            upload.constants, upload.day_order = before.constants, before.day_order
        seal_part(upload, "content", content)
        upload.save(force_insert=True)
        audit.log(me, "import.upload", KIND, upload.id, office_id=office_id, sheet=kind)
    return upload


def change_upload_state(
    user: access.AnyUser, upload_id: UUID, transition: str, **values: Any
) -> Upload:
    """Take one of the steps of an import. Raises NotSeen, NotAllowed, Refusal."""
    visible = queries.uploads_visible_to(user).defer(None)
    upload: Upload = UPLOAD_WORKFLOW.perform(user, visible, upload_id, transition, **values)
    return upload


@transaction.atomic
def begin(user: access.AnyUser, upload_id: UUID, transition: str) -> Upload:
    """Start a step in the background. Raises the refusals of the step."""
    upload = queries.upload_visible_to(user, upload_id)
    access.require(user, queries.importer_of(upload.sheet).permission, upload.office_id)
    upload = change_upload_state(user, upload_id, transition)
    # The number of the edit makes a second check of the same file a task of its own.
    argument = {"upload": str(upload.id), "version": upload.version}
    tasks.begin(user, WORK[transition], argument)
    return upload


def tidy() -> None:
    """Delete the files and error lists of imports that were not used for a month."""
    old = Upload.objects.filter(changed_at__lt=now() - timedelta(days=DAYS_STORED))
    for upload in old.exclude(content=b"", problems=b"").only("id", "organisation_id", "office_id"):
        with transaction.atomic():
            Upload.objects.filter(id=upload.id).update(content=b"", problems=b"")
            audit.log(
                None,
                "import.forget",
                KIND,
                upload.id,
                organisation_id=upload.organisation_id,
                office_id=upload.office_id,
            )
