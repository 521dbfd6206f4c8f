"""The client's key makes a write idempotent: sent twice, it is one record."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import Model

from waystation.foundation.shared.errors import Conflict
from waystation.foundation.shared.words import N_

M = TypeVar("M", bound=Model)


def recorded_before(
    model: type[M],
    key: UUID | None,
    content: Mapping[str, Any],
    read: Callable[[M, str], Any] = getattr,
) -> M | None:
    """Return the record that ``key`` made before, None where it is a new one.

    ``content`` maps names to what was sent now; ``read`` opens the same of the record. Raises
    Conflict where the key made something else; of another office's record nothing is said.
    """
    found = model._default_manager.filter(pk=key).first() if key else None
    if found is None:
        return None
    if all(read(found, name) == value for name, value in content.items()):
        return found
    raise Conflict(
        N_("Something else was recorded with this key already. Nothing was changed."),
        code="key_used",
    )
