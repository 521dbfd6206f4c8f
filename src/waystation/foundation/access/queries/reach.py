"""Accounts, permissions and scope: used before every read and every write."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Any, NamedTuple, TypeVar
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.db.models import Model, QuerySet

from waystation.foundation.access import rules
from waystation.foundation.access.models import (
    ApiToken,
    Membership,
    Office,
    User,
)
from waystation.foundation.access.rules import ROLES
from waystation.foundation.access.stamps import ACCESS, stamp_of
from waystation.foundation.shared.errors import NotAllowed, NotSeen
from waystation.foundation.shared.periods import in_force, now, today_in
from waystation.foundation.shared.words import N_

AnyUser = User | AnonymousUser

M = TypeVar("M", bound=Model)

R = TypeVar("R")


class Place(NamedTuple):
    """An office: its key, its name and its time zone."""

    id: UUID
    name: str
    zone: str


class AssignedRole(NamedTuple):
    """A role that was given to a user at any time."""

    office: Place
    role: str
    starts_on: date
    ends_on: date | None

    def holds_on(self, day: date) -> bool:
        """Return whether the user holds the role on a day."""
        return in_force(day, self.starts_on, self.ends_on)


class Account(NamedTuple):
    """An account, its roles and its organisation's offices, as immutable values for all threads."""

    row: tuple[Any, ...]
    held: tuple[AssignedRole, ...]
    offices: tuple[Place, ...]


_USER = tuple(field.attname for field in User._meta.concrete_fields)


@lru_cache(maxsize=4096)
def _account(stamp: str, user_id: UUID) -> Account:
    """Load an account with its roles and the offices of its organisation. Raises DoesNotExist."""
    user = User.objects.get(id=user_id)
    row = tuple(getattr(user, name) for name in _USER)
    return Account(row, tuple(_roles_of(user)), tuple(_offices_of(user)))


def active_user(user_id: UUID, stamp: str = "") -> User | None:
    """Return an active account with its roles; None if it is closed or deleted."""
    stamp = stamp or stamp_of(ACCESS)
    try:
        account = _account(stamp, user_id)
    except User.DoesNotExist:
        return None
    user = User.from_db(connection.alias, _USER, account.row)
    user._held, user._offices, user.read_under = account.held, account.offices, stamp
    return user if user.is_active else None


class _Token(NamedTuple):
    user_id: UUID
    scopes: frozenset[str]
    expires_at: datetime


@lru_cache(maxsize=4096)
def _token(stamp: str, digest: bytes) -> _Token:
    """Load an API token that is not revoked. Raises DoesNotExist."""
    token = ApiToken.objects.get(digest=digest, revoked_at__isnull=True)
    return _Token(token.user_id, frozenset(token.scopes), token.expires_at)


def user_of_token(secret: str) -> User | None:
    """Return the active user of a valid API token, limited to the token's scopes."""
    stamp = stamp_of(ACCESS)
    try:
        token = _token(stamp, hashlib.sha256(secret.encode()).digest())
    except ApiToken.DoesNotExist:
        return None
    user = active_user(token.user_id, stamp) if token.expires_at > now() else None
    if user is not None:
        user._scopes = token.scopes
    return user


def reach_of(user: AnyUser) -> Mapping[str, frozenset[UUID]]:
    """Return, for each permission the user holds today, the offices in which they hold it.

    Read once per request (cached on the user object), so a changed role applies to the next one.
    """
    if not isinstance(user, User) or not user.is_active:
        return {}
    if user._reach is None:
        day = today_in()
        roles = frozenset(
            (one.role, one.office.id) for one in roles_held_by(user) if one.holds_on(day)
        )
        everywhere: frozenset[UUID] = frozenset()
        if any(ROLES[role].reach == "organisation" for role, _ in roles):
            everywhere = frozenset(office.id for office in offices_of_organisation(user))
        user._reach = rules.reach(roles, everywhere, user._scopes)
    return user._reach


