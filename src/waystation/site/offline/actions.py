"""Preparing devices, loading today's list, ordering a wipe, and recording that it was done."""

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
    """Return the user if they may use one of the offline forms. Raises NotAllowed."""
    if not queries.forms_for(user):
        access.require(user, "visit.record")
    return access.signed_in(user)


@transaction.atomic
def prepare_device(user: access.AnyUser, browser: str) -> tuple[Device, str]:
    """Register a browser for offline work; return the device with a secret that only it holds."""
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
    """Record that a device loaded today's list. Raises Refusal if the device may not have it."""
    me = require_worker(user)
    device = require_device(user, secret)
    audit.log(me, "device.load", KIND, device.id, people=people)
    return device


def require_device(user: access.AnyUser, secret: str) -> Device:
    """Return the user's own device with this secret. Raises Refusal for any other or wiped one."""
    device = queries.device_of_secret(secret)
    if device is None or device.user_id != access.signed_in(user).id or queries.is_wiped(device):
        raise Refusal(
            N_("This device is not prepared for you. Prepare it again."), code="no_device"
        )
    return device


@transaction.atomic
def note_contact(secret: str, waiting: int) -> Device | None:
    """Record that a device contacted the server, and how many unsent records it reports."""
    device = queries.device_of_secret(secret)
    if device is None:
        return None
    device.contact_at, device.waiting = now(), min(waiting, 100_000)
    device.save(update_fields=["contact_at", "waiting"])
    return device


@transaction.atomic
def order_wipe(user: access.AnyUser, device_id: UUID) -> Device:
    """Order a device to delete its records at its next contact.

    Users may order it for their own devices; account managers for any device of the organisation.
    Raises NotSeen, Refusal.
    """
    queries.device_visible_to(user, device_id)
    device = Device.objects.select_for_update().get(id=device_id)
    refuse([rules.refusal_to_order(device.ordered_at, device.wiped_at)])
    me = access.signed_in(user)
    device.ordered_at, device.ordered_by = now(), me
    device.save(update_fields=["ordered_at", "ordered_by"])
    audit.log(me, "device.order_wipe", KIND, device.id)
    return device


@transaction.atomic
def report_wipe(secret: str, unsent: int) -> None:
    """Record that a device deleted its records, and how many of them had not been sent.

    The device need not be signed in: it may have been wiped because its user's account is closed. A
    repeated report changes nothing; an unknown device gets the same answer.
    """
    device = queries.device_of_secret(secret)
    if device is None or device.wiped_at is not None:
        return
    device.wiped_at, device.unsent, device.waiting = now(), min(unsent, 100_000), 0
    device.save(update_fields=["wiped_at", "unsent", "waiting"])
    audit.log(
        None, "device.wipe", KIND, device.id, organisation_id=device.organisation_id, unsent=unsent
    )
