"""Base models of records: key, organisation, office, author and times."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar, Self
from uuid import UUID

from django.db import models
from django.db.models import Q

from waystation.foundation.audit.content import RecordQuerySet
from waystation.foundation.shared.keys import new_key
from waystation.foundation.shared.periods import now

from .inserting import PlannedInsert as PlannedInsert
from .inserting import save_all as save_all

if TYPE_CHECKING:
    from .models import User


class Digested(PlannedInsert):
    """A row whose digest is in the audit log (audit/content.py), so that tampering is detected.

    It belongs to an organisation, directly or through one foreign key. A model without office
    content gives in ``no_digest`` the reason why its rows have no digest.
    """

    no_digest: ClassVar[str] = ""

    objects = RecordQuerySet.as_manager()

    class Meta:
        abstract = True


class Keyed(Digested):
    """A row whose key is a UUIDv7, created by the client or by us."""

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)

    class Meta:
        abstract = True


class OfficeRecord(Keyed):
    """A record of one office of one organisation, with author and times.

    Apps put ``organisation, office, …`` first in their indexes. ``version`` counts edits.
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

    class Meta:
        abstract = True

    @classmethod
    def begin(
        cls, user: User | None, office_id: UUID, key: UUID | None = None, /, **values: Any
    ) -> Self:
        """Return a new, unsaved record of an office by ``user``; ``key`` is the client's."""
        moment = now()
        organisation = {"organisation_id": user.organisation_id} if user is not None else {}
        return cls(
            id=key or new_key(),
            office_id=office_id,
            created_by=user,
            created_at=moment,
            changed_at=moment,
            **organisation,
            **values,
        )

    def touch(self) -> None:
        """Count an edit without saving it."""
        self.version += 1
        self.changed_at = now()


def not_ended(day: date, last: str = "ends_on") -> Q:
    """Return the condition that something has no last day, or that ``day`` is not after it."""
    return Q(**{f"{last}__isnull": True}) | Q(**{f"{last}__gte": day})


def in_force(day: date, first: str = "starts_on", last: str = "ends_on") -> Q:
    """Return the condition that ``day`` lies from the first to the last day, both included.

    The last day may be empty: it has not ended. ``periods.in_force`` is the same rule for values.
    """
    return Q(**{f"{first}__lte": day}) & not_ended(day, last)
