"""The house reminds by itself, once a day: each reminder is written down, then leaves by e-mail.

A worker calls this (settings.DAILY), more than once where there are several or it is started
again: the same reminder to the same recipient is written once, the database sees to it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from django.db import transaction

from waystation.foundation.access import queries as access
from waystation.foundation.audit import actions as audit
from waystation.foundation.shared.periods import now, today_in
from waystation.foundation.tasks import actions as tasks
from waystation.governance.network.models import Network, Reminder
from waystation.governance.network.queries import reminders as queries

from .mail import TASK, anything_waits


class Wanted(NamedTuple):
    """One reminder to one recipient, an entity or a person."""

    kind: str
    subject_id: UUID
    day: date
    entity_id: UUID | None
    user_id: UUID | None


def remind_everybody() -> int:
    """Write down today's reminders of every Network and have them sent; return how many."""
    return sum(remind(one, today_in(one.office.zone)) for one in queries.networks())


@transaction.atomic
def remind(network: Network, today: date) -> int:
    """Write down what somebody is to be reminded of today and was not yet; return how many.

    They are sent in the name of the secretariat; without anybody in it nothing is written. What
    waits since a day on which the mail server was down is sent too.
    """
    Network.objects.select_for_update().get(pk=network.pk)  # one worker at a time
    sender = next(iter(access.holders(network.office_id, "network_secretariat")), None)
    if sender is None:
        return 0
    there = queries.written(network, today)
    new = [one for one in dict.fromkeys(_wanted(network, today)) if tuple(one) not in there]
    if new:
        _write(network, new)
    if new or anything_waits(network):
        argument: dict[str, Any] = {"office": str(network.office_id), "day": str(today)}
        tasks.begin(sender, TASK, argument)
    return len(new)


def _write(network: Network, new: Sequence[Wanted]) -> None:
    moment = now()
    rows = Reminder.objects.bulk_create(
        Reminder(
            organisation_id=network.organisation_id,
            office_id=network.office_id,
            created_at=moment,
            changed_at=moment,
            **one._asdict(),
        )
        for one in new
    )
    audit.log(
        None,
        "reminder.write",
        "network.Network",
        network.id,
        organisation_id=network.organisation_id,
        office_id=network.office_id,
        count=len(rows),
    )


def _wanted(network: Network, today: date) -> Iterator[Wanted]:
    if day := queries.appointment_day(network, today):
        for user in queries.asked_to_appoint(network, today):
            yield Wanted("rotation", network.id, day, None, user)
    for kind, action, day, owner in queries.actions_to_remind(network, today):
        yield Wanted(kind, action, day, owner, None)
    for kind, task, day, owner in queries.tasks_to_remind(network, today):
        yield Wanted(kind, task, day, None, owner)
