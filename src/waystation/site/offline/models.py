"""The devices that are used offline."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from waystation.foundation.access.records import Keyed
from waystation.foundation.shared.privacy import Privacy


class Device(Keyed):
    """A browser prepared for offline work. Its secret is stored as a hash.

    ``waiting`` is the number of unsent records that the device reported; ``unsent`` the number lost
    when it was wiped.
    """

    privacy = Privacy(
        purpose="Which devices of staff hold records, so that they can be wiped.",
        personal=("user", "browser", "ordered_by"),
        hashed=("digest",),
    )
    organisation = models.ForeignKey(
        "access.Organisation", on_delete=models.PROTECT, related_name="+", editable=False
    )
    user = models.ForeignKey("access.User", on_delete=models.CASCADE, related_name="+")
    digest = models.BinaryField(unique=True)
    browser = models.CharField(max_length=200, blank=True)
    prepared_at = models.DateTimeField()
    contact_at = models.DateTimeField()
    waiting = models.PositiveIntegerField(default=0)
    ordered_at = models.DateTimeField(null=True, blank=True)
    ordered_by = models.ForeignKey(
        "access.User", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    wiped_at = models.DateTimeField(null=True, blank=True)
    unsent = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(ordered_at__isnull=True, ordered_by__isnull=True)
                | Q(ordered_at__isnull=False, ordered_by__isnull=False),
                name="device_order_whole",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["organisation", "-prepared_at", "-id"], name="device_list"),
        ]

    def __str__(self) -> str:
        return f"device of {self.user_id}"
