"""Visits, the waiting list, daily profiles."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from waystation.foundation.access.records import OfficeRecord
from waystation.foundation.records.constraints import in_order
from waystation.foundation.records.models import Withdrawable
from waystation.foundation.shared.privacy import Privacy
from waystation.services.centres.rules import LONGEST_VISIT_MINUTES
from waystation.services.centres.transitions import VISIT_WORKFLOW


class Visit(Withdrawable, OfficeRecord):
    """One contact of one visitor with a centre. The visitor may be known or give no name."""

    privacy = Privacy(
        purpose="Informing and advising the visitor, and counting visits without names.",
        personal=("person", "sex", "age_band", "community", "advice", "withdrawal_reason"),
        sealed=("advice", "withdrawal_reason"),
    )
    day = models.DateField()
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    minutes = models.PositiveSmallIntegerField(null=True, blank=True)
    mode = models.CharField(max_length=40)
    person = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    sex = models.CharField(max_length=20, blank=True)
    age_band = models.CharField(max_length=20, blank=True)
    community = models.CharField(max_length=40, blank=True)
    place = models.CharField(max_length=40, blank=True)
    visitor_type = models.CharField(max_length=40)
    reason = models.CharField(max_length=40)
    topics = models.JSONField(default=list)
    informed = models.BooleanField(default=False)
    counselled = models.BooleanField(default=False)
    advice = models.BinaryField(default=bytes)  # sealed: what was said about the person
    next_step = models.CharField(max_length=40, blank=True)
    language = models.CharField(max_length=20, blank=True)
    interpreter = models.BooleanField(default=False)
    editions = models.JSONField(default=list)  # of the fact sheets that were explained
    call_back_on = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=VISIT_WORKFLOW.choices(), default="recorded")

    class Meta:
        constraints: ClassVar = [
            in_order("visit_ends_after_start", "started_at", "ended_at", blank=["ended_at"]),
            models.CheckConstraint(
                condition=Q(minutes__isnull=True)
                | Q(minutes__gte=1, minutes__lte=LONGEST_VISIT_MINUTES),
                name="visit_minutes_sane",
            ),
            models.CheckConstraint(
                condition=Q(person__isnull=True) | Q(sex="", age_band="", community=""),
                name="visit_describes_the_unknown_only",
            ),
            models.CheckConstraint(
                condition=Q(state="recorded", withdrawn_at__isnull=True)
                | Q(state="withdrawn", withdrawn_at__isnull=False),
                name="visit_withdrawn_with_time",
            ),
            models.CheckConstraint(
                condition=Q(interpreter=False) | ~Q(language=""),
                name="visit_interpreter_has_language",
            ),
            models.CheckConstraint(
                condition=Q(call_back_on__isnull=True)
                | Q(next_step="call_back", call_back_on__gte=F("day")),
                name="visit_call_back_follows",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["organisation", "office", "-day", "-id"], name="visit_list"),
            models.Index(fields=["person", "day"], name="visit_of_person"),
        ]

    def __str__(self) -> str:
        return f"visit {self.day}"


class Waiting(OfficeRecord):
    """A person waiting in a centre today. It is not counted as a visit until the visit starts."""

    privacy = Privacy(
        purpose="Calling visitors in the order in which they came.",
        personal=("person", "wish"),
        sealed=("wish",),
    )
    day = models.DateField()
    person = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    language = models.CharField(max_length=20, blank=True)
    wish = models.BinaryField(default=bytes)  # sealed: what the visitor came for, in one line
    state = models.CharField(
        max_length=10,
        choices=[(one, one) for one in ("waiting", "taken", "left")],
        default="waiting",
    )
    visit = models.OneToOneField(
        Visit, on_delete=models.PROTECT, null=True, blank=True, related_name="waited"
    )
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state="waiting", visit__isnull=True, ended_at__isnull=True)
                | Q(state="taken", visit__isnull=False, ended_at__isnull=False)
                | Q(state="left", visit__isnull=True, ended_at__isnull=False),
                name="waiting_ends_once",
            ),
            models.UniqueConstraint(
                fields=["person", "day", "office"],
                condition=Q(state="waiting", person__isnull=False),
                name="waiting_once",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["organisation", "office", "day", "state"], name="waiting_list"),
        ]

    def __str__(self) -> str:
        return f"waiting {self.day}"


class Profile(OfficeRecord):
    """The daily profile of a person: at most one per person and day. Any answer may be declined."""

    privacy = Privacy(
        purpose="Daily profiling, so that services fit who comes; any answer may be declined.",
        personal=(
            "person",
            "education",
            "occupation",
            "skills",
            "work_status",
            "been_abroad",
            "destination",
            "intention",
            "horizon",
            "drivers",
            "means",
        ),
        sealed=("skills",),
    )
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    day = models.DateField()
    education = models.CharField(max_length=40, blank=True)
    occupation = models.CharField(max_length=40, blank=True)
    skills = models.BinaryField(default=bytes)  # sealed: the person's own words
    work_status = models.CharField(max_length=40, blank=True)
    been_abroad = models.CharField(max_length=20, blank=True)
    destination = models.CharField(max_length=40, blank=True)
    intention = models.CharField(max_length=40, blank=True)
    horizon = models.CharField(max_length=40, blank=True)
    drivers = models.JSONField(default=list)
    means = models.JSONField(default=list)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "day"], name="profile_once_a_day"),
            models.CheckConstraint(
                condition=~Q(intention="stay") | Q(horizon__in=["", "declined"]),
                name="profile_staying_has_no_horizon",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["organisation", "office", "-day", "-id"], name="profile_list"),
        ]

    def __str__(self) -> str:
        return f"profile {self.day}"
