"""Standards with their clauses, and the compliance of law and practice."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from waystation.foundation.access.records import OfficeRecord
from waystation.foundation.shared.privacy import Privacy
from waystation.governance.policies.rules import standards as rules
from waystation.governance.policies.transitions import GAP_WORKFLOW

from .instruments import institution
from .measures import Measure


class Standard(OfficeRecord):
    """One edition of a standard. A new edition is a new row; old assessments name theirs."""

    privacy = Privacy.none("A published standard.")
    name = models.CharField(max_length=200)
    edition = models.CharField(max_length=60)
    source = models.CharField(max_length=300)
    shipped = models.BooleanField(default=False)  # came with Waystation, from a source we read

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["office", "name", "edition"], name="policy_standard_edition_once"
            ),
            models.CheckConstraint(
                condition=~Q(name="") & ~Q(edition="") & ~Q(source=""),
                name="policy_standard_has_a_source",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.edition})"


class Clause(OfficeRecord):
    """A clause of a standard, in its order."""

    privacy = Privacy.none("A clause of a published standard.")
    standard = models.ForeignKey(Standard, on_delete=models.PROTECT, related_name="clauses")
    position = models.PositiveSmallIntegerField()
    code = models.CharField(max_length=40)
    title = models.CharField(max_length=300)
    text = models.TextField(blank=True)

    class Meta:
        ordering: ClassVar = ["position", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["standard", "code"], name="policy_clause_once"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"


class GapAssessment(OfficeRecord):
    """Law and practice of an institution against one standard, as of a day."""

    privacy = Privacy.none("An assessment of law and practice.")
    standard = models.ForeignKey(Standard, on_delete=models.PROTECT, related_name="assessments")
    entity = institution()
    by = models.CharField(max_length=12, choices=rules.BY)
    day = models.DateField()
    note = models.TextField(blank=True)
    state = models.CharField(max_length=10, choices=GAP_WORKFLOW.choices(), default="draft")
    reason = models.CharField(max_length=300, blank=True)  # why it was withdrawn

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["standard", "entity", "by", "day"],
                condition=~Q(state="withdrawn"),
                name="policy_gap_assessment_once",
            ),
            models.CheckConstraint(
                condition=~Q(state="withdrawn") | ~Q(reason=""),
                name="policy_gap_assessment_withdrawn_with_a_reason",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["organisation", "office", "-day", "-id"], name="policy_gap_list"),
        ]

    def __str__(self) -> str:
        return f"{self.standard}, {self.day}"


class ClauseAnswer(OfficeRecord):
    """The compliance of law and practice with one clause, the gap, and the measure to close it."""

    privacy = Privacy.none("An assessment of law and practice.")
    assessment = models.ForeignKey(GapAssessment, on_delete=models.PROTECT, related_name="answers")
    clause = models.ForeignKey(Clause, on_delete=models.PROTECT, related_name="answers")
    law = models.CharField(max_length=16, choices=rules.GRADES)
    law_text = models.CharField(max_length=500, blank=True)
    practice = models.CharField(max_length=16, choices=rules.GRADES)
    practice_text = models.TextField(blank=True)
    gap = models.TextField(blank=True)
    address = models.CharField(max_length=500, blank=True)
    measure = models.ForeignKey(
        Measure, on_delete=models.PROTECT, related_name="gaps", null=True, blank=True
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["assessment", "clause"], name="policy_clause_answer_once"
            ),
            models.CheckConstraint(
                condition=~(Q(law__in=rules.GAPS) | Q(practice__in=rules.GAPS)) | ~Q(gap=""),
                name="policy_clause_answer_names_its_gap",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.clause_id} {self.law}/{self.practice}"
