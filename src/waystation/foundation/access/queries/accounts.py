"""Accounts, their roles, and their sessions."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple
from uuid import UUID

from django.db.models import Q, QuerySet

from waystation.foundation.access import rules
from waystation.foundation.access.models import (
    AddressChange,
    ApiToken,
    Membership,
    Organisation,
    RoleProposal,
    Session,
    User,
)
from waystation.foundation.access.records import in_force
from waystation.foundation.access.sessions import SessionStore, digest_of
from waystation.foundation.access.stamps import ACCESS, stamp_of
from waystation.foundation.audit import queries as audit
from waystation.foundation.shared.periods import now, today_in
from waystation.foundation.shared.read_once import once
from waystation.foundation.shared.typed import key_in

from .reach import (
    AnyUser,
    may,
    offices_where,
    roles_held_by,
)


def users_visible_to(user: AnyUser) -> QuerySet[User]:
    """Return the organisation's accounts by name, for account managers."""
    if not may(user, "user.manage") or not isinstance(user, User):
        return User.objects.none()
    return User.objects.filter(organisation_id=user.organisation_id).order_by("full_name", "id")


def accounts_matching(
    user: AnyUser, text: str = "", *, office: str = "", role: str = "", state: str = ""
) -> QuerySet[User]:
    """Return the accounts that a manager may see, filtered by text, office, role and state."""
    rows = users_visible_to(user)
    if text:
        rows = rows.filter(Q(full_name__icontains=text) | Q(email__icontains=text.casefold()))
    memberships = Membership.objects.filter(in_force(today_in()))
    place = key_in(office) if office else None
    if office and place is None:
        return rows.none()
    if place is not None:
        memberships = memberships.filter(office_id=place)
    if role:
        memberships = memberships.filter(role=role)
    if office or role:
        rows = rows.filter(id__in=memberships.values("user_id"))
    states = {
        "open": Q(is_active=True, last_login__isnull=False),
        "invited": Q(is_active=True, last_login__isnull=True),
        "closed": Q(is_active=False),
    }
    return rows.filter(states[state]) if state in states else rows


def accounts_after(user: AnyUser, rows: QuerySet[User], account_id: UUID) -> QuerySet[User]:
    """Return the accounts that follow another one in the list; two may have the same name."""
    last = users_visible_to(user).filter(id=account_id).first()
    if last is None:
        return rows
    return rows.filter(
        Q(full_name__gt=last.full_name) | Q(full_name=last.full_name, id__gt=last.id)
    )


def memberships_visible_to(user: AnyUser) -> QuerySet[Membership]:
    """Return the roles given in the organisation, for account managers."""
    return Membership.objects.filter(user__in=users_visible_to(user)).select_related(
        "office", "user"
    )


def names_of_users(keys: Iterable[UUID | None]) -> dict[UUID, str]:
    """Return staff names by key, for pages that show who did something."""
    named = frozenset(key for key in keys if key)
    return dict(_names_of_users(_stamp_of(ACCESS), named)) if named else {}


_stamp_of = once(stamp_of)  # the parts of a page ask for names one after the other


@lru_cache(maxsize=1024)
def _names_of_users(stamp: str, keys: frozenset[UUID]) -> tuple[tuple[UUID, str], ...]:
    return tuple(User.objects.filter(id__in=keys).values_list("id", "full_name"))


def colleagues(organisation_id: UUID) -> dict[UUID, str]:
    """Return the names of an organisation's open accounts by key, sorted by name."""
    rows = User.objects.filter(organisation_id=organisation_id, is_active=True)
    return dict(rows.order_by("full_name", "id").values_list("id", "full_name"))


def role_names_of(user: User) -> list[str]:
    """Return the names of the roles that a user holds today, in English."""
    today = today_in()
    names = [one.role for one in roles_held_by(user) if one.holds_on(today)]
    return [rules.ROLES[role].name for role in dict.fromkeys(names)]


def active_users() -> QuerySet[User]:
    """Return every account that can sign in; for background work, never for pages."""
    return User.objects.filter(is_active=True).order_by("id")


def organisations() -> QuerySet[Organisation]:
    """Return all organisations; for commands, never for pages."""
    return Organisation.objects.order_by("key")


def holders(office: UUID, role: str) -> list[User]:
    """Return the users who hold a role at an office today, for background work."""
    memberships = Membership.objects.filter(
        in_force(today_in()), office_id=office, role=role, user__is_active=True
    )
    return [one.user for one in memberships.select_related("user").order_by("starts_on", "id")]


def holders_of(office: UUID, permission: str) -> list[User]:
    """Return the users who hold a permission at an office today, by name."""
    roles = rules.roles_that_may(permission)
    users = {one.id: one for role in roles for one in holders(office, role)}
    return sorted(users.values(), key=lambda one: (one.full_name, one.id))


