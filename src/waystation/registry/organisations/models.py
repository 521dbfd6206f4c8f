"""Organisations, shared by all apps, and their focal points."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from waystation.foundation.access.records import OfficeRecord
from waystation.foundation.records.constraints import in_order
from waystation.foundation.shared.privacy import Privacy


class Entity(OfficeRecord):
    """An organisation: an entity of the UN system, a partner, an employer, an institution.

    ``kind`` is decided once: what an organisation is does not change, and apps above rely
    on it. ``category`` is one of the Terms of Reference's kinds of external partner.
    """

    privacy = Privacy.none("An organisation, not a person.")
    name = models.CharField(max_length=200)
    acronym = models.CharField(max_length=30, blank=True)
    kind = models.CharField(max_length=30)
    category = models.CharField(max_length=30, blank=True)
    mandate = models.TextField(blank=True)
    expertise = models.TextField(blank=True)
    activities = models.TextField(blank=True)
    place = models.CharField(max_length=40, blank=True)
    website = models.CharField(max_length=200, blank=True)
    search_key = models.CharField(max_length=260, blank=True)
    retired_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "name"], name="entity_name_once"),
            models.CheckConstraint(condition=~Q(name=""), name="entity_named"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["organisation", "office", "kind"], name="entity_place"),
        ]

    def __str__(self) -> str:
        return self.acronym or self.name


class FocalPoint(OfficeRecord):
    """Who speaks for an organisation, between two days; the alternate when the first cannot."""

    privacy = Privacy(
        purpose="Reaching the person who speaks for an organisation.",
        personal=("user", "contact"),
        sealed=("contact",),
    )
    entity = models.ForeignKey(Entity, on_delete=models.PROTECT, related_name="focal_points")
    user = models.ForeignKey(
        "access.User", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    contact = models.BinaryField(null=True, blank=True)
    alternate = models.BooleanField(default=False)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            in_order("focal_point_ends_after_start", blank=["ends_on"]),
            models.CheckConstraint(
                condition=Q(user__isnull=False) | Q(contact__isnull=False),
                name="focal_point_is_somebody",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["organisation", "office", "entity"], name="focal_point_place"),
        ]

    def __str__(self) -> str:
        return f"focal point of {self.entity_id}"
