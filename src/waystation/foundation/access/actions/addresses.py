"""Changing the address used to sign in: both addresses confirm, or two people and a wait."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta
from uuid import UUID

from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction
from django.urls import reverse

from waystation.foundation.access import mails, queries, rules
from waystation.foundation.access.models import AddressChange, Session, User
from waystation.foundation.audit import actions as audit
from waystation.foundation.shared.errors import Conflict, NotSeen
from waystation.foundation.shared.periods import now
from waystation.foundation.shared.words import N_

KIND = "access.AddressChange"


def ask_address_change(
    by: User, user_id: UUID, new_address: str, *, old_lost: bool = False
) -> AddressChange:
    """Request a new sign-in address for an account; e-mail a link to the old and the new one.

    Users request it for themselves; an administrator may do so for somebody who has lost the old
    address. Nothing changes yet. Raises Refusal for an address that cannot be used.
    """
    new_address = new_address.strip().casefold()
    if user_id == by.id:
        user = by
    else:
        queries.require(by, "user.manage")
        found = queries.users_visible_to(by).filter(id=user_id, is_active=True).first()
        if found is None:
            raise NotSeen(N_("There is no such account here."))
        user, old_lost = found, True
    taken = User.objects.filter(email=new_address).exists()
    if refusal := rules.refusal_of_new_address(new_address, user.email, taken):
        raise refusal
    links = {"old": secrets.token_urlsafe(24), "new": secrets.token_urlsafe(24)}
    with transaction.atomic():
        for open_one in AddressChange.objects.filter(
            user=user, done_at=None, cancelled_at=None
        ).select_for_update():
            _cancel(by, open_one)
        change = AddressChange.objects.create(
            user=user,
            old_address=user.email,
            new_address=new_address,
            old_lost=old_lost,
            asked_by=by,
            asked_at=now(),
            old_digest=digest_of_link(links["old"]),
            new_digest=digest_of_link(links["new"]),
        )
        audit.log(by, "address.ask", KIND, change.id, old_lost=old_lost)
    for address, which in ((change.old_address, "old"), (change.new_address, "new")):
        path = reverse("access:address_link", args=[links[which]])
        context = {"change": change, "link": mails.site() + path, "is_old": which == "old"}
        mails.send(address, user.language, "address_asked", **context)
    return change


def digest_of_link(secret: str) -> bytes:
    """Return the hash that is stored of an e-mailed link."""
    return hashlib.sha256(secret.encode()).digest()


def confirm_address(secret: str) -> AddressChange:
    """Confirm a change at one of its two addresses; apply it once all confirmations are there."""
    with transaction.atomic():
        change, which = _by_link(secret)
        field = f"{which}_confirmed_at"
        is_new = getattr(change, field) is None
        if is_new:
            setattr(change, field, now())
            change.save(update_fields=[field])
        # The account is written before the log: docs/decisions/0072 has the order of locks.
        done = _apply_if_due(change)
        if is_new:
            audit.log(change.user, "address.confirm", KIND, change.id, address=which)
        if done:
            _log_change(change)
    if done:
        _tell_both(change, "address_changed")
    return change


def cancel_address(secret: str) -> AddressChange:
    """Cancel a change from one of its two addresses, and notify the guardians of accounts."""
    with transaction.atomic():
        change, which = _by_link(secret)
        _cancel(None, change)
    for one in queries.guardians_of(change.user.organisation_id):
        mails.send(one.email, one.language, "address_cancelled", change=change, which=which)
    return change


def approve_address(by: User, change_id: UUID) -> AddressChange:
    """Approve, as a second administrator, a change whose old address is lost.

    It is applied after two days at the earliest; both addresses are notified, and either can cancel
    it.
    """
    queries.require(by, "user.manage")
    with transaction.atomic():
        change = (
            queries.address_changes_visible_to(by)
            .select_for_update(of=("self",))
            .filter(id=change_id, approved_at=None)
            .first()
        )
        if change is None:
            raise NotSeen(N_("There is no such change here."))
        if refusal := rules.refusal_to_approve_address(by.id, change.asked_by_id, change.user_id):
            raise refusal
        change.approved_by, change.approved_at = by, now()
        change.save(update_fields=["approved_by", "approved_at"])
        audit.log(by, "address.approve", KIND, change.id)
    _tell_both(change, "address_approved")
    return change


def make_due_address_changes() -> int:
    """Apply the approved changes whose waiting time is over; return how many. Runs each morning."""
    until = now() - timedelta(hours=rules.ADDRESS_WAIT_HOURS)
    number = 0
    waiting = AddressChange.objects.filter(
        done_at=None, cancelled_at=None, approved_at__lte=until, new_confirmed_at__isnull=False
    )
    for key in waiting.values_list("id", flat=True):
        with transaction.atomic():
            change = AddressChange.objects.select_for_update(of=("self",)).get(id=key)
            done = _apply_if_due(change)
            if done:
                _log_change(change)
        if done:
            _tell_both(change, "address_changed")
            number += 1
    return number


def _by_link(secret: str) -> tuple[AddressChange, str]:
    found = queries.address_change_of_link(digest_of_link(secret))
    if found is None:
        raise NotSeen(N_("This link no longer works."))
    change = AddressChange.objects.select_for_update(of=("self",)).get(id=found.id)
    which = "old" if bytes(change.old_digest) == digest_of_link(secret) else "new"
    return change, which


def _cancel(by: User | None, change: AddressChange) -> None:
    change.cancelled_at = now()
    change.save(update_fields=["cancelled_at"])
    audit.log(by, "address.cancel", KIND, change.id, organisation_id=change.user.organisation_id)


def _apply_if_due(change: AddressChange) -> bool:
    """Apply a change that has all required confirmations; return whether it was applied."""
    if (
        change.done_at
        or change.cancelled_at
        or not rules.address_change_is_due(
            change.old_confirmed_at, change.new_confirmed_at, change.approved_at, now()
        )
    ):
        return False
    user = change.user
    user.email = change.new_address
    try:
        with transaction.atomic():
            user.save(update_fields=["email"])
    except IntegrityError:
        raise Conflict(N_("This address cannot be used here."), code="address") from None
    EmailAddress.objects.filter(user=user).delete()  # allauth's copy; it reads the user's own
    Session.objects.filter(user=user).delete()
    change.done_at = now()
    change.save(update_fields=["done_at"])
    return True


def _log_change(change: AddressChange) -> None:
    audit.log(change.asked_by, "address.change", KIND, change.id)


def _tell_both(change: AddressChange, template: str) -> None:
    for address in (change.old_address, change.new_address):
        hours = rules.ADDRESS_WAIT_HOURS
        mails.send(address, change.user.language, template, change=change, hours=hours)
