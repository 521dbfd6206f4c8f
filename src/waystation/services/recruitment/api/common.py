"""Common code of the API: the office of a new record, and the client's key."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from waystation.foundation.access import queries as access
from waystation.foundation.pages.api import key_of as key_of
from waystation.foundation.records import plain
from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.words import N_

MOST = 200


def office_in(user: Any, permission: str, given: str) -> UUID:
    """Return the office that a body names. Raises NotAllowed before Refusal."""
    access.require(user, permission)
    office = plain.key(given, "office_id")
    if office is None:
        raise Refusal(N_("Choose the office."), field="office_id", code="missing")
    return office


def required_key(given: str, name: str) -> UUID:
    """Return a key that a body has to name. Raises Refusal."""
    found = plain.key(given, name)
    if found is None:
        raise Refusal(N_("Fill this in."), field=name, code="missing")
    return found
