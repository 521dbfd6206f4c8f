"""Skills mobility partnerships: partners, costs, participants."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from waystation.foundation.access.records import OfficeRecord
from waystation.foundation.records.constraints import in_order
from waystation.foundation.shared.privacy import Privacy
from waystation.services.pathways.rules import words
from waystation.services.pathways.transitions import PARTICIPANT_WORKFLOW, PARTNERSHIP_WORKFLOW


class Partnership(OfficeRecord):
    """A skills mobility partnership: occupations, tracks, places, from when to when."""

    privacy = Privacy.none("A programme of organisations.")
    name = models.CharField(max_length=200)
    country = models.CharField(max_length=8)
    occupations = models.CharField(max_length=300, blank=True)
    summary = models.TextField(blank=True)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    home_places = models.PositiveIntegerField(default=0)
    abroad_places = models.PositiveIntegerField(default=0)
    home_results = models.TextField(blank=True)
    abroad_results = models.TextField(blank=True)
    state = models.CharField(
        max_length=10, choices=PARTNERSHIP_WORKFLOW.choices(), default="planned"
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "name"], name="partnership_once"),
            in_order("partnership_ends_after_start", blank=["ends_on"]),
        ]

    def __str__(self) -> str:
        return self.name


class Partner(OfficeRecord):
    """An organisation in a partnership, by its role."""

    privacy = Privacy.none("An organisation in a programme.")
    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="partners")
    entity = models.ForeignKey("organisations.Entity", on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=20, choices=words.ROLES)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["partnership", "entity", "role"], name="partner_once"),
        ]

    def __str__(self) -> str:
        return f"{self.entity_id} {self.role}"


class CostLine(OfficeRecord):
    """What something in a partnership costs for each participant, and who pays it."""

    privacy = Privacy.none("Costs of a programme.")
    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="costs")
    item = models.CharField(max_length=20, choices=words.COSTS)
    payer = models.CharField(max_length=20, choices=words.PAYERS)
    amount = models.DecimalField(max_digits=10, decimal_places=2)
    remark = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(amount__gte=0), name="partnership_cost_not_negative"
            ),
            models.CheckConstraint(
                condition=~Q(item="recruitment", payer="worker"),
                name="partnership_cost_no_fee_by_worker",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item} {self.amount}"


class Participant(OfficeRecord):
    """A person in a partnership: training, certificate, placement, return, or why not."""

    privacy = Privacy(
        purpose="Training and placing a person in a programme, and learning what comes of it.",
        personal=("person", "certificate", "workplace", "dropped_because"),
    )
    partnership = models.ForeignKey(
        Partnership, on_delete=models.PROTECT, related_name="participants"
    )
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    track = models.CharField(max_length=10, choices=words.TRACKS)
    occupation = models.CharField(max_length=4, blank=True)
    joined_on = models.DateField()
    certified_on = models.DateField(null=True, blank=True)
    certificate = models.CharField(max_length=150, blank=True)
    placed_on = models.DateField(null=True, blank=True)
    workplace = models.CharField(max_length=200, blank=True)
    returned_on = models.DateField(null=True, blank=True)
    dropped_on = models.DateField(null=True, blank=True)
    dropped_because = models.CharField(max_length=20, blank=True)
    state = models.CharField(
        max_length=10, choices=PARTICIPANT_WORKFLOW.choices(), default="training"
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["partnership", "person"], name="participant_once"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["organisation", "office", "-joined_on"], name="participant_list"),
        ]

    def __str__(self) -> str:
        return f"participant of {self.joined_on:%Y-%m-%d}"
