"""The common frame of this app's actions: check, write with the author, log, send."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, TypeVar
from uuid import UUID

from waystation.foundation.access.queries import AnyUser
from waystation.foundation.access.records import Keyed, OfficeRecord
from waystation.foundation.messaging import actions as messaging
from waystation.foundation.messaging.queries import Delivery
from waystation.foundation.records.fields import FieldTable
from waystation.foundation.records.saving import add
from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.periods import now
from waystation.foundation.shared.words import N_
from waystation.governance.meetings.models import Meeting
from waystation.governance.meetings.queries import meetings as queries
from waystation.governance.meetings.transitions import CONVENES, PREPARES
from waystation.governance.network.queries import people
from waystation.governance.network.queries.scope import Reader, one, reader_of

R = TypeVar("R", bound=OfficeRecord)


def check_values(
    table: FieldTable, values: Mapping[str, Any], *more: Refusal | None
) -> dict[str, Any]:
    """Return the values of a record, texts without blanks around them. Raises Refusals."""
    given = {
        name: value.replace("\r\n", "\n").strip() if isinstance(value, str) else value
        for name, value in table.complete(values).items()
    }
    table.refuse(given, *more)
    return given


def record(reader: Reader, model: type[R], key: UUID | None = None, /, **values: Any) -> R:
    """Write a new record of the Network."""
    row = model.begin(reader.user, reader.network.office_id, key, **values)
    row.save(force_insert=True)
    return row


def record_and_log(
    reader: Reader, verb: str, model: type[R], key: UUID | None = None, /, **values: Any
) -> R:
    """Create a record of the Network, and log it."""
    row = model.begin(reader.user, reader.network.office_id, key, **values)
    return add(reader.user, verb, row)


def update_or_create(
    reader: Reader, model: type[R], known: Mapping[str, Any], /, **values: Any
) -> R:
    """Update the one record of the Network that has the ``known`` values, or create it."""
    office = reader.network.office_id
    there: Any = model._default_manager.filter(office_id=office, **known).first()
    row = there or model.begin(reader.user, office, **known)
    for name, value in values.items():
        setattr(row, name, value)
    row.changed_at = now()
    row.save()
    return row


def lock_meeting(reader: Reader, key: UUID) -> Meeting:
    """Return a meeting of the Network, locked for this change. Raises NotSeen."""
    return one(reader.of_network(Meeting.objects.select_for_update()), key)


def preparing(user: AnyUser) -> Reader:
    """Return who prepares meetings: the secretariat, or a co-chair. Raises NotSeen, NotAllowed."""
    reader = reader_of(user)
    return reader if reader.may(PREPARES) else reader_of(user, CONVENES)


def members(reader: Reader) -> set[UUID]:
    """Return the entities that sit in the Network today."""
    return set(queries.recipients_of(reader.network, reader.today))


def refusal_of_stranger(reader: Reader, entity: UUID | None, field: str) -> Refusal | None:
    """Refuse an entity that does not sit in the Network today."""
    if entity is None or entity in members(reader):
        return None
    return Refusal(N_("Choose a member of the Network."), field=field, code="not_member")


def entity_for(reader: Reader) -> Any:
    """Return the entity that the user represents. Raises Refusal if there is none."""
    found = people.entity_of(reader.user, reader.today)
    if found is None:
        raise Refusal(N_("You speak for no entity of the Network today."), code="no_entity")
    return found


def address_deliveries(
    reader: Reader,
    kind: str,
    subject: Keyed,
    to: Iterable[Mapping[str, Any]],
    batch: Keyed | None = None,
) -> list[Delivery]:
    """Return the deliveries of one subject; those of one batch leave as one message each."""
    return [
        Delivery.begin(
            reader.user,
            reader.network.office_id,
            kind=kind,
            subject_kind=subject._meta.label,
            subject_id=subject.pk,
            batch_id=(batch or subject).pk,
            sent_on=reader.today,
            **recipient,
        )
        for recipient in to
    ]


def post(reader: Reader, rows: list[Delivery]) -> None:
    """Record a delivery's recipients, and start sending once the transaction is committed."""
    messaging.post(reader.user, reader.network.office_id, rows, page="meetings:meetings")