def roles_with(permission: str) -> list[str]:
    """Return the names of the roles that include a permission, in English."""
    return [rules.ROLES[role].name for role in rules.roles_that_may(permission)]


def users_by_key(keys: Iterable[UUID]) -> dict[UUID, User]:
    """Return users by key, for a caller that has stored the keys of recipients."""
    return User.objects.in_bulk(list(keys))


def held_today(user: User, office: UUID, role: str) -> Membership | None:
    """Return the role that a user holds at an office today, if any."""
    held = Membership.objects.filter(in_force(today_in()), user=user, office_id=office, role=role)
    return held.first()


def role_proposals_visible_to(user: AnyUser) -> QuerySet[RoleProposal]:
    """Return the role proposals that the user may confirm as the second person.

    Those that the user proposed are included.
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


def roles_to_confirm(user: AnyUser) -> QuerySet[RoleProposal]:
    """Return the role proposals that only wait for this user, or for another second person."""
    if not may(user, "role.confirm"):
        return RoleProposal.objects.none()
    waiting = role_proposals_visible_to(user).filter(user__last_login__isnull=False)
    return waiting.exclude(Q(proposed_by=user) | Q(user=user))


def addresses_to_approve(user: AnyUser) -> QuerySet[AddressChange]:
    """Return the changes of a lost address that this user may approve as the second person."""
    if not may(user, "user.manage"):
        return AddressChange.objects.none()
    waiting = address_changes_visible_to(user).filter(old_lost=True, approved_at=None)
    return waiting.exclude(Q(asked_by=user) | Q(user=user))


def address_changes_visible_to(user: AnyUser) -> QuerySet[AddressChange]:
    """Return pending changes of address, for account managers."""
    waiting = AddressChange.objects.filter(
        user__in=users_visible_to(user), done_at=None, cancelled_at=None
    )
    return waiting.select_related("user", "asked_by", "approved_by").order_by("asked_at", "id")


def address_change_of_link(digest: bytes) -> AddressChange | None:
    """Return the open change that an e-mailed link belongs to, while the link is valid."""
    since = now() - timedelta(days=rules.ADDRESS_LINK_DAYS)
    changes = AddressChange.objects.filter(
        Q(old_digest=digest) | Q(new_digest=digest),
        done_at=None,
        cancelled_at=None,
        asked_at__gt=since,
    )
    return changes.select_related("user").first()


def guardians_of(organisation_id: UUID) -> set[User]:
    """Return the guardians of accounts: users who manage accounts or read the audit log."""
    return _holders_in(organisation_id, "user.manage") | _holders_in(organisation_id, "audit.read")


def second_persons_of(user: User) -> set[User]:
    """Return who watches over a user's exports: readers of the audit log, and their approvers."""
    found, today = _holders_in(user.organisation_id, "audit.read"), today_in()
    for office in {one.office.id for one in roles_held_by(user) if one.holds_on(today)}:
        found.update(holders_of(office, "export.approve"))
    return found - {user}


def _holders_in(organisation_id: UUID, permission: str) -> set[User]:
    """Return the users who hold a permission anywhere in an organisation today."""
    memberships = Membership.objects.filter(
        in_force(today_in()),
        office__organisation_id=organisation_id,
        role__in=rules.roles_that_may(permission),
        user__is_active=True,
    )
    return {one.user for one in memberships.select_related("user")}


def wrong_codes_of(user: User, since: datetime) -> int:
    """Return how many wrong codes of the second factor were entered for an account."""
    entries = audit.Entry.objects.filter(
        organisation_id=user.organisation_id,
        subject_id=user.id,
        verb="second_factor.fail",
        at__gt=since,
    )
    return entries.count()


def serves(user: User, office: UUID) -> bool:
    """Return whether a user holds any role at an office today."""
    held = Membership.objects.filter(in_force(today_in()), user=user, office_id=office)
    return held.exists()


def user_named(email: str) -> User | None:
    """Return the active account with an e-mail address; for commands."""
    return User.objects.filter(email=email.strip().casefold(), is_active=True).first()


def tokens_of(user: User) -> QuerySet[ApiToken]:
    """Return the user's own API tokens, newest first."""
    return ApiToken.objects.filter(user=user).order_by("-created_at")


class SignedIn(NamedTuple):
    """A browser in which the user is signed in."""

    since: datetime
    address: str
    browser: str
    here: bool


def sessions_of(user: User, key: str | None) -> list[SignedIn]:
    """Return the user's sessions, oldest first; ``key`` is this browser's session."""
    result = []
    for row in Session.objects.filter(user=user, expire_date__gt=now()):
        about = SessionStore().decode(row.session_data)
        if "began_at" in about:
            since = datetime.fromtimestamp(about["began_at"], tz=UTC)
            is_current = row.session_key == digest_of(key)
            result.append(SignedIn(since, about["address"], about["browser"], is_current))
    return sorted(result)