def roles_held_by(user: User) -> Sequence[AssignedRole]:
    """Return all roles ever given to the user, oldest first; read once per request."""
    if user._held is None:
        user._held = _roles_of(user)
    return user._held


def _roles_of(user: User) -> list[AssignedRole]:
    rows = Membership.objects.filter(user=user).order_by("starts_on", "id")
    names = ("office_id", "office__name", "office__zone", "role", "starts_on", "ends_on")
    return [
        AssignedRole(Place(key, name, zone), *rest)
        for key, name, zone, *rest in rows.values_list(*names)
    ]


def offices_of_organisation(user: User) -> Sequence[Place]:
    """Return the offices of the user's organisation by name; read once per request."""
    if user._offices is None:
        user._offices = _offices_of(user)
    return user._offices


def _offices_of(user: User) -> list[Place]:
    rows = Office.objects.filter(organisation_id=user.organisation_id).order_by("name")
    return [Place(*row) for row in rows.values_list("id", "name", "zone")]


def places_of(user: AnyUser) -> dict[UUID, Place]:
    """Return the offices of the user's organisation by key, for rows that name their office.

    They were read with the account: a query needs no join to show the office of its rows.
    """
    offices = offices_of_organisation(user) if isinstance(user, User) else ()
    return {one.id: one for one in offices}


def once_per_request(user: User, name: str, read: Callable[[], R]) -> R:
    """Return the result of ``read``, cached for the request like the user's roles.

    For objects that are created once and never change; a missing one is not cached.
    """
    if name not in user._kept:
        value = read()
        if not value:
            return value
        user._kept = {**user._kept, name: value}
    cached: R = user._kept[name]
    return cached


def may(user: AnyUser, permission: str, office_id: UUID | None = None) -> bool:
    """Return whether the user holds ``permission``, in that office if one is given."""
    offices = reach_of(user).get(permission, frozenset())
    return bool(offices) if office_id is None else office_id in offices


def require(user: AnyUser, permission: str, office_id: UUID | None = None) -> User:
    """Return the user if they hold ``permission``, else raise NotAllowed."""
    if isinstance(user, User) and may(user, permission, office_id):
        return user
    raise NotAllowed(
        N_("Your role does not include this. Ask your administrator if you need it."),
        code="not_allowed",
        permission=permission,
    )


def offices_where(user: AnyUser, permission: str) -> list[UUID]:
    """Return the keys of the offices where the user holds ``permission``."""
    return sorted(reach_of(user).get(permission, ()))


def scoped(rows: QuerySet[M], user: AnyUser, permission: str) -> QuerySet[M]:
    """Return the rows of an OfficeRecord that this user may see: none without permission."""
    offices = offices_where(user, permission)
    if not offices or not isinstance(user, User):
        return rows.none()
    if len(offices) == 1:  # most users: Django builds "=" with less work than "IN"
        return rows.filter(organisation_id=user.organisation_id, office_id=offices[0])
    return rows.filter(organisation_id=user.organisation_id, office_id__in=offices)


def one_of(rows: QuerySet[M], key: Any, sentence: str, code: str) -> M:
    """Return the row with a key from those that the user may see. Raises NotSeen."""
    found = rows.filter(pk=key).first()
    if found is None:
        raise NotSeen(sentence, code=code)
    return found


def signed_in(user: AnyUser) -> User:
    """Return the account of a request. Raises NotAllowed if there is none."""
    if isinstance(user, User) and user.is_active:
        return user
    raise NotAllowed(N_("Sign in first."), code="not_signed_in")


def require_any(user: AnyUser, *permissions: str, office_id: UUID | None = None) -> User:
    """Return the user if they hold one of the permissions, in that office if one is given.

    Raises NotAllowed.
    """
    for permission in permissions:
        if may(user, permission, office_id):
            return signed_in(user)
    return require(user, permissions[0], office_id)
