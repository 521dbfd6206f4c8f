"""An uploaded sheet, its mapping of columns, and the record created from each row."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from waystation.foundation.access.records import Keyed, OfficeRecord
from waystation.foundation.shared.privacy import Privacy

from .transitions import UPLOAD_WORKFLOW


class Upload(OfficeRecord):
    """A sheet that was uploaded, until its rows are records.

    The file and the list of its errors quote what people wrote about people: both are sealed.
    The file is deleted when its rows are recorded or discarded, the list of errors a month later.
    """

    privacy = Privacy(
        purpose="Recording what was written on sheets before, once and without retyping.",
        personal=("content", "problems"),
        sealed=("content", "problems"),
    )
    sheet = models.CharField(max_length=40)  # the kind of sheet: a key of ``importers()``
    name = models.CharField(max_length=200)
    digest = models.BinaryField()
    content = models.BinaryField(default=bytes)
    headings = models.JSONField(default=list)
    columns = models.JSONField(default=dict)  # field -> the place of its column
    constants = models.JSONField(default=dict)  # field -> the answer of every row
    answers = models.JSONField(default=dict)  # field -> {text: code}
    day_order = models.CharField(max_length=3, default="dmy")
    rows = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)  # rows that the present work has been through
    fresh = models.PositiveIntegerField(default=0)  # rows without an error that are new
    known = models.PositiveIntegerField(default=0)  # rows that were imported before
    wrong = models.PositiveIntegerField(default=0)  # rows with an error
    added = models.PositiveIntegerField(default=0)  # records that the import wrote
    deleted = models.PositiveIntegerField(default=0)
    withdrawn = models.PositiveIntegerField(default=0)
    problems = models.BinaryField(default=bytes)
    state = models.CharField(max_length=10, choices=UPLOAD_WORKFLOW.choices(), default="uploaded")

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["organisation", "office", "-id"], name="upload_list"),
        ]

    def __str__(self) -> str:
        return self.name


class Mapping(OfficeRecord):
    """How an office's sheets of a kind are read: remembered for its next file."""

    privacy = Privacy.none("Headings of columns, and which text means which answer.")
    sheet = models.CharField(max_length=40)
    columns = models.JSONField(default=dict)  # field -> heading, folded
    constants = models.JSONField(default=dict)
    answers = models.JSONField(default=dict)  # field -> {text, folded: code}
    day_order = models.CharField(max_length=3, default="dmy")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["office", "sheet"], name="mapping_of_office_once"),
        ]

    def __str__(self) -> str:
        return self.sheet


class ImportedRow(Keyed):
    """Which row of which file became the record with this key. Stays when it is undone."""

    privacy = Privacy(
        purpose="Recording each row of a sheet once, and taking it back when the import is undone.",
        personal=("opened",),
    )
    upload = models.ForeignKey(Upload, on_delete=models.PROTECT, related_name="imported")
    row = models.PositiveIntegerField()
    digest = models.BinaryField()
    opened = models.UUIDField(null=True, blank=True)  # a person's file opened for this row
    removed = models.BooleanField(default=False)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["upload", "row"], name="imported_row_of")]

    def __str__(self) -> str:
        return f"row {self.row}"
