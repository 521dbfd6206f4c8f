"""Of what the house reminds today, whom, and what it wrote already."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from waystation.foundation.access import queries as access
from waystation.foundation.access.queries import Anyone
from waystation.governance.network.models import Action, Network, Reminder, ReportTask
from waystation.governance.network.rules import classes
from waystation.governance.network.rules import reminders as rules
from waystation.governance.network.rules import seats as seat_rules

from . import people, reports, seats
from .due import UNREPORTED
from .scope import reader_of

SLICE = 100
Line = tuple[str, UUID, date, UUID]


def networks() -> list[Network]:
    """Return every Network of the house, for the work that is done each day."""
    return list(Network.objects.select_related("office", "organisation").order_by("id"))


def written(network: Network, today: date) -> set[tuple[Any, ...]]:
    """Return what was written already, of the days of which somebody is reminded today."""
    first = min(today - timedelta(days=rules.STALE), date(today.year, 1, 1))
    rows = Reminder.objects.filter(office_id=network.office_id, day__gte=first)
    return set(rows.values_list("kind", "subject_id", "day", "entity_id", "user_id"))


def appointment_day(network: Network, today: date) -> date | None:
    """Return the reminder day of UNKT's next appointment that has come, None without need."""
    day = seat_rules.reminder_day(today)
    if day is None or seats.held_in(network, today.year + 1) is not None:
        return None
    return day


def asked_to_appoint(network: Network, today: date) -> list[UUID]:
    """Return who is reminded of the rotating seat: secretariat, co-chairs, and UNKT's readers."""
    found = [one.user_id for one in people.incumbents(network, today)]
    for role in ("network_secretariat", "unkt_reader"):
        found += [one.id for one in access.holders(network.office_id, role)]
    return list(dict.fromkeys(found))


def actions_to_remind(network: Network, today: date) -> list[Line]:
    """Return the actions that are due soon or late: kind of reminder, key, day, owner."""
    rows = Action.objects.filter(
        office_id=network.office_id,
        state__in=UNREPORTED,
        due_on__range=rules.window("action", today),
    ).values_list("id", "due_on", "owner_id")
    return [(rules.reminder_of("action", day, today), key, day, owner) for key, day, owner in rows]


def tasks_to_remind(network: Network, today: date) -> list[Line]:
    """Return the tasks of reports that are due soon or late: kind, key, day, owner."""
    rows = (
        ReportTask.objects.filter(
            report__office_id=network.office_id,
            done_on__isnull=True,
            due_on__range=rules.window("task", today),
        )
        .exclude(report__state="transmitted")
        .values_list("id", "due_on", "owner_id")
    )
    return [(rules.reminder_of("task", day, today), key, day, owner) for key, day, owner in rows]


def still_due(network: Network, rows: Collection[Reminder]) -> list[Reminder]:
    """Return the reminders of what still waits: not reported, not done, nobody appointed."""
    keys = [one.subject_id for one in rows]
    open_actions = Action.objects.filter(id__in=keys, state__in=UNREPORTED)
    open_tasks = ReportTask.objects.filter(id__in=keys, done_on__isnull=True).exclude(
        report__state="transmitted"
    )
    waits = {
        *open_actions.values_list("id", flat=True),
        *open_tasks.values_list("id", flat=True),
    }
    return [
        one
        for one in rows
        if one.subject_id in waits
        or (one.kind == "rotation" and seats.held_in(network, one.day.year + 1) is None)
    ]


def belongs(network: Network, reminder: Reminder, today: date) -> bool:
    """Return whether who is reminded belongs to the Network today: a role, or membership."""
    if reminder.user is not None:
        return access.serves(reminder.user, network.office_id)
    entity = reminder.entity_id
    return (
        entity is not None and people.members_on(network, today).filter(entity_id=entity).exists()
    )


def said_of(rows: Collection[Reminder]) -> tuple[list[str], int]:
    """Return what reminders say, a line each, and of how many actions of closed classes.

    Titles of closed classes do not leave by e-mail.
    """
    keys = [one.subject_id for one in rows]
    actions = {one.id: one for one in Action.objects.filter(id__in=keys)}
    tasks = {
        one.id: one
        for one in ReportTask.objects.filter(id__in=keys).select_related("report").defer(
            "report__kept"
        )
    }  # fmt: skip
    lines, closed = [], 0
    for one in sorted(rows, key=lambda row: (row.day, row.kind)):
        day = f"{one.day:%d.%m.%Y}"
        if one.kind == "rotation":
            lines.append(
                _("UNKT has to appoint the rotating co-chair for {year} (paragraph 86).").format(
                    year=one.day.year + 1
                )
            )
        elif one.subject_id in tasks:
            task = tasks[one.subject_id]
            lines.append(
                _("{day}: {task} ({report})").format(
                    day=day, task=_(task.title), report=reports.title_of(task.report)
                )
            )
        elif (action := actions.get(one.subject_id)) is not None:
            if action.access_class in classes.FOR_INVITEES:
                lines.append(_("{day}: {text}").format(day=day, text=action.text))
            else:
                closed += 1
    return lines, closed


@dataclass(frozen=True)
class Written:
    """A reminder in the list of those that were written."""

    kind: str
    day: date
    to: str
    created_at: datetime
    mailed: str
    mail_reason: str


def reminders_seen_by(user: Anyone) -> list[Written]:
    """Return the latest reminders of the user's Network. Raises NotSeen and NotAllowed."""
    reader = reader_of(user, "meeting.prepare")
    rows = (
        reader.of_network(Reminder.objects.all())
        .select_related("entity", "user")
        .order_by("-created_at", "-id")[:SLICE]
    )
    kinds = dict(rules.KINDS)
    return [
        Written(
            _(kinds[one.kind]),
            one.day,
            str(one.entity) if one.entity else one.user.full_name if one.user else "–",
            one.created_at,
            one.mailed,
            one.mail_reason,
        )
        for one in rows
    ]
