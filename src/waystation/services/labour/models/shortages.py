"""The business shortage survey: its frame, its runs, and the weighted shortages of each."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from waystation.foundation.access.records import Keyed, OfficeRecord
from waystation.foundation.records.constraints import in_order
from waystation.foundation.shared.privacy import Privacy


class ShortageSurvey(OfficeRecord):
    """A survey of businesses about openings that are hard to fill."""

    privacy = Privacy.none("A survey of companies: its form, its frame and its target.")
    title = models.CharField(max_length=150)
    partner = models.CharField(max_length=150, blank=True)
    form = models.ForeignKey("collection.Form", on_delete=models.PROTECT, related_name="+")
    starts_on = models.DateField()
    ends_on = models.DateField()
    target = models.PositiveIntegerField()

    class Meta:
        constraints: ClassVar = [
            in_order("labour_survey_ends_later"),
            models.CheckConstraint(condition=Q(target__gte=1), name="labour_survey_has_a_target"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["organisation", "office", "-id"], name="labour_survey_list"),
        ]

    def __str__(self) -> str:
        return self.title


class FrameRow(Keyed):
    """The businesses of one sector in the frame of a survey, and how many are to be asked."""

    privacy = Privacy.none("Numbers of businesses.")
    survey = models.ForeignKey(ShortageSurvey, on_delete=models.CASCADE, related_name="frame")
    sector = models.CharField(max_length=20)
    businesses = models.PositiveIntegerField()
    target = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["survey", "sector"], name="labour_frame_once"),
            models.CheckConstraint(
                condition=Q(target__isnull=True) | Q(target__lte=models.F("businesses")),
                name="labour_frame_within_sector",
            ),
        ]

    def __str__(self) -> str:
        return self.sector


class SurveyEstimate(OfficeRecord):
    """One estimation of a survey's answers, with its inputs."""

    privacy = Privacy.none("Hashes and counts.")
    survey = models.ForeignKey(ShortageSurvey, on_delete=models.PROTECT, related_name="estimates")
    number = models.PositiveIntegerField()
    businesses = models.PositiveIntegerField()  # that answered
    submissions_hash = models.CharField(max_length=64)
    code_version = models.CharField(max_length=40)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["survey", "number"], name="labour_estimate_once"),
        ]

    def __str__(self) -> str:
        return f"estimate {self.number} of {self.survey_id}"


class Shortage(OfficeRecord):
    """Openings that are hard to fill, weighted, by one way of splitting them.

    ``kind`` is "sector", "occupation", "place", "reason", or "all". ``value`` and its limits are
    None where too few businesses answered to publish it.
    """

    privacy = Privacy.none("Weighted totals over many businesses; small ones are withheld.")
    estimate = models.ForeignKey(SurveyEstimate, on_delete=models.PROTECT, related_name="shortages")
    position = models.PositiveIntegerField()
    kind = models.CharField(max_length=10)
    code = models.CharField(max_length=40, blank=True)
    value = models.FloatField(null=True, blank=True)
    low = models.FloatField(null=True, blank=True)
    high = models.FloatField(null=True, blank=True)
    businesses = models.PositiveIntegerField()  # that named it

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["estimate", "kind", "code"], name="labour_shortage_once"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["organisation", "office", "kind"], name="labour_shortage_list"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.code}"
