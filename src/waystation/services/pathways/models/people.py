"""A person's eligibility checks, take-ups, and stays abroad."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from waystation.foundation.access.records import OfficeRecord
from waystation.foundation.records.constraints import in_order
from waystation.foundation.shared.privacy import Privacy
from waystation.services.pathways.rules import words
from waystation.services.pathways.transitions import TAKE_UP_WORKFLOW

from .pathways import Edition, Pathway


class Assessment(OfficeRecord):
    """A person checked against an edition on a day, rule by rule, as it was explained then."""

    privacy = Privacy(
        purpose="Telling a person which regular pathways are open, and what is still lacking.",
        personal=("person", "results"),
        sealed=("results",),
    )
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="+")
    day = models.DateField()
    outcome = models.CharField(max_length=12, choices=words.OUTCOMES)
    lacks = models.JSONField(default=list)  # kinds of rules that are not met or not known
    results = models.BinaryField(default=bytes)  # sealed: what was found, rule by rule
    latest = models.BooleanField(default=True)  # the newest of this person and pathway

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["organisation", "office", "-day"], name="pathway_assessment_list"),
            models.Index(fields=["person", "-day"], name="assessment_of_person"),
        ]

    def __str__(self) -> str:
        return f"assessment of {self.day:%Y-%m-%d}"


class TakeUp(OfficeRecord):
    """That a person uses a pathway: applied, granted, left; or refused, or given up, and why."""

    privacy = Privacy(
        purpose="Helping a person through a procedure, and counting who uses regular pathways.",
        personal=("person", "ended_because"),
    )
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    pathway = models.ForeignKey(Pathway, on_delete=models.PROTECT, related_name="take_ups")
    applied_on = models.DateField()
    granted_on = models.DateField(null=True, blank=True)
    left_on = models.DateField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    ended_because = models.CharField(max_length=20, blank=True)
    state = models.CharField(max_length=10, choices=TAKE_UP_WORKFLOW.choices(), default="applied")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person", "pathway"],
                condition=Q(state__in=["applied", "granted"]),
                name="take_up_open_once",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["organisation", "office", "-applied_on"], name="take_up_list"),
        ]

    def __str__(self) -> str:
        return f"take-up of {self.applied_on:%Y-%m-%d}"


class History(OfficeRecord):
    """A person's migration history by the statistical definition, derived from their stays."""

    privacy = Privacy(
        purpose="Counting circular migration, and seeing which skills come back.",
        personal=("person", "kind", "skill_returned"),
    )
    person = models.OneToOneField("people.Person", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=words.CIRCULAR, default="none")
    crossings = models.PositiveSmallIntegerField(default=0)
    stays_abroad = models.PositiveSmallIntegerField(default=0)
    skill_gained = models.BooleanField(default=False)
    skill_returned = models.BooleanField(default=False)
    evaluated_on = models.DateField()

    def __str__(self) -> str:
        return f"history {self.kind}"


class Stay(OfficeRecord):
    """A person's stay abroad, the skills acquired, and whether they are used."""

    privacy = Privacy(
        purpose="Knowing where a person has worked and learned, for counselling and matching.",
        personal=("country", "starts_on", "ends_on", "reason", "skill", "skill_used"),
        sealed=("skill",),
    )
    history = models.ForeignKey(History, on_delete=models.PROTECT, related_name="stays")
    country = models.CharField(max_length=8, blank=True)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    reason = models.CharField(max_length=20, blank=True)
    skill = models.BinaryField(default=bytes)  # sealed: what was learned
    skill_used = models.CharField(max_length=12, blank=True)

    class Meta:
        constraints: ClassVar = [
            in_order("stay_ends_after_start", blank=["ends_on"]),
        ]

    def __str__(self) -> str:
        return f"stay from {self.starts_on:%Y-%m-%d}"
