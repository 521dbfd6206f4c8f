"""The audit log: what was done and read, and by whom, in a tamper-evident chain.

Entries refer to organisation, office, user and record by plain ids without foreign keys, because
the log outlives them.
"""

from __future__ import annotations

import json
from typing import Any, ClassVar

from django.db import models

from waystation.foundation.shared.privacy import Privacy


class JsonText(models.TextField):  # type: ignore[type-arg]
    """Plain JSON as text, byte for byte the same on both databases, as a digest requires."""

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> Any:
        return None if value is None else json.loads(value)

    def to_python(self, value: Any) -> Any:
        return json.loads(value) if isinstance(value, str) else value

    def get_prep_value(self, value: Any) -> Any:
        return None if value is None else in_json(value)


def in_json(value: Any) -> str:
    """Return plain data as canonical JSON: sorted keys, no spaces, ASCII."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"))


class ChainHead(models.Model):
    """The last entry of an organisation's chain, locked by a transaction that appends to it."""

    privacy = Privacy.none("The end of the audit chain.")
    organisation_id = models.UUIDField(primary_key=True)
    number = models.PositiveBigIntegerField(default=0)
    digest = models.BinaryField(default=bytes(32))

    def __str__(self) -> str:
        return f"{self.organisation_id} at {self.number}"


class Entry(models.Model):
    """One act or read of a user. Append-only; each entry includes the digest of the one before.

    ``number`` counts within the organisation and is assigned under the lock of ChainHead, so it is
    also the order of commits: a reader that has read up to n has missed nothing before n.

    ``records`` lists the records that the same transaction wrote, one per line: model, key, and a
    keyed digest of the record's content, or "-" if it was deleted (see content.py).
    """

    privacy = Privacy(
        purpose="Proving who read or changed what; names no person served.",
        personal=("user_id", "subject_id", "records"),
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
    detail = JsonText(default=dict)
    records = models.TextField(default="", blank=True)
    digest = models.BinaryField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation_id", "number"], name="audit_number_once"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["organisation_id", "subject_id", "number"], name="audit_subject"),
            models.Index(fields=["organisation_id", "user_id", "number"], name="audit_user"),
            models.Index(fields=["organisation_id", "at", "number"], name="audit_at"),
            models.Index(
                fields=["user_id", "at"], name="audit_exports", condition=models.Q(verb="export")
            ),
            models.Index(
                fields=["user_id", "at"],
                name="audit_files",
                condition=models.Q(verb="export.download"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.verb} {self.subject_kind}"
