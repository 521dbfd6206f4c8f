"""Referrals, their messages, files and links."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from waystation.foundation.access.records import OfficeRecord
from waystation.foundation.messaging.records import CodedLink, GuestLink
from waystation.foundation.records.constraints import known
from waystation.foundation.shared.privacy import Privacy

from .rules.referrals import BASES, DIRECTIONS
from .transitions import REFERRAL_WORKFLOW

LINK_DAYS = 30


class Referral(OfficeRecord):
    """A referral of a person to a partner's service, or from a partner to us.

    ``disclosed`` are the data sent, compiled from the person's consent. ``asked_at`` is when the
    partner was last asked: after a question was answered, the time to answer starts again.
    ``follows`` is the referral that this one continues.
    """

    privacy = Privacy(
        purpose="Bringing the person to the service that helps, and knowing that it did.",
        personal=(
            "person",
            "need",
            "summary",
            "profile",
            "disclosed",
            "incoming",
            "outcome",
            "decline_reason",
        ),
        sealed=("summary", "profile", "disclosed", "incoming"),
    )
    number = models.CharField(max_length=12)
    direction = models.CharField(max_length=3, choices=list(DIRECTIONS.items()), default="out")
    person = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, related_name="referrals", null=True, blank=True
    )
    entity = models.ForeignKey(
        "organisations.Entity", on_delete=models.PROTECT, related_name="referrals"
    )
    service = models.ForeignKey(
        "directory.Service",
        on_delete=models.PROTECT,
        related_name="referrals",
        null=True,
        blank=True,
    )
    need = models.CharField(max_length=40)
    priority = models.CharField(max_length=12)
    fields_shared = models.JSONField(default=list)
    summary = models.BinaryField(default=bytes, blank=True)
    profile = models.BinaryField(default=bytes, blank=True)
    disclosed = models.BinaryField(default=bytes, blank=True)
    incoming = models.BinaryField(default=bytes, blank=True)
    basis = models.CharField(max_length=16, choices=list(BASES.items()), default="consent")
    consent = models.ForeignKey(
        "privacy.Consent", on_delete=models.SET_NULL, related_name="+", null=True, blank=True
    )
    override_by = models.ForeignKey(
        "access.User", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    approved_by = models.ForeignKey(
        "access.User", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    approved_at = models.DateTimeField(null=True, blank=True)
    state = models.CharField(max_length=16, choices=REFERRAL_WORKFLOW.choices(), default="draft")
    sent_at = models.DateTimeField(null=True, blank=True)
    asked_at = models.DateTimeField(null=True, blank=True)
    due_at = models.DateTimeField(null=True, blank=True)
    alerted_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    person_said_at = models.DateTimeField(null=True, blank=True)
    decline_reason = models.CharField(max_length=40, blank=True)
    outcome = models.CharField(max_length=40, blank=True)
    follows = models.ForeignKey(
        "self", on_delete=models.PROTECT, related_name="followed_by", null=True, blank=True
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "number"], name="referral_number_once"),
            known("referral_state_known", "state", REFERRAL_WORKFLOW.states),
            models.CheckConstraint(
                condition=~Q(state__in=["sent", "more_asked", "accepted", "declined", "closed"])
                | Q(sent_at__isnull=False, due_at__isnull=False),
                name="referral_sent_has_deadline",
            ),
            models.CheckConstraint(
                condition=Q(direction="in") | Q(person__isnull=False),
                name="referral_out_has_person",
            ),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("override_by")),
                name="referral_override_by_two",
            ),
            models.CheckConstraint(
                condition=~Q(state="declined") | ~Q(decline_reason=""),
                name="referral_declined_says_why",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["closed", "confirmed", "contradicted"]) | ~Q(outcome=""),
                name="referral_closed_has_outcome",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["organisation", "office", "-created_at", "-id"], name="referral_list"
            ),
            models.Index(fields=["person", "state"], name="referral_of_person"),
            models.Index(fields=["entity", "state"], name="referral_of_entity"),
            models.Index(
                fields=["due_at"],
                name="referral_unanswered",
                condition=Q(state="sent", alerted_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return self.number


class Note(OfficeRecord):
    """A note on a transition: a question, an answer, a reason, the person's own words."""

    privacy = Privacy(
        purpose="Knowing what was asked, answered and decided about a referral.",
        personal=("text",),
        sealed=("text",),
    )
    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="notes")
    step = models.CharField(max_length=20)
    text = models.BinaryField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["referral", "created_at"], name="note_of")]

    def __str__(self) -> str:
        return f"{self.step} of {self.referral_id}"


class ReferralFile(OfficeRecord):
    """A document that goes with a referral, where the person agreed to share documents."""

    privacy = Privacy(
        purpose="Giving the partner the papers that the person agreed to share.",
        personal=("name", "content"),
        sealed=("name", "content"),
    )
    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="files")
    name = models.BinaryField()
    content = models.BinaryField()
    media = models.CharField(max_length=60)
    size = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"file of {self.referral_id}"


class PersonLink(GuestLink):
    """The address at which a person says whether the outcome of a referral is right."""

    privacy = Privacy(
        purpose="Letting a person say themselves whether they were helped.",
        personal=("referral", "opened_at", "device"),
        hashed=("device",),
    )
    salt, subject, days = "referrals.person_link", "referral", LINK_DAYS
    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="person_links")


class SealedLink(CodedLink):
    """A link by which a partner without an account opens one referral, on one device."""

    privacy = Privacy(
        purpose="Letting a partner without an account answer, and knowing who has read it.",
        personal=("reader", "sent_to", "device", "code"),
        sealed=("reader", "sent_to"),
        hashed=("device", "code"),
    )
    salt, subject, days = "referrals.sealed_link", "referral", LINK_DAYS
    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="links")
    sent_to = models.BinaryField(default=bytes, blank=True)
    language = models.CharField(max_length=12, blank=True)
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["referral"],
                condition=Q(revoked_at__isnull=True),
                name="sealed_link_one_at_a_time",
            ),
        ]
