"""Devices are prepared, loaded, ordered to be wiped, and report it."""

from __future__ import annotations

import secrets
from typing import Any
from uuid import UUID

from django.db import transaction

from waystation.foundation.access import queries as access
from waystation.foundation.audit import actions as audit
from waystation.foundation.shared.errors import Refusal, refuse
from waystation.foundation.shared.periods import now
from waystation.foundation.shared.words import N_

from . import queries, rules
from .models import Device

KIND = "offline.Device"


def require_worker(user: access.AnyUser) -> Any:
    """Return the user if one of the forms is theirs. Raises NotAllowed."""
    if not queries.forms_for(user):
        access.require(user, "visit.record")
    return access.signed_in(user)


@transaction.atomic
def prepare_device(user: access.AnyUser, browser: str) -> tuple[Device, str]:
    """Let a browser hold records of this user; return it with the secret that only it knows."""
    me = require_worker(user)
    refuse([rules.refusal_of_device(queries.devices_in_use(user))])
    secret, moment = secrets.token_urlsafe(24), now()
    device = Device(
        organisation_id=me.organisation_id,
        user=me,
        digest=queries.digest_of(secret),
        browser=browser[:200],
        prepared_at=moment,
        contact_at=moment,
    )
    device.save(force_insert=True)
    audit.log(me, "device.set_up", KIND, device.id)
    return device, secret


@transaction.atomic
def note_load(user: access.AnyUser, secret: str, people: int) -> Device:
    """Note that today's list went to a device. Raises Refusal where the device may not have it."""
    me = require_worker(user)
    device = require_device(user, secret)
    audit.log(me, "device.load", KIND, device.id, people=people)
    return device


def require_device(user: access.AnyUser, secret: str) -> Device:
    """Return the user's own device of a secret. Raises Refusal for any other, or a wiped one."""
    device = queries.device_of_secret(secret)
    if device is None or device.user_id != access.signed_in(user).id or queries.is_wiped(device):
        raise Refusal(
            N_("This device is not prepared for you. Prepare it again."), code="no_device"
        )
    return device


@transaction.atomic
def note_contact(secret: str, waiting: int) -> Device | None:
    """Note that a device reached the server, and how many records it says it holds."""
    device = queries.device_of_secret(secret)
    if device is None:
        return None
    device.contact_at, device.waiting = now(), min(waiting, 100_000)
    device.save(update_fields=["contact_at", "waiting"])
    return device


@transaction.atomic
def order_wipe(user: access.AnyUser, device_id: UUID) -> Device:
    """Order that a device deletes what it holds at its next contact.

    One orders it for one's own devices; who manages accounts, for those of the organisation.
    Raises NotSeen, Refusal.
    """
    queries.device_visible_to(user, device_id)
    found = Device.objects.select_for_update().get(id=device_id)
    refuse([rules.refusal_to_order(found.ordered_at, found.wiped_at)])
    me = access.signed_in(user)
    found.ordered_at, found.ordered_by = now(), me
    found.save(update_fields=["ordered_at", "ordered_by"])
    audit.log(me, "device.order_wipe", KIND, found.id)
    return found


@transaction.atomic
def report_wipe(secret: str, unsent: int) -> None:
    """Note that a device deleted what it held, and how many records had not been sent.

    The device need not be signed in: it may have been wiped because its user is gone. Saying it
    twice changes nothing; an unknown device is not answered differently.
    """
    device = queries.device_of_secret(secret)
    if device is None or device.wiped_at is not None:
        return
    device.wiped_at, device.unsent, device.waiting = now(), min(unsent, 100_000), 0
    device.save(update_fields=["wiped_at", "unsent", "waiting"])
    audit.log(
        None, "device.wipe", KIND, device.id, organisation_id=device.organisation_id, unsent=unsent
    )
