"""Mappings, members who registered themselves, groups, calls, contributions, events, mailings."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from waystation.foundation.access.records import OfficeRecord
from waystation.foundation.messaging.records import GuestLink
from waystation.foundation.records.constraints import in_order
from waystation.foundation.shared.privacy import Privacy

from . import rules
from .transitions import (
    ANSWER_WORKFLOW,
    CALL_WORKFLOW,
    CONTRIBUTION_WORKFLOW,
    MAPPING_WORKFLOW,
)


class Mapping(OfficeRecord):
    """A mapping of the diaspora: purpose, definition, places and channels."""

    privacy = Privacy.none("The plan of a survey.")
    title = models.CharField(max_length=150)
    objective = models.TextField()
    definition = models.TextField()
    countries = models.JSONField(default=list)
    methods = models.JSONField(default=list)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    target = models.PositiveIntegerField(null=True, blank=True)
    findings = models.TextField(blank=True)
    state = models.CharField(max_length=8, choices=MAPPING_WORKFLOW.choices(), default="planned")

    class Meta:
        constraints: ClassVar = [
            in_order("mapping_ends_after_start", blank=["ends_on"]),
            models.UniqueConstraint(fields=["organisation", "title"], name="mapping_once"),
        ]

    def __str__(self) -> str:
        return self.title


class Member(OfficeRecord):
    """A member of the diaspora who registered alone or with a colleague.

    ``mailing_since`` is set while they consent to letters. After erasure, the row keeps the
    country, the mapping and the days, for statistics.
    """

    privacy = Privacy(
        purpose="Knowing who in the diaspora is willing to contribute, and telling them of calls.",
        personal=(
            "name", "email", "country", "places", "field", "skills", "attachment", "ways",
            "language", "mailing_since", "about",
        ),
        sealed=("name", "email", "about"),
    )  # fmt: skip
    mapping = models.ForeignKey(Mapping, on_delete=models.PROTECT, related_name="members")
    name = models.BinaryField(default=bytes)  # sealed
    email = models.BinaryField(default=bytes)  # sealed
    country = models.CharField(max_length=8)
    places = models.JSONField(default=list)
    field = models.CharField(max_length=20, blank=True)
    skills = models.CharField(max_length=300, blank=True)
    attachment = models.CharField(max_length=10, blank=True)
    ways = models.JSONField(default=list)
    about = models.BinaryField(default=bytes)  # sealed
    language = models.CharField(max_length=12, blank=True)
    consent_number = models.PositiveSmallIntegerField()
    consented_at = models.DateTimeField()
    mailing_since = models.DateTimeField(null=True, blank=True)
    by_public = models.BooleanField(default=False)
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(erased_at__isnull=True)
                | Q(name=b"", email=b"", about=b"", skills="", mailing_since__isnull=True),
                name="diaspora_member_erased_is_empty",
            ),
            models.CheckConstraint(
                condition=Q(mailing_since__isnull=True) | ~Q(email=b""),
                name="diaspora_mailing_has_address",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["organisation", "office", "-created_at", "-id"], name="diaspora_members"
            ),
        ]

    def __str__(self) -> str:
        return f"member in {self.country}"


class MemberLink(GuestLink):
    """The address at which members see, correct and delete their own entry."""

    privacy = Privacy(
        purpose="Letting members see, correct and delete what is stored about them.",
        personal=("member", "opened_at", "device"),
        hashed=("device",),
    )
    salt, subject, days = "diaspora.member", "member", rules.LINK_DAYS
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="links")


class Group(OfficeRecord):
    """An association, a business or another group of the diaspora."""

    privacy = Privacy.none("An organisation, not a person.")
    name = models.CharField(_("name"), max_length=200)
    kind = models.CharField(_("kind"), max_length=20, choices=rules.GROUPS)
    country = models.CharField(_("country"), max_length=8)
    town = models.CharField(_("town"), max_length=100, blank=True)
    entity = models.ForeignKey(
        "organisations.Entity",
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("entry among the organisations"),
    )
    members = models.PositiveIntegerField(_("members, about"), null=True, blank=True)
    places = models.JSONField(_("municipalities it supports"), default=list, blank=True)
    ways = models.JSONField(_("ways of contributing"), default=list, blank=True)
    website = models.URLField(_("website"), max_length=200, blank=True)
    confirmed_on = models.DateField(_("confirmed on"), null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation", "name", "country"], name="diaspora_group_once"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Event(OfficeRecord):
    """An event with the diaspora, and how many came."""

    privacy = Privacy.none("An event; who came is counted, not named.")
    title = models.CharField(_("title"), max_length=200)
    kind = models.CharField(_("kind"), max_length=20, choices=rules.EVENT_KINDS)
    day = models.DateField(_("day"))
    country = models.CharField(_("country"), max_length=8)
    town = models.CharField(_("town"), max_length=100, blank=True)
    invited = models.PositiveIntegerField(_("invited"), null=True, blank=True)
    attended = models.PositiveIntegerField(_("came"), null=True, blank=True)
    result = models.TextField(_("what came of it"), blank=True)

    def __str__(self) -> str:
        return self.title


class Call(OfficeRecord):
    """A call for contributions: need, place, beneficiaries, deadline."""

    privacy = Privacy.none("A public call.")
    title = models.CharField(max_length=150)
    kind = models.CharField(max_length=20, choices=rules.CONTRIBUTIONS)
    text = models.TextField()
    places = models.JSONField(default=list)
    communities = models.JSONField(default=list)  # served, for statistics; never compared
    field = models.CharField(max_length=20, blank=True)
    skills = models.CharField(max_length=300, blank=True)
    asked_by = models.CharField(max_length=200, blank=True)
    opens_on = models.DateField()
    closes_on = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=8, choices=CALL_WORKFLOW.choices(), default="draft")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "title"], name="diaspora_call_once"),
            in_order(
                "diaspora_call_closes_after_opening", "opens_on", "closes_on", blank=["closes_on"]
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Answer(OfficeRecord):
    """What a member offers in answer to a call, and why the two match."""

    privacy = Privacy(
        purpose="Bringing together a call and who offers to contribute to it.",
        personal=("member", "message"),
        sealed=("message",),
    )
    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="answers")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="answers")
    message = models.BinaryField(default=bytes)  # sealed
    reasons = models.JSONField(default=list)
    state = models.CharField(max_length=10, choices=ANSWER_WORKFLOW.choices(), default="offered")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["call", "member"], name="diaspora_answer_once"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["organisation", "office", "call"], name="diaspora_answers"),
        ]

    def __str__(self) -> str:
        return f"answer to {self.call_id}"


class Contribution(OfficeRecord):
    """A contribution of a member or a group, its destination and its result."""

    privacy = Privacy(
        purpose="Knowing what the diaspora contributes, and what comes of it.",
        personal=("member",),
    )
    member = models.ForeignKey(
        Member, on_delete=models.PROTECT, related_name="contributions", null=True, blank=True
    )
    group = models.ForeignKey(
        Group, on_delete=models.PROTECT, related_name="contributions", null=True, blank=True
    )
    call = models.ForeignKey(
        Call, on_delete=models.PROTECT, related_name="contributions", null=True, blank=True
    )
    title = models.CharField(max_length=200)
    kind = models.CharField(max_length=20, choices=rules.CONTRIBUTIONS)
    country = models.CharField(max_length=8)
    day = models.DateField()
    places = models.JSONField(default=list)
    communities = models.JSONField(default=list)
    amount = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    hours = models.PositiveIntegerField(null=True, blank=True)
    jobs = models.PositiveIntegerField(null=True, blank=True)
    result = models.TextField(blank=True)
    ended_on = models.DateField(null=True, blank=True)
    state = models.CharField(
        max_length=10, choices=CONTRIBUTION_WORKFLOW.choices(), default="promised"
    )

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(amount__isnull=True) | Q(amount__gte=0),
                name="contribution_not_negative",
            ),
            models.CheckConstraint(
                condition=~Q(state="done") | ~Q(result=""), name="contribution_done_with_result"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["organisation", "office", "-day"], name="contribution_list"),
        ]

    def __str__(self) -> str:
        return self.title


class Mailing(OfficeRecord):
    """A letter to the members who agreed to be written to; others never get it."""

    privacy = Privacy.none("A circular; to whom it went is in the deliveries.")
    subject = models.CharField(max_length=150)
    text = models.TextField()
    country = models.CharField(max_length=8, blank=True)
    way = models.CharField(max_length=20, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    addressed = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return self.subject
