"""Data arrangements with authorities: expected and received deliveries, reminders."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction

from waystation.foundation.access import queries as access
from waystation.foundation.messaging import actions as messaging
from waystation.foundation.records.saving import add, save
from waystation.foundation.records.values import tidy_values
from waystation.foundation.shared.errors import Refusal, refuse
from waystation.foundation.shared.periods import today_in
from waystation.foundation.shared.refusals import in_order
from waystation.foundation.shared.words import N_
from waystation.governance.policies.fields import ARRANGEMENT, RECEIPT, WITHDRAWAL
from waystation.governance.policies.models import Arrangement, Delivery
from waystation.governance.policies.queries import letters, scope
from waystation.governance.policies.queries import sharing as queries
from waystation.governance.policies.rules import instruments as owners
from waystation.governance.policies.rules import sharing as rules
from waystation.governance.policies.rules.others import refusal_of_address
from waystation.governance.policies.transitions import DRAFT

from .frame import as_text


@transaction.atomic
def record_arrangement(
    user: access.AnyUser, office_id: UUID, *, key: UUID | None = None, **values: Any
) -> Arrangement:
    """Record what an authority delivers; the deliveries that are due by now are expected.

    Raises NotAllowed, Refusals.
    """
    me = access.require(user, DRAFT, office_id)
    there = Arrangement.objects.filter(id=key, office_id=office_id).first() if key else None
    if there is not None:
        return there
    given = tidy_values(ARRANGEMENT, values)
    entity = scope.institution(me, given["entity"]) if given["entity"] else None
    twice = Arrangement.objects.filter(
        office_id=office_id, entity=entity, title=given["title"]
    ).exists()
    ARRANGEMENT.refuse(
        given,
        owners.refusal_of_owner(entity is not None) if given["entity"] else None,
        rules.refusal_of_days(given["days"]) if given["days"] is not None else None,
        in_order(given["starts_on"], given["ends_on"], "ends_on"),
        Refusal(N_("This arrangement already exists."), field="title", code="arrangement_twice")
        if twice
        else None,
    )
    given.pop("entity")
    row = Arrangement.begin(me, office_id, key, entity_id=entity, **given)
    add(me, "arrangement.record", row, every=row.every)
    expect_deliveries(row, today_in())
    return row


def expect_deliveries(row: Arrangement, today: date) -> int:
    """Add the deliveries of periods that have begun; return how many were new."""
    there = set(row.deliveries.values_list("starts_on", flat=True))
    periods = rules.periods_until(row.starts_on, row.ends_on, row.every, row.days, today)
    made = 0
    for first, last, due in periods:
        if first not in there:
            Delivery.begin(
                None,
                row.office_id,
                organisation_id=row.organisation_id,
                arrangement=row,
                starts_on=first,
                ends_on=last,
                due_on=due,
            ).save(force_insert=True)
            made += 1
    return made


@transaction.atomic
def expect_all_deliveries(today: date | None = None) -> int:
    """Add the deliveries of every arrangement whose period has begun; return how many."""
    rows = Arrangement.objects.select_for_update(of=("self",)).order_by("id")
    return sum(expect_deliveries(row, today or today_in()) for row in rows)


@transaction.atomic
def receive_delivery(user: access.AnyUser, key: UUID, **values: Any) -> Delivery:
    """Record that a delivery came: an officer does, or the authority that sends it.

    Raises NotSeen, NotAllowed, Refusals.
    """
    seen = queries.delivery_visible_to(user, key, today_in())
    me = scope.require_writer(user, seen.office_id, seen.arrangement.entity_id)
    row = Delivery.objects.select_for_update(of=("self",)).get(id=key)
    given = tidy_values(RECEIPT, values)
    RECEIPT.refuse(
        given,
        refusal_of_address(given["address"]),
        rules.refusal_of_receipt(given["received_on"], row.starts_on, today_in())
        if given["received_on"]
        else None,
        rules.refusal_of_second_receipt(row.received_on),
    )
    for name, value in given.items():
        setattr(row, name, value)
    return save(me, "data_delivery.receive", row, day=as_text(row.received_on))


@transaction.atomic
def withdraw_receipt(user: access.AnyUser, key: UUID, **values: Any) -> Delivery:
    """Withdraw the record of a delivery that was a mistake; the delivery is expected again.

    What was recorded stays in the audit log. Raises NotSeen, NotAllowed, Refusals.
    """
    seen = queries.delivery_visible_to(user, key, today_in())
    me = scope.require_writer(user, seen.office_id, seen.arrangement.entity_id)
    row = Delivery.objects.select_for_update(of=("self",)).get(id=key)
    given = tidy_values(WITHDRAWAL, values)
    WITHDRAWAL.refuse(given, rules.refusal_to_withdraw(row.received_on))
    before = {"day": as_text(row.received_on), "rows": row.rows, "note": row.note}
    row.received_on, row.rows, row.address, row.note = None, None, "", ""
    row.withdrawn_on, row.reason = today_in(), given["reason"]
    return save(me, "data_delivery.withdraw", row, **before)


@transaction.atomic
def remind_of_delivery(user: access.AnyUser, key: UUID) -> Delivery:
    """Remind the authority of a delivery that is due, once a day at most.

    The letter goes to its focal points. Raises NotSeen, NotAllowed, Refusal.
    """
    today = today_in()
    seen = queries.delivery_visible_to(user, key, today)
    me = access.require(user, DRAFT, seen.office_id)
    row = Delivery.objects.select_for_update(of=("self",)).get(id=key)
    if row.received_on is not None or row.reminded_on == today:
        sentence = (
            N_("It has already been received.")
            if row.received_on
            else N_("A reminder has already been sent today.")
        )
        refuse([Refusal(sentence, code="no_reminder")])
    entity = seen.arrangement.entity_id
    wanted = messaging.Wanted(letters.REMINDER, row.id, today, letters.ENTITY, entity)
    messaging.write_reminders(row.organisation_id, row.office_id, [wanted])
    messaging.begin_sending(me, row.office_id, page="policies:deliveries", day=str(today))
    row.reminded_on = today
    return save(me, "data_delivery.remind", row)
