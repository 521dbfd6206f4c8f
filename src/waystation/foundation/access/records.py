"""What every row of every room carries, and how two editors meet.

This module is a door: rooms build their models on it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import connection, models

from waystation.foundation.audit.content import RecordQuerySet
from waystation.foundation.shared.errors import Conflict
from waystation.foundation.shared.keys import new_key
from waystation.foundation.shared.words import N_


class Keyed(models.Model):
    """A row whose key is a UUIDv7, made by the client or by us."""

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)

    class Meta:
        abstract = True


class OfficeRecord(Keyed):
    """A row that belongs to one office of one organisation, and remembers who wrote it.

    The audit log carries a digest of each row's content (audit/content.py), so that a change
    past the program is found.

    Rooms put ``organisation, office, …`` first in their indexes. ``version`` counts edits.
    """

    organisation = models.ForeignKey(
        "access.Organisation", on_delete=models.PROTECT, related_name="+", editable=False
    )
    office = models.ForeignKey("access.Office", on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(
        "access.User", on_delete=models.PROTECT, related_name="+", null=True
    )
    changed_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    objects = RecordQuerySet.as_manager()

    class Meta:
        abstract = True



def is_sqlite() -> bool:
    """Return whether this process runs on the embedded database."""
    return connection.vendor == "sqlite"
