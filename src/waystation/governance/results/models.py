"""Indicators and their versions, targets, drafts of reports, and editions that never change."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from waystation.foundation.access.records import Keyed, OfficeRecord
from waystation.foundation.shared.privacy import Privacy

from .rules.reports import AUDIENCES, KINDS


class Indicator(Keyed):
    """Something the organisation counts. What it means stands in its versions."""

    privacy = Privacy.none("A definition.")
    organisation = models.ForeignKey(
        "access.Organisation", on_delete=models.PROTECT, related_name="+"
    )
    key = models.SlugField(max_length=60)
    current = models.PositiveIntegerField(default=1)
    position = models.PositiveIntegerField(default=0)
    retired_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "key"], name="indicator_key_once"),
        ]

    def __str__(self) -> str:
        return self.key


class IndicatorVersion(Keyed):
    """A definition as it was decided once. Figures name the version they were made from."""

    privacy = Privacy.none("A definition.")
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    definition = models.JSONField()
    digest = models.CharField(max_length=64)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(
        "access.User", on_delete=models.PROTECT, related_name="+", null=True
    )
    why = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["indicator", "number"], name="indicator_version_once"),
        ]

    def __str__(self) -> str:
        return f"{self.indicator_id} v{self.number}"


class Target(OfficeRecord):
    """What an office wants an indicator to reach in a period, and where it started.

    Somebody proposes it, somebody else approves it; only then is progress measured against it.
    """

    privacy = Privacy.none("A planned number.")
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="targets")
    starts_on = models.DateField()
    ends_on = models.DateField()
    value = models.FloatField()
    baseline = models.FloatField(null=True, blank=True)
    baseline_on = models.DateField(null=True, blank=True)
    note = models.CharField(max_length=300, blank=True)
    approved_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.ForeignKey(
        "access.User", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["organisation", "office", "indicator"], name="target_place"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["office", "indicator", "starts_on", "ends_on"], name="target_once"
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="target_ends_after_start"
            ),
            models.CheckConstraint(
                condition=Q(approved_at__isnull=True, approved_by__isnull=True)
                | Q(approved_at__isnull=False, approved_by__isnull=False),
                name="target_approval_whole",
            ),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("created_by")),
                name="target_two_people",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator_id} {self.value:g}"


class Report(OfficeRecord):
    """A report while it is written: its figures are counted each time somebody looks."""

    privacy = Privacy.none("A draft of protected figures.")
    title = models.CharField(max_length=200)
    starts_on = models.DateField()
    ends_on = models.DateField()
    audience = models.CharField(max_length=12, choices=AUDIENCES)
    language = models.CharField(max_length=12, default="en")
    offices = models.JSONField(default=list)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["organisation", "office", "-changed_at"], name="report_recent"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="report_ends_after_start"
            ),
            models.CheckConstraint(
                condition=Q(audience__in=[key for key, _ in AUDIENCES]),
                name="report_audience_known",
            ),
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


class Protection(Keyed):
    """By which method an indicator's small numbers are kept for an audience: the first holds.

    A cell kept back in a report and a noisy answer about the same cell would each undo part of
    the other. The database refuses a second method, and to change the first.
    """

    privacy = Privacy.none("Which method protects which indicator.")
    organisation = models.ForeignKey(
        "access.Organisation", on_delete=models.PROTECT, related_name="+"
    )
    indicator = models.SlugField(max_length=60)
    audience = models.CharField(max_length=12)
    method = models.CharField(max_length=12)
    created_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation", "indicator", "audience"], name="protection_one_method"
            ),
            models.CheckConstraint(
                condition=Q(method__in=["noise", "suppression"]), name="protection_method_known"
            ),
            models.CheckConstraint(
                condition=Q(audience__in=["partners", "public"]), name="protection_audience_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator} for {self.audience}: {self.method}"


class LiveQuestions(Keyed):
    """Which live figures somebody who may not open the records asked for on one day.

    Only a short hash of each question is kept, so that the same one counts once.
    """

    privacy = Privacy.none("Hashes of questions about statistics, by staff account and day.")
    organisation = models.ForeignKey(
        "access.Organisation", on_delete=models.PROTECT, related_name="+"
    )
    user = models.ForeignKey("access.User", on_delete=models.PROTECT, related_name="+")
    day = models.DateField()
    questions = models.BinaryField(default=bytes)
    spent_at = models.DateTimeField(null=True, blank=True)
    """When more were asked for than a day allows."""

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "day"], name="live_questions_once"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["organisation", "-day"], name="live_questions_day"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.day}"
