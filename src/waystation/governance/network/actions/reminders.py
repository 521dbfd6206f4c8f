"""Daily automatic reminders: each is recorded, then sent by e-mail.

A worker calls this (settings.DAILY), more than once where there are several or it is started
again: the same reminder to the same recipient is written once, the database sees to it.
"""

from __future__ import annotations

from datetime import date

from django.db import transaction

from waystation.foundation.access import queries as access
from waystation.foundation.messaging import actions as messaging
from waystation.foundation.messaging import queries as messages
from waystation.foundation.records.saving import log
from waystation.foundation.shared.periods import today_in
from waystation.governance.network.models import Network
from waystation.governance.network.queries import reminders as queries


def remind_everybody() -> int:
    """Record today's reminders of every Network and have them sent; return how many."""
    return sum(remind(one, today_in(one.office.zone)) for one in queries.networks())


@transaction.atomic
def remind(network: Network, today: date) -> int:
    """Create today's reminders that do not exist yet; return how many.

    They are sent on behalf of the secretariat; without a member of it none is created. Reminders
    left from a day on which the mail server was down are sent too.
    """
    Network.objects.select_for_update().get(pk=network.pk)  # one worker at a time
    sender = next(iter(access.holders(network.office_id, "network_secretariat")), None)
    if sender is None:
        return 0
    there = queries.reminders_sent(network, today)
    new = [one for one in queries.reminders_due(network, today) if tuple(one) not in there]
    if new:
        count = messaging.write_reminders(network.organisation_id, network.office_id, new)
        log(None, "reminder.write", network, count=count)
    if new or messages.anything_waits(network.office_id):
        messaging.begin_sending(sender, network.office_id, page="network:reminders", day=str(today))
    return len(new)
