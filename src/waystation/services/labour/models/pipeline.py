"""One person on the way to one vacancy, from prospect to return."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import Q

from waystation.foundation.access.records import OfficeRecord
from waystation.foundation.messaging.records import GuestLink
from waystation.foundation.shared.privacy import Privacy
from waystation.services.labour.rules import pipeline
from waystation.services.labour.transitions import CANDIDACY_WORKFLOW

from .demand import Vacancy


class Candidacy(OfficeRecord):
    """One person's candidacy for one vacancy: reasons, stage, and outcome.

    ``number`` is what an employer sees instead of a name. ``consent`` is the person's consent to
    this employer; whether it is still valid is checked at each request. ``reasons`` are those of
    the ranked list when the person was selected.
    """

    privacy = Privacy(
        purpose="Bringing a person to work that fits, and knowing how that went.",
        personal=("person", "reasons", "reason", "answer", "interest", "interest_at"),
    )
    vacancy = models.ForeignKey(Vacancy, on_delete=models.PROTECT, related_name="candidacies")
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=12, choices=CANDIDACY_WORKFLOW.choices(),
                             default="prospect")  # fmt: skip
    reasons = models.JSONField(default=dict, blank=True)
    round = models.ForeignKey(
        "labour.MatchingRound", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    consent = models.ForeignKey(
        "privacy.Consent", on_delete=models.SET_NULL, related_name="+", null=True, blank=True
    )
    asked_at = models.DateTimeField(null=True, blank=True)  # the employer asked for contact
    answer = models.CharField(
        max_length=3, choices=[("yes", "yes"), ("no", "no")], blank=True
    )  # by the person's own link
    interest = models.CharField(
        max_length=3, choices=[("yes", "yes"), ("no", "no")], blank=True
    )  # said at the link of the own profile
    interest_at = models.DateTimeField(null=True, blank=True)
    interest_answered_at = models.DateTimeField(null=True, blank=True)  # by the office
    reason = models.CharField(max_length=20, choices=pipeline.LOSSES, blank=True)
    reason_shown = models.BooleanField(default=False)
    prospect_on = models.DateField()
    introduced_on = models.DateField(null=True, blank=True)
    interview_on = models.DateField(null=True, blank=True)
    offered_on = models.DateField(null=True, blank=True)
    contracted_on = models.DateField(null=True, blank=True)
    arrived_on = models.DateField(null=True, blank=True)
    stayed_6_on = models.DateField(null=True, blank=True)
    stayed_12_on = models.DateField(null=True, blank=True)
    returned_on = models.DateField(null=True, blank=True)
    lost_on = models.DateField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "candidacies"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["vacancy", "person"], name="candidacy_once"),
            models.UniqueConstraint(fields=["vacancy", "number"], name="candidacy_number_once"),
            models.CheckConstraint(
                condition=~Q(state="lost") | (~Q(reason="") & Q(lost_on__isnull=False)),
                name="candidacy_lost_says_why",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["arrived", "stayed_6", "stayed_12", "returned"])
                | Q(arrived_on__isnull=False),
                name="candidacy_arrived_says_when",
            ),
            models.CheckConstraint(
                condition=Q(interest="") | Q(interest_at__isnull=False),
                name="candidacy_interest_says_when",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["organisation", "office", "-id"], name="candidacy_list"),
            models.Index(fields=["person", "state"], name="candidacy_of_person"),
            models.Index(fields=["state", "arrived_on"], name="candidacy_checks"),
        ]

    def __str__(self) -> str:
        return f"candidate {self.number} of {self.vacancy_id}"

    @property
    def days(self) -> dict[str, date | None]:
        """Return the day of each stage, by stage."""
        stages = {one: getattr(self, column) for one, column in pipeline.STAGE_DAYS.items()}
        stages.pop("withdrawn")
        return {"prospect": self.prospect_on, **stages}

    @property
    def check_due(self) -> date | None:
        """Return the day of the next check whether the person is still employed."""
        return pipeline.check_due(self.state, self.arrived_on)


class CandidacyLink(GuestLink):
    """The address at which a person answers an employer's request."""

    privacy = Privacy(
        purpose="Letting a person say themselves whether an employer learns the name.",
        personal=("candidacy", "opened_at", "device"),
        hashed=("device",),
    )
    salt, subject, days = "labour.candidacy", "candidacy", pipeline.LINK_DAYS
    candidacy = models.ForeignKey(Candidacy, on_delete=models.CASCADE, related_name="links")
