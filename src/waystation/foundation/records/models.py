"""Base models of records: withdrawal, and the revisions of registers."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from waystation.foundation.access.records import Keyed
from waystation.foundation.shared.privacy import Privacy


class Revision(Keyed):
    """The state of a register's entry after one edit. Never changed, never deleted."""

    privacy = Privacy.none("Earlier states of register entries, which hold nothing about anybody.")
    organisation = models.ForeignKey(
        "access.Organisation", on_delete=models.PROTECT, related_name="+"
    )
    subject_kind = models.CharField(max_length=60)
    subject_id = models.UUIDField()
    number = models.PositiveIntegerField()
    at = models.DateTimeField()
    by = models.ForeignKey("access.User", on_delete=models.PROTECT, related_name="+", null=True)
    values = models.JSONField()
    why = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["subject_id", "number"], name="revision_number_once"),
        ]

    def __str__(self) -> str:
        return f"{self.subject_kind} {self.subject_id} v{self.number}"


class Withdrawable(models.Model):
    """A record that is withdrawn with a reason, never deleted; it is excluded from all counts.

    ``withdrawal_reason`` is sealed: it may contain personal data.
    """

    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        "access.User", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    withdrawal_reason = models.BinaryField(default=bytes, blank=True)

    class Meta:
        abstract = True
