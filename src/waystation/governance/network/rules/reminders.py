"""Of what the organisation reminds by e-mail, and when.

The Terms of Reference name no reminders: these days are working rules. Rotation: 1 October,
15 November and 15 December (see rules/seats.py). Actions and tasks of reports: some days before
the day they are due, and once when that day has passed.
"""

from __future__ import annotations

from datetime import date, timedelta

STALE = 30  # days: of what is late for longer nobody is reminded by e-mail; pages show it


def reminder_of(what: str, due_on: date, today: date, before: int) -> str:
    """Return the kind of reminder about ``what`` for today, "" for none.

    ``before`` is the number of days before the due day.
    """
    if due_on < today:
        return f"{what}_late" if today - due_on <= timedelta(days=STALE) else ""
    return what if due_on - today <= timedelta(days=before) else ""


def window(today: date, before: int) -> tuple[date, date]:
    """Return the first and last due day of today's reminders."""
    return today - timedelta(days=STALE), today + timedelta(days=before)
