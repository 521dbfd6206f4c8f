"""Ranked lists as they were shown, and placement rounds with every result and its reason."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from waystation.foundation.access.records import Keyed, OfficeRecord
from waystation.foundation.shared.privacy import Privacy
from waystation.services.labour.rules import rounds

from .demand import Vacancy


class RankedList(OfficeRecord):
    """The best candidates of a vacancy at one moment, and the people that each gate excludes.

    ``digest`` covers its whole content: an unchanged list is stored once.
    """

    privacy = Privacy.none("Counts; the candidates are in Suggestion.")
    vacancy = models.ForeignKey(Vacancy, on_delete=models.PROTECT, related_name="lists")
    weights = models.CharField(max_length=20)
    considered = models.PositiveIntegerField()
    passing = models.PositiveIntegerField()
    gates = models.JSONField(default=list)  # [{kind, subject, asked, failing, failing_only}]
    digest = models.CharField(max_length=64)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["vacancy", "-id"], name="labour_list_latest"),
        ]

    def __str__(self) -> str:
        return f"list for {self.vacancy_id}"


class Suggestion(Keyed):
    """A candidate on a ranked list, with every reason for the place."""

    privacy = Privacy(
        purpose="Explaining later why somebody was proposed for work, and in which place.",
        personal=("person", "score", "reasons"),
    )
    list = models.ForeignKey(RankedList, on_delete=models.CASCADE, related_name="suggestions")
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    rank = models.PositiveIntegerField()
    score = models.FloatField()
    reasons = models.JSONField(default=dict)  # parts, matched, missing_essential, missing_optional

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["list", "rank"], name="labour_suggestion_rank_once"),
        ]

    def __str__(self) -> str:
        return f"{self.rank} of {self.list_id}"


class MatchingRound(OfficeRecord):
    """A placement round over several vacancies, and its result.

    ``with_at_work``: people in a placement take part too. ``seed`` is that of the lottery among
    equals. ``most`` is the proven highest share if a floor cannot be met; ``price``
    is the cost of the floors in total score.
    """

    privacy = Privacy.none("Sums; who goes where is in RoundResult.")
    title = models.CharField(max_length=150)
    mode = models.CharField(max_length=8, choices=rounds.MODES)
    seed = models.PositiveIntegerField()
    weights = models.CharField(max_length=20, blank=True)
    state = models.CharField(max_length=10, choices=rounds.STATES, default="waiting")
    with_at_work = models.BooleanField(default=False)
    candidates = models.PositiveIntegerField(default=0)
    edges = models.PositiveIntegerField(default=0)
    placed = models.PositiveIntegerField(default=0)
    total = models.FloatField(null=True, blank=True)
    price = models.FloatField(null=True, blank=True)
    blocking = models.PositiveIntegerField(null=True, blank=True)
    floor_missed = models.CharField(max_length=20, blank=True)
    most = models.FloatField(null=True, blank=True)
    digest = models.CharField(max_length=64, blank=True)
    pool_digest = models.CharField(max_length=64, blank=True)
    ran_at = models.DateTimeField(null=True, blank=True)
    again_of = models.ForeignKey(
        "self", on_delete=models.PROTECT, related_name="reruns", null=True, blank=True
    )

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state="waiting", ran_at__isnull=True)
                | (~Q(state="waiting") & Q(ran_at__isnull=False)),
                name="labour_round_ran_says_when",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["organisation", "office", "-id"], name="labour_round_list"),
        ]

    def __str__(self) -> str:
        return self.title


class RoundVacancy(Keyed):
    """A vacancy of a round, with the openings it brought."""

    privacy = Privacy.none("A vacancy and a number.")
    round = models.ForeignKey(MatchingRound, on_delete=models.CASCADE, related_name="vacancies")
    vacancy = models.ForeignKey(Vacancy, on_delete=models.PROTECT, related_name="+")
    openings = models.PositiveIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["round", "vacancy"], name="labour_round_vacancy_once"),
        ]

    def __str__(self) -> str:
        return f"{self.vacancy_id} in {self.round_id}"


class Floor(Keyed):
    """A least share of a group among those who are placed, with what came of it."""

    privacy = Privacy.none("A share.")
    round = models.ForeignKey(MatchingRound, on_delete=models.CASCADE, related_name="floors")
    group = models.CharField(max_length=20, choices=rounds.GROUPS)
    share = models.FloatField()
    reached = models.FloatField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["round", "group"], name="labour_floor_once"),
            models.CheckConstraint(
                condition=Q(share__gt=0, share__lte=1), name="labour_floor_is_a_share"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.group} {self.share}"


class RoundResult(Keyed):
    """The placement of a candidate in a round, or the reason for none."""

    privacy = Privacy(
        purpose="Telling each person who took part in a round what came of it, and why.",
        personal=("person", "score", "reason"),
    )
    round = models.ForeignKey(MatchingRound, on_delete=models.CASCADE, related_name="results")
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    vacancy = models.ForeignKey(
        Vacancy, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    score = models.FloatField(null=True, blank=True)
    lottery = models.PositiveIntegerField(null=True, blank=True)
    reason = models.CharField(max_length=20, choices=rounds.REASONS)
    detail = models.JSONField(default=dict)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["round", "person"], name="labour_result_once"),
            models.CheckConstraint(
                condition=Q(reason="placed", vacancy__isnull=False)
                | (~Q(reason="placed") & Q(vacancy__isnull=True)),
                name="labour_result_placed_somewhere",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} in {self.round_id}"
