"""Who may see what. Every other room asks here before it reads."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Any, NamedTuple, TypeVar
from uuid import UUID

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.db.models import Model, Q, QuerySet

from waystation.foundation.audit import queries as audit
from waystation.foundation.audit.queries import as_key as as_key
from waystation.foundation.audit.queries import ask as ask
from waystation.foundation.audit.queries import in_sql as in_sql
from waystation.foundation.audit.queries import prepared_cursor as prepared_cursor
from waystation.foundation.shared.errors import NotAllowed
from waystation.foundation.shared.periods import now, today_in
from waystation.foundation.shared.sealing import Keyring
from waystation.foundation.shared.words import N_

from . import rules
from .columns import columns_of as columns_of
from .models import (
    AddressChange,
    ApiToken,
    DataKey,
    Membership,
    Organisation,
    RoleProposal,
    Session,
    User,
)
from .models import Office as Office
from .rules import ROLES
from .sessions import SessionStore, digest_of

Anyone = User | AnonymousUser
M = TypeVar("M", bound=Model)
R = TypeVar("R")


class Place(NamedTuple):
    """An office as it stands beside a role."""

    id: UUID
    name: str


class Held(NamedTuple):
    """A role that was ever given to a user."""

    office: Place
    role: str
    starts_on: date
    ends_on: date | None


def reach_of(user: Anyone) -> Mapping[str, frozenset[UUID]]:
    """Return, for each permission the user holds today, the offices where it holds.

    Read once per request (cached on the user object), so a changed role applies on the next.
    """
    if not isinstance(user, User) or not user.is_active:
        return {}
    if user._reach is None:
        day = today_in()
        roles = frozenset(
            (one.role, one.office.id)
            for one in _held(user)
            if one.starts_on <= day and (one.ends_on is None or day <= one.ends_on)
        )
        everywhere: frozenset[UUID] = frozenset()
        if any(ROLES[role].reach == "organisation" for role, _ in roles):
            offices = Office.objects.filter(organisation_id=user.organisation_id)
            everywhere = frozenset(offices.values_list("id", flat=True))
        user._reach = rules.reach(roles, everywhere, user._scopes)
    return user._reach


def _held(user: User) -> list[Held]:
    """Return every role ever given to the user, the first one first; read once per request."""
    if user._held is None:
        rows = Membership.objects.filter(user=user).order_by("starts_on", "id")
        names = ("office_id", "office__name", "role", "starts_on", "ends_on")
        user._held = [
            Held(Place(key, name), *rest) for key, name, *rest in rows.values_list(*names)
        ]
    return user._held


def kept_for(user: User, name: str, read: Callable[[], R]) -> R:
    """Return what ``read`` finds: once per request, as the user's roles are.

    For what is made once and never changed; while it is not there, it is looked for again.
    """
    if name not in user._kept:
        found = read()
        if not found:
            return found
        user._kept = {**user._kept, name: found}
    kept: R = user._kept[name]
    return kept


def user_of_token(secret: str) -> User | None:
    """Return the active user of a valid API token, narrowed to the token's scopes."""
    token = (
        ApiToken.objects.filter(
            digest=hashlib.sha256(secret.encode()).digest(),
            revoked_at__isnull=True,
            expires_at__gt=now(),
            user__is_active=True,
        )
        .select_related("user")
        .first()
    )
    if token is None:
        return None
    token.user._scopes = frozenset(token.scopes)
    return token.user


def users_seen_by(user: Anyone) -> QuerySet[User]:
    """Return the accounts of the organisation for whoever manages them, by name."""
    if not may(user, "user.manage") or not isinstance(user, User):
        return User.objects.none()
    return User.objects.filter(organisation_id=user.organisation_id).order_by("full_name", "id")


def memberships_seen_by(user: Anyone) -> QuerySet[Membership]:
    """Return the roles given in the organisation, for whoever manages them."""
    return Membership.objects.filter(user__in=users_seen_by(user)).select_related("office", "user")


def audit_entries_visible_to(
    user: Anyone, *, subject_id: UUID | None = None, before: int | None = None
) -> QuerySet[audit.Entry]:
    """Return the trail, latest first: all of it for who may read it."""
    if not may(user, "audit.read") or not isinstance(user, User):
        return audit.Entry.objects.none()
    rows = audit.Entry.objects.filter(organisation_id=user.organisation_id).order_by("-number")
    if subject_id is not None:
        rows = rows.filter(subject_id=subject_id)
    if before is not None:
        rows = rows.filter(number__lt=before)
    return rows


def names_of_users(keys: set[UUID]) -> dict[UUID, str]:
    """Return the names of staff by key, for pages that say who did something."""
    return dict(User.objects.filter(id__in=keys).values_list("id", "full_name"))


def colleagues(organisation_id: UUID) -> dict[UUID, str]:
    """Return the names of the open accounts of an organisation by key, in the order of names."""
    rows = User.objects.filter(organisation_id=organisation_id, is_active=True)
    return dict(rows.order_by("full_name", "id").values_list("id", "full_name"))


