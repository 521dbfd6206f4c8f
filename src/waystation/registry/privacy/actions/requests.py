"""Recording and answering requests of data subjects."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import transaction

from waystation.foundation.access import queries as access
from waystation.foundation.audit import actions as audit
from waystation.foundation.records.once import recorded_before, require_same
from waystation.foundation.records.values import write_values
from waystation.foundation.shared.periods import today_in
from waystation.registry.people import queries as people
from waystation.registry.privacy import queries
from waystation.registry.privacy.fields import REQUEST
from waystation.registry.privacy.models import DataRequest
from waystation.registry.privacy.rules import requests
from waystation.registry.privacy.transitions import REQUEST_WORKFLOW

KIND = "privacy.DataRequest"


@transaction.atomic
def record_request(
    user: access.AnyUser, person_id: UUID, *, key: UUID | None = None, **values: Any
) -> DataRequest:
    """Take down what a person asks about their data; ``values`` are those of ``fields.REQUEST``.

    The same ``key`` with the same content is the request already there. Raises NotSeen,
    NotAllowed, Refusals, Conflict.
    """
    person_id = people.require_person(user, person_id)
    office_id = people.office_of(user, person_id)
    me = access.require(user, "consent.record", office_id)
    given = REQUEST.complete(values)
    today = today_in(access.the_office(office_id, me).zone)
    REQUEST.refuse(given, requests.refusal_of_day(given["received_on"], today))
    there = recorded_before(DataRequest, key)
    if there is not None:
        return require_same(there, REQUEST, {**given, "person_id": person_id})
    row = DataRequest.begin(
        me, office_id, key, person_id=person_id, due_on=requests.due_day(given["received_on"])
    )
    write_values(row, REQUEST, given)
    row.save(force_insert=True)
    audit.log(
        me, "data_request.record", KIND, row.id, office_id=office_id, kind=row.kind,
    )  # fmt: skip
    return row


def change_request_state(
    user: access.AnyUser, request_id: UUID, transition: str, **values: Any
) -> DataRequest:
    """Answer or refuse a request. Raises NotSeen, NotAllowed, Refusals."""
    rows = queries.requests_visible_to(user)
    found: DataRequest = REQUEST_WORKFLOW.perform(user, rows, request_id, transition, **values)
    return found
