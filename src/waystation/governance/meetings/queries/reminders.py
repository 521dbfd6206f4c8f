"""E-mail reminders of action items."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from waystation.foundation.messaging.actions import Wanted
from waystation.foundation.messaging.queries import Reminder
from waystation.foundation.records.fields import in_short
from waystation.foundation.shared.words import N_
from waystation.governance.meetings.models import Action
from waystation.governance.meetings.transitions import UNREPORTED
from waystation.governance.network.queries import Network
from waystation.governance.network.queries.reminders import ENTITY, ReminderSource
from waystation.governance.network.rules import classes
from waystation.governance.network.rules import reminders as rules

KINDS = [
    ("action", N_("An action is due soon")),
    ("action_late", N_("An action is late")),
]
BEFORE = 7  # days before the day it is due


def reminders_due(network: Network, today: date) -> Iterable[Wanted]:
    """Return the actions that are due soon or late, each for its owner."""
    rows = Action.objects.filter(
        office_id=network.office_id,
        state__in=UNREPORTED,
        due_on__range=rules.window(today, BEFORE),
    ).values_list("id", "due_on", "owner_id")
    for key, day, owner in rows:
        yield Wanted(rules.reminder_of("action", day, today, BEFORE), key, day, ENTITY, owner)


def waiting(network: Network, rows: Collection[Reminder]) -> set[UUID]:
    """Return the reminders whose action is still not reported."""
    keys = [one.subject_id for one in rows]
    waits = set(
        Action.objects.filter(id__in=keys, state__in=UNREPORTED).values_list("id", flat=True)
    )
    return {one.id for one in rows if one.subject_id in waits}


def lines(rows: Collection[Reminder]) -> dict[UUID, str | None]:
    """Return what reminders say of actions; None for an action of a closed class."""
    actions = {
        one.id: one for one in Action.objects.filter(id__in=[row.subject_id for row in rows])
    }
    found: dict[UUID, str | None] = {}
    for one in rows:
        if (action := actions.get(one.subject_id)) is not None:
            line = _("{day}: {text}").format(day=in_short(one.day), text=action.text)
            found[one.id] = line if action.access_class in classes.FOR_INVITEES else None
    return found


SOURCE = ReminderSource(KINDS, reminders_due, waiting, lines)
