"""The three seats of the co-chairs, and who sits in them between which days."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from waystation.foundation.access.records import OfficeRecord, Privacy


class Seat(OfficeRecord):
    """A co-chair's seat. Two belong to an office for good, one rotates (ToR 86)."""

    privacy = Privacy.none("A seat, not a person.")
    key = models.CharField(max_length=10)  # undc, iom, rotating
    permanent = models.BooleanField()
    entity = models.ForeignKey(
        "organisations.Entity", on_delete=models.PROTECT, related_name="seats", null=True
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["office", "key"], name="seat_once"),
            models.CheckConstraint(
                condition=Q(key__in=["undc", "iom"], permanent=True, entity__isnull=False)
                | Q(key="rotating", permanent=False, entity__isnull=True),
                name="seat_permanent_or_rotating",
            ),
        ]

    def __str__(self) -> str:
        return self.key


class Incumbency(OfficeRecord):
    """Who sits in a seat, or acts for who sits there, between two days.

    A permanent seat's incumbency may stay open; in the rotating seat it ends with the term.
    """

    privacy = Privacy(
        purpose="Knowing who may convene and sign as a co-chair on a day.",
        personal=("user",),
    )
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="incumbencies")
    user = models.ForeignKey("access.User", on_delete=models.PROTECT, related_name="+")
    entity = models.ForeignKey(
        "organisations.Entity", on_delete=models.PROTECT, related_name="incumbencies"
    )
    title = models.CharField(max_length=120, blank=True)
    acting = models.BooleanField(default=False)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="incumbency_ends_after_start",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["organisation", "office", "seat", "starts_on"], name="incumbency_place"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.seat_id} from {self.starts_on}"
