"""Centres, their equipment, the training of their staff."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from waystation.foundation.access.records import OfficeRecord
from waystation.foundation.records.constraints import in_order
from waystation.foundation.shared.privacy import Privacy
from waystation.services.centres.rules import CONDITIONS, EQUIPMENT_KINDS


class Centre(OfficeRecord):
    """A Migrant Service Centre: one per office, inside a host institution."""

    privacy = Privacy.none("A public register of places.")
    name = models.CharField(max_length=200)
    name_sq = models.CharField(max_length=200, blank=True)
    name_sr = models.CharField(max_length=200, blank=True)
    country = models.CharField(max_length=40, default="XK")
    place = models.CharField(max_length=40, blank=True)
    host_kind = models.CharField(max_length=40)
    host = models.CharField(max_length=200, blank=True)
    host_sq = models.CharField(max_length=200, blank=True)
    host_sr = models.CharField(max_length=200, blank=True)
    address = models.CharField(max_length=300, blank=True)
    address_sq = models.CharField(max_length=300, blank=True)
    address_sr = models.CharField(max_length=300, blank=True)
    telephone = models.CharField(max_length=60, blank=True)
    hours = models.CharField(max_length=200, blank=True)
    hours_sq = models.CharField(max_length=200, blank=True)
    hours_sr = models.CharField(max_length=200, blank=True)
    languages = models.JSONField(default=list)
    handover_status = models.CharField(max_length=40)
    handed_over_on = models.DateField(null=True, blank=True)
    equipment = models.CharField(max_length=300, blank=True)
    trained_staff = models.PositiveSmallIntegerField(default=0)
    public = models.BooleanField(default=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["office"], name="centre_of_office_once"),
            models.CheckConstraint(
                condition=Q(handed_over_on__isnull=True) | Q(handover_status="handed_over"),
                name="centre_handed_over_on_a_day",
            ),
            models.CheckConstraint(
                condition=~Q(country="XK") | ~Q(place=""), name="centre_here_has_municipality"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class StaffTraining(OfficeRecord):
    """A training of a centre's staff: topic, trainer, number of participants."""

    privacy = Privacy.none("Trainings of staff, by number.")
    title = models.CharField(_("Title"), max_length=200)
    held_on = models.DateField(_("Held on"))
    given_by = models.CharField(_("Given by"), max_length=120, blank=True)
    trained = models.PositiveSmallIntegerField(_("Staff trained"))
    women = models.PositiveSmallIntegerField(_("Women among them"), default=0)
    from_host = models.PositiveSmallIntegerField(_("Staff of the host among them"), default=0)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(women__lte=F("trained"), from_host__lte=F("trained")),
                name="training_parts_within_all",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["organisation", "office", "-id"], name="training_list"),
        ]

    def __str__(self) -> str:
        return self.title


class Equipment(OfficeRecord):
    """Something that a centre works with, from the day it was received to its hand-over."""

    privacy = Privacy.none("Furniture, computers and vehicles of a centre.")
    name = models.CharField(_("Item"), max_length=200)
    kind = models.CharField(_("Kind"), max_length=12, choices=EQUIPMENT_KINDS)
    inventory_number = models.CharField(_("Inventory number"), max_length=60, blank=True)
    funded_by = models.CharField(_("Funded by"), max_length=120, blank=True)
    received_on = models.DateField(_("Received on"))
    condition = models.CharField(_("Condition"), max_length=12, choices=CONDITIONS)
    handed_over_on = models.DateField(_("Handed over to the host on"), null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            in_order(
                "equipment_handed_over_after_receipt",
                "received_on",
                "handed_over_on",
                blank=["handed_over_on"],
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["organisation", "office", "-id"], name="equipment_list"),
        ]

    def __str__(self) -> str:
        return self.name
