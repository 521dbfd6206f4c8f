"""The audit log: what was done and read, by whom, in a chain that shows every change to it.

Entries name organisation, office, user and record by plain ids, without foreign keys: the log
outlives what it names.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from waystation.foundation.shared.privacy import Privacy


class ChainHead(models.Model):
    """The last entry of an organisation's chain; locked by the transaction that adds the next."""

    privacy = Privacy.none("The end of the audit chain.")
    organisation_id = models.UUIDField(primary_key=True)
    number = models.PositiveBigIntegerField(default=0)
    digest = models.BinaryField(default=bytes(32))

    def __str__(self) -> str:
        return f"{self.organisation_id} at {self.number}"


class Entry(models.Model):
    """One thing that somebody did or read. Append-only; each holds the digest of the one before.

    ``number`` counts within the organisation and is given under the lock of ChainHead, so it
    is also the order of commits: a reader that has read up to n has missed nothing before n.
    """

    privacy = Privacy(
        purpose="Proving who read or changed what; names no person served.",
        personal=("user_id", "subject_id"),
    )
    id = models.BigAutoField(primary_key=True)
    organisation_id = models.UUIDField()
    number = models.PositiveBigIntegerField()
    at = models.DateTimeField()
    office_id = models.UUIDField(null=True)
    user_id = models.UUIDField(null=True)
    channel = models.CharField(max_length=20)
    verb = models.CharField(max_length=60)
    subject_kind = models.CharField(max_length=60)
    subject_id = models.UUIDField(null=True)
    detail = models.JSONField(default=dict)
    digest = models.BinaryField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation_id", "number"], name="audit_number_once"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["organisation_id", "subject_id", "number"], name="audit_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.verb} {self.subject_kind}"
