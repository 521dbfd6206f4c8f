"""Reviews of the Network's work, measures of the authorities, and the quarterly dashboard."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from waystation.foundation.access.records import OfficeRecord
from waystation.foundation.records.constraints import between, known
from waystation.foundation.shared.privacy import Privacy
from waystation.governance.network.records import has_text
from waystation.governance.workplans.rules import reviews as rules


class Review(OfficeRecord):
    """A look at what the Network does, formal or not: what it found, what it changed (O-42)."""

    privacy = Privacy.none("A finding about the Network's own work.")
    kind = models.CharField(max_length=10, choices=rules.KINDS)
    held_on = models.DateField()
    finding = models.TextField()
    recalibration = models.TextField(blank=True)
    meeting = models.ForeignKey(
        "meetings.Meeting", on_delete=models.PROTECT, related_name="reviews", null=True, blank=True
    )

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=has_text("finding"), name="review_found_something"),
            known("review_kind_known", "kind", dict(rules.KINDS)),
        ]
        indexes: ClassVar = [
            models.Index(fields=["organisation", "office", "-held_on"], name="review_list"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.held_on}"


class Measure(OfficeRecord):
    """What a Kosovo authority does towards an objective of the Global Compact (O-41)."""

    privacy = Privacy.none("A measure of an authority.")
    objective = models.CharField(max_length=10)  # gcm_objective
    title = models.CharField(max_length=300)
    authority = models.CharField(max_length=200)
    state = models.CharField(max_length=12, choices=rules.MEASURE_STATES)
    since = models.DateField(null=True, blank=True)
    source = models.CharField(max_length=300, blank=True)
    note = models.TextField(blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=has_text("title"), name="measure_has_a_title"),
            models.CheckConstraint(
                condition=has_text("authority"), name="measure_has_an_authority"
            ),
            known("measure_objective_known", "objective", rules.OBJECTIVES),
            known("measure_state_known", "state", dict(rules.MEASURE_STATES)),
        ]
        indexes: ClassVar = [
            models.Index(fields=["organisation", "office", "objective"], name="measure_list"),
        ]

    def __str__(self) -> str:
        return self.title


class BoardSnapshot(OfficeRecord):
    """The board as it stood in a quarter. It never changes."""

    privacy = Privacy.none("Measures and activities of organisations.")
    year = models.PositiveSmallIntegerField()
    quarter = models.PositiveSmallIntegerField()
    content = models.JSONField()
    digest = models.CharField(max_length=64)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["office", "year", "quarter"], name="board_snapshot_once"
            ),
            between("board_snapshot_quarter", "quarter", 1, 4),
        ]

    def __str__(self) -> str:
        return f"{self.year} Q{self.quarter}"
