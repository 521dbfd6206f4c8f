"""Merging the edits of two people who edit the same record.

An editor sends the values they saw (``seen``) with the proposed ones. Fields that only one of them
changed are merged; a field that both changed is a conflict, with both values. A field whose seen
value is missing or invalid is also a conflict: nothing is overwritten unseen.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder

from waystation.foundation.shared.errors import Conflict, Refusal
from waystation.foundation.shared.typed import json_in
from waystation.foundation.shared.words import N_

from .fields import FieldTable

_MISSING = object()


def merge_edit(
    record: object, seen: Mapping[str, Any], proposed: Mapping[str, Any]
) -> dict[str, tuple[Any, Any]]:
    """Apply ``proposed`` to ``record`` unless someone else changed the same field since ``seen``.

    Returns the fields that really changed as ``{field: (old, new)}``, not yet saved. Raises
    Conflict with both values for every field that two people changed differently, and for every
    changed field that ``seen`` does not contain.
    """
    changed: dict[str, tuple[Any, Any]] = {}
    disputed: dict[str, tuple[Any, Any]] = {}
    for name, new in proposed.items():
        current = getattr(record, name)
        if current == new:
            continue
        before = seen.get(name, _MISSING)
        if before == current:
            changed[name] = (current, new)
        elif before != new:  # if equal, only the other editor changed it: that value remains
            disputed[name] = (current, new)
    if disputed:
        raise Conflict(
            N_("Someone else changed this while you were writing. Choose which value to keep."),
            fields=disputed,
            code="edited_meanwhile",
        )
    for name, (_, new) in changed.items():
        setattr(record, name, new)
    return changed


def write_seen(values: Mapping[str, Any]) -> str:
    """Return the values that the editor sees, serialised for a hidden field of the form."""
    return json.dumps(dict(values), cls=_Exact)


def parse_seen(text: str, read: Callable[[Mapping[str, Any]], dict[str, Any]]) -> dict[str, Any]:
    """Return the values that the editor saw, parsed.

    Raises Conflict if the form has lost them, or if they are invalid.
    """
    try:
        sent = json_in(text)
        if not isinstance(sent, dict):
            raise TypeError
        values = read(sent)
    except (ValueError, TypeError, AttributeError, Refusal):
        raise Conflict(
            N_("Part of the form did not arrive. Open the record again, then change it."),
            code="unseen",
        ) from None
    return {name: values[name] for name in sent if name in values}


def seen_reader(table: FieldTable) -> Callable[[Mapping[str, Any]], dict[str, Any]]:
    """Return the parser of ``seen`` for the fields of a table; other fields are ignored."""

    def read(found: Mapping[str, Any]) -> dict[str, Any]:
        return table.only(*(name for name in table.names if name in found)).read(found)

    return read


class _Exact(DjangoJSONEncoder):
    """Writes times with microseconds: Django's encoder truncates them to milliseconds."""

    def default(self, o: Any) -> Any:
        return o.isoformat() if hasattr(o, "isoformat") else super().default(o)


class Draft:
    """The plain values of a record together with its decrypted sealed texts, for editing."""

    def __init__(self, **values: Any) -> None:
        self.__dict__.update(values)

    @property
    def values(self) -> dict[str, Any]:
        return dict(self.__dict__)
