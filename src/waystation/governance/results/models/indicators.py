"""Indicators, their versions, and the definitions that wait for approval."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from waystation.foundation.access.records import Keyed, OfficeRecord
from waystation.foundation.shared.privacy import Privacy
from waystation.governance.results.transitions import DEFINITION_WORKFLOW


class Indicator(Keyed):
    """An indicator of the organisation. Its versions define it."""

    privacy = Privacy.none("A definition.")
    organisation = models.ForeignKey(
        "access.Organisation", on_delete=models.PROTECT, related_name="+"
    )
    key = models.SlugField(max_length=60)
    current = models.PositiveIntegerField(default=1)
    position = models.PositiveIntegerField(default=0)
    retired_on = models.DateField(null=True, blank=True)
    retirement_proposed_by = models.ForeignKey(
        "access.User", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    retirement_approved_by = models.ForeignKey(
        "access.User", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "key"], name="indicator_key_once"),
            models.CheckConstraint(
                condition=Q(
                    retired_on__isnull=True,
                    retirement_proposed_by__isnull=True,
                    retirement_approved_by__isnull=True,
                )
                | Q(
                    retired_on__isnull=False,
                    retirement_proposed_by__isnull=False,
                    retirement_approved_by__isnull=False,
                )
                & ~Q(retirement_approved_by=F("retirement_proposed_by")),
                name="indicator_retired_by_two_people",
            ),
        ]

    def __str__(self) -> str:
        return self.key


class IndicatorVersion(Keyed):
    """A definition as it was decided once. Figures name the version they were made from.

    Its author is not who approved it; those that come with the program have neither.
    """

    privacy = Privacy.none("A definition.")
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    definition = models.JSONField()
    digest = models.CharField(max_length=64)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(
        "access.User", on_delete=models.PROTECT, related_name="+", null=True
    )
    approved_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.ForeignKey(
        "access.User", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    why = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["indicator", "number"], name="indicator_version_once"),
            models.CheckConstraint(
                condition=Q(created_by__isnull=True, approved_by__isnull=True)
                | Q(
                    created_by__isnull=False,
                    approved_by__isnull=False,
                    approved_at__isnull=False,
                )
                & ~Q(approved_by=F("created_by")),
                name="indicator_version_two_people",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator_id} v{self.number}"


class DefinitionDraft(OfficeRecord):
    """A definition that its author proposes. Once another person approves it, it is a version.

    ``based_on`` is the version that it changes, 0 for an indicator that is not in use. With
    ``retires`` it is proposed that the version is used no longer.
    """

    privacy = Privacy.none("A definition.")
    indicator = models.SlugField(max_length=60)
    based_on = models.PositiveIntegerField()
    definition = models.JSONField()
    retires = models.BooleanField(default=False)
    why = models.CharField(max_length=300)
    state = models.CharField(
        max_length=12, choices=DEFINITION_WORKFLOW.choices(), default="proposed"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        "access.User", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    reason = models.CharField(max_length=500, blank=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["organisation", "indicator", "state"], name="definition_draft_of_key"
            ),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation", "indicator"],
                condition=Q(state="proposed"),
                name="definition_draft_one_waits",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["proposed", "withdrawn"], decided_by__isnull=True)
                | Q(
                    state__in=["approved", "returned"],
                    decided_by__isnull=False,
                    decided_at__isnull=False,
                ),
                name="definition_draft_decision_whole",
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("created_by")),
                name="definition_draft_two_people",
            ),
            models.CheckConstraint(
                condition=~Q(state="returned") | ~Q(reason=""), name="definition_draft_reason"
            ),
            models.CheckConstraint(
                condition=Q(retires=False) | Q(based_on__gt=0),
                name="definition_draft_retires_what_is_used",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator}, changing version {self.based_on}"
