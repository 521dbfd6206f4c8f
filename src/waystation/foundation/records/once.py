"""Idempotent writes by the client's key: a record sent twice is stored once."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import Model

from waystation.foundation.audit.queries import ask, in_sql
from waystation.foundation.shared.errors import Conflict
from waystation.foundation.shared.words import N_

from .fields import FieldTable
from .values import value_of

M = TypeVar("M", bound=Model)


@cache
def _there(model: type[Model]) -> str:
    return f'SELECT 1 FROM "{model._meta.db_table}" WHERE "id" = %s'  # noqa: S608


def recorded_before(model: type[M], key: UUID | None) -> M | None:
    """Return the record created earlier with ``key``, None if it is new.

    Nearly every key is new: one short statement checks that (decision 0072).
    """
    if key is None or not ask(_there(model), in_sql(key)):
        return None
    return model._default_manager.get(pk=key)


def require_same(found: M, table: FieldTable, content: Mapping[str, Any]) -> M:
    """Return the record created earlier with the key, if it has the same ``content``.

    Raises Conflict if it has other content; nothing is revealed about another office's record.
    """
    if all(value_of(found, table, name) == value for name, value in content.items()):
        return found
    raise Conflict(
        N_("Another record has already been saved with this key. Nothing was changed."),
        code="key_used",
    )
