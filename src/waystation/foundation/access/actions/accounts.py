"""Actions on organisations, offices, accounts, sessions and API tokens."""

from __future__ import annotations

import hashlib
import secrets
from datetime import date, timedelta
from uuid import UUID

from allauth.account.utils import user_pk_to_url_str
from axes.handlers.proxy import AxesProxyHandler
from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.db import transaction
from django.urls import reverse
from django.utils.text import slugify

from waystation.foundation.access import mails, queries, rules
from waystation.foundation.access.models import (
    ApiToken,
    CacheEntry,
    DataKey,
    Office,
    Organisation,
    Session,
    User,
)
from waystation.foundation.access.sessions import SessionStore, digest_of
from waystation.foundation.audit import actions as audit
from waystation.foundation.shared import sealing
from waystation.foundation.shared.errors import Conflict, NotSeen
from waystation.foundation.shared.periods import now
from waystation.foundation.shared.words import N_

from . import roles


@transaction.atomic
def open_organisation(key: str, name: str) -> Organisation:
    """Create an organisation with its own data key. Does nothing if it already exists."""
    existing = Organisation.objects.filter(key=key).first()
    if existing:
        return existing
    organisation = Organisation.objects.create(key=key, name=name)
    master = sealing.Keyring("installation", settings.MASTER_KEY)
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
    """Open an office of the organisation. Does nothing if it already exists."""
    office, created = Office.objects.get_or_create(
        organisation=organisation, key=key, defaults={"name": name, "opened_on": opened_on}
    )
    if created:
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
def open_account(
    by: User | None, organisation: Organisation, email: str, full_name: str, password: str | None
) -> User:
    """Open an account. Raises Conflict if the e-mail address already has one."""
    if by is not None:
        queries.require(by, "user.manage")
    if User.objects.filter(email=email.strip().casefold()).exists():
        raise Conflict(N_("There is already an account with this e-mail address."), code="account")
    user = User.objects.create_user(
        email, password, full_name=" ".join(full_name.split()), organisation=organisation
    )
    audit.log(by, "user.open", "access.User", user.id, organisation_id=organisation.id)
    return user


@transaction.atomic
def close_account(by: User, user_id: UUID) -> None:
    """Close an account: nobody can sign in with it, but its work remains. Never one's own."""
    queries.require(by, "user.manage")
    user = queries.users_visible_to(by).filter(id=user_id).first()
    if user is None:
        raise NotSeen(N_("There is no such account here."))
    if user == by:
        raise Conflict(N_("You cannot close your own account."), code="own_account")
    user.is_active = False
    user.save(update_fields=["is_active"])
    ApiToken.objects.filter(user=user, revoked_at__isnull=True).update(revoked_at=now())
    Session.objects.filter(user=user).delete()
    audit.log(by, "user.close", "access.User", user.id)


@transaction.atomic
def choose_daily_email(user: User, *, wanted: bool) -> None:
    """Turn the user's own daily e-mail on or off."""
    if user.daily_email == wanted:
        return
    user.daily_email = wanted
    user.save(update_fields=["daily_email"])
    audit.log(user, "user.choose_daily_email", "access.User", user.id, wanted=wanted)


@transaction.atomic
def sign_out_elsewhere(user: User, key: str | None) -> None:
    """End all sessions of a user except the one with this key."""
    Session.objects.filter(user=user).exclude(session_key=digest_of(key)).delete()
    audit.log(user, "user.sign_out_elsewhere", "access.User", user.id)


def record_wrong_code(user: User) -> None:
    """Record a wrong code of the second factor; raise an alarm at every fifth one.

    The alarm is sent to the account's holder, to account managers and to readers of the audit log.
    """
    with transaction.atomic():
        audit.log(user, "second_factor.fail", "access.User", user.id)
        number = queries.wrong_codes_of(user, now() - timedelta(days=1))
        alarm = number % rules.CODES_PER_SESSION == 0
        if alarm:
            audit.log(user, "second_factor.alarm", "access.User", user.id, number=number)
    for one in queries.guardians_of(user.organisation_id) | {user} if alarm else ():
        mails.send(one.email, one.language, "second_factor_alarm", user=user, number=number)


@transaction.atomic
def issue_token(user: User, name: str, scopes: list[str], days: int) -> str:
    """Issue an API token and return its secret, which is shown once and never stored.

    Raises Refusal for scopes that the user does not hold, and for too long a lifetime.
    """
    permissions = set(queries.reach_of(user))
    if refusal := rules.refusal_to_issue_token(scopes, permissions, days):
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
    """Revoke one of the user's own tokens with immediate effect."""
    changed = ApiToken.objects.filter(id=token_id, user=user, revoked_at__isnull=True).update(
        revoked_at=now()
    )
    if not changed:
        raise NotSeen(N_("There is no such token."))
    audit.log(user, "token.revoke", "access.ApiToken", token_id)


def hire(by: User, *, email: str, full_name: str, office: str, role: str) -> User:
    """Open an account with its first role in one transaction, and invite its holder by e-mail.

    No administrator sets a password for somebody else: the holder chooses one by the e-mailed link.
    """
    with transaction.atomic():
        user = open_account(by, by.organisation, email, full_name, None)
        roles.give_role_by_key(by, user.id, office=office, role=role)
    send_invitation(user)
    return user


def invite_again(by: User, user_id: UUID) -> User:
    """Send an account's invitation again, to the account's e-mail address.

    Raises Conflict if the holder has already signed in; a new password is then requested on the
    sign-in page.
    """
    queries.require(by, "user.manage")
    user = queries.users_visible_to(by).filter(id=user_id, is_active=True).first()
    if user is None:
        raise NotSeen(N_("There is no such account here."))
    if user.last_login is not None:
        raise Conflict(N_("The holder of this account has already signed in."), code="invited")
    with transaction.atomic():
        audit.log(by, "user.invite", "access.User", user.id)
    send_invitation(user)
    return user


def send_invitation(user: User) -> bool:
    """Send the link by which the holder of an account chooses the first password."""
    link = mails.site() + first_password_path(user)
    days = settings.PASSWORD_RESET_TIMEOUT // 86400
    return mails.send(user.email, user.language, "invitation", user=user, link=link, days=days)


def first_password_path(user: User) -> str:
    """Return the one-time path of the page where the holder of an account chooses a password."""
    key = {"uidb36": user_pk_to_url_str(user), "key": default_token_generator.make_token(user)}
    return reverse("account_reset_password_from_key", kwargs=key)


@transaction.atomic
def open_account_with_role(office: Office, *, email: str, full_name: str, role: str) -> User:
    """Open an account with a role that is valid at once; for the command line only."""
    user = open_account(None, office.organisation, email, full_name, None)
    roles.give_role(None, user, office, role)
    return user


def forget_what_is_over() -> int:
    """Delete expired sessions and counters, and axes' records of old sign-ins."""
    SessionStore.clear_expired()
    gone, _ = CacheEntry.objects.filter(expires_at__lte=now()).delete()
    AxesProxyHandler.reset_logs(age_days=rules.ADDRESS_KNOWN_DAYS)
    return gone


@transaction.atomic
def found_organisation(
    *, organisation: str, office: str, email: str, full_name: str, password: str, on: date
) -> User:
    """Create an organisation with its first office and administrator in one transaction.

    Raises Conflict if the e-mail address already has an account.
    """
    opened = open_organisation(slugify(organisation)[:40] or "office", organisation)
    place = open_office(opened, slugify(office)[:40] or "office", office, on)
    user = open_account(None, opened, email, full_name, password)
    roles.give_role(None, user, place, "administrator", on)
    return user
