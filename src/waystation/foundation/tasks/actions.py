"""Long work is asked for, taken by a worker under a lease, kept alive, and finished once.

A worker that dies stops moving its lease on; then the task waits again for another one. What a
task does must bear being begun twice: the functions that apps contribute as ``tasks`` do.
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
from waystation.foundation.shared.errors import Refusal, Refusals
from waystation.foundation.shared.periods import HOME_ZONE, now

from . import queries, rules
from .models import Task

logger = logging.getLogger(__name__)
Tell = Callable[[int, int, str], None]


class Lost(Exception):
    """Another worker has this task now: the one that finds out stops."""


@transaction.atomic
def begin(
    user: access.AnyUser, kind: str, argument: Mapping[str, Any], content: bytes = b""
) -> Task:
    """Ask for long work; the same that is not over yet is the same task. Raises NotAllowed.

    Whether the user may is asked again by the action that the worker calls.
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
    """Return for how long a worker holds a task without a sign of life."""
    return timedelta(seconds=settings.TASK_LEASE_SECONDS)


def reap() -> int:
    """Let the tasks of dead workers wait again, or give them up; return how many."""
    found = 0
    moment = now()
    lost = Task.objects.select_for_update().filter(state="running", lease_until__lt=moment)
    with transaction.atomic():
        for task in lost.defer("content"):
            fate = rules.fate_of_lost(task.lease_until, task.attempts, moment)
            ended = {"sentence": rules.GIVEN_UP, "ended_at": moment} if fate == "failed" else {}
            Task.objects.filter(id=task.id).update(state=fate, lease_until=None, worker="", **ended)
            found += 1
    return found


def take(worker: str) -> Task | None:
    """Give the task that waits longest to a worker, for as long as its lease; None without."""
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
    """Say how far the work is; this keeps the lease too. Raises Lost if it is another's now."""
    told = {"done": done, "of": of, "note": note[:200], "lease_until": _lease()}
    if not _mine(task).update(**told):
        raise Lost


class _Heartbeat(threading.Thread):
    """Move the lease on while the work says nothing. A database that is busy is asked later."""

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
    """Do a task that was taken, and write down what came of it: done, or failed and why."""
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
        every = refusal.all if isinstance(refusal, Refusals) else [refusal]
        said = " ".join(one.in_english() for one in every)
        ended = {"state": "failed", "sentence": said[:500]}
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
    """Do what there is to do; return how many tasks were taken."""
    taken = 0
    if disk.is_low(settings.STATE, settings.DISK_RESERVE_PER_CENT):
        return taken  # what waits, waits until there is room for what comes of it
    while queries.something_to_do():
        reap()
        task = take(worker)
        if task is None:
            break
        work(task)
        taken += 1
    return taken


def do_daily_work(done_on: date | None) -> date | None:
    """Do what is done each morning, if it is that time and ``done_on`` is not today.

    Return the day on which it was done last. What fails is logged and tried again tomorrow; it
    does not keep the worker from its tasks.
    """
    moment = now().astimezone(ZoneInfo(HOME_ZONE))
    if moment.date() == done_on or moment.hour < settings.DAILY_FROM_HOUR:
        return done_on
    _call_each("daily")
    return moment.date()


def do_minutely_work(done_at: datetime | None) -> datetime:
    """Do what is done once a minute, unless it was done less than a minute ago.

    Return when it was done last. What fails is logged and tried again a minute later.
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
