"""The server is killed in the middle of a burst: what it acknowledged is there, and once."""

from __future__ import annotations

import http.client
import os
import signal
import sqlite3
import subprocess
import sys
import threading
import uuid
from contextlib import closing
from urllib.parse import urlparse, urlunparse

import pytest

from tests.registry.collection.conftest import filled, workbook
from waystation.site.config import up

PREPARE = """
import sys, django
django.setup()
from datetime import date
from django.core.management import call_command
from waystation.foundation.access import actions as access
from waystation.registry.collection import actions
call_command("migrate", interactive=False, verbosity=0)
mission = access.open_organisation("burst", "Burst")
office = access.open_office(mission, "one", "One", date(2020, 1, 1))
user = access.open_account(None, mission, "drita@example.org", "Drita", None)
access.give_role(None, user, office, "analyst", date(2020, 1, 1))
sender = access.open_account(None, mission, "arta@example.org", "Arta", None)
access.give_role(None, sender, office, "tracking_enumerator", date(2020, 1, 1))
content = open(sys.argv[1], "rb").read()
version = actions.upload_form(user, office.id, "household.xlsx", content)
actions.publish_version(user, version.id)
print(actions.add_app_user(user, office.id, sender.id, "Tablet")[1])
"""
LIST = """
SELECT instance_id FROM collection_submission
JOIN collection_rawxml ON submission_id = collection_submission.id
"""
WANTED = 60  # acknowledged before the server dies


@pytest.fixture
def world(django_db_setup, tmp_path):
    """The environment of a mission of its own: state folder, and on PostgreSQL a database."""
    state = tmp_path / "state"
    state.mkdir()
    env = {**os.environ, "WAYSTATION_STATE": str(state)}
    env["DJANGO_SETTINGS_MODULE"] = "waystation.site.config.settings"
    env["PYTHONWARNINGS"] = "ignore"
    url = env.get("DATABASE_URL")
    if not url:
        yield env
        return
    import psycopg

    name = f"burst_{uuid.uuid4().hex[:12]}"
    parts = urlparse(url)
    admin = urlunparse(parts._replace(path="/postgres"))
    with psycopg.connect(admin, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    env["DATABASE_URL"] = urlunparse(parts._replace(path=f"/{name}"))
    yield env
    with psycopg.connect(admin, autocommit=True) as connection:
        connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def run(env, code, *arguments):
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments], env=env, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout.split()


def kept(env):
    """What lies in the database of that mission: a process of ours would take a second to begin."""
    url = env.get("DATABASE_URL")
    if url:
        import psycopg

        mission = psycopg.connect(url)
    else:
        mission = sqlite3.connect(f"{env['WAYSTATION_STATE']}/waystation.sqlite3")
    with closing(mission):
        return [key for (key,) in mission.execute(LIST)]


class Server:
    """A real server of ours on a free port."""

    def __init__(self, env):
        self.port = up.free_port("127.0.0.1")
        self.process = subprocess.Popen(
            up.server("127.0.0.1", self.port, 1), env=env, start_new_session=True
        )

    def kill(self):
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def post(self, token, xml):
        """Return the status, or None when no answer came."""
        mark = uuid.uuid4().hex
        body = (
            f"--{mark}\r\nContent-Disposition: form-data; "
            'name="xml_submission_file"; filename="s.xml"\r\n'
            "Content-Type: text/xml\r\n\r\n"
        ).encode() + xml + f"\r\n--{mark}--\r\n".encode()  # fmt: skip
        head = {"Content-Type": f"multipart/form-data; boundary={mark}"}
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request("POST", f"/forms/key/{token}/submission", body, head)
            return connection.getresponse().status
        except (OSError, http.client.HTTPException):
            return None
        finally:
            connection.close()

    def wait(self, token):
        """Wait until it answers, for at most two minutes."""
        pause = threading.Event()
        for _ in range(1200):
            assert self.process.poll() is None, "the server stopped by itself"
            if self.post(token, b"<a/>") is not None:
                return
            pause.wait(0.1)
        raise AssertionError("the server never answered")


@pytest.mark.django_db  # alone, too, this file needs the test database set up
def test_what_was_acknowledged_survives_kill_nine_and_is_there_once(world, tmp_path):
    path = tmp_path / "household.xlsx"
    path.write_bytes(workbook())
    [token] = run(world, PREPARE, str(path))
    server = Server(world)
    acknowledged, enough, over = [], threading.Event(), threading.Event()

    def burst(worker):
        number = 0
        while not over.is_set():
            number += 1
            key = f"uuid:{worker}-{number}"
            status = server.post(token, filled(key))
            if status == 201:
                acknowledged.append(key)
                if len(acknowledged) >= WANTED:
                    enough.set()
            elif status is not None:
                raise AssertionError(status)
            else:
                return

    try:
        server.wait(token)
        threads = [threading.Thread(target=burst, args=(n,)) for n in range(4)]
        for thread in threads:
            thread.start()
        assert enough.wait(120)
        server.kill()
        over.set()
        for thread in threads:
            thread.join()

        survived = kept(world)
        server = Server(world)
        server.wait(token)
        again = {server.post(token, filled(key)) for key in acknowledged}
        after = kept(world)
    finally:
        over.set()
        if server.process.poll() is None:
            server.kill()

    assert len(acknowledged) >= WANTED
    assert set(acknowledged) <= set(survived)
    assert len(survived) == len(set(survived))
    assert again == {201}
    assert sorted(after) == sorted(survived)
