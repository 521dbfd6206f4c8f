"""Arrangements by which authorities deliver data, and each delivery."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from waystation.foundation.access.records import OfficeRecord
from waystation.foundation.records.constraints import in_order
from waystation.foundation.shared.privacy import Privacy
from waystation.governance.policies.rules import sharing as rules

from .instruments import institution


class Arrangement(OfficeRecord):
    """What an authority delivers, on which basis, how often and in which format."""

    privacy = Privacy.none("An agreement between institutions; holds no data of persons.")
    title = models.CharField(max_length=300)
    entity = institution()
    basis = models.CharField(max_length=300)
    every = models.CharField(max_length=10, choices=rules.PERIODS)
    format = models.CharField(max_length=8, choices=rules.FORMATS)
    days = models.PositiveSmallIntegerField()
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    content = models.TextField(blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["office", "entity", "title"], name="policy_arrangement_once"
            ),
            in_order("policy_arrangement_ends_after_start", blank=["ends_on"]),
        ]

    def __str__(self) -> str:
        return self.title


class Delivery(OfficeRecord):
    """One delivery that is expected, or was received."""

    privacy = Privacy.none("Whether a table of statistics came; holds no data of persons.")
    arrangement = models.ForeignKey(
        Arrangement, on_delete=models.PROTECT, related_name="deliveries"
    )
    starts_on = models.DateField()
    ends_on = models.DateField()
    due_on = models.DateField()
    received_on = models.DateField(null=True, blank=True)
    rows = models.PositiveIntegerField(null=True, blank=True)
    address = models.CharField(max_length=500, blank=True)
    note = models.CharField(max_length=300, blank=True)
    withdrawn_on = models.DateField(null=True, blank=True)  # the day of the last withdrawn record
    reason = models.CharField(max_length=300, blank=True)  # why it was withdrawn
    reminded_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["arrangement", "starts_on"], name="policy_delivery_once"
            ),
            in_order(
                "policy_delivery_received_in_its_time",
                "starts_on",
                "received_on",
                blank=["received_on"],
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_on__isnull=True) | ~Q(reason=""),
                name="policy_delivery_withdrawn_with_a_reason",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["organisation", "office", "due_on", "id"], name="policy_delivery_list"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.arrangement_id} {self.starts_on}"
