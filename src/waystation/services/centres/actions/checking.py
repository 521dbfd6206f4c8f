"""What every action of a centre does with its answers before it keeps them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.db import transaction

from waystation.foundation.access import queries as access
from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.words import N_
from waystation.registry.reference import queries as reference
from waystation.services.centres import rules


def declinable(code_list: str, code: str, field: str) -> Refusal | None:
    return None if code == rules.DECLINED else reference.refusal_of_code(code_list, code, field)


def missing(values: Mapping[str, Any], names: Sequence[str]) -> list[Refusal | None]:
    return [
        Refusal(N_("Choose an answer."), field=name, code="missing")
        for name in names
        if not values.get(name)
    ]


def sealed(record: Any, table: str, column: str, text: str) -> bytes:
    if not text:
        return b""
    ring = access.keyring(record.organisation_id)
    return ring.seal(text.encode(), table=table, column=column, row=str(record.id))


class Beside:
    """A record laid open for two editors: its columns and its sealed text side by side."""

    def __init__(self, record: Any, columns: Sequence[str], **opened: str) -> None:
        self.__dict__.update({name: getattr(record, name) for name in columns}, **opened)


def rehearse(deed: Callable[[], object]) -> None:
    """Do something and keep nothing of it: what would be refused is refused now, by one rule.

    For the step in which somebody reads their answers again before they are saved.
    """
    with transaction.atomic():
        deed()
        transaction.set_rollback(True)
