"""How figures are protected from their readers."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from waystation.foundation.access.records import Keyed
from waystation.foundation.records.constraints import known
from waystation.foundation.shared.privacy import Privacy


class Protection(Keyed):
    """By which method an indicator is protected from an audience: the first one stays.

    A cell suppressed in a report and a noisy answer about the same cell would each undo part of
    the other. The database refuses a second method, and to change the first.
    """

    privacy = Privacy.none("Which method protects which indicator.")
    organisation = models.ForeignKey(
        "access.Organisation", on_delete=models.PROTECT, related_name="+"
    )
    indicator = models.SlugField(max_length=60)
    audience = models.CharField(max_length=12)
    method = models.CharField(max_length=12)
    created_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation", "indicator", "audience"], name="protection_one_method"
            ),
            known("protection_method_known", "method", ["noise", "suppression"]),
            known("protection_audience_known", "audience", ["partners", "public"]),
        ]

    def __str__(self) -> str:
        return f"{self.indicator} for {self.audience}: {self.method}"


class LiveQuestions(Keyed):
    """The live queries of one day of a reader who may not open the records.

    Only a short hash of each query is stored, so that the same one counts once.
    """

    privacy = Privacy.none("Hashes of questions about statistics, by staff account and day.")
    no_digest = "A counter of one day, written with every question."
    organisation = models.ForeignKey(
        "access.Organisation", on_delete=models.PROTECT, related_name="+"
    )
    user = models.ForeignKey("access.User", on_delete=models.PROTECT, related_name="+")
    day = models.DateField()
    questions = models.BinaryField(default=bytes)
    spent_at = models.DateTimeField(null=True, blank=True)
    """When more were asked for than a day allows."""

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "day"], name="live_questions_once"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["organisation", "-day"], name="live_questions_day"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.day}"
