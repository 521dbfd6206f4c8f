"""Queries of the audit log for pages."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from waystation.foundation.access.models import User
from waystation.foundation.audit import queries as audit

from .accounts import names_of_users
from .reach import AnyUser, may, offices_of_organisation


def audit_entries_visible_to(
    user: AnyUser, *, subject_id: UUID | None = None, before: int | None = None
) -> QuerySet[audit.Entry]:
    """Return the whole audit log, newest first, for users who may read it."""
    if not may(user, "audit.read") or not isinstance(user, User):
        return audit.Entry.objects.none()
    rows = audit.Entry.objects.filter(organisation_id=user.organisation_id).order_by("-number")
    if subject_id is not None:
        rows = rows.filter(subject_id=subject_id)
    if before is not None:
        rows = rows.filter(number__lt=before)
    return rows


def written_about(
    organisation_id: UUID, subjects: Iterable[UUID] | None, after: int, *, most: int = 5000
) -> list[dict[str, Any]]:
    """Return the entries about changes of these records after row ``after``.

    With None: all erasures since then. Entries of reading are left out. The caller has checked that
    the reader may see the records.
    """
    rows = audit.Entry.objects.filter(organisation_id=organisation_id, number__gt=after)
    if subjects is None:
        rows = rows.filter(verb__endswith=".erase")
    else:
        rows = rows.filter(subject_id__in=list(subjects)).exclude(verb__endswith=".read")
    entries = list(
        rows.order_by("number").values(
            "number", "at", "user_id", "verb", "subject_kind", "subject_id", "detail"
        )[:most]
    )
    names = names_of_users({row["user_id"] for row in entries})
    return [
        {**row, "user": names.get(row["user_id"], "") if row["user_id"] else ""} for row in entries
    ]


def rows_about(user: AnyUser, subject_id: UUID, *, limit: int = 200) -> list[dict[str, Any]]:
    """Return the changes and reads of one record, newest first, with the users' names.

    The caller has checked that the user may see the record itself.
    """
    if not isinstance(user, User):
        return []
    rows: list[dict[str, Any]] = [
        dict(row)
        for row in audit.Entry.objects.filter(
            organisation_id=user.organisation_id, subject_id=subject_id
        )
        .order_by("-number")
        .values("number", "at", "user_id", "office_id", "channel", "verb", "detail")[:limit]
    ]
    users = names_of_users({row["user_id"] for row in rows})
    offices = dict(offices_of_organisation(user))
    for row in rows:
        row["user"] = users.get(row["user_id"], "")
        row["office"] = offices.get(row["office_id"], "")
    return rows
