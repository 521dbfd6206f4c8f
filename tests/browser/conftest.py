"""The real server, and a real browser in two sizes. Nothing here comes from outside."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
INSTALL = "apt-get install chromium"
FLAGS = [
    "--no-sandbox",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
SIZES = {"laptop": {"width": 1280, "height": 800}, "phone": {"width": 390, "height": 844}}
PASSWORD = "a-long-test-password"
# One organisation, one office; Arta, who may do everything these tests look at; and Drita.
SEED = f"""
import django; django.setup()
from datetime import date
from waystation.foundation.access import actions
from waystation.foundation.access.models import User
house = actions.open_organisation("browser", "Test mission")
office = actions.open_office(house, "prishtine", "MSC Prishtinë", date(2020, 1, 1))
arta = User.objects.create_user(
    "arta@example.org", "{PASSWORD}", full_name="Arta Berisha", organisation=house
)
for role in ("counsellor", "analyst", "administrator"):
    actions.give_role(None, arta, office, role, date(2020, 1, 1))
drita = User.objects.create_user(
    "drita@example.org", "{PASSWORD}", full_name="Drita Ademi", organisation=house
)
actions.give_role(None, drita, office, "counsellor", date(2020, 1, 1))
"""


def pytest_collection_modifyitems(items):
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


@pytest.fixture(scope="session")
def chromium():
    """The browser's program; without it the tests are skipped, in CI they fail."""
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    if found is None:
        sentence = f"no Chromium here; install it with: {INSTALL}"
        if os.environ.get("CI") == "true":
            pytest.fail(sentence)
        pytest.skip(sentence)
    return found


@pytest.fixture(scope="session")
def site(chromium, tmp_path_factory):
    """The address of a running house with one user."""
    state = tmp_path_factory.mktemp("house")
    port = free_port()
    environment = {
        **os.environ,
        "WAYSTATION_STATE": str(state),
        "WAYSTATION_SECOND_FACTOR": "no",
        "DJANGO_SETTINGS_MODULE": "waystation.site.config.settings",
        "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)]),
    }
    environment.pop("DATABASE_URL", None)
    house = [sys.executable, "-m", "waystation.site.config.cli", "up", "--no-demonstration"]
    house += ["--state", str(state), "--port", str(port)]
    subprocess.run([*house, "--prepare"], env=environment, cwd=ROOT, check=True)
    subprocess.run([sys.executable, "-c", SEED], env=environment, cwd=ROOT, check=True)
    log = (state / "server.log").open("w")
    server = subprocess.Popen(house, env=environment, cwd=ROOT, stdout=log, stderr=log)
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(300):
            try:
                urllib.request.urlopen(f"{address}/help/", timeout=5).read()
                break
            except OSError:
                if server.poll() is not None:
                    pytest.fail((state / "server.log").read_text())
                time.sleep(0.2)  # the server says when it is there; nothing else is waited for
        yield address
    finally:
        server.terminate()
        server.wait(timeout=20)
        log.close()


@pytest.fixture(scope="session")
def browser(chromium):
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        one = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield one
        one.close()


@pytest.fixture(scope="session")
def _signed_in(browser, site):
    """What the browser keeps after Arta has signed in once."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{site}/accounts/login/")
    page.fill("#id_login", "arta@example.org")
    page.fill("#id_password", PASSWORD)
    page.click("main form button[type=submit]")
    page.wait_for_selector(".rail")
    kept = context.storage_state()
    context.close()
    return kept


@pytest.fixture
def open_page(browser, site, request):
    """Open an address as a stranger or as Arta, in a size and a language."""
    contexts = []

    def opened(path, *, size="laptop", language="en", signed_in=False):
        kept = request.getfixturevalue("_signed_in") if signed_in else None
        context = browser.new_context(viewport=SIZES[size], storage_state=kept, base_url=site)
        context.add_cookies([{"name": "language", "value": language, "url": site}])
        contexts.append(context)
        page = context.new_page()
        page.goto(path)
        return page

    yield opened
    for context in contexts:
        context.close()
