"""Fact sheets, their editions, and each edition in its languages."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from waystation.foundation.access.records import OfficeRecord
from waystation.foundation.records.constraints import in_order
from waystation.foundation.shared.privacy import Privacy

from .rules import LANGUAGES, LONGEST_TITLE, SOURCE_LANGUAGE
from .transitions import EDITION_WORKFLOW


class Sheet(OfficeRecord):
    """A fact sheet. There is one for each topic."""

    privacy = Privacy.none("Information for the public.")
    topic = models.CharField(max_length=40)
    title = models.CharField(max_length=LONGEST_TITLE)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "topic"], name="sheet_of_topic_once"),
        ]

    def __str__(self) -> str:
        return self.title


class Edition(OfficeRecord):
    """A sheet as it is valid from a day on, until the next edition. Published, it is frozen."""

    privacy = Privacy.none("Information for the public.")
    sheet = models.ForeignKey(Sheet, on_delete=models.PROTECT, related_name="editions")
    number = models.PositiveIntegerField()
    valid_from = models.DateField(null=True, blank=True)
    valid_until = models.DateField(null=True, blank=True)
    changes = models.TextField(blank=True)
    source = models.CharField(max_length=300, blank=True)
    source_url = models.CharField(max_length=300, blank=True)
    source_on = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=EDITION_WORKFLOW.choices(), default="draft")
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(
        "access.User", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["sheet", "number"], name="edition_number_of_sheet"),
            models.UniqueConstraint(
                fields=["sheet"], condition=Q(state="draft"), name="edition_draft_once"
            ),
            in_order(
                "edition_ends_after_start", "valid_from", "valid_until", blank=["valid_until"]
            ),
            models.CheckConstraint(
                condition=~Q(state="published")
                | Q(
                    published_at__isnull=False,
                    published_by__isnull=False,
                    valid_from__isnull=False,
                    source_on__isnull=False,
                ),
                name="edition_published_with_source",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sheet_id} edition {self.number}"


class Text(OfficeRecord):
    """An edition in one language. ``based_on`` is the version of the original it translates.

    A ``frozen`` text was published: the database refuses to change it. An ``unreviewed`` text was
    translated by machine, or is a draft; it is frozen when it is reviewed.
    """

    privacy = Privacy.none("Information for the public.")
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="texts")
    language = models.CharField(max_length=12, choices=list(LANGUAGES.items()))
    title = models.CharField(max_length=LONGEST_TITLE)
    body = models.TextField()
    based_on = models.PositiveIntegerField(default=0)
    frozen = models.BooleanField(default=False)
    unreviewed = models.BooleanField(default=False)
    written_by = models.ForeignKey("access.User", on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    reviewed_by = models.ForeignKey(
        "access.User", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    reviewed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(reviewed_by__isnull=True, reviewed_at__isnull=True)
                | Q(reviewed_by__isnull=False, reviewed_at__isnull=False, unreviewed=False),
                name="text_reviewed_by_whom_and_when",
            ),
            models.CheckConstraint(
                condition=Q(unreviewed=False) | ~Q(language=SOURCE_LANGUAGE),
                name="text_original_is_no_draft_translation",
            ),
            models.CheckConstraint(
                condition=Q(unreviewed=False) | Q(frozen=False), name="text_frozen_when_reviewed"
            ),
            models.UniqueConstraint(fields=["edition", "language"], name="text_of_edition_once"),
        ]

    def __str__(self) -> str:
        return f"{self.edition_id} {self.language}"
