"""Of what the house reminds by e-mail, and when.

The Terms of Reference name no reminders: these days are house rules. Rotation: 1 October,
15 November and 15 December (see rules/seats.py). Actions and tasks of reports: some days before
the day they are due, and once when that day has passed.
"""

from __future__ import annotations

from datetime import date, timedelta

from waystation.foundation.shared.words import N_

KINDS = [
    ("rotation", N_("The rotating seat")),
    ("action", N_("An action is due soon")),
    ("action_late", N_("An action is late")),
    ("task", N_("A task of a report is due soon")),
    ("task_late", N_("A task of a report is late")),
]
BEFORE = {"action": 7, "task": 3}  # days before the day it is due
STALE = 30  # days: of what is late for longer nobody is reminded by e-mail; pages show it


def reminder_of(what: str, due_on: date, today: date) -> str:
    """Return the kind of reminder about an "action" or a "task" for today, "" for none."""
    if due_on < today:
        return f"{what}_late" if today - due_on <= timedelta(days=STALE) else ""
    return what if due_on - today <= timedelta(days=BEFORE[what]) else ""


def window(what: str, today: date) -> tuple[date, date]:
    """Return the first and last due day of which somebody is reminded today."""
    return today - timedelta(days=STALE), today + timedelta(days=BEFORE[what])
