"""Centres, visits, daily profiles, group sessions and who attended."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from waystation.foundation.access.records import OfficeRecord
from waystation.foundation.records.models import Withdrawable
from waystation.foundation.shared.privacy import Privacy
from waystation.services.centres.rules import (
    CONDITIONS,
    EQUIPMENT_KINDS,
    LONGEST_SESSION_MINUTES,
    LONGEST_VISIT_MINUTES,
    MOST_ATTENDEES,
)
from waystation.services.centres.transitions import VISIT_WORKFLOW


class Centre(OfficeRecord):
    """A Migrant Service Centre: one per office, inside a host institution."""

    privacy = Privacy.none("A public register of places.")
    name = models.CharField(max_length=200)
    country = models.CharField(max_length=40, default="XK")
    place = models.CharField(max_length=40, blank=True)
    host_kind = models.CharField(max_length=40)
    host = models.CharField(max_length=200, blank=True)
    address = models.CharField(max_length=300, blank=True)
    telephone = models.CharField(max_length=60, blank=True)
    hours = models.CharField(max_length=200, blank=True)
    languages = models.JSONField(default=list)
    handover_status = models.CharField(max_length=40)
    handed_over_on = models.DateField(null=True, blank=True)
    equipment = models.CharField(max_length=300, blank=True)
    trained_staff = models.PositiveSmallIntegerField(default=0)
    public = models.BooleanField(default=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["office"], name="centre_of_office_once"),
            models.CheckConstraint(
                condition=Q(handed_over_on__isnull=True) | Q(handover_status="handed_over"),
                name="centre_handed_over_on_a_day",
            ),
            models.CheckConstraint(
                condition=~Q(country="XK") | ~Q(place=""), name="centre_here_has_municipality"
            ),
        ]

    def __str__(self) -> str:
        return self.name


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
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("started_at")),
                name="visit_ends_after_start",
            ),
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
    """Somebody who waits in a centre today. It is no visit, and counts nowhere, until taken up."""

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
    """One who came to a session and said who they are, or at least that they are one."""

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
    """How many more came, by sex and age band, who were counted and not named."""

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


class StaffTraining(OfficeRecord):
    """A training of a centre's staff: what it was about, who gave it, how many took part."""

    privacy = Privacy.none("Trainings of staff, by number.")
    title = models.CharField(_("Title"), max_length=200)
    held_on = models.DateField(_("Held on"))
    given_by = models.CharField(_("Given by"), max_length=120, blank=True)
    trained = models.PositiveSmallIntegerField(_("Staff trained"))
    women = models.PositiveSmallIntegerField(_("Women among them"), default=0)
    from_host = models.PositiveSmallIntegerField(_("Staff of the host among them"), default=0)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(women__lte=F("trained"), from_host__lte=F("trained")),
                name="training_parts_within_all",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["organisation", "office", "-id"], name="training_list"),
        ]

    def __str__(self) -> str:
        return self.title


class Equipment(OfficeRecord):
    """Something that a centre works with, from the day it was received to its hand-over."""

    privacy = Privacy.none("Furniture, computers and vehicles of a centre.")
    name = models.CharField(_("Item"), max_length=200)
    kind = models.CharField(_("Kind"), max_length=12, choices=EQUIPMENT_KINDS)
    inventory_number = models.CharField(_("Inventory number"), max_length=60, blank=True)
    funded_by = models.CharField(_("Funded by"), max_length=120, blank=True)
    received_on = models.DateField(_("Received on"))
    condition = models.CharField(_("Condition"), max_length=12, choices=CONDITIONS)
    handed_over_on = models.DateField(_("Handed over to the host on"), null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(handed_over_on__isnull=True) | Q(handed_over_on__gte=F("received_on")),
                name="equipment_handed_over_after_receipt",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["organisation", "office", "-id"], name="equipment_list"),
        ]

    def __str__(self) -> str:
        return self.name
