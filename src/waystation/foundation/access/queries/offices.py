"""Offices, and records within a user's scope."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Model, QuerySet

from waystation.foundation.access.models import (
    Office,
    User,
)
from waystation.foundation.access.stamps import ACCESS, stamp_of
from waystation.foundation.audit.queries import as_key, ask, in_sql
from waystation.foundation.shared.periods import today_in

from .reach import (
    AnyUser,
    Place,
    offices_of_organisation,
    offices_where,
    reach_of,
    roles_held_by,
)


@cache
def _one_row(model: type[Model], names: tuple[str, ...]) -> str:
    meta: Any = model._meta
    columns = ", ".join(f'"{meta.get_field(name).column}"' for name in names)
    return f'SELECT {columns} FROM "{meta.db_table}" WHERE "id" = %s'  # noqa: S608


def values_in_scope(
    user: AnyUser, permission: str, model: type[Model], key: UUID, *names: str
) -> tuple[Any, ...] | None:
    """Return some columns of one OfficeRecord, None if this user may not see it.

    Like ``scoped``, for the checks of every write: a single statement that is planned once. The
    columns hold keys, numbers, text or days.
    """
    offices = reach_of(user).get(permission, frozenset())
    if not offices or not isinstance(user, User):
        return None
    columns = ("organisation_id", "office_id", *names)
    for row in ask(_one_row(model, columns), in_sql(key)):
        if as_key(row[0]) == user.organisation_id and as_key(row[1]) in offices:
            return tuple(row[2:])
    return None


def offices_visible_to(user: AnyUser, permission: str) -> QuerySet[Office]:
    """Return the offices where the user holds ``permission``, by name."""
    return Office.objects.filter(id__in=offices_where(user, permission)).order_by("name")


def office_choices(user: AnyUser, permission: str) -> list[tuple[str, str]]:
    """Return the offices where the user holds ``permission``, as form choices.

    The user's main office is first, since a form without another choice uses the first; the
    others follow by name.
    """
    offices = reach_of(user).get(permission, frozenset())
    if not offices or not isinstance(user, User):
        return []
    main = office_of(user)
    found = [office for office in offices_of_organisation(user) if office.id in offices]
    found.sort(key=lambda office: main is None or office.id != main.id)
    return [(str(office.id), office.name) for office in found]


def office_of(user: User) -> Place | None:
    """Return the user's main office: that of the first role held today, else of the first ever."""
    roles, today = roles_held_by(user), today_in()
    held = [one.office for one in roles if one.holds_on(today)] or [one.office for one in roles]
    return held[0] if held else None


def office_names(organisation_id: UUID) -> dict[str, str]:
    """Return the names of an organisation's offices by key as text."""
    offices = Office.objects.filter(organisation_id=organisation_id).order_by("name")
    return {str(key): name for key, name in offices.values_list("id", "name")}


_OFFICE = tuple(field.attname for field in Office._meta.concrete_fields)


@lru_cache(maxsize=1024)
def _office(stamp: str, office_id: UUID) -> tuple[Any, ...]:
    office = Office.objects.get(id=office_id)
    return tuple(getattr(office, name) for name in _OFFICE)


def the_office(office_id: UUID, user: User | None = None, stamp: str = "") -> Office:
    """Return an office by its key, for rules that need its time zone and opening hours.

    It is as it was when the account of ``user`` was read, which saves a statement.
    """
    stamp = stamp or (user.read_under if user is not None else "") or stamp_of(ACCESS)
    return Office.from_db(connection.alias, _OFFICE, _office(stamp, office_id))


def office_by_key(key: str) -> Office | None:
    """Return an office by its key, or the first one without a key; for commands."""
    offices = Office.objects.select_related("organisation").order_by("id")
    return (offices.filter(key=key) if key else offices).first()
