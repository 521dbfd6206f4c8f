"""A real server whose database is held or gone, or whose disk is full."""

from __future__ import annotations

import http.cookiejar
import re
import shutil
import sqlite3
import subprocess
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import urlparse, urlunparse

import pytest

from tests.registry.collection.conftest import filled, workbook
from tests.registry.collection.test_kill_nine import PREPARE, Server, run, world

__all__ = ["world"]
pytestmark = pytest.mark.django_db  # alone, too, this file needs the test database set up
SOON = 5.0  # seconds; one on a machine that does nothing else (benchmarks/limits.py)
PASSWORD = "a-long-test-password"
SIGN_IN = (
    PREPARE
    + f"""
user.set_password("{PASSWORD}")
user.save()
"""
)


@pytest.fixture
def served(world, tmp_path):
    """A server of a mission of its own, and the token of a phone."""
    path = tmp_path / "household.xlsx"
    path.write_bytes(workbook())
    [token] = run(world, SIGN_IN, str(path))
    yield from serving(world, token)


def serving(env, token):
    server = Server({**env, "WAYSTATION_SECOND_FACTOR": "0"})
    try:
        server.wait(token)
        yield server, token, env
    finally:
        server.kill()


class Browser:
    """Somebody in front of the server."""

    def __init__(self, server):
        self.at = f"http://127.0.0.1:{server.port}"
        jar = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self.opener = urllib.request.build_opener(jar)

    def ask(self, path, **fields):
        """Return the status, the text, the headers and the seconds of a page or a sent form."""
        began = time.monotonic()
        data = urllib.parse.urlencode(fields).encode() if fields else None
        request = urllib.request.Request(self.at + path, data)
        request.add_header("Accept-Language", "en")
        try:
            with self.opener.open(request, timeout=60) as answer:
                status, text, headers = answer.status, answer.read().decode(), answer.headers
        except urllib.error.HTTPError as problem:
            status, text, headers = problem.code, problem.read().decode(), problem.headers
        return status, text, headers, time.monotonic() - began

    def sign_in_form(self):
        """Open the page and return its token against forged requests."""
        _, page, _, _ = self.ask("/accounts/login/")
        return re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)[1]

    def sign_in(self, mark=""):
        fields = {"login": "drita@example.org", "password": PASSWORD}
        mark = mark or self.sign_in_form()
        return self.ask("/accounts/login/", csrfmiddlewaretoken=mark, **fields)


@contextmanager
def held(env):
    """Have another program write to the database and not come to an end."""
    if env.get("DATABASE_URL"):
        import psycopg

        with psycopg.connect(env["DATABASE_URL"]) as other:
            other.execute("LOCK TABLE collection_submission IN EXCLUSIVE MODE")
            yield
            other.rollback()
        return
    path = f"{env['WAYSTATION_STATE']}/waystation.sqlite3"
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


def test_a_locked_database_gives_503_and_pages_still_work(served):
    server, token, env = served
    browser = Browser(server)
    assert browser.sign_in()[0] == 200
    answers, seconds = [], []

    def send(number):
        began = time.monotonic()
        answers.append(server.post(token, filled(f"uuid:{number}")))
        seconds.append(time.monotonic() - began)

    senders = [threading.Thread(target=send, args=(number,)) for number in range(6)]
    with held(env):
        for sender in senders:
            sender.start()
        time.sleep(1)
        pages = [browser.ask("/forms/") for _ in range(3)]
        for sender in senders:
            sender.join()
    began = time.monotonic()
    again = server.post(token, filled("uuid:0"))
    recovered = time.monotonic() - began

    assert set(answers) == {503}
    assert max(seconds) < 20
    assert [page[0] for page in pages] == [200] * 3
    assert max(page[3] for page in pages) < SOON
    assert (again, recovered < SOON) == (201, True), recovered


def test_an_unreachable_database_gives_503_and_recovers_within_a_second(served):
    server, token, env = served
    url = env.get("DATABASE_URL")
    if not url:
        pytest.skip("the embedded database is gone only with its disk")
    import psycopg

    parts = urlparse(url)
    name = parts.path.lstrip("/")
    browser = Browser(server)
    browser.sign_in()
    with psycopg.connect(urlunparse(parts._replace(path="/postgres")), autocommit=True) as admin:
        admin.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS false')
        admin.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name]
        )
        away = [browser.ask("/forms/"), browser.ask("/api/v1/health")]
        sent = server.post(token, filled("uuid:1"))
        admin.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS true')
    began = time.monotonic()
    back = browser.ask("/forms/")
    again = server.post(token, filled("uuid:1"))
    recovered = time.monotonic() - began

    assert [status for status, _, _, _ in away] == [503, 503]
    assert away[0][2]["Retry-After"] == "10"
    assert sent == 503
    assert (back[0], again) == (200, 201)
    assert recovered < SOON


@pytest.fixture
def small_disk(tmp_path):
    """A file system of 120 MB of its own, for who may mount one."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=120m,mode=700", "tmpfs", str(folder)]
    if shutil.which("mount") is None or subprocess.run(mount, capture_output=True).returncode:
        pytest.skip("only who may mount a small file system can fill a disk here")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


def fill(folder: Path) -> Path:
    """Write until nothing more goes on the disk."""
    path = folder / "filler"
    with path.open("wb", buffering=0) as file:
        for size in (1024 * 1024, 4096):
            try:
                while True:
                    file.write(bytes(size))
            except OSError:
                continue
    return path


@pytest.mark.sqlite_only
def test_a_full_disk_refuses_new_records_but_allows_reading_and_signing_in(
    world, tmp_path, small_disk
):
    if world.get("DATABASE_URL"):
        pytest.skip("PostgreSQL has a disk of its own")
    path = tmp_path / "household.xlsx"
    path.write_bytes(workbook())
    [token] = run(world, SIGN_IN, str(path))
    state = small_disk / "state"
    shutil.copytree(world["WAYSTATION_STATE"], state)
    from waystation.foundation.shared import disk

    assert disk.keep_reserve(state, 5)
    for server, _, _ in serving({**world, "WAYSTATION_STATE": str(state)}, token):
        here, late = Browser(server), Browser(server)
        here.sign_in()

        filler = fill(small_disk)
        read = [here.ask("/forms/") for _ in range(2)]
        signed_in = late.sign_in()
        late_read = late.ask("/forms/")
        health = late.ask("/api/v1/health")
        sent = server.post(token, filled("uuid:1"))
        filler.unlink()
        began = time.monotonic()
        again = server.post(token, filled("uuid:1"))
        recovered = time.monotonic() - began

    assert [status for status, _, _, _ in [*read, signed_in, late_read]] == [200] * 4
    assert "Sign in" not in late_read[1].split("</title>")[0]
    assert (health[0], sent) == (503, 503)
    assert (again, recovered < SOON) == (201, True)
