"""Reminders that were written to somebody, each once."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from waystation.foundation.access.records import OfficeRecord
from waystation.foundation.shared.privacy import Privacy
from waystation.governance.network.rules.kinds import MAILED, keys
from waystation.governance.network.rules.reminders import KINDS


class Reminder(OfficeRecord):
    """That somebody was reminded of one thing for one day; the house writes it by itself.

    ``subject_id`` is the action, the task, or the Network for an appointment; ``day`` is the day
    it is about. The same reminder goes to the same recipient once: the database sees to it.
    """

    privacy = Privacy(purpose="Knowing who was reminded of what, and when.", personal=("user",))
    kind = models.CharField(max_length=12, choices=KINDS)
    subject_id = models.UUIDField()
    day = models.DateField()
    entity = models.ForeignKey(
        "organisations.Entity", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    user = models.ForeignKey(
        "access.User", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    mailed = models.CharField(max_length=8, choices=MAILED, default="waiting")
    mailed_at = models.DateTimeField(null=True, blank=True)
    mail_reason = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(kind__in=keys(KINDS)), name="reminder_kind_known"),
            models.CheckConstraint(
                condition=Q(mailed__in=keys(MAILED)), name="reminder_mail_known"
            ),
            models.CheckConstraint(
                condition=~Q(mailed="failed") | ~Q(mail_reason=""),
                name="reminder_failed_with_reason",
            ),
            models.CheckConstraint(
                condition=Q(entity__isnull=False, user__isnull=True)
                | Q(entity__isnull=True, user__isnull=False),
                name="reminder_to_one",
            ),
            models.UniqueConstraint(
                fields=["kind", "subject_id", "day", "entity"],
                condition=Q(entity__isnull=False),
                name="reminder_to_entity_once",
            ),
            models.UniqueConstraint(
                fields=["kind", "subject_id", "day", "user"],
                condition=Q(user__isnull=False),
                name="reminder_to_person_once",
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
