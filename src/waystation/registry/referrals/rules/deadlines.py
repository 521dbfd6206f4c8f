"""How long a partner has to answer, to the second; the current time is always an argument."""

from __future__ import annotations

from datetime import datetime, timedelta

ANSWER_WITHIN = {
    "emergency": timedelta(hours=24),
    "urgent": timedelta(hours=72),
    "normal": timedelta(days=14),
}
"""By priority, as inter-agency referral procedures have it."""


def due_at(priority: str, sent_at: datetime) -> datetime:
    """Return the moment until which an answer is in time."""
    return sent_at + ANSWER_WITHIN[priority]


def is_overdue(due: datetime | None, moment: datetime) -> bool:
    """Return whether the time to answer is over: not at the last second, only after it."""
    return due is not None and moment > due


def in_time(
    due: datetime | None, answered: datetime | None, alerted: datetime | None
) -> bool | None:
    """Return whether an answer was in time; None while that is undecided.

    A late answer remains late, whatever was asked and answered afterwards.
    """
    if alerted is not None:
        return False
    return answered <= due if answered is not None and due is not None else None
