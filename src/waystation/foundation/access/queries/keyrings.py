"""An organisation's keys, for apps that encrypt or decrypt columns."""

from __future__ import annotations

import time
from functools import lru_cache
from uuid import UUID

from django.conf import settings
from django.db import connection

from waystation.foundation.access.models import (
    DataKey,
)
from waystation.foundation.shared.sealing import Keyring

WRAPPED_KEPT = 60.0  # seconds; many pages need the key, and it never changes

_wrapped: dict[tuple[str, UUID], tuple[float, bytes]] = {}


@lru_cache(maxsize=64)
def _open_keyring(wrapped: bytes, organisation: str) -> Keyring:
    master = Keyring("installation", settings.MASTER_KEY)
    key = master.open(wrapped, table="access_datakey", column="wrapped", row=organisation)
    return Keyring(organisation, key)


def keyring(organisation_id: UUID) -> Keyring:
    """Return the organisation's keyring. Only apps that read or write sealed columns need it."""
    name = str(connection.settings_dict["NAME"]), organisation_id
    moment, wrapped = _wrapped.get(name, (0.0, b""))
    if not wrapped or time.monotonic() - moment > WRAPPED_KEPT:
        row = DataKey.objects.get(organisation_id=organisation_id)
        wrapped = bytes(row.wrapped)
        _wrapped[name] = time.monotonic(), wrapped
    return _open_keyring(wrapped, str(organisation_id))
