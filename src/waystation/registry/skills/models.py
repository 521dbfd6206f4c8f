"""Skills profiles, and job titles whose occupation a person has confirmed."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from waystation.analysis.matching import ACTIVITIES, CEFR
from waystation.foundation.access.records import OfficeRecord
from waystation.foundation.messaging.records import GuestLink
from waystation.foundation.shared.privacy import Privacy

from .rules.profiles import (
    LEVELS,
    LINK_DAYS,
    LONGEST_TEXT,
    MOST_YEARS,
    PERIODS,
    RECOGNITION,
    WEIGHTS,
)
from .rules.titles import LONGEST_TITLE
from .transitions import PROFILE_WORKFLOW, REASONS

WORK = "Finding work and training that match what a person can do and wants."


class Profile(OfficeRecord):
    """A person's skills and preferences, as far as they agreed to matching.

    Each person has at most one open profile. ``confirmed_at`` is when the person, or a counsellor
    with them, last confirmed it. A closed profile is not matched.
    """

    privacy = Privacy(
        purpose=WORK,
        personal=("person", "destinations", "starts_from", "pay_wish", "constraints"),
        sealed=("constraints",),
    )
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    destinations = models.JSONField(default=list, blank=True)
    destination_key = models.CharField(max_length=1100, blank=True)  # " AT DE ", to be searched
    starts_from = models.DateField(null=True, blank=True)
    pay_wish = models.DecimalField(max_digits=9, decimal_places=2, null=True, blank=True)
    pay_currency = models.CharField(max_length=3, blank=True)
    pay_period = models.CharField(max_length=5, choices=PERIODS, blank=True)
    constraints = models.BinaryField(default=bytes)  # sealed
    confirmed_at = models.DateTimeField()
    confirmed_by_person = models.BooleanField(default=False)
    state = models.CharField(max_length=8, choices=PROFILE_WORKFLOW.choices(), default="open")
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_for = models.CharField(max_length=10, choices=REASONS, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(state="open"), name="skills_profile_open_once"
            ),
            models.CheckConstraint(
                condition=Q(state="open", closed_at__isnull=True, closed_for="")
                | (Q(state="closed", closed_at__isnull=False) & ~Q(closed_for="")),
                name="skills_profile_closed_for_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(pay_wish__isnull=True)
                | (Q(pay_wish__gt=0) & ~Q(pay_currency="") & ~Q(pay_period="")),
                name="skills_profile_pay_of_something",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["organisation", "office", "state", "-changed_at", "-id"],
                name="skills_profile_list",
            ),
            models.Index(fields=["organisation", "state", "confirmed_at"], name="skills_confirm"),
        ]

    def __str__(self) -> str:
        return f"profile of {self.person_id}"


class ProfileLine(OfficeRecord):
    """One entry of a section of a profile."""

    profile = models.ForeignKey(Profile, on_delete=models.CASCADE, related_name="%(class)ss")

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} of {self.profile_id}"


def _years(name: str) -> models.CheckConstraint:
    sane = Q(years__isnull=True) | Q(years__gte=0, years__lte=MOST_YEARS)
    return models.CheckConstraint(condition=sane, name=name)


class ProfileOccupation(ProfileLine):
    """An occupation a person has worked in: ISCO-08, and ESCO if the pack is loaded."""

    privacy = Privacy(purpose=WORK, personal=("title", "code", "years", "since", "until"))
    title = models.CharField(max_length=LONGEST_TEXT, blank=True)
    code = models.CharField(max_length=4)
    esco_uri = models.CharField(max_length=200, blank=True)
    years = models.PositiveSmallIntegerField(null=True, blank=True)
    level = models.CharField(max_length=12, choices=LEVELS, blank=True)
    since = models.DateField(null=True, blank=True)
    until = models.DateField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(code=""), name="skills_occupation_coded"),
            models.CheckConstraint(
                condition=Q(since__isnull=True)
                | Q(until__isnull=True)
                | Q(since__lte=models.F("until")),
                name="skills_occupation_dates",
            ),
            _years("skills_occupation_years"),
        ]
        indexes: ClassVar = [models.Index(fields=["code", "profile"], name="skills_occupation")]


class ProfileSkill(ProfileLine):
    """A skill: a concept of ESCO, or the person's own words. ``key`` is used for comparison."""

    privacy = Privacy(purpose=WORK, personal=("name", "uri", "level", "years"))
    name = models.CharField(max_length=LONGEST_TEXT)
    uri = models.CharField(max_length=200, blank=True)
    key = models.CharField(max_length=300)
    weight = models.CharField(max_length=10, choices=WEIGHTS)
    level = models.CharField(max_length=12, choices=LEVELS, blank=True)
    years = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["profile", "key"], name="skills_skill_once"),
            models.CheckConstraint(condition=~Q(key=""), name="skills_skill_named"),
            _years("skills_skill_years"),
        ]


