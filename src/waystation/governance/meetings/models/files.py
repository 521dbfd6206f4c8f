"""Completeness of the file of a meeting or a submission."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from waystation.foundation.access.records import OfficeRecord
from waystation.foundation.shared.privacy import Privacy


class Waiver(OfficeRecord):
    """Why a piece of a file may be missing. Append-only."""

    privacy = Privacy.none("Why a paper is missing.")
    kind = models.CharField(max_length=20)
    subject_id = models.UUIDField()
    piece = models.CharField(max_length=40)
    reason = models.CharField(max_length=300)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(reason=""), name="waiver_says_why"),
            models.UniqueConstraint(fields=["kind", "subject_id", "piece"], name="waiver_once"),
        ]

    def __str__(self) -> str:
        return f"{self.piece} of {self.kind}"


class FileClosing(OfficeRecord):
    """The closing of a file, with its pieces at that time. Append-only.

    ``there`` + ``waived`` = ``pieces``: the database refuses to close a file with a gap.
    """

    privacy = Privacy.none("The checklist of a file.")
    kind = models.CharField(max_length=20)
    subject_id = models.UUIDField()
    pieces = models.PositiveSmallIntegerField()
    there = models.PositiveSmallIntegerField()
    waived = models.PositiveSmallIntegerField()
    checklist = models.JSONField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["kind", "subject_id"], name="file_closed_once"),
            models.CheckConstraint(
                condition=Q(pieces=models.F("there") + models.F("waived"), pieces__gte=1),
                name="file_closed_complete",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject_id}"
