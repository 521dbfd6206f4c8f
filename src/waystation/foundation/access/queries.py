"""Who may see what. Every other room asks here before it reads."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from typing import TypeVar
from uuid import UUID

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db.models import Model, Q, QuerySet

from waystation.foundation.shared.errors import NotAllowed
from waystation.foundation.shared.periods import today_in
from waystation.foundation.shared.sealing import Keyring
from waystation.foundation.shared.words import N_

from .models import AuditRow, ChainHead, DataKey, Membership, Office, User
from .rules import ROLES

Anyone = User | AnonymousUser
M = TypeVar("M", bound=Model)


def reach_of(user: Anyone) -> dict[str, set[UUID]]:
    """Return, for each permission the user holds today, the offices where it holds.

    Read once per request (cached on the user object), so a changed role applies on the next.
    """
    if not isinstance(user, User) or not user.is_active:
        return {}
    cached: dict[str, set[UUID]] | None = getattr(user, "_reach", None)
    if cached is not None:
        return cached
    day = today_in()
    reach: dict[str, set[UUID]] = {}
    held = Membership.objects.filter(user=user, starts_on__lte=day).filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=day)
    )
    everywhere: set[UUID] | None = None
    for role_key, office_id in held.values_list("role", "office_id"):
        role = ROLES[role_key]
        offices = {office_id}
        if role.reach == "organisation":
            if everywhere is None:
                everywhere = set(
                    Office.objects.filter(organisation_id=user.organisation_id).values_list(
                        "id", flat=True
                    )
                )
            offices = everywhere
        for permission in role.may:
            reach.setdefault(permission, set()).update(offices)
    user._reach = reach  # type: ignore[attr-defined]
    return reach


def roles_of(user: Anyone) -> set[str]:
    """Return the keys of the roles that the user holds today."""
    if not isinstance(user, User):
        return set()
    day = today_in()
    held = Membership.objects.filter(user=user, starts_on__lte=day).filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=day)
    )
    return set(held.values_list("role", flat=True))


def may(user: Anyone, permission: str, office_id: UUID | None = None) -> bool:
    """Return whether the user holds ``permission``, in that office if one is named."""
    offices = reach_of(user).get(permission, set())
    return bool(offices) if office_id is None else office_id in offices


def require(user: Anyone, permission: str, office_id: UUID | None = None) -> User:
    """Return the user if they hold ``permission``, else raise NotAllowed."""
    if isinstance(user, User) and may(user, permission, office_id):
        return user
    raise NotAllowed(
        N_("Your role does not include this. Ask your administrator if you need it."),
        code="not_allowed",
    )


def offices_where(user: Anyone, permission: str) -> list[UUID]:
    """Return the keys of the offices where the user holds ``permission``."""
    return sorted(reach_of(user).get(permission, set()))


def scoped(rows: QuerySet[M], user: Anyone, permission: str) -> QuerySet[M]:
    """Return the rows of an OfficeRecord that this user may see: none without the permission."""
    offices = offices_where(user, permission)
    if not offices or not isinstance(user, User):
        return rows.none()
    return rows.filter(organisation_id=user.organisation_id, office_id__in=offices)


def offices_seen_by(user: Anyone, permission: str) -> QuerySet[Office]:
    """Return the offices where the user holds ``permission``, by name."""
    return Office.objects.filter(id__in=offices_where(user, permission)).order_by("name")


def office_of(user: User) -> Office | None:
    """Return the office where the user mainly works: the first membership."""
    held = Membership.objects.filter(user=user).select_related("office").order_by("starts_on", "id")
    first = held.first()
    return first.office if first else None


@lru_cache(maxsize=64)
def _opened(wrapped: bytes, organisation: str) -> Keyring:
    master = Keyring("house", settings.MASTER_KEY)
    key = master.open(wrapped, table="access_datakey", column="wrapped", row=organisation)
    return Keyring(organisation, key)


def keyring(organisation_id: UUID) -> Keyring:
    """Return the organisation's keyring. Only rooms that seal or open columns ask for it."""
    row = DataKey.objects.get(organisation_id=organisation_id)
    return _opened(bytes(row.wrapped), str(organisation_id))


def digest_of(text: str) -> str:
    """Return the SHA-256 of ``text`` in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def chain_number(organisation_id: UUID) -> int:
    """Return the number of the last audit row of an organisation, 0 if there is none."""
    head = ChainHead.objects.filter(organisation_id=organisation_id).first()
    return head.number if head else 0


def changes_since(organisation_id: UUID, number: int) -> dict[str, set[UUID]]:
    """Return which records were written after audit row ``number``: kind -> keys.

    Numbers are given under a lock, so they are the order of commits and none is missed.
    Rows of reading (verbs that end in ".read") are left out.
    """
    rows = (
        AuditRow.objects.filter(
            organisation_id=organisation_id, number__gt=number, subject_id__isnull=False
        )
        .exclude(verb__endswith=".read")
        .values_list("subject_kind", "subject_id")
    )
    changed: dict[str, set[UUID]] = {}
    for kind, key in rows.iterator(chunk_size=5000):
        if key is not None:
            changed.setdefault(kind, set()).add(key)
    return changed
