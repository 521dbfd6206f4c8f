"""Indicators and their versions, targets, and disclosure policies."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from waystation.foundation.access.records import Keyed, OfficeRecord
from waystation.foundation.shared.privacy import Privacy

from .rules.targets import QUALIFIERS
from .transitions import TARGET_WORKFLOW


class Indicator(Keyed):
    """An indicator of the organisation. Its versions define it."""

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
    """An office's target for an indicator in a period, with the baseline.

    One person proposes it, another approves it; only then is progress measured against it.
    """

    privacy = Privacy.none("A planned number.")
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="targets")
    starts_on = models.DateField()
    ends_on = models.DateField()
    value = models.FloatField()
    qualifier = models.CharField(max_length=6, choices=QUALIFIERS, blank=True)
    baseline = models.FloatField(null=True, blank=True)
    baseline_on = models.DateField(null=True, blank=True)
    note = models.CharField(max_length=300, blank=True)
    state = models.CharField(max_length=12, choices=TARGET_WORKFLOW.choices(), default="proposed")
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
                condition=Q(state="proposed", approved_at__isnull=True, approved_by__isnull=True)
                | Q(state="approved", approved_at__isnull=False, approved_by__isnull=False),
                name="target_approval_whole",
            ),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("created_by")),
                name="target_two_people",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator_id} {self.value:g}"


class Protection(Keyed):
    """By which method an indicator is protected from an audience: the first one stays.

    A cell suppressed in a report and a noisy answer about the same cell would each undo part of
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
    """The live queries of one day of a reader who may not open the records.

    Only a short hash of each query is stored, so that the same one counts once.
    """

    privacy = Privacy.none("Hashes of questions about statistics, by staff account and day.")
    no_digest = "A counter of one day, written with every question."
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
