"""Consents, legal holds, and records of erasure."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from waystation.foundation.access.records import OfficeRecord
from waystation.foundation.records.constraints import known
from waystation.foundation.shared.privacy import Privacy

from .rules import requests
from .rules.consents import STATES


class ConsentText(OfficeRecord):
    """The exact words that are read to a person. A new wording is a new version."""

    privacy = Privacy.none("The office's own wording.")
    purpose = models.CharField(max_length=40)
    language = models.CharField(max_length=12)
    number = models.PositiveIntegerField()
    text = models.TextField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation", "purpose", "language", "number"],
                name="consent_text_version_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.language} {self.number}"


class Consent(OfficeRecord):
    """A consent: purpose, recipient, data, text version and expiry."""

    privacy = Privacy(
        purpose="Proving what may be done with the person's data, and what not.",
        personal=("purpose", "recipient", "fields", "state", "giver"),
    )
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="consents")
    purpose = models.CharField(max_length=40)
    recipient = models.CharField(max_length=200)
    fields = models.JSONField(default=list)
    text = models.ForeignKey(ConsentText, on_delete=models.PROTECT, related_name="+")
    language = models.CharField(max_length=12)
    how = models.CharField(max_length=20)
    giver = models.CharField(max_length=20)
    state = models.CharField(max_length=20, choices=list(STATES.items()))
    given_at = models.DateTimeField()
    expires_on = models.DateField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        "access.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints: ClassVar = [
            known("consent_state_known", "state", STATES),
            models.CheckConstraint(
                condition=Q(state="withdrawn", withdrawn_at__isnull=False)
                | (~Q(state="withdrawn") & Q(withdrawn_at__isnull=True)),
                name="consent_withdrawn_says_when",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["person", "state"], name="consent_of_person")]

    def __str__(self) -> str:
        return f"{self.purpose} → {self.recipient}"


class LegalHold(OfficeRecord):
    """A reason why a file may not be erased yet: a court, a complaint, an audit."""

    privacy = Privacy(
        purpose="Keeping what a court or a complaint still needs.",
        personal=("reason",),
        sealed=("reason",),
    )
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="holds")
    reason = models.BinaryField()
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_by = models.ForeignKey(
        "access.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        indexes: ClassVar = [models.Index(fields=["person", "lifted_at"], name="hold_of_person")]

    def __str__(self) -> str:
        return f"hold on {self.person_id}"


class Erasure(OfficeRecord):
    """Proof that a file was erased: when, why, and how many records of each app were touched."""

    privacy = Privacy.none("Counts and a date; the person is no longer in it.")
    person = models.OneToOneField("people.Person", on_delete=models.PROTECT, related_name="erasure")
    reason = models.CharField(max_length=20)  # asked, retention
    touched = models.JSONField(default=dict)

    def __str__(self) -> str:
        return f"erasure of {self.person_id}"


class DataRequest(OfficeRecord):
    """What a person asks of us about their own data, until when it is answered, and the answer."""

    privacy = Privacy(
        purpose="Answering what a person asks about their own data in time, and proving it.",
        personal=("kind", "how", "answer"),
        sealed=("answer",),
    )
    person = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, related_name="data_requests"
    )
    kind = models.CharField(max_length=12)
    how = models.CharField(max_length=10)
    received_on = models.DateField()
    due_on = models.DateField()
    state = models.CharField(max_length=10, default="open")
    answered_on = models.DateField(null=True, blank=True)
    answer = models.BinaryField(default=bytes)

    class Meta:
        constraints: ClassVar = [
            known("data_request_kind_known", "kind", requests.KINDS),
            models.CheckConstraint(
                condition=Q(state="open", answered_on__isnull=True)
                | Q(state__in=["answered", "refused"], answered_on__isnull=False),
                name="data_request_answered_says_when",
            ),
            models.CheckConstraint(
                condition=Q(due_on__gt=models.F("received_on")), name="data_request_due_after"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["office", "state", "due_on"], name="data_request_due"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.received_on}"
