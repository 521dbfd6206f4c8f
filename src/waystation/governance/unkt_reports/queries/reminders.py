"""E-mail reminders of tasks of reports."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from waystation.foundation.messaging.actions import Wanted
from waystation.foundation.messaging.queries import Reminder
from waystation.foundation.records.fields import in_short
from waystation.foundation.shared.words import N_
from waystation.governance.network.queries import Network
from waystation.governance.network.queries.reminders import LETTERS, USER, ReminderSource
from waystation.governance.network.rules import reminders as rules
from waystation.governance.unkt_reports import rules as report_rules
from waystation.governance.unkt_reports.models import ReportTask

from . import reports

KINDS = [
    ("task", N_("A task of a report is due soon")),
    ("task_late", N_("A task of a report is late")),
]
BEFORE = 3  # days before the day it is due


def _open() -> QuerySet[ReportTask]:
    return ReportTask.objects.filter(done_on__isnull=True).exclude(
        report__state__in=report_rules.OVER
    )


def reminders_due(network: Network, today: date) -> Iterable[Wanted]:
    """Return the tasks of reports that are due soon or late, each for its owner."""
    rows = _open().filter(
        report__office_id=network.office_id, due_on__range=rules.window(today, BEFORE)
    )
    for key, day, owner in rows.values_list("id", "due_on", "owner_id"):
        yield Wanted(rules.reminder_of("task", day, today, BEFORE), key, day, USER, owner)


def waiting(network: Network, rows: Collection[Reminder]) -> set[UUID]:
    """Return the reminders whose task is still not done."""
    waits = set(
        _open().filter(id__in=[one.subject_id for one in rows]).values_list("id", flat=True)
    )
    return {one.id for one in rows if one.subject_id in waits}


def lines(rows: Collection[Reminder]) -> dict[UUID, str | None]:
    """Return what reminders say of tasks."""
    tasks = {
        one.id: one
        for one in ReportTask.objects.filter(id__in=[row.subject_id for row in rows])
        .select_related("report")
        .defer("report__kept")
    }
    return {
        one.id: _("{day}: {task} ({report})").format(
            day=in_short(one.day),
            task=_(tasks[one.subject_id].title),
            report=reports.title_of(tasks[one.subject_id].report),
        )
        for one in rows
        if one.subject_id in tasks
    }


SOURCE = ReminderSource(KINDS, reminders_due, waiting, lines)
MESSAGES = {key: LETTERS for key, _label in KINDS}
