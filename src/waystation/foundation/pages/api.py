"""API schemas generated from field tables."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Schema
from ninja.schema import ResolverMetaclass
from pydantic import AfterValidator

from waystation.foundation.records import plain
from waystation.foundation.records.fields import Field, FieldTable
from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.words import N_


def _without_nulls(text: str) -> str:
    return text.replace("\x00", "")


Text = Annotated[str, AfterValidator(_without_nulls)]

RECEIVED: dict[str, tuple[Any, Any]] = {
    "codes": (list[Text], []),
    "yes_no": (bool, False),
    "number": (int | None, None),
    "decimal": (Decimal | None, None),
    "key": (Text | None, None),
}
"""The API's type and default for some kinds of fields; others are text, parsed by ``plain``."""
SENT: dict[str, Any] = {
    "codes": list[str],
    "yes_no": bool,
    "number": int | None,
    "decimal": Decimal | None,
    "date": date | None,
    "moment": datetime | None,
    "key": UUID | None,
}


KEY_HEADER = "Idempotency-Key"


def key_of(request: HttpRequest) -> UUID | None:
    """Return the client's key for a new record: sent twice, it is one. Raises Refusal.

    It is the header ``Idempotency-Key``, in every address of the API that adds a record.
    """
    return plain.key(request.headers.get(KEY_HEADER, ""), KEY_HEADER)


class _FromTable(ResolverMetaclass):
    """Adds the fields of ``table`` to a schema before pydantic reads its annotations."""

    def __new__(
        mcs, name: str, bases: Any, namespace: dict[str, Any], table: Any = None, **kwargs: Any
    ) -> Any:
        if table is not None:
            received = any(base.__name__ == "FieldsIn" for base in bases)
            own = dict(namespace.get("__annotations__", {}))
            for field in table:
                own.setdefault(field.name, _annotation(field, received))
                if received:
                    namespace.setdefault(field.name, RECEIVED.get(field.kind, (Text, ""))[1])
            namespace["__annotations__"] = own
        return super().__new__(mcs, name, bases, namespace, **kwargs)


def _annotation(field: Field, received: bool) -> Any:
    return RECEIVED.get(field.kind, (Text, ""))[0] if received else SENT.get(field.kind, str)


class FieldsIn(Schema, metaclass=_FromTable):
    """The input schema of a record: ``class VisitIn(FieldsIn, table=VISIT)``."""

    if TYPE_CHECKING:

        def __init_subclass__(cls, table: FieldTable | None = None, **kwargs: Any) -> None: ...


class FieldsOut(Schema, metaclass=_FromTable):
    """The output schema of a record: ``class VisitOut(FieldsOut, table=VISIT)``."""

    if TYPE_CHECKING:

        def __init_subclass__(cls, table: FieldTable | None = None, **kwargs: Any) -> None: ...


class Edit(Schema):
    """An edit: the new values, and the values that the editor had seen, by field."""

    seen: dict[str, Any]
    proposed: dict[str, Any]

    def read(self, table: FieldTable) -> tuple[dict[str, Any], dict[str, Any]]:
        """Return the seen and the proposed values, parsed by the table.

        Raises Refusal naming fields that the record does not have.
        """
        unknown = sorted((set(self.proposed) | set(self.seen)) - set(table.names))
        if unknown:
            raise Refusal(
                N_("This record has no field {fields}. It has: {known}."),
                code="unknown_field",
                fields=", ".join(unknown)[:200],
                known=", ".join(sorted(table.names)),
            )
        return _read(table, self.seen), _read(table, self.proposed)


def _read(table: FieldTable, given: dict[str, Any]) -> dict[str, Any]:
    return table.only(*(name for name in table.names if name in given)).read(given)
