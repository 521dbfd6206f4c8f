"""Devices, and the data they may hold. The contributing apps read the office's records."""

from __future__ import annotations

import hashlib
from typing import Any
from uuid import UUID

from django.contrib.sessions.backends.base import SessionBase
from django.db.models import QuerySet
from django.utils.crypto import salted_hmac

from waystation.foundation.access import contributions
from waystation.foundation.access import queries as access
from waystation.foundation.pages.offline import OfflineForm
from waystation.foundation.shared.errors import NotSeen
from waystation.foundation.shared.words import N_

from . import rules
from .models import Device


def digest_of(secret: str) -> bytes:
    """Return the hash that is stored of a device's secret."""
    return hashlib.sha256(secret.encode()).digest()


def device_of_secret(secret: str) -> Device | None:
    """Return the device with this secret, which only the device itself knows."""
    if not secret:
        return None
    return Device.objects.select_related("user").filter(digest=digest_of(secret)).first()


def devices_visible_to(user: access.AnyUser) -> QuerySet[Device]:
    """Return the user's own devices; for account managers, those of the whole organisation."""
    me = access.signed_in(user)
    rows = Device.objects.filter(organisation_id=me.organisation_id)
    if not access.may(user, "user.manage"):
        rows = rows.filter(user=me)
    return rows.select_related("user").order_by("-prepared_at", "-id")


def device_visible_to(user: access.AnyUser, device_id: UUID) -> Device:
    """Return one device. Raises NotSeen for one that the user may not see."""
    device = devices_visible_to(user).filter(id=device_id).first()
    if device is None:
        raise NotSeen(N_("There is no such device here."), code="not_seen")
    return device


def devices_in_use(user: access.AnyUser) -> int:
    """Return the number of the user's devices that are not wiped."""
    return Device.objects.filter(user=access.signed_in(user), wiped_at=None).count()


def is_wiped(device: Device) -> bool:
    """Return whether the device must delete its records."""
    may_work = device.user.is_active and any(
        access.may(device.user, one.permission) for one in forms().values()
    )
    return rules.must_wipe(device.ordered_at or device.wiped_at, may_work)


def share_of(device: Device) -> str:
    """Return the key share that opens the device, for its own user after signing in only."""
    text = f"{bytes(device.digest).hex()} {device.user_id}"
    return salted_hmac("waystation.offline", text, algorithm="sha256").hexdigest()


def sign_in_of(session: SessionBase) -> str:
    """Return an identifier of this sign-in: after a lock, only a new sign-in opens the device."""
    key = session.session_key or ""
    return salted_hmac("waystation.offline.session", key, algorithm="sha256").hexdigest()[:24]


def forms() -> dict[str, OfflineForm]:
    """Return the forms that apps offer for offline work, by kind of record."""
    mappings = contributions.objects("offline_forms")
    return {kind: form for mapping in mappings for kind, form in mapping.items()}


def forms_for(user: access.AnyUser) -> dict[str, OfflineForm]:
    """Return the offline forms that the user may use."""
    return {kind: one for kind, one in forms().items() if access.may(user, one.permission)}


def lists_for(user: access.AnyUser) -> dict[str, Any]:
    """Return today's lists for a device, from every app that contributes one."""
    found: dict[str, Any] = {"today": "", "people": [], "open": []}
    for lists in contributions.functions("offline_lists").values():
        for name, value in lists(user).items():
            found[name] += value
    return found