def organisations() -> QuerySet[Organisation]:
    """Return every organisation of the house; for commands, never for pages."""
    return Organisation.objects.order_by("key")


def may(user: Anyone, permission: str, office_id: UUID | None = None) -> bool:
    """Return whether the user holds ``permission``, in that office if one is named."""
    offices = reach_of(user).get(permission, frozenset())
    return bool(offices) if office_id is None else office_id in offices


def require(user: Anyone, permission: str, office_id: UUID | None = None) -> User:
    """Return the user if they hold ``permission``, else raise NotAllowed."""
    if isinstance(user, User) and may(user, permission, office_id):
        return user
    raise NotAllowed(
        N_("Your role does not include this. Ask your administrator if you need it."),
        code="not_allowed",
    )


def holders(office: UUID, role: str) -> list[User]:
    """Return who holds a role at an office today, for what the house does by itself."""
    today = today_in()
    held = Membership.objects.filter(
        office_id=office, role=role, starts_on__lte=today, user__is_active=True
    ).filter(Q(ends_on__isnull=True) | Q(ends_on__gte=today))
    return [one.user for one in held.select_related("user").order_by("starts_on", "id")]


def users_by_key(keys: Iterable[UUID]) -> dict[UUID, User]:
    """Return users by their key, for a caller that holds the keys of people it wrote to."""
    return User.objects.in_bulk(list(keys))


def held_today(user: User, office: UUID, role: str) -> Membership | None:
    """Return the role that somebody holds at an office today, if they do."""
    today = today_in()
    held = Membership.objects.filter(user=user, office_id=office, role=role, starts_on__lte=today)
    return held.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=today)).first()


def role_proposals_visible_to(user: Anyone) -> QuerySet[RoleProposal]:
    """Return the roles that wait for a second person, where the user may be that person.

    Those that the user proposed are among them.
    """
    if not isinstance(user, User):
        return RoleProposal.objects.none()
    places = Q(office_id__in=offices_where(user, "role.confirm"))
    if may(user, "user.manage"):
        places |= Q(proposed_by=user)
    waiting = RoleProposal.objects.filter(
        places, decided_at=None, office__organisation_id=user.organisation_id
    )
    return waiting.select_related("user", "office", "proposed_by").order_by("proposed_at", "id")


def address_changes_visible_to(user: Anyone) -> QuerySet[AddressChange]:
    """Return the changes of address that wait, for whoever manages accounts."""
    waiting = AddressChange.objects.filter(
        user__in=users_seen_by(user), done_at=None, cancelled_at=None
    )
    return waiting.select_related("user", "asked_by", "approved_by").order_by("asked_at", "id")


def address_change_of_link(digest: bytes) -> AddressChange | None:
    """Return the open change that a mailed link belongs to, while the link is good."""
    since = now() - timedelta(days=rules.ADDRESS_LINK_DAYS)
    found = AddressChange.objects.filter(
        Q(old_digest=digest) | Q(new_digest=digest),
        done_at=None,
        cancelled_at=None,
        asked_at__gt=since,
    )
    return found.select_related("user").first()


def guardians_of(organisation_id: UUID) -> set[User]:
    """Return who watches over the accounts: manages them, or reads the audit log."""
    today = today_in()
    roles = {*rules.roles_that_may("user.manage"), *rules.roles_that_may("audit.read")}
    held = Membership.objects.filter(
        office__organisation_id=organisation_id,
        role__in=roles,
        starts_on__lte=today,
        user__is_active=True,
    ).filter(Q(ends_on__isnull=True) | Q(ends_on__gte=today))
    return {one.user for one in held.select_related("user")}


def wrong_codes_of(user: User, since: datetime) -> int:
    """Return how often a wrong code of the second factor was typed for an account."""
    found = audit.Entry.objects.filter(
        organisation_id=user.organisation_id,
        subject_id=user.id,
        verb="second_factor.fail",
        at__gt=since,
    )
    return found.count()


def serves(user: User, office: UUID) -> bool:
    """Return whether somebody holds any role at an office today."""
    today = today_in()
    held = Membership.objects.filter(user=user, office_id=office, starts_on__lte=today)
    return held.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=today)).exists()


def offices_where(user: Anyone, permission: str) -> list[UUID]:
    """Return the keys of the offices where the user holds ``permission``."""
    return sorted(reach_of(user).get(permission, ()))


def scoped(rows: QuerySet[M], user: Anyone, permission: str) -> QuerySet[M]:
    """Return the rows of an OfficeRecord that this user may see: none without the permission."""
    offices = offices_where(user, permission)
    if not offices or not isinstance(user, User):
        return rows.none()
    return rows.filter(organisation_id=user.organisation_id, office_id__in=offices)


def offices_seen_by(user: Anyone, permission: str) -> QuerySet[Office]:
    """Return the offices where the user holds ``permission``, by name."""
    return Office.objects.filter(id__in=offices_where(user, permission)).order_by("name")


