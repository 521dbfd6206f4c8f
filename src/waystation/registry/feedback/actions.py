"""Actions on feedback: record it, answer it, forward it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from waystation.foundation.access import queries as access
from waystation.foundation.audit import actions as audit
from waystation.foundation.records.once import recorded_before, require_same
from waystation.foundation.records.values import strip_texts, write_values
from waystation.foundation.shared.errors import Refusal, Refusals, TooFast, refuse
from waystation.foundation.shared.periods import now, today_in
from waystation.foundation.shared.refusals import refusal_of_no_office
from waystation.foundation.shared.words import N_
from waystation.registry.organisations import queries as organisations

from . import queries, rules
from .fields import ENTRY, REMEDY
from .models import Entry, Remedy
from .transitions import FEEDBACK_WORKFLOW, REMEDY_WORKFLOW

KIND = "feedback.Entry"


def _route(entry: Entry) -> Entry:
    """Give an entry its deadline and who answers it: never who it is about."""
    meant = access.users_by_key([entry.staff_id]).get(entry.staff_id) if entry.staff_id else None
    entry.level = rules.level_of(
        entry.about,
        handles=meant is not None and access.may(meant, "feedback.handle", entry.office_id),
        oversees=meant is not None and access.may(meant, "feedback.oversee"),
    )
    entry.due_on = rules.due_on(entry.kind, entry.received_on)
    return entry


@transaction.atomic
def record_feedback(
    user: access.AnyUser,
    office_id: UUID,
    *,
    key: UUID | None = None,
    staff: UUID | None = None,
    entity: UUID | None = None,
    record_id: UUID | None = None,
    **values: Any,
) -> Entry:
    """Record feedback given at the desk or by telephone.

    ``staff`` is the colleague concerned, ``entity`` the organisation, ``record_id`` the related
    record of any app. ``values`` are those of ``fields.ENTRY``. Raises NotAllowed, NotSeen,
    Refusals, Conflict.
    """
    me = access.require(user, "feedback.record", office_id)
    given = strip_texts(ENTRY.complete(values))
    there = recorded_before(Entry, key)
    if there is not None:
        return require_same(there, ENTRY, {**given, "office_id": office_id, "staff_id": staff})
    ENTRY.refuse(
        given,
        rules.refusal_of_staff(given["about"], staff is not None),
        _refusal_of_colleague(user, staff),
    )
    if entity is not None:
        entity = organisations.entity_by_key(me.organisation_id, entity).id
    today = today_in(access.the_office(office_id).zone)
    entry = Entry.begin(
        me,
        office_id,
        key,
        received_on=today,
        staff_id=staff,
        entity_id=entity,
        record_id=record_id,
    )
    write_values(entry, ENTRY, given)
    _route(entry).save(force_insert=True)
    audit.log(me, "feedback.record", KIND, entry.id, office_id=office_id)
    return entry


def _refusal_of_colleague(user: access.AnyUser, staff: UUID | None) -> Refusal | None:
    if staff is None or str(staff) in dict(queries.staff_of(user)):
        return None
    return Refusal(N_("Choose one from the list."), field="staff", code="staff")


@transaction.atomic
def send_feedback_in_public(office: access.Office | None, *, key: UUID, **values: Any) -> Entry:
    """Send feedback without an account, with or without a name.

    Sent twice it is one. Raises Refusals, also where no office is chosen, and TooFast where an
    office gets more in an hour than people could send.
    """
    given = strip_texts(ENTRY.complete(values))
    if office is None:
        raise Refusals([*filter(None, ENTRY.refusals(given)), refusal_of_no_office()])
    there = recorded_before(Entry, key)
    if there is not None:
        return require_same(there, ENTRY, {**given, "office_id": office.id})
    lately = Entry.objects.filter(
        office_id=office.id, by_public=True, created_at__gt=now() - timedelta(hours=1)
    )
    if lately.count() >= rules.MOST_PUBLIC_AN_HOUR:
        raise TooFast(
            N_("Many people are writing just now. Try again in an hour, or call the centre."),
            code="pace",
        )
    ENTRY.refuse(given)
    entry = Entry.begin(
        None,
        office.id,
        key,
        organisation_id=office.organisation_id,
        received_on=today_in(office.zone),
        by_public=True,
    )
    write_values(entry, ENTRY, given)
    _route(entry).save(force_insert=True)
    audit.log(
        None,
        "feedback.record",
        KIND,
        entry.id,
        organisation_id=office.organisation_id,
        office_id=office.id,
    )
    return entry


@transaction.atomic
def name_staff(user: access.AnyUser, entry_id: UUID, staff: UUID | None) -> Entry:
    """Say which colleague a complaint is about, once it has been read.

    From then on they do not see it, and where they would answer it, it goes above the office.
    Raises NotSeen, NotAllowed, Refusals.
    """
    entry = queries.entry_visible_to(user, entry_id)
    me = access.require(user, "feedback.handle", entry.office_id)
    entry = Entry.objects.select_for_update(of=("self",)).get(id=entry.id)
    refuse(
        [
            rules.refusal_of_staff(entry.about, staff is not None),
            _refusal_of_colleague(user, staff),
            rules.refusal_to_handle(staff is not None and staff == me.id),
        ]
    )
    above = entry.level == "organisation"
    entry.staff_id = staff
    if entry.handler_id == staff:
        entry.handler = None
    _route(entry)
    if above and not (entry.staff and access.may(entry.staff, "feedback.oversee")):
        entry.level = "organisation"  # what was handed up does not come down again
    entry.touch()
    entry.save()
    audit.log(me, "feedback.name", KIND, entry.id, office_id=entry.office_id, fields=["staff"])
    return entry


def change_feedback_state(
    user: access.AnyUser, entry_id: UUID, transition: str, **values: Any
) -> Entry:
    """Take up, answer, hand on or reopen. Raises NotSeen, NotAllowed, Refusals."""
    rows = queries.entries_visible_to(user)
    entry: Entry = FEEDBACK_WORKFLOW.perform(user, rows, entry_id, transition, **values)
    return entry


@transaction.atomic
def ask_remedy(
    user: access.AnyUser, entry_id: UUID, *, key: UUID | None = None, **values: Any
) -> Remedy:
    """Record the requested remedy; ``values`` are those of ``fields.REMEDY``.

    Raises NotSeen, NotAllowed, Refusals.
    """
    entry = queries.entry_visible_to(user, entry_id)
    me = access.require(user, "feedback.handle", entry.office_id)
    given = REMEDY.complete(values)
    given["asked"] = given["asked"].strip()
    given["currency"] = (given["currency"] or "EUR").strip().upper()
    there = recorded_before(Remedy, key)
    if there is not None:
        return require_same(there, REMEDY, {**given, "entry_id": entry.id})
    REMEDY.refuse(
        given,
        rules.refusal_of_money(given["money_asked"], "money_asked"),
        rules.refusal_of_currency(given["currency"]),
    )
    today = today_in(access.the_office(entry.office_id).zone)
    remedy = Remedy.begin(me, entry.office_id, key, entry=entry, asked_on=today)
    write_values(remedy, REMEDY, given)
    remedy.save(force_insert=True)
    audit.log(me, "remedy.record", KIND, entry.id, office_id=entry.office_id)
    return remedy


@transaction.atomic
def answer_remedy_in_public(secret: str, remedy_id: UUID, received: str) -> Remedy:
    """Record the complainant's answer at the secret address: whether a remedy was received.

    ``received``: "yes" or "no". Raises NotSeen for another entry's remedy, Over, Refusal.
    """
    entry, remedies, _until = queries.entry_at(secret)
    if remedy_id not in {one.id for one in remedies}:
        raise queries.not_seen()
    if received not in ("yes", "no"):
        raise Refusal(N_("Say whether you have received it."), field="received", code="received")
    # The remedy is locked before its entry, as by the officers' step: they never wait in a circle.
    remedy = Remedy.objects.select_for_update(of=("self",)).get(id=remedy_id)
    entry = Entry.objects.select_for_update(of=("self",)).get(id=entry.id)
    step = "confirm" if received == "yes" else "contradict"
    if remedy.state == REMEDY_WORKFLOW.transitions[step].target:  # sent twice
        return remedy
    REMEDY_WORKFLOW.take(remedy, step)
    entry.touch()  # its facts say whether it is remedied
    entry.save()
    audit.log(
        None,
        "feedback.remedy",
        KIND,
        entry.id,
        organisation_id=entry.organisation_id,
        office_id=entry.office_id,
        to=remedy.state,
    )
    return remedy


@transaction.atomic
def change_remedy_state(
    user: access.AnyUser, remedy_id: UUID, transition: str, **values: Any
) -> Remedy:
    """Record that a remedy was agreed, refused, given, confirmed or not received."""
    rows = queries.remedies_visible_to(user)
    remedy: Remedy = REMEDY_WORKFLOW.perform(user, rows, remedy_id, transition, **values)
    entry = Entry.objects.select_for_update().get(id=remedy.entry_id)
    entry.touch()  # its facts say whether it is remedied
    entry.save()
    audit.log(
        access.signed_in(user),
        "feedback.remedy",
        KIND,
        entry.id,
        office_id=entry.office_id,
        to=remedy.state,
    )
    return remedy
