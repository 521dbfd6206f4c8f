"""What is done to organisations, offices, accounts, roles and API tokens."""

from __future__ import annotations

import hashlib
import secrets
from datetime import date, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.text import slugify

from waystation.foundation.audit import actions as audit
from waystation.foundation.shared import sealing
from waystation.foundation.shared.errors import Conflict, NotSeen
from waystation.foundation.shared.periods import now, today_in
from waystation.foundation.shared.words import N_

from . import queries, rules
from .models import (
    ApiToken,
    DataKey,
    Membership,
    Office,
    Organisation,
    User,
)


@transaction.atomic
def open_organisation(key: str, name: str) -> Organisation:
    """Found an organisation with its own data key. Does nothing if it is there already."""
    there = Organisation.objects.filter(key=key).first()
    if there:
        return there
    organisation = Organisation.objects.create(key=key, name=name)
    master = sealing.Keyring("house", settings.MASTER_KEY)
    wrapped = master.seal(
        sealing.new_key(), table="access_datakey", column="wrapped", row=str(organisation.id)
    )
    DataKey.objects.create(organisation=organisation, wrapped=wrapped)
    audit.open_chain(organisation.id)
    audit.log(
        None,
        "organisation.open",
        "access.Organisation",
        organisation.id,
        organisation_id=organisation.id,
    )
    return organisation


@transaction.atomic
def open_office(organisation: Organisation, key: str, name: str, opened_on: date) -> Office:
    """Open an office of the organisation. Does nothing if it is there already."""
    office, made = Office.objects.get_or_create(
        organisation=organisation, key=key, defaults={"name": name, "opened_on": opened_on}
    )
    if made:
        audit.log(
            None,
            "office.open",
            "access.Office",
            office.id,
            organisation_id=organisation.id,
            office_id=office.id,
        )
    return office


@transaction.atomic
def give_role(
    by: User | None, user: User, office: Office, role: str, starts_on: date | None = None
) -> Membership:
    """Give ``user`` a role in an office from a day on. Does nothing if they hold it.

    Raises NotAllowed for who does not manage users, Refusal for one's own role.
    """
    if by is not None:
        queries.require(by, "user.manage", office.id)
    if refusal := rules.refusal_to_give_role(role, by and by.id, user.id):
        raise refusal
    membership, made = Membership.objects.get_or_create(
        user=user, office=office, role=role, defaults={"starts_on": starts_on or today_in()}
    )
    if made:
        audit.log(
            by,
            "role.give",
            "access.Membership",
            membership.id,
            organisation_id=user.organisation_id,
            office_id=office.id,
            role=role,
        )
    return membership


@transaction.atomic
def end_role(by: User, membership_id: UUID) -> None:
    """End a role today. Raises NotSeen outside the organisation, NotAllowed without the right."""
    queries.require(by, "user.manage")
    membership = queries.memberships_seen_by(by).filter(id=membership_id).first()
    if membership is None:
        raise NotSeen(N_("There is no such role here."))
    membership.ends_on = max(membership.starts_on, today_in() - timedelta(days=1))
    if membership.starts_on >= today_in():
        membership.delete()  # it never began
    else:
        membership.save(update_fields=["ends_on"])
    audit.log(
        by,
        "role.end",
        "access.Membership",
        membership_id,
        office_id=membership.office_id,
        role=membership.role,
    )


@transaction.atomic
def open_account(
    by: User | None, organisation: Organisation, email: str, full_name: str, password: str | None
) -> User:
    """Open an account for somebody. Raises Conflict where the address has one already."""
    if by is not None:
        queries.require(by, "user.manage")
    if User.objects.filter(email=email.strip().casefold()).exists():
        raise Conflict(N_("There is an account with this e-mail address already."), code="account")
    user = User.objects.create_user(
        email, password, full_name=full_name.strip(), organisation=organisation
    )
    audit.log(by, "user.open", "access.User", user.id, organisation_id=organisation.id)
    return user


@transaction.atomic
def close_account(by: User, user_id: UUID) -> None:
    """Close an account: nobody can sign in with it, its work stays. Never one's own."""
    queries.require(by, "user.manage")
    user = queries.users_seen_by(by).filter(id=user_id).first()
    if user is None:
        raise NotSeen(N_("There is no such account here."))
    if user == by:
        raise Conflict(N_("You cannot close your own account."), code="own_account")
    user.is_active = False
    user.save(update_fields=["is_active"])
    ApiToken.objects.filter(user=user, revoked_at__isnull=True).update(revoked_at=now())
    audit.log(by, "user.close", "access.User", user.id)


@transaction.atomic
def issue_token(user: User, name: str, scopes: list[str], days: int) -> str:
    """Issue an API token and return its secret, which is shown this once and never kept.

    Raises Refusal for scopes that the user does not hold and for a life that is too long.
    """
    held = set(queries.reach_of(user))
    if refusal := rules.refusal_to_issue_token(scopes, held, days):
        raise refusal
    secret = "ws_" + secrets.token_urlsafe(32)
    token = ApiToken.objects.create(
        user=user,
        name=name,
        digest=hashlib.sha256(secret.encode()).digest(),
        scopes=sorted(set(scopes)),
        created_at=now(),
        expires_at=now() + timedelta(days=days),
    )
    audit.log(user, "token.issue", "access.ApiToken", token.id, scopes=token.scopes, days=days)
    return secret


@transaction.atomic
def revoke_token(user: User, token_id: UUID) -> None:
    """Make one of the user's own tokens useless from the next request on."""
    changed = ApiToken.objects.filter(id=token_id, user=user, revoked_at__isnull=True).update(
        revoked_at=now()
    )
    if not changed:
        raise NotSeen(N_("There is no such token."))
    audit.log(user, "token.revoke", "access.ApiToken", token_id)


@transaction.atomic
def hire(by: User, *, email: str, full_name: str, password: str, office: str, role: str) -> User:
    """Open an account with its first role, both or neither."""
    user = open_account(by, by.organisation, email, full_name, password)
    give_role_by_key(by, user.id, office=office, role=role)
    return user


def give_role_by_key(by: User, user_id: UUID, *, office: str, role: str) -> Membership:
    """Give a role to an account named by its key. Raises NotSeen outside the organisation."""
    user = queries.users_seen_by(by).filter(id=user_id).first()
    place = queries.offices_seen_by(by, "user.manage").filter(id=office).first()
    if user is None or place is None:
        raise NotSeen(N_("There is no such account or office here."))
    return give_role(by, user, place, role)


@transaction.atomic
def found(
    *, organisation: str, office: str, email: str, full_name: str, password: str, on: date
) -> User:
    """Found an organisation with its first office and administrator, all or nothing.

    Raises Conflict where the address has an account already.
    """
    house = open_organisation(slugify(organisation)[:40] or "house", organisation)
    place = open_office(house, slugify(office)[:40] or "office", office, on)
    user = open_account(None, house, email, full_name, password)
    give_role(None, user, place, "administrator", on)
    return user
