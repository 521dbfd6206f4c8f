"""The waiting list of today: put on it, taken up (then it is a visit), or gone again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import transaction

from waystation.foundation.access import queries as access
from waystation.foundation.audit import actions as audit
from waystation.foundation.shared.errors import Conflict, refuse
from waystation.foundation.shared.keys import new_key
from waystation.foundation.shared.periods import now, today_in
from waystation.foundation.shared.words import N_
from waystation.registry.people import queries as people
from waystation.registry.reference import queries as reference
from waystation.services.centres import queries, rules
from waystation.services.centres.models import Visit, Waiting

from .checking import sealed
from .visits import record_visit_of


@transaction.atomic
def let_wait(
    user: access.Anyone,
    office_id: UUID,
    *,
    person_id: UUID | None = None,
    language: str = "",
    wish: str = "",
    id: UUID | None = None,
) -> Waiting:
    """Put a visitor, known or without a name, on today's waiting list of an office.

    The same ``id`` with the same content is the same place on the list. Raises Refusals,
    NotSeen for a person of another office, Conflict where the ``id`` was used otherwise.
    """
    me = access.require(user, "visit.record", office_id)
    day = today_in(access.the_office(office_id).zone)
    if person_id is not None:
        person_id = people.require_person(user, person_id, office_id)
    there = Waiting.objects.filter(id=id).first() if id else None
    if there is not None:
        same = (there.office_id, there.person_id, there.language) == (
            office_id, person_id, language,
        )  # fmt: skip
        if same and queries.wish_of(there) == wish:
            return there
        raise Conflict(
            N_("Somebody else was put on the list with this key already. Nothing was changed."),
            code="key_used",
        )
    waits = Waiting.objects.filter(office_id=office_id, day=day, state="waiting")
    refuse(
        [
            reference.refusal_of_code("language", language, "language"),
            rules.refusal_of_wish(wish),
            rules.refusal_of_waiting_twice(
                person_id is not None and waits.filter(person_id=person_id).exists()
            ),
        ]
    )
    waiting = Waiting(
        id=id or new_key(),
        organisation_id=me.organisation_id,
        office_id=office_id,
        created_by=me,
        created_at=now(),
        changed_at=now(),
        day=day,
        person_id=person_id,
        language=language,
    )
    waiting.wish = sealed(waiting, "centres_waiting", "wish", wish)
    waiting.save(force_insert=True)
    audit.log(me, "waiting.begin", "centres.Waiting", waiting.id, office_id=office_id)
    return waiting


def _held(user: access.Anyone, waiting_id: UUID) -> Waiting:
    waiting = queries.waiting_seen_by(user).select_for_update().filter(id=waiting_id).first()
    if waiting is None:
        raise queries.not_seen()
    access.require(user, "visit.record", waiting.office_id)
    return waiting


def _end(user: access.Anyone, waiting: Waiting, state: str, visit: Visit | None) -> None:
    waiting.state, waiting.visit, waiting.ended_at = state, visit, now()
    waiting.changed_at = now()
    waiting.version += 1
    waiting.save(update_fields=["state", "visit", "ended_at", "changed_at", "version"])
    audit.log(
        access.signed_in(user),
        f"waiting.{state}",
        "centres.Waiting",
        waiting.id,
        office_id=waiting.office_id,
    )


@transaction.atomic
def take_up(
    user: access.Anyone,
    waiting_id: UUID,
    newcomer: Mapping[str, Any] | None = None,
    *,
    id: UUID | None = None,
    **values: Any,
) -> Visit:
    """Record the visit of somebody who waited: from now on, and only now, it is one.

    Sent twice it is one visit. Raises Refusal where a colleague was quicker, and what
    record_visit raises.
    """
    waiting = _held(user, waiting_id)
    again = waiting.visit_id is not None and waiting.visit_id == id
    if not again:
        refuse([rules.refusal_to_end_waiting(waiting.state)])
    visit = record_visit_of(user, waiting.office_id, newcomer, id=id, **values)
    if not again:
        _end(user, waiting, "taken", visit)
    return visit


@transaction.atomic
def leave(user: access.Anyone, waiting_id: UUID) -> Waiting:
    """Take somebody off the list who left without a visit. Doing it twice changes nothing."""
    waiting = _held(user, waiting_id)
    if waiting.state != "left":
        refuse([rules.refusal_to_end_waiting(waiting.state)])
        _end(user, waiting, "left", None)
    return waiting
