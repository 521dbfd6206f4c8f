"""Editions of the Terms of Reference, working rules, and the yearly self-assessment."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from waystation.foundation.access.records import OfficeRecord
from waystation.foundation.records.constraints import between
from waystation.foundation.shared.privacy import Privacy


class Terms(OfficeRecord):
    """An edition of the Terms of Reference. The database refuses to change or remove one."""

    privacy = Privacy.none("A governing text.")
    number = models.PositiveIntegerField()
    why = models.CharField(max_length=300)
    decided_on = models.DateField()
    paragraphs = models.JSONField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["office", "number"], name="terms_number_once"),
        ]

    def __str__(self) -> str:
        return f"edition {self.number}"


class WorkingRule(OfficeRecord):
    """An interpretation of an open point of the text. The latest row of a key is in force."""

    privacy = Privacy.none("A setting.")
    key = models.CharField(max_length=40)
    number = models.PositiveIntegerField()
    value = models.CharField(max_length=60)
    reason = models.CharField(max_length=300)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["office", "key", "number"], name="working_rule_once"),
            models.CheckConstraint(condition=~Q(reason=""), name="working_rule_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.key} = {self.value}"


class Assessment(OfficeRecord):
    """The Network's self-assessment of a year, by principle or objective."""

    privacy = Privacy.none("The Network's view of its own work.")
    year = models.PositiveIntegerField()
    code = models.CharField(max_length=10)  # WP1…WP10, NO1…NO9
    mark = models.PositiveSmallIntegerField()  # 0 not at all … 3 fully
    evidence = models.TextField()
    next_step = models.TextField(blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["office", "year", "code"], name="assessment_once"),
            between("assessment_mark_0_to_3", "mark", 0, 3),
            models.CheckConstraint(condition=~Q(evidence=""), name="assessment_has_evidence"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.year}"
