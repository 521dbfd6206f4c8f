"""Drafts of reports, and immutable editions."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from waystation.foundation.access.records import Keyed, OfficeRecord
from waystation.foundation.records.constraints import in_order, known
from waystation.foundation.shared.privacy import Privacy
from waystation.governance.results.rules.audiences import AUDIENCES

from .rules.reports import KINDS, MOST_OF_AUTHOR
from .transitions import REPORT_WORKFLOW


class Report(OfficeRecord):
    """A report while it is drafted: its figures are counted each time it is viewed."""

    privacy = Privacy.none("A draft of protected figures.")
    title = models.CharField(max_length=200)
    starts_on = models.DateField()
    ends_on = models.DateField()
    audience = models.CharField(max_length=12, choices=AUDIENCES)
    language = models.CharField(max_length=12, default="en")
    author = models.CharField(max_length=MOST_OF_AUTHOR, blank=True)
    with_cover = models.BooleanField(default=True)
    offices = models.JSONField(default=list)
    state = models.CharField(max_length=12, choices=REPORT_WORKFLOW.choices(), default="draft")

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["organisation", "office", "-changed_at"], name="report_recent"),
        ]
        constraints: ClassVar = [
            in_order("report_ends_after_start"),
            known("report_audience_known", "audience", [key for key, _ in AUDIENCES]),
            known("report_state_known", "state", REPORT_WORKFLOW.states),
        ]

    def __str__(self) -> str:
        return self.title


class Block(Keyed):
    """One piece of a report: a heading, text with figures, a chart, a table, a finding."""

    privacy = Privacy.none("A piece of a report: text and protected figures.")
    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="blocks")
    position = models.PositiveIntegerField()
    kind = models.CharField(max_length=12, choices=KINDS)
    content = models.JSONField(default=dict)

    class Meta:
        ordering: ClassVar = ["position", "id"]

    def __str__(self) -> str:
        return f"{self.kind} {self.position}"


class Image(Keyed):
    """A picture of a report or the logo of a letterhead, without metadata. It never changes.

    An edition names it by key and SHA-256.
    """

    privacy = Privacy.none("Pictures that an office chose for publication.")
    organisation = models.ForeignKey(
        "access.Organisation", on_delete=models.PROTECT, related_name="+"
    )
    office = models.ForeignKey("access.Office", on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(
        "access.User", on_delete=models.PROTECT, related_name="+", null=True
    )
    content = models.BinaryField()
    digest = models.CharField(max_length=64)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["organisation", "office", "digest"], name="image_digest"),
        ]

    def __str__(self) -> str:
        return self.digest[:16]


class Letterhead(OfficeRecord):
    """How the reports of an office begin, and who has to approve them."""

    privacy = Privacy.none("The letterhead of an office.")
    name = models.CharField(max_length=200, blank=True)
    address = models.CharField(max_length=600, blank=True)
    second_approver = models.BooleanField(default=False)
    logo = models.ForeignKey(Image, on_delete=models.PROTECT, related_name="+", null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["office"], name="letterhead_once"),
        ]

    def __str__(self) -> str:
        return self.name


class Approval(Keyed):
    """Who approved a report in the version that they read."""

    privacy = Privacy.none("Who approved a report.")
    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="approvals")
    version = models.PositiveIntegerField()
    approved_by = models.ForeignKey("access.User", on_delete=models.PROTECT, related_name="+")
    approved_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["report", "version", "approved_by"], name="report_approved_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.report_id} {self.version}"


class Edition(Keyed):
    """A report as it was published: canonical JSON, its hash, and the edition before.

    The database refuses to change or remove a row. A mistake is corrected by a new edition.
    """

    privacy = Privacy.none("Published figures after small-number protection.")
    organisation = models.ForeignKey(
        "access.Organisation", on_delete=models.PROTECT, related_name="+"
    )
    office = models.ForeignKey("access.Office", on_delete=models.PROTECT, related_name="+")
    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="editions")
    number = models.PositiveIntegerField()
    link = models.PositiveIntegerField()
    title = models.CharField(max_length=200)
    starts_on = models.DateField()
    ends_on = models.DateField()
    audience = models.CharField(max_length=12)
    published_at = models.DateTimeField()
    published_by = models.ForeignKey("access.User", on_delete=models.PROTECT, related_name="+")
    corrects = models.ForeignKey(
        "self", on_delete=models.PROTECT, related_name="corrected_by", null=True
    )
    content = models.BinaryField()
    digest = models.CharField(max_length=64)
    previous = models.CharField(max_length=64)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "link"], name="edition_link_once"),
            models.UniqueConstraint(fields=["report", "number"], name="edition_number_once"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["organisation", "office", "-published_at"], name="edition_recent"),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.number})"


class Lineage(Keyed):
    """Which records, in which state, one source gave to an edition: keyed digests only."""

    privacy = Privacy.none("Keyed digests of records, never of names.")
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="lineages")
    source = models.CharField(max_length=60)
    counted_at = models.PositiveBigIntegerField()
    rows = models.BinaryField()
    members = models.BinaryField()
    digest = models.CharField(max_length=64)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["edition", "source"], name="lineage_source_once"),
        ]

    def __str__(self) -> str:
        return f"{self.source} of {self.edition_id}"
