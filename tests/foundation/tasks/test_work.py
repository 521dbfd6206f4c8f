"""Long work: asked once, done under a lease, taken over from a dead worker, shown as it goes."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from tests.registry.collection.test_kill_nine import run, world  # noqa: F401
from waystation.foundation.access import contributions
from waystation.foundation.audit.models import Entry
from waystation.foundation.shared.errors import NotSeen
from waystation.foundation.tasks import actions, queries
from waystation.foundation.tasks.models import Task

HERE = "tests.foundation.tasks.slow"
NOW = datetime(2026, 9, 21, 9, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _kinds(contribute):
    mine = {name: f"{HERE}.{name}" for name in ("count", "refuse", "fail")}
    contribute("tasks", real=contributions.mapping_of("tasks"), mine=mine)


def test_a_task_is_run_and_its_result_is_stored(mission, arta, client):
    task = actions.begin(arta, "count", {"to": 3}, b"a file")

    assert actions.work_off("one") == 1

    task.refresh_from_db()
    assert (task.state, task.done, task.of, bytes(task.content)) == ("done", 3, 3, b"")
    assert task.result["said"] == "Counted to 3, 6 bytes."
    verbs = Entry.objects.filter(subject_id=task.id).values_list("verb", flat=True)
    assert sorted(verbs) == ["task.begin", "task.done"]


def test_an_identical_unfinished_task_is_not_queued_twice(mission, arta):
    first, again = (actions.begin(arta, "count", {"to": 3}) for _ in range(2))
    other = actions.begin(arta, "count", {"to": 4})
    actions.work_off("one")

    later = actions.begin(arta, "count", {"to": 3})

    assert first.id == again.id
    assert len({first.id, other.id, later.id}) == 3


@pytest.mark.parametrize(
    ("kind", "sentence"), [("refuse", "The file is empty."), ("fail", "because of a fault here")]
)
def test_a_refused_task_has_a_reason(mission, arta, kind, sentence, caplog):
    task = actions.begin(arta, kind, {})

    actions.work_off("one")

    task.refresh_from_db()
    assert task.state == "failed"
    assert sentence in task.sentence


def test_a_task_of_a_dead_worker_is_retried_and_fails_after_three_attempts(
    mission, arta, time_machine
):
    time_machine.move_to(NOW, tick=False)
    task = actions.begin(arta, "count", {"to": 3})
    states = []

    for number in range(3):
        assert actions.take(f"worker {number}").id == task.id
        assert actions.reap() == 0  # its lease has not run out
        time_machine.move_to(NOW + timedelta(hours=number + 1), tick=False)
        assert actions.reap() == 1
        states.append(Task.objects.get().state)

    assert states == ["waiting", "waiting", "failed"]
    assert "begun three times" in Task.objects.get().sentence


def test_a_worker_that_lost_its_lease_stops_without_changes(mission, arta, time_machine):
    time_machine.move_to(NOW, tick=False)
    actions.begin(arta, "count", {"to": 3})
    slow = actions.take("slow")
    time_machine.move_to(NOW + timedelta(hours=1), tick=False)
    actions.reap()
    quick = actions.take("quick")

    with pytest.raises(actions.Lost):
        actions.tell(slow, 1, 3)
    actions.work(slow)

    task = Task.objects.get()
    assert (task.state, task.worker, task.attempts) == ("running", quick.worker, 2)


def test_reporting_progress_renews_the_lease(mission, arta, time_machine):
    time_machine.move_to(NOW, tick=False)
    actions.begin(arta, "count", {"to": 3})
    task = actions.take("one")
    time_machine.move_to(NOW + timedelta(seconds=100), tick=False)

    actions.tell(task, 1, 3, "number 1")

    time_machine.move_to(NOW + timedelta(seconds=200), tick=False)
    assert actions.reap() == 0


def test_users_see_only_their_own_tasks(mission, arta, milan, blerim, client):
    task = actions.begin(arta, "count", {"to": 3})

    for name, status in (("arta", 200), ("blerim", 404), ("milan", 404)):
        client.force_login(getattr(mission, name))
        assert client.get(f"/tasks/{task.id}/").status_code == status
    with pytest.raises(NotSeen):
        queries.task_visible_to(milan, task.id)
    assert queries.latest_of(blerim) == []


def test_the_page_shows_progress_reloads_and_ends_with_the_result(mission, arta, client):
    client.force_login(arta)
    task = actions.begin(arta, "count", {"to": 4})
    taken = actions.take("one")
    actions.tell(taken, 1, 4, "number 1")

    going = client.get(f"/tasks/{task.id}/")
    actions.work(taken)
    over = client.get(f"/tasks/{task.id}/")
    listed = client.get("/tasks/").content.decode()

    assert going["Refresh"] == "3"
    assert "1 of 4" in going.content.decode()
    assert "Refresh" not in over
    assert "Counted to 4" in over.content.decode()
    assert "Counted to 4" in listed


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE tasks_task SET state = 'running'",
        "UPDATE tasks_task SET state = 'done'",
        "UPDATE tasks_task SET lease_until = '2026-09-21 10:00:00'",
    ],
)
def test_the_database_requires_a_lease_while_running_and_a_time_when_ended(mission, arta, sql):
    actions.begin(arta, "count", {"to": 3})

    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


PREPARE = """
import django
django.setup()
from datetime import date
from django.apps import apps
from django.core.management import call_command
apps.get_app_config("tasks").tasks = {"hang": "tests.foundation.tasks.slow.hang_once"}
from waystation.foundation.access import actions as access
from waystation.foundation.tasks import actions
call_command("migrate", interactive=False, verbosity=0)
mission = access.open_organisation("slow", "Slow")
office = access.open_office(mission, "one", "One", date(2020, 1, 1))
user = access.open_account(None, mission, "drita@example.org", "Drita", None)
actions.begin(user, "hang", {})
"""
WORK = """
import sys, threading, django
django.setup()
from django.apps import apps
from django.conf import settings
apps.get_app_config("tasks").tasks = {"hang": "tests.foundation.tasks.slow.hang_once"}
settings.TASK_LEASE_SECONDS = 0.4
from waystation.foundation.tasks import actions
from waystation.foundation.tasks.models import Task
pause = threading.Event()
for _ in range(600):
    actions.work_off(sys.argv[1])
    if Task.objects.get().state in {"done", "failed"}:
        break
    pause.wait(0.1)
task = Task.objects.get()
print(task.state, task.attempts, task.result.get("said"))
"""


def test_a_worker_killed_in_the_middle_loses_nothing(world):  # noqa: F811
    first = subprocess.Popen(  # one process makes the mission and is its first worker
        [sys.executable, "-c", PREPARE + WORK, "hang"],
        env=world, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert first.stdout.readline() == "half\n"
    first.kill()
    first.communicate()

    said = run(world, WORK, "second")

    assert said == ["done", "2", "whole"]
