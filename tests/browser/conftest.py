"""The real server, and a real browser in two sizes. Nothing here comes from outside."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
import urllib.request
import uuid
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlparse, urlunparse

import pytest

from tests.browser.seed import PASSWORD

ROOT = Path(__file__).parents[2]
SIZES = {"laptop": {"width": 1280, "height": 800}, "phone": {"width": 390, "height": 844}}


def pytest_collection_modifyitems(items):
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.flaky(reruns=1))  # a busy machine; the summary names it
            item.add_marker(
                pytest.mark.sqlite_only
            )  # what pages ask is asked of both without a browser


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


@contextmanager
def fresh_database():
    """The address of a database of their own for some tests, "" for SQLite."""
    url = os.environ.get("DATABASE_URL", "")
    if not url:
        yield ""
        return
    import psycopg

    name = f"browser_{uuid.uuid4().hex[:12]}"
    parts = urlparse(url)
    admin = urlunparse(parts._replace(path="/postgres"))
    with psycopg.connect(admin, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    yield urlunparse(parts._replace(path=f"/{name}"))
    with psycopg.connect(admin, autocommit=True) as connection:
        connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@contextmanager
def running_site(state, database, seed, **more):
    """The address of a mission as `./waystation up` starts it, with what the seed puts into it."""
    port = free_port()
    environment = {
        **os.environ,
        "WAYSTATION_STATE": str(state),
        "WAYSTATION_SECOND_FACTOR": "0",
        "DATABASE_URL": database,
        "DJANGO_SETTINGS_MODULE": "waystation.site.config.settings",
        "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)]),
        **more,
    }
    mission = [sys.executable, "-m", "waystation.site.config.cli", "up", "--no-demonstration"]
    mission += ["--state", str(state), "--port", str(port)]
    subprocess.run([sys.executable, "-m", seed], env=environment, cwd=ROOT, check=True)
    log = (state / "server.log").open("w")
    server = subprocess.Popen(mission, env=environment, cwd=ROOT, stdout=log, stderr=log)
    address = f"http://127.0.0.1:{port}"
    try:
        wait_for(address, server, state / "server.log")
        yield address
    finally:
        server.terminate()
        server.wait(timeout=20)
        log.close()


@pytest.fixture(scope="session")
def state(tmp_path_factory):
    """The folder of the mission of these tests."""
    return tmp_path_factory.mktemp("mission")


@pytest.fixture(scope="session")
def database():
    """The address of a database of their own for these tests; "" for SQLite."""
    with fresh_database() as address:
        yield address


@pytest.fixture(scope="session")
def site(chromium, database, state):
    """The address of a running mission with some work in it."""
    with running_site(state, database, "tests.browser.seed") as address:
        yield address


def wait_for(address, server, log):
    """Wait until the server answers, for some minutes on a busy machine."""
    pause = threading.Event()
    for _ in range(3000):
        if server.poll() is not None:
            pytest.fail(log.read_text())
        try:
            urllib.request.urlopen(f"{address}/help/", timeout=5).read()
        except OSError:
            pause.wait(0.1)
        else:
            return
    pytest.fail(f"the server never answered: {log.read_text()}")


@pytest.fixture(scope="session")
def sign_in(browser, site):
    """What the browser keeps of somebody who has signed in on the page, each of them once."""
    kept = {}

    def signed_in(name):
        if name not in kept:
            context = browser.new_context()
            page = context.new_page()
            page.goto(f"{site}/accounts/login/")
            page.fill("#id_login", f"{name}@example.org")
            page.fill("#id_password", PASSWORD)
            page.click("main form button[type=submit]")
            page.wait_for_selector(".rail")
            kept[name] = context.storage_state()
            context.close()
        return kept[name]

    return signed_in


@pytest.fixture
def open_page(browser, site, request):
    """Open an address as a stranger, or as Arta or who is named, in a size and a language."""
    contexts = []

    def opened(path, *, size="laptop", language="en", signed_in=False, who="arta"):
        kept = request.getfixturevalue("sign_in")(who) if signed_in else None
        context = browser.new_context(viewport=SIZES[size], storage_state=kept, base_url=site)
        context.add_cookies([{"name": "language", "value": language, "url": site}])
        contexts.append(context)
        page = context.new_page()
        page.goto(path)
        return page

    yield opened
    for context in contexts:
        context.close()