class ProfileEducation(ProfileLine):
    """Schooling: the level and broad field of ISCED, and whether it is recognized where."""

    privacy = Privacy(purpose=WORK, personal=("level", "field", "title", "country", "year"))
    level = models.CharField(max_length=20)
    field = models.CharField(max_length=20, blank=True)
    title = models.CharField(max_length=LONGEST_TEXT, blank=True)
    country = models.CharField(max_length=20, blank=True)
    year = models.PositiveSmallIntegerField(null=True, blank=True)
    recognition = models.CharField(max_length=12, choices=RECOGNITION, blank=True)
    recognized_in = models.CharField(max_length=20, blank=True)


class ProfileCertificate(ProfileLine):
    """A certificate of a skill or a trade."""

    privacy = Privacy(purpose=WORK, personal=("name", "issuer", "issued_on", "valid_until"))
    name = models.CharField(max_length=LONGEST_TEXT)
    issuer = models.CharField(max_length=LONGEST_TEXT, blank=True)
    issued_on = models.DateField(null=True, blank=True)
    valid_until = models.DateField(null=True, blank=True)
    recognition = models.CharField(max_length=12, choices=RECOGNITION, blank=True)
    recognized_in = models.CharField(max_length=20, blank=True)


def _cefr() -> Q:
    known = Q()
    for name in ACTIVITIES:
        known &= Q(**{f"{name}__in": list(CEFR)})
    return known


class ProfileLanguage(ProfileLine):
    """A language by the activities of the CEFR; a level that is not known is empty."""

    privacy = Privacy(purpose=WORK, personal=("language", "native", *ACTIVITIES))
    language = models.CharField(max_length=20)
    native = models.BooleanField(default=False)
    listening = models.CharField(max_length=2, blank=True)
    reading = models.CharField(max_length=2, blank=True)
    spoken_interaction = models.CharField(max_length=2, blank=True)
    spoken_production = models.CharField(max_length=2, blank=True)
    writing = models.CharField(max_length=2, blank=True)
    certificate = models.CharField(max_length=LONGEST_TEXT, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["profile", "language"], name="skills_language_once"),
            models.CheckConstraint(condition=_cefr(), name="skills_language_cefr"),
        ]
        indexes: ClassVar = [models.Index(fields=["language", "profile"], name="skills_language")]


class ProfileDocument(ProfileLine):
    """A licence, a document or a permit, with the days between which it is valid."""

    privacy = Privacy(purpose=WORK, personal=("kind", "country", "valid_from", "valid_until"))
    kind = models.CharField(max_length=40)
    country = models.CharField(max_length=20, blank=True)
    valid_from = models.DateField(null=True, blank=True)
    valid_until = models.DateField(null=True, blank=True)
    note = models.CharField(max_length=LONGEST_TEXT, blank=True)


class ProfileLink(GuestLink):
    """A secret address at which a person sees, corrects and confirms the own profile."""

    privacy = Privacy(
        purpose="Letting a person see and correct what is stored about their skills.",
        personal=("profile", "opened_at", "device"),
        hashed=("device",),
    )
    salt, subject, days = "skills.profile", "profile", LINK_DAYS
    profile = models.ForeignKey(Profile, on_delete=models.CASCADE, related_name="links")
    cvs = models.PositiveSmallIntegerField(default=0)  # how many were read at this address

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["profile", "expires_at"], name="skills_link_of_profile")
        ]


class LearnedTitle(OfficeRecord):
    """A title as people write it, and its ISCO-08 unit group. The newest confirmation counts."""

    privacy = Privacy.none("A job title and its code, without whose it is.")
    title = models.CharField(max_length=LONGEST_TITLE)
    folded = models.CharField(max_length=2 * LONGEST_TITLE)
    code = models.CharField(max_length=4)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "folded"], name="title_learned_once"),
            models.CheckConstraint(condition=~Q(folded=""), name="learned_title_has_letters"),
        ]

    def __str__(self) -> str:
        return f"{self.title}: {self.code}"
