"""Deliveries and reminders: what was sent to whom.

Recipient and subject are values (a kind as in the audit log, and a key), not foreign keys to the
apps above: the app that sends a letter knows its addresses and its content.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from waystation.foundation.access.records import OfficeRecord
from waystation.foundation.records.constraints import known
from waystation.foundation.shared.privacy import Privacy

from .records import LinkTry as LinkTry
from .rules import MAILED, STATES


class Delivery(OfficeRecord):
    """Something that was sent to a recipient, and when the recipient opened it.

    ``kind`` selects the MessageKind that composes the letter. Rows with the same ``kind``,
    ``batch_id`` and recipient are sent as one message.
    """

    privacy = Privacy(
        purpose="Showing that documents reached their recipients in time.",
        personal=("recipient_id", "opened_by"),
    )
    kind = models.CharField(max_length=20)
    subject_kind = models.CharField(max_length=60)
    subject_id = models.UUIDField()
    batch_id = models.UUIDField()
    recipient_kind = models.CharField(max_length=60)
    recipient_id = models.UUIDField()
    sent_on = models.DateField()
    opened_at = models.DateTimeField(null=True, blank=True)
    opened_by = models.ForeignKey(
        "access.User", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    mailed = models.CharField(max_length=8, choices=MAILED, blank=True)
    mailed_at = models.DateTimeField(null=True, blank=True)
    mail_reason = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints: ClassVar = [
            known("delivery_mail_known", "mailed", ["", *STATES]),
            models.CheckConstraint(
                condition=~Q(mailed="failed") | ~Q(mail_reason=""),
                name="delivery_failed_with_reason",
            ),
            models.CheckConstraint(
                condition=~Q(kind="") & ~Q(subject_kind="") & ~Q(recipient_kind=""),
                name="delivery_names_kinds",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["subject_id", "recipient_id"], name="delivery_of_subject"),
            models.Index(
                fields=["office", "mailed"],
                name="delivery_to_mail",
                condition=Q(mailed__in=["waiting", "sending"]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} to {self.recipient_id}"


class Reminder(OfficeRecord):
    """A reminder of one thing for one day, created automatically.

    ``subject_id`` and ``day`` are what it is about. A unique constraint ensures that a recipient
    gets the same reminder only once.
    """

    privacy = Privacy(
        purpose="Knowing who was reminded of what, and when.", personal=("recipient_id",)
    )
    kind = models.CharField(max_length=20)
    subject_id = models.UUIDField()
    day = models.DateField()
    recipient_kind = models.CharField(max_length=60)
    recipient_id = models.UUIDField()
    mailed = models.CharField(max_length=8, choices=MAILED, default="waiting")
    mailed_at = models.DateTimeField(null=True, blank=True)
    mail_reason = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(kind="") & ~Q(recipient_kind=""), name="reminder_names_kinds"
            ),
            known("reminder_mail_known", "mailed", STATES),
            models.CheckConstraint(
                condition=~Q(mailed="failed") | ~Q(mail_reason=""),
                name="reminder_failed_with_reason",
            ),
            models.UniqueConstraint(
                fields=["kind", "subject_id", "day", "recipient_kind", "recipient_id"],
                name="reminder_once",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["office", "mailed"],
                name="reminder_to_mail",
                condition=Q(mailed__in=["waiting", "sending"]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} for {self.day}"
