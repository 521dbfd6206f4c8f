"""Operations, their rounds, the sample of a round, and its findings."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from waystation.foundation.access.records import Keyed, OfficeRecord
from waystation.foundation.records.constraints import in_order, known
from waystation.foundation.shared.privacy import Privacy

from .fields import SINGLETONS, WEIGHTINGS
from .sampling import EQUAL, FROM_FRAME, FROM_QUESTION


class Operation(OfficeRecord):
    """A study or a tracking operation: one question about people on the move, asked in rounds."""

    privacy = Privacy.none("The name of a study.")
    key = models.SlugField(max_length=60)
    title = models.CharField(max_length=200)
    purpose = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "key"], name="operation_key_once"),
        ]

    def __str__(self) -> str:
        return self.title


class Round(OfficeRecord):
    """One collection of an operation, with its form and the design of its sample.

    ``stratum``, ``cluster`` and ``weight`` name questions of the form. ``design_reason`` says why
    a frozen design was revised.
    """

    privacy = Privacy.none("Dates, the form and the design of a collection.")
    operation = models.ForeignKey(Operation, on_delete=models.PROTECT, related_name="rounds")
    number = models.PositiveSmallIntegerField()
    form = models.ForeignKey("collection.Form", on_delete=models.PROTECT, related_name="+")
    starts_on = models.DateField()
    ends_on = models.DateField()
    place = models.CharField(max_length=200, blank=True)
    weight = models.CharField(max_length=250, blank=True)
    stratum = models.CharField(max_length=250, blank=True)
    cluster = models.CharField(max_length=250, blank=True)
    weighting = models.CharField(max_length=10, choices=WEIGHTINGS, default=EQUAL)
    finite = models.BooleanField(default=False)
    singletons = models.CharField(max_length=10, choices=SINGLETONS, default="fail")
    target = models.PositiveIntegerField(null=True, blank=True)
    design_state = models.CharField(max_length=10, default="draft")
    design_reason = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["operation", "number"], name="round_number_once"),
            in_order("round_ends_after_start"),
            models.CheckConstraint(
                condition=Q(weighting__in=[EQUAL, FROM_FRAME])
                | (Q(weighting=FROM_QUESTION) & ~Q(weight="")),
                name="round_weighting_known",
            ),
            known("round_design_state_known", "design_state", ["draft", "frozen"]),
            models.CheckConstraint(
                condition=Q(stratum="") | ~Q(stratum=F("cluster")), name="round_two_questions"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.operation_id} · {self.number}"


class Stratum(Keyed):
    """One stratum of the sample frame: its units, interviews planned, units drawn."""

    privacy = Privacy.none("Numbers of households by area.")
    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="strata")
    position = models.PositiveIntegerField(default=0)
    code = models.CharField(max_length=100)
    population = models.PositiveIntegerField()
    target = models.PositiveIntegerField(null=True, blank=True)
    drawn = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["round", "code"], name="stratum_once"),
            models.CheckConstraint(
                condition=(Q(drawn__isnull=True) | Q(drawn__lte=F("population")))
                & (Q(target__isnull=True) | Q(target__lte=F("population"))),
                name="stratum_within_its_units",
            ),
        ]

    def __str__(self) -> str:
        return self.code


class Margin(Keyed):
    """A known total of the population that the weights are calibrated to."""

    privacy = Privacy.none("Numbers of people by group, from a census or an estimate.")
    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="margins")
    position = models.PositiveIntegerField()
    question = models.CharField(max_length=250)
    level = models.CharField(max_length=200)
    total = models.PositiveIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["round", "question", "level"], name="margin_once"),
            models.CheckConstraint(condition=Q(total__gte=1), name="margin_total_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.question} = {self.level}"


class Estimation(OfficeRecord):
    """One estimation of a round's cleaned submissions, with all its inputs.

    ``number`` counts the estimates of a round. ``design`` is the design at that time, ``summary``
    what was achieved under it; both are immutable. Runs from before there were snapshots have none.
    """

    privacy = Privacy.none("Hashes and counts.")
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="estimations")
    number = models.PositiveIntegerField()
    rows = models.PositiveIntegerField()
    domains = models.JSONField(default=list)
    design = models.JSONField(default=dict)
    design_reason = models.CharField(max_length=500, blank=True)
    summary = models.JSONField(default=dict)
    form_versions = models.CharField(max_length=250)
    submissions_hash = models.CharField(max_length=64)
    cleaning_hash = models.CharField(max_length=64)
    snapshot = models.CharField(max_length=64, blank=True)  # SHA-256 of the answers read
    code_version = models.CharField(max_length=40)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["round", "id"], name="estimation_latest")]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["round", "number"], name="estimation_number_once"),
        ]

    def __str__(self) -> str:
        return f"{self.round_id} at {self.created_at}"


class Finding(Keyed):
    """One estimated share or mean, with its error, its base and its quality."""

    privacy = Privacy.none("Shares and means over many answers; small ones are withheld.")
    estimation = models.ForeignKey(Estimation, on_delete=models.CASCADE, related_name="findings")
    position = models.PositiveIntegerField()
    question = models.CharField(max_length=250)
    question_label = models.CharField(max_length=500)
    statistic = models.CharField(max_length=10, choices=[("share", "share"), ("mean", "mean")])
    choice = models.CharField(max_length=200, blank=True)
    choice_label = models.CharField(max_length=500, blank=True)
    domain = models.CharField(max_length=250, blank=True)  # the question that splits, or ""
    domain_value = models.CharField(max_length=200, blank=True)
    value = models.FloatField(null=True)
    se = models.FloatField(null=True)
    low = models.FloatField(null=True)
    high = models.FloatField(null=True)
    n = models.PositiveIntegerField()
    chosen = models.PositiveIntegerField(null=True)  # interviews that gave this answer, unweighted
    deff = models.FloatField(null=True)
    flag = models.CharField(max_length=20, blank=True)  # "", imprecise, withheld, nobody
    note_code = models.CharField(max_length=20, blank=True)  # survey.Note: why it has a flag
    note_values = models.JSONField(default=dict, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["estimation", "question", "choice", "domain", "domain_value"],
                name="finding_once",
            ),
            known("finding_flag_known", "flag", ["", "imprecise", "withheld", "nobody"]),
        ]

    def __str__(self) -> str:
        return f"{self.question} = {self.choice}"