def office_of(user: User) -> Place | None:
    """Return the office where the user mainly works: the first membership."""
    held = _held(user)
    return held[0].office if held else None


WRAPPED_KEPT = 60.0  # seconds; many pages ask for the key, and it is never changed
_wrapped: dict[tuple[str, UUID], tuple[float, bytes]] = {}


@lru_cache(maxsize=64)
def _opened(wrapped: bytes, organisation: str) -> Keyring:
    master = Keyring("house", settings.MASTER_KEY)
    key = master.open(wrapped, table="access_datakey", column="wrapped", row=organisation)
    return Keyring(organisation, key)


def keyring(organisation_id: UUID) -> Keyring:
    """Return the organisation's keyring. Only rooms that seal or open columns ask for it."""
    name = str(connection.settings_dict["NAME"]), organisation_id
    moment, wrapped = _wrapped.get(name, (0.0, b""))
    if not wrapped or time.monotonic() - moment > WRAPPED_KEPT:
        row = DataKey.objects.get(organisation_id=organisation_id)
        wrapped = bytes(row.wrapped)
        _wrapped[name] = time.monotonic(), wrapped
    return _opened(wrapped, str(organisation_id))


def office_names(organisation_id: UUID) -> dict[str, str]:
    """Return the names of an organisation's offices by their key as text."""
    offices = Office.objects.filter(organisation_id=organisation_id).order_by("name")
    return {str(key): name for key, name in offices.values_list("id", "name")}


def written_about(
    organisation_id: UUID, subjects: Iterable[UUID] | None, after: int, *, most: int = 5000
) -> list[dict[str, Any]]:
    """Return what the trail says was done to these records after row ``after``.

    With None: everything that was erased since. Rows of reading are left out. The caller has
    settled whether the reader may see the records.
    """
    rows = audit.Entry.objects.filter(organisation_id=organisation_id, number__gt=after)
    if subjects is None:
        rows = rows.filter(verb__endswith=".erase")
    else:
        rows = rows.filter(subject_id__in=list(subjects)).exclude(verb__endswith=".read")
    found = list(
        rows.order_by("number").values(
            "number", "at", "user_id", "verb", "subject_kind", "subject_id", "detail"
        )[:most]
    )
    users = User.objects.filter(id__in={row["user_id"] for row in found})
    names = dict(users.values_list("id", "full_name"))
    return [
        {**row, "user": names.get(row["user_id"], "") if row["user_id"] else ""} for row in found
    ]


def rows_about(user: Anyone, subject_id: UUID, *, limit: int = 200) -> list[dict[str, Any]]:
    """Return what was done to one record and who read it, newest first, with the users' names.

    The caller has asked already whether the user may see the record itself.
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
    users = dict(
        User.objects.filter(id__in={row["user_id"] for row in rows}).values_list("id", "full_name")
    )
    offices = dict(
        Office.objects.filter(id__in={row["office_id"] for row in rows}).values_list("id", "name")
    )
    for row in rows:
        row["user"] = users.get(row["user_id"], "")
        row["office"] = offices.get(row["office_id"], "")
    return rows


def user_named(email: str) -> User | None:
    """Return the active account of an e-mail address; for commands."""
    return User.objects.filter(email=email.strip().casefold(), is_active=True).first()


def signed_in(user: Anyone) -> User:
    """Return the account behind a request. Raises NotAllowed where there is none."""
    if isinstance(user, User) and user.is_active:
        return user
    raise NotAllowed(N_("Sign in first."), code="not_signed_in")


def tokens_of(user: User) -> QuerySet[ApiToken]:
    """Return the user's own API tokens, latest first."""
    return ApiToken.objects.filter(user=user).order_by("-created_at")


class SignedIn(NamedTuple):
    """A browser in which somebody is signed in."""

    since: datetime
    address: str
    browser: str
    here: bool


def sessions_of(user: User, key: str | None) -> list[SignedIn]:
    """Return where a user is signed in, the first one first; ``key`` is this browser's session."""
    found = []
    for row in Session.objects.filter(user=user, expire_date__gt=now()):
        about = SessionStore().decode(row.session_data)
        if "began_at" in about:
            since = datetime.fromtimestamp(about["began_at"], tz=UTC)
            here = row.session_key == digest_of(key)
            found.append(SignedIn(since, about["address"], about["browser"], here))
    return sorted(found)


def the_office(office_id: UUID) -> Office:
    """Return an office by its key, for rules that need its day and its opening."""
    return Office.objects.get(id=office_id)


def office_by_key(key: str) -> Office | None:
    """Return an office by its key, the first one without; for commands."""
    offices = Office.objects.select_related("organisation").order_by("id")
    return (offices.filter(key=key) if key else offices).first()


def require_any(user: Anyone, *permissions: str) -> User:
    """Return the user if they hold one of the permissions, else raise NotAllowed."""
    for permission in permissions:
        if may(user, permission):
            return signed_in(user)
    return require(user, permissions[0])
