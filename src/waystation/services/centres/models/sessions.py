"""Group sessions, their attendance and invitations."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from waystation.foundation.access.records import OfficeRecord
from waystation.foundation.shared.privacy import Privacy
from waystation.services.centres.rules import LONGEST_SESSION_MINUTES, MOST_ATTENDEES


class Session(OfficeRecord):
    """A group counselling session. Who came is in Attendee (by name) and Headcount (by number)."""

    privacy = Privacy(
        purpose="Knowing what a group asked; who came is in Attendee.",
        personal=("questions",),
        sealed=("questions",),
    )
    day = models.DateField()
    title = models.CharField(max_length=200)
    topics = models.JSONField(default=list)
    minutes = models.PositiveSmallIntegerField()
    place = models.CharField(max_length=40, blank=True)
    language = models.CharField(max_length=20, blank=True)
    questions = models.BinaryField(default=bytes)  # sealed: what the group asked
    held = models.BooleanField(default=False)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    sign_in_digest = models.BinaryField(default=bytes)
    sign_in_until = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(minutes__gte=1, minutes__lte=LONGEST_SESSION_MINUTES),
                name="session_minutes_sane",
            ),
            models.CheckConstraint(
                condition=Q(held=False) | Q(cancelled_at__isnull=True),
                name="session_held_or_cancelled",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["organisation", "office", "-day", "-id"], name="session_list"),
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.day}"


class Attendee(OfficeRecord):
    """An attendee of a session who signed in, by name or anonymously."""

    privacy = Privacy(
        purpose="Counting who came to a session, and showing it in the person's own file.",
        personal=("person", "sex", "age_band", "satisfaction"),
    )
    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="attendees")
    person = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    sex = models.CharField(max_length=20, blank=True)
    age_band = models.CharField(max_length=20, blank=True)
    signed_in_by_phone = models.BooleanField(default=False)
    satisfaction = models.CharField(max_length=40, blank=True)  # answered on one's own phone

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["session", "person"],
                condition=Q(person__isnull=False),
                name="attendee_once",
            ),
        ]

    def __str__(self) -> str:
        return f"attendee of {self.session_id}"


class Invitation(OfficeRecord):
    """That a person with a file was invited to a planned session; whether they came is Attendee."""

    privacy = Privacy(
        purpose="Inviting people to a session that concerns them, and a list to sign in.",
        personal=("person",),
    )
    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="invitations")
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["session", "person"], name="invitation_once"),
        ]

    def __str__(self) -> str:
        return f"invitation to {self.session_id}"


class PaperRating(OfficeRecord):
    """How many paper forms of a session gave one of the answers about satisfaction."""

    privacy = Privacy.none("Numbers of forms without a name.")
    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="paper_ratings")
    satisfaction = models.CharField(max_length=40)
    number = models.PositiveSmallIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["session", "satisfaction"], name="paper_rating_once_per_answer"
            ),
            models.CheckConstraint(
                condition=Q(number__lte=MOST_ATTENDEES), name="paper_rating_sane"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.satisfaction}"


class Headcount(OfficeRecord):
    """The number of further attendees by sex and age band, counted but not named."""

    privacy = Privacy.none("Numbers of people who gave no name.")
    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="headcounts")
    sex = models.CharField(max_length=20, blank=True)
    age_band = models.CharField(max_length=20, blank=True)
    number = models.PositiveSmallIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["session", "sex", "age_band"], name="headcount_once_per_group"
            ),
            models.CheckConstraint(
                condition=Q(number__gte=0, number__lte=MOST_ATTENDEES), name="headcount_sane"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} at {self.session_id}"
