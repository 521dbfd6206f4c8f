"""Background tasks: queued, taken by a worker under a lease, and finished once.

A worker that dies no longer renews its lease, so another worker takes the task. Functions that apps
contribute as ``tasks`` must therefore be safe to run twice.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.utils import translation
from django.utils.module_loading import import_string

from waystation.foundation.access import contributions
from waystation.foundation.access import queries as access
from waystation.foundation.audit import actions as audit
from waystation.foundation.shared import disk
from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.periods import HOME_ZONE, now

from . import queries, rules
from .models import Task

logger = logging.getLogger(__name__)
Tell = Callable[[int, int, str], None]


class Lost(Exception):
    """Another worker has taken this task: the worker that notices stops."""


@transaction.atomic
def begin(
    user: access.AnyUser, kind: str, argument: Mapping[str, Any], content: bytes = b""
) -> Task:
    """Queue a task; an identical task that is not finished is returned. Raises NotAllowed.

    The action that the worker calls checks the user's permission again.
    """
    me = access.signed_in(user)
    if kind not in contributions.mapping_of("tasks"):
        raise ValueError(f"No app contributes a task {kind}.")
    for there in queries.tasks_visible_to(me).filter(kind=kind, state__in=["waiting", "running"]):
        if there.argument == dict(argument):
            return there
    task = Task.objects.create(
        organisation_id=me.organisation_id,
        user=me,
        kind=kind,
        argument=dict(argument),
        content=content,
        asked_at=now(),
    )
    audit.log(me, "task.begin", "tasks.Task", task.id, kind=kind)
    return task


def _lease() -> Any:
    return now() + timedelta(seconds=settings.TASK_LEASE_SECONDS)


def lease() -> timedelta:
    """Return how long a worker's lease lasts."""
    return timedelta(seconds=settings.TASK_LEASE_SECONDS)


def reap() -> int:
    """Requeue the tasks of dead workers, or fail them; return how many."""
    number = 0
    moment = now()
    lost = Task.objects.select_for_update().filter(state="running", lease_until__lt=moment)
    with transaction.atomic():
        for task in lost.defer("content"):
            fate = rules.fate_of_lost(task.lease_until, task.attempts, moment)
            ended = {"sentence": rules.GIVEN_UP, "ended_at": moment} if fate == "failed" else {}
            Task.objects.filter(id=task.id).update(state=fate, lease_until=None, worker="", **ended)
            number += 1
    return number


def take(worker: str) -> Task | None:
    """Assign the oldest waiting task to a worker for the time of its lease; None if none waits."""
    with transaction.atomic():
        skip = connection.features.has_select_for_update_skip_locked
        waiting = Task.objects.select_for_update(skip_locked=skip).filter(state="waiting")
        task = waiting.order_by("id").first()
        if task is None:
            return None
        task.state, task.worker, task.lease_until = "running", worker, _lease()
        task.attempts += 1
        task.save(update_fields=["state", "worker", "lease_until", "attempts"])
    return task


def _mine(task: Task) -> Any:
    return Task.objects.filter(
        id=task.id, state="running", worker=task.worker, attempts=task.attempts
    )


def tell(task: Task, done: int, of: int, note: str = "") -> None:
    """Report progress, which also renews the lease. Raises Lost if another worker has the task."""
    progress = {"done": done, "of": of, "note": note[:200], "lease_until": _lease()}
    if not _mine(task).update(**progress):
        raise Lost


class _Heartbeat(threading.Thread):
    """Renews the lease while the task reports nothing. Retries later if the database is busy."""

    def __init__(self, task: Task) -> None:
        super().__init__(daemon=True)
        self.task, self.over = task, threading.Event()

    def run(self) -> None:
        while not self.over.wait(settings.TASK_LEASE_SECONDS / 4):
            try:
                _mine(self.task).update(lease_until=_lease())
            except DatabaseError:
                logger.warning("The lease of task %s could not be moved on yet.", self.task.id)
            finally:
                connection.close()


def work(task: Task) -> None:
    """Run a task that was taken, and store the result: done, or failed with the reason."""
    heart = _Heartbeat(task)
    heart.start()
    token = audit.CHANNEL.set("task")
    ended: dict[str, Any]
    try:
        with translation.override(task.user.language):
            run = import_string(contributions.mapping_of("tasks")[task.kind])
            result = run(
                task.user,
                task.argument,
                bytes(task.content),
                lambda done, of, note="": tell(task, done, of, note),
            )
        ended = {"state": "done", "result": result}
    except Lost:
        return
    except Refusal as refusal:
        sentence = " ".join(one.in_english() for one in refusal.all)
        ended = {"state": "failed", "sentence": sentence[:500]}
    except Exception:
        logger.exception("Task %s (%s) failed.", task.id, task.kind)
        ended = {"state": "failed", "sentence": rules.FAULT}
    finally:
        heart.over.set()
        heart.join()
        audit.CHANNEL.reset(token)
    with transaction.atomic():
        if _mine(task).update(
            **ended, ended_at=now(), lease_until=None, content=b"", worker=task.worker
        ):
            audit.log(task.user, f"task.{ended['state']}", "tasks.Task", task.id, kind=task.kind)


def work_off(worker: str) -> int:
    """Run all waiting tasks; return how many were taken."""
    taken = 0
    if disk.is_low(settings.STATE, settings.DISK_RESERVE_PER_CENT):
        return taken  # tasks wait until there is disk space for their results
    while queries.something_to_do():
        reap()
        task = take(worker)
        if task is None:
            break
        work(task)
        taken += 1
    return taken


def do_daily_work(done_on: date | None) -> date | None:
    """Run the daily functions, if it is time and ``done_on`` is not today.

    Return the day of the last run. Errors are logged and retried the next day; they do not keep the
    worker from its tasks.
    """
    moment = now().astimezone(ZoneInfo(HOME_ZONE))
    if moment.date() == done_on or moment.hour < settings.DAILY_FROM_HOUR:
        return done_on
    _call_each("daily")
    return moment.date()


def do_minutely_work(done_at: datetime | None) -> datetime:
    """Run the functions of each minute, unless they ran less than a minute ago.

    Return the time of the last run. Errors are logged and retried a minute later.
    """
    moment = now()
    if done_at is not None and timedelta(0) <= moment - done_at < timedelta(minutes=1):
        return done_at
    _call_each("each_minute")
    return moment


def _call_each(name: str) -> None:
    with audit.channel("task"):
        for path in contributions.list_of(name):
            try:
                import_string(path)()
            except Exception:
                logger.exception("The regular work %s failed.", path)
