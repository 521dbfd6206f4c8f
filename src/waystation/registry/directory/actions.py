"""Actions on partners' services: edited by colleagues, confirmed by the partner."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from waystation.foundation.access import queries as access
from waystation.foundation.audit import actions as audit
from waystation.foundation.messaging import actions as messaging
from waystation.foundation.messaging.queries import Delivery
from waystation.foundation.records.editing import merge_edit
from waystation.foundation.records.once import recorded_before, require_same
from waystation.foundation.records.values import strip_texts, values_of, write_values
from waystation.foundation.shared.errors import Conflict, NotSeen, Refusal, refuse
from waystation.foundation.shared.fold import search_key
from waystation.foundation.shared.periods import now, today_in
from waystation.foundation.shared.words import N_

from . import queries
from .fields import SERVICE
from .models import DirectoryCheck, Service
from .queries import letters
from .rules import LINK_DAYS, refusals_of_service
from .transitions import SERVICE_WORKFLOW

KIND = "directory.Service"
CHECK = "directory.DirectoryCheck"


def _refusals(values: Mapping[str, Any], entity_id: UUID, but: UUID | None) -> list[Any]:
    same = Service.objects.filter(entity_id=entity_id, name=values["name"])
    same = same.exclude(id=but) if but else same
    known = (
        Conflict(
            N_("{name} already exists. Open it and change it."),
            code="service_known",
            name=values["name"],
        )
        if same.exists()
        else None
    )
    return [*SERVICE.refusals(values), *refusals_of_service(values), known]


@transaction.atomic
def record_service(
    user: access.AnyUser,
    office_id: UUID,
    entity_id: UUID,
    *,
    key: UUID | None = None,
    **values: Any,
) -> Service:
    """Enter a service of a partner; ``values`` are those of ``fields.SERVICE``.

    The same key with the same content is the record already there. Whoever enters it has it from
    the partner: it counts as confirmed today. Raises NotAllowed, NotSeen, Refusals, Conflict.
    """
    me = access.require(user, "service.record", office_id)
    entity = queries.partner_of(me.organisation_id, entity_id)
    given = strip_texts(SERVICE.complete(values))
    there = recorded_before(Service, key)
    if there is not None:
        return require_same(there, SERVICE, {**given, "entity_id": entity.id})
    refuse(_refusals(given, entity.id, None))
    service = Service.begin(me, office_id, key, entity=entity, confirmed_on=today_in())
    write_values(service, SERVICE, given)
    _index(service)
    service.save(force_insert=True)
    audit.log(me, "service.record", KIND, service.id, office_id=office_id, kind=service.kind)
    return service


def _index(service: Service) -> None:
    entity = service.entity
    service.search_key = search_key(f"{entity.acronym} {entity.name} {service.name}")[:420]


@transaction.atomic
def edit_service(
    user: access.AnyUser, service_id: UUID, seen: Mapping[str, Any], proposed: Mapping[str, Any]
) -> Service:
    """Change an entry. Raises NotSeen, NotAllowed, Refusals, Conflict for the same field."""
    queries.service_visible_to(user, service_id)
    service = Service.objects.select_for_update().select_related(None).get(id=service_id)
    me = access.require(user, "service.record", service.office_id)
    changed = merge_edit(service, seen, strip_texts(proposed))
    if not changed:
        return service
    refuse(_refusals(values_of(service, SERVICE), service.entity_id, service.id))
    _index(service)
    service.remark, service.confirmed_on = "", today_in()
    service.touch()
    service.save()
    audit.log(
        me,
        "service.edit",
        KIND,
        service.id,
        office_id=service.office_id,
        fields=sorted(changed),
    )
    return service


def change_service_state(
    user: access.AnyUser, service_id: UUID, transition: str, **values: Any
) -> Service:
    """Take a service out of the directory, or offer it again. Raises NotSeen, NotAllowed."""
    rows = queries.services_visible_to(user).select_related(None)
    service: Service = SERVICE_WORKFLOW.perform(user, rows, service_id, transition, **values)
    return service


@transaction.atomic
def confirm_service(user: access.AnyUser, service_id: UUID) -> Service:
    """Record that the partner confirmed an entry today. Raises NotSeen, NotAllowed."""
    queries.service_visible_to(user, service_id)
    service = Service.objects.select_for_update().get(id=service_id)
    me = access.require(user, "service.record", service.office_id)
    _confirm(service, by_partner=False)
    audit.log(me, "service.confirm", KIND, service.id, office_id=service.office_id)
    return service


def _confirm(service: Service, *, by_partner: bool) -> None:
    service.confirmed_on, service.confirmed_by_partner = today_in(), by_partner
    service.touch()
    service.save()


@transaction.atomic
def ask_partner(user: access.AnyUser, entity_id: UUID) -> DirectoryCheck:
    """Ask a partner by a link whether its entries are still right. Raises NotSeen, NotAllowed.

    The link goes to the focal point and the back-up; it is shown to whoever asks, too.
    """
    me = access.require(user, "service.record")
    entity = queries.partner_of(me.organisation_id, entity_id)
    if not Service.objects.filter(entity=entity, state="offered").exists():
        raise Refusal(N_("This organisation has no service in the directory."), code="no_service")
    office_id = access.offices_where(me, "service.record")[0]
    check = DirectoryCheck.begin(
        me, office_id, entity=entity, expires_at=now() + timedelta(days=LINK_DAYS)
    )
    check.save(force_insert=True)
    audit.log(me, "service.ask", CHECK, check.id, office_id=office_id)
    letter = Delivery.begin(
        me,
        office_id,
        kind=letters.CHECK,
        subject_kind=CHECK,
        subject_id=check.id,
        batch_id=check.id,
        recipient_kind=letters.ENTITY,
        recipient_id=entity.id,
        sent_on=today_in(),
    )
    messaging.post(me, office_id, [letter], page="directory:services")
    return check


@transaction.atomic
def answer_check(
    check_id: UUID, answers: Mapping[UUID, Mapping[str, Any]], *, last: bool = True
) -> int:
    """Record what a partner says of its services; return how many were confirmed.

    The link is over with the ``last`` page of answers.

    Each answer has ``answer`` (right, change, closed), ``remark``, ``hours`` and ``free_places``.
    A change that is only described waits for a colleague. Raises NotSeen for a link that is over.
    """
    open_ = queries.open_check(check_id)
    if open_ is None:
        raise NotSeen(N_("This link no longer works."), code="check_over")
    check = DirectoryCheck.objects.select_for_update().get(id=open_.id)
    services = Service.objects.select_for_update().filter(entity_id=check.entity_id)
    confirmed = 0
    for service in services.filter(id__in=list(answers), state="offered"):
        answer = answers[service.id]
        if answer["answer"] == "closed":
            SERVICE_WORKFLOW.take(service, "withdraw")
        if answer["answer"] == "right":
            service.hours = str(answer["hours"]).strip() or service.hours
            service.free_places = answer["free_places"]
            confirmed += 1
        service.remark = str(answer["remark"]).strip()[:2000]
        refuse(_refusals(values_of(service, SERVICE), service.entity_id, service.id))
        if answer["answer"] == "change":
            service.touch()
            service.save()
        else:
            _confirm(service, by_partner=True)
        audit.log(
            None,
            "service.answer",
            KIND,
            service.id,
            organisation_id=service.organisation_id,
            office_id=service.office_id,
            answer=answer["answer"],
        )
    if not last:
        return confirmed
    check.answered_at = now()
    check.touch()
    check.save()
    audit.log(
        None,
        "service.answered",
        CHECK,
        check.id,
        organisation_id=check.organisation_id,
        office_id=check.office_id,
    )
    return confirmed
