"""Incidents: opened by staff or another app, handled by a deadline, closed with an outcome."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction

from waystation.foundation.access import queries as access
from waystation.foundation.audit import actions as audit
from waystation.foundation.records.once import recorded_before, require_same
from waystation.foundation.records.values import write_values
from waystation.foundation.shared.periods import today_in
from waystation.foundation.shared.refusals import not_after
from waystation.services.recruitment import queries
from waystation.services.recruitment.fields import INCIDENT
from waystation.services.recruitment.models import Incident
from waystation.services.recruitment.rules import costs, incidents
from waystation.services.recruitment.transitions import INCIDENT_WORKFLOW

KIND = "recruitment.Incident"


@dataclass(frozen=True)
class Subject:
    """The subject of an incident, by value: the record may belong to any app.

    ``kind`` is a code of ``rules.incidents.SUBJECTS``; ``address`` is the URL of its page.
    """

    kind: str = ""
    id: UUID | None = None
    title: str = ""
    address: str = ""


NO_SUBJECT = Subject()


@transaction.atomic
def open_incident(
    user: access.AnyUser,
    office_id: UUID,
    *,
    entity_id: UUID | None = None,
    subject: Subject = NO_SUBJECT,
    key: UUID | None = None,
    **values: Any,
) -> Incident:
    """Open an incident; ``values`` are those of ``fields.INCIDENT``.

    While an incident of the same kind about the same subject is open, it is that one. Raises
    NotAllowed, NotSeen, Refusals.
    """
    me = access.require(user, "incident.record", office_id)
    entity = queries.entity_to_assess(me, entity_id) if entity_id else None
    given = INCIDENT.complete(values)
    given |= {"account": given["account"].strip(), "currency": given["currency"].upper()}
    there = recorded_before(Incident, key)
    if there is not None:
        return require_same(there, INCIDENT, {**given, "office_id": office_id})
    today = today_in(access.the_office(office_id).zone)
    INCIDENT.refuse(
        given,
        costs.refusal_of_amount(given["amount"], "amount"),
        not_after(given["happened_on"], "happened_on", today),
    )
    if subject.id is not None:
        same = Incident.objects.filter(subject_id=subject.id, kind=given["kind"])
        same = same.filter(organisation_id=me.organisation_id).exclude(state="closed")
        if (known := same.first()) is not None:
            return known
    incident = Incident.begin(
        me,
        office_id,
        key,
        entity=entity,
        subject_kind=subject.kind,
        subject_id=subject.id,
        subject_title=subject.title[:200],
        subject_address=subject.address[:300],
        opened_on=today,
        due_on=incidents.due_on(given["kind"], today),
    )
    write_values(incident, INCIDENT, given)
    incident.save(force_insert=True)
    audit.log(me, "incident.record", KIND, incident.id, office_id=office_id, kind=incident.kind)
    return incident


def change_incident_state(
    user: access.AnyUser, incident_id: UUID, transition: str, **values: Any
) -> Incident:
    """Deal with an incident, close or reopen it. Raises NotSeen, NotAllowed, Refusals."""
    rows = queries.incidents_visible_to(user)
    found: Incident = INCIDENT_WORKFLOW.perform(user, rows, incident_id, transition, **values)
    return found
