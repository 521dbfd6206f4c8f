"""Visibility of tasks: users see their own."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q, QuerySet

from waystation.foundation.access import queries as access
from waystation.foundation.shared.errors import NotSeen
from waystation.foundation.shared.periods import now
from waystation.foundation.shared.words import N_

from .models import Task

MOST = 50


def tasks_visible_to(user: access.AnyUser) -> QuerySet[Task]:
    """Return the user's tasks, newest first, without the files."""
    me = access.signed_in(user)
    rows = Task.objects.filter(organisation_id=me.organisation_id, user=me).defer("content")
    return rows.order_by("-id")


def latest_of(user: access.AnyUser) -> list[Task]:
    """Return the user's latest tasks."""
    return list(tasks_visible_to(user)[:MOST])


def task_visible_to(user: access.AnyUser, task_id: UUID) -> Task:
    """Return one task. Raises NotSeen for somebody else's."""
    task = tasks_visible_to(user).filter(id=task_id).first()
    if task is None:
        raise NotSeen(N_("There is no such task of yours."), code="task_unknown")
    return task


def something_to_do() -> bool:
    """Return whether a task waits, or was lost by its worker; for workers."""
    lost = Q(state="running", lease_until__lt=now())
    return Task.objects.filter(Q(state="waiting") | lost).exists()
