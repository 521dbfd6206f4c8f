"""Targets of offices."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from waystation.foundation.access.records import Keyed, OfficeRecord
from waystation.foundation.records.constraints import in_order
from waystation.foundation.shared.privacy import Privacy
from waystation.governance.results.rules.targets import QUALIFIERS
from waystation.governance.results.transitions import TARGET_WORKFLOW

from .indicators import Indicator


class Target(OfficeRecord):
    """An office's target for an indicator in a period, with the baseline.

    One person proposes it, another approves it; only then is progress measured against it. While
    a change waits for approval, progress is measured against what was approved before.
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
    approved_value = models.FloatField(null=True, blank=True, editable=False)
    approved_qualifier = models.CharField(max_length=6, choices=QUALIFIERS, blank=True)
    """What progress is measured against: value and qualifier as they were approved last."""
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
            in_order("target_ends_after_start"),
            models.CheckConstraint(
                condition=Q(state="proposed", approved_at__isnull=True, approved_by__isnull=True)
                | Q(
                    state="approved",
                    approved_at__isnull=False,
                    approved_by__isnull=False,
                    approved_value=F("value"),
                    approved_qualifier=F("qualifier"),
                ),
                name="target_approval_whole",
            ),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("created_by")),
                name="target_two_people",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator_id} {self.value:g}"


class Milestone(Keyed):
    """A step towards a target: what is to be reached by a day before the last one.

    It belongs to its target, and is approved with it; it means its number as the target does.
    """

    privacy = Privacy.none("A planned number.")
    target = models.ForeignKey(Target, on_delete=models.CASCADE, related_name="milestones")
    ends_on = models.DateField()
    value = models.FloatField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["target", "ends_on"], name="milestone_once"),
            models.CheckConstraint(condition=Q(value__gte=0), name="milestone_not_below_0"),
        ]

    def __str__(self) -> str:
        return f"{self.ends_on} {self.value:g}"
