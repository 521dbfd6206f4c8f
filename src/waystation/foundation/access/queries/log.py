"""Queries of the audit log for pages."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time
from functools import reduce
from operator import or_
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from waystation.foundation.access.models import Office, User
from waystation.foundation.audit import queries as audit
from waystation.foundation.shared.typed import key_in, number_in

from .accounts import names_of_users
from .reach import AnyUser, may, places_of, require, signed_in

MOST_FOUND = 200  # accounts that match a text
EARLIEST, LATEST = date(1900, 1, 1), date(9000, 1, 1)  # days that have a moment in every time zone


def audit_entries_visible_to(user: AnyUser) -> QuerySet[audit.Entry]:
    """Return the whole audit log, newest first, for users who may read it."""
    if not may(user, "audit.read") or not isinstance(user, User):
        return audit.Entry.objects.none()
    return audit.Entry.objects.filter(organisation_id=user.organisation_id).order_by("-number")


def audit_entries_matching(
    user: AnyUser,
    text: str = "",
    *,
    who: str = "",
    steps: Iterable[str] = (),
    kinds: Iterable[str] = (),
    subject: str = "",
    office: str = "",
    first: date | None = None,
    last: date | None = None,
) -> QuerySet[audit.Entry]:
    """Return the entries of the audit log that match everything given.

    ``text`` is a part of a user's name or address, the number of an entry, or a record's key;
    ``steps`` are the ends of verbs; ``kinds`` kinds of records. A key that is none finds nothing.
    """
    rows = audit_entries_visible_to(user)
    for column, value in (("user_id", who), ("subject_id", subject), ("office_id", office)):
        if value:
            key = key_in(value)
            rows = rows.filter(**{column: key}) if key else rows.none()
    if text:
        rows = rows.filter(_matches(user, text))
    if steps := set(steps):
        rows = rows.filter(Q(verb__in=steps) | _ends_with(steps))
    if kinds := list(kinds):
        rows = rows.filter(subject_kind__in=kinds)
    if first:
        rows = rows.filter(at__gte=_moment(max(first, EARLIEST), time.min))
    if last:
        rows = rows.filter(at__lte=_moment(min(last, LATEST), time.max))
    return rows.order_by("-at", "-number") if first or last else rows


def entries_before(rows: QuerySet[audit.Entry], number: int) -> QuerySet[audit.Entry]:
    """Return the entries that come after entry ``number`` in the order of ``rows``."""
    if rows.query.order_by[0] == "-number":
        return rows.filter(number__lt=number)
    at = rows.filter(number=number).values_list("at", flat=True).first()
    if at is None:  # not an entry of these
        return rows.none()
    return rows.filter(Q(at__lt=at) | Q(at=at, number__lt=number))


def _ends_with(steps: Iterable[str]) -> Q:
    """Return the condition that a verb ends with one of some steps ("referral.sign": "sign")."""
    return reduce(or_, (Q(verb__endswith=f".{step}") for step in sorted(steps)))


def _moment(day: date, hour: time) -> datetime:
    return timezone.make_aware(datetime.combine(day, hour))


def _matches(user: AnyUser, text: str) -> Q:
    accounts = User.objects.filter(organisation_id=signed_in(user).organisation_id).filter(
        Q(full_name__icontains=text) | Q(email__icontains=text.casefold())
    )
    condition = Q(user_id__in=list(accounts.values_list("id", flat=True)[:MOST_FOUND]))
    if key := key_in(text):
        condition |= Q(subject_id=key) | Q(user_id=key)
    if number := number_in(text):
        condition |= Q(number=number)
    return condition


def audit_choices(user: AnyUser) -> dict[str, list[tuple[str, str]]]:
    """Return the accounts and the offices that entries of the audit log may name, by name."""
    me = require(user, "audit.read")
    accounts = User.objects.filter(organisation_id=me.organisation_id).order_by("full_name", "id")
    offices = Office.objects.filter(organisation_id=me.organisation_id).order_by("name", "id")
    return {
        "who": [(str(key), name) for key, name in accounts.values_list("id", "full_name")],
        "office": [(str(key), name) for key, name in offices.values_list("id", "name")],
    }


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


def rows_about(
    user: AnyUser, *subject_ids: UUID, limit: int = 200, reads: bool = True
) -> list[dict[str, Any]]:
    """Return the changes and ``reads`` of records, newest first, with the users' names.

    Without ``reads``, refused attempts are left out too. The caller has checked that the user may
    see the records themselves.
    """
    if not isinstance(user, User):
        return []
    entries = audit.Entry.objects.filter(organisation_id=user.organisation_id)
    if len(subject_ids) == 1:  # the index has the entries of one record in their order
        entries = entries.filter(subject_id=subject_ids[0])
    else:
        entries = entries.filter(subject_id__in=subject_ids)
    if not reads:
        entries = entries.exclude(Q(verb__endswith=".read") | Q(verb="access.refuse"))
    names = ("number", "at", "user_id", "office_id", "channel", "verb", "detail")
    rows = [dict(row) for row in entries.order_by("-number").values(*names)[:limit]]
    users = names_of_users({row["user_id"] for row in rows})
    offices = {key: place.name for key, place in places_of(user).items()}
    for row in rows:
        row["user"] = users.get(row["user_id"], "")
        row["office"] = offices.get(row["office_id"], "")
    return rows
