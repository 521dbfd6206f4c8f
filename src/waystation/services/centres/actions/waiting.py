"""Today's waiting list: adding a visitor, starting the visit, or leaving."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import transaction

from waystation.foundation.access import queries as access
from waystation.foundation.audit import actions as audit
from waystation.foundation.records.once import recorded_before, require_same
from waystation.foundation.records.values import write_values
from waystation.foundation.shared.errors import refuse
from waystation.foundation.shared.periods import now, today_in
from waystation.registry.people import queries as people
from waystation.services.centres import queries, rules
from waystation.services.centres.fields import WAITING
from waystation.services.centres.models import Visit, Waiting

from .visits import check_visit, record_visit_of


@transaction.atomic
def record_waiting(
    user: access.AnyUser, office_id: UUID, *, key: UUID | None = None, **values: Any
) -> Waiting:
    """Put a visitor, known or without a name, on today's waiting list of an office.

    ``values`` are those of ``fields.WAITING``. The same ``key`` with the same content is the same
    place on the list. Raises Refusals, NotSeen for a person of another office, Conflict where
    the ``key`` was used otherwise.
    """
    me = access.require(user, "visit.record", office_id)
    day = today_in(access.the_office(office_id, me).zone)
    given = WAITING.complete(values)
    if given["person_id"] is not None:
        given["person_id"] = people.require_person(user, given["person_id"], office_id)
    there = recorded_before(Waiting, key)
    if there is not None:
        return require_same(there, WAITING, {**given, "office_id": office_id})
    waits = Waiting.objects.filter(office_id=office_id, day=day, state="waiting")
    twice = given["person_id"] is not None and waits.filter(person_id=given["person_id"]).exists()
    WAITING.refuse(given, rules.refusal_of_waiting_twice(twice))
    waiting = Waiting.begin(me, office_id, key, day=day)
    write_values(waiting, WAITING, given)
    waiting.save(force_insert=True)
    audit.log(me, "waiting.begin", "centres.Waiting", waiting.id, office_id=office_id)
    return waiting


def _lock_waiting(user: access.AnyUser, waiting_id: UUID) -> Waiting:
    waiting = queries.waiting_visible_to(user).select_for_update().filter(id=waiting_id).first()
    if waiting is None:
        raise queries.not_seen()
    access.require(user, "visit.record", waiting.office_id)
    return waiting


def _end(user: access.AnyUser, waiting: Waiting, state: str, visit: Visit | None) -> None:
    waiting.state, waiting.visit, waiting.ended_at = state, visit, now()
    waiting.touch()
    waiting.save(update_fields=["state", "visit", "ended_at", "changed_at", "version"])
    audit.log(
        access.signed_in(user),
        f"waiting.{state}",
        "centres.Waiting",
        waiting.id,
        office_id=waiting.office_id,
    )


@transaction.atomic
def start_visit(
    user: access.AnyUser,
    waiting_id: UUID,
    newcomer: Mapping[str, Any] | None = None,
    *,
    key: UUID | None = None,
    **values: Any,
) -> Visit:
    """Record the visit of a waiting person: only now is it counted as a visit.

    Idempotent. Raises Refusal if a colleague was faster, and the refusals of record_visit.
    """
    waiting = _lock_waiting(user, waiting_id)
    again = waiting.visit_id is not None and waiting.visit_id == key
    if not again:
        refuse([rules.refusal_to_end_waiting(waiting.state)])
    visit = record_visit_of(user, waiting.office_id, newcomer, key=key, **values)
    if not again:
        _end(user, waiting, "taken", visit)
    return visit


def check_start(
    user: access.AnyUser,
    waiting_id: UUID,
    newcomer: Mapping[str, Any] | None,
    *,
    key: UUID | None = None,
    **values: Any,
) -> dict[str, Any]:
    """Return the values that ``start_visit`` would save, or raise what it would refuse.

    Nothing is written and nothing locked.
    """
    waiting = queries.waiting_one(user, waiting_id)
    if waiting.visit_id is None or waiting.visit_id != key:
        refuse([rules.refusal_to_end_waiting(waiting.state)])
    return check_visit(user, waiting.office_id, newcomer, key=key, **values)


@transaction.atomic
def leave(user: access.AnyUser, waiting_id: UUID) -> Waiting:
    """Remove a person who left without a visit from the list. Idempotent."""
    waiting = _lock_waiting(user, waiting_id)
    if waiting.state != "left":
        refuse([rules.refusal_to_end_waiting(waiting.state)])
        _end(user, waiting, "left", None)
    return waiting
