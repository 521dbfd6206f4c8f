"""Services of partners, and requests to confirm them."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from waystation.foundation.access.records import OfficeRecord
from waystation.foundation.records.constraints import known
from waystation.foundation.shared.privacy import Privacy

from .transitions import SERVICE_WORKFLOW


class Service(OfficeRecord):
    """A partner's service: where, for whom, in which languages, opening hours and capacity."""

    privacy = Privacy.none("What an organisation offers to the public.")
    entity = models.ForeignKey(
        "organisations.Entity", on_delete=models.PROTECT, related_name="services"
    )
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=40)
    places = models.JSONField(default=list, blank=True)
    languages = models.JSONField(default=list, blank=True)
    eligibility = models.TextField(blank=True)
    statuses = models.JSONField(default=list, blank=True)
    sex = models.CharField(max_length=20, blank=True)
    least_age = models.PositiveSmallIntegerField(null=True, blank=True)
    most_age = models.PositiveSmallIntegerField(null=True, blank=True)
    hours = models.CharField(max_length=200, blank=True)
    address = models.CharField(max_length=200, blank=True)
    telephone = models.CharField(max_length=40, blank=True)
    email = models.CharField(max_length=200, blank=True)
    capacity = models.PositiveIntegerField(null=True, blank=True)
    free_places = models.PositiveIntegerField(null=True, blank=True)
    takes_referrals = models.BooleanField(default=True)
    confirmed_on = models.DateField(null=True, blank=True)
    confirmed_by_partner = models.BooleanField(default=False)
    remark = models.TextField(blank=True)  # what the partner wants changed
    search_key = models.CharField(max_length=420, blank=True)
    state = models.CharField(max_length=12, choices=SERVICE_WORKFLOW.choices(), default="offered")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(name=""), name="service_named"),
            models.UniqueConstraint(fields=["entity", "name"], name="service_name_once"),
            known("service_state_known", "state", SERVICE_WORKFLOW.states),
            models.CheckConstraint(
                condition=Q(least_age__isnull=True)
                | Q(most_age__isnull=True)
                | Q(least_age__lte=F("most_age")),
                name="service_ages_in_order",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["organisation", "state", "kind"], name="service_of_kind"),
        ]

    def __str__(self) -> str:
        return self.name


class DirectoryCheck(OfficeRecord):
    """That a partner was asked whether its entries in the directory are still right."""

    privacy = Privacy.none("A question to an organisation about its own services.")
    entity = models.ForeignKey("organisations.Entity", on_delete=models.PROTECT, related_name="+")
    expires_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["organisation", "entity"], name="directory_check_of_entity"),
        ]

    def __str__(self) -> str:
        return f"check of {self.entity_id}"
