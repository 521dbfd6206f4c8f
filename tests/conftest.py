"""What every test may ask for. Three people are in all of them:

Arta may: counsellor in the Prishtinë centre. Milan works in another office and must see
nothing of Arta's. Blerim, programme manager in Arta's office, may look but not change.
"""

from __future__ import annotations

import copy
import os
import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests.session_data import Clock, fill

# A busy machine is not a broken law: no example fails for having taken long.
settings.register_profile("mission", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("mission")

DATA = Path(os.environ.get("WAYSTATION_DATA") or Path(__file__).parents[2] / "shared" / "data")

# Playwright keeps an event loop running in its worker; Django would refuse the database to every
# test that comes after it there, although no test asks for anything from inside the loop.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


def pytest_collection_modifyitems(config, items):
    """On PostgreSQL run what needs a database and is not marked for SQLite only."""
    if not os.environ.get("DATABASE_URL"):
        return
    needs_it = {"db", "transactional_db", "django_db_setup", "session_data"}
    chosen, left_out = [], []
    for item in items:
        wanted = needs_it & set(item.fixturenames) or item.get_closest_marker("django_db")
        wanted = wanted and not item.get_closest_marker("sqlite_only")
        (chosen if wanted else left_out).append(item)
    items[:] = chosen
    config.hook.pytest_deselected(items=left_out)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker, tmp_path_factory):
    """Fill the database of this worker once; each test's own changes are rolled back."""
    from waystation.foundation.shared import periods

    clock = Clock(tmp_path_factory.mktemp("session") / "clock")
    periods.follow(clock.path)
    with django_db_blocker.unblock():
        made = fill(clock)
    periods.follow(None)
    return made


@pytest.fixture
def session_data(django_db_setup, db):
    """The objects of the session database; do not change them, copy them."""
    return django_db_setup


@pytest.fixture(autouse=True)
def _language_of_the_reader():
    """A page that an earlier test asked for has left its language; begin with the usual one."""
    from django.utils import translation

    translation.deactivate()


@pytest.fixture(autouse=True)
def _channel_of_the_audit_log():
    """A command that an earlier test called has named its channel; begin with the ordinary one."""
    from waystation.foundation.audit import actions

    actions.CHANNEL.set("system")


@pytest.fixture
def data() -> Path:
    """The folder of reference data; a test that needs it is skipped, saying so, without it."""
    if not DATA.exists():
        pytest.skip(f"the reference data are not at {DATA}; set WAYSTATION_DATA")
    return DATA


@pytest.fixture
def contribute(monkeypatch):
    """Replace, for one test, what all apps contribute under a name, by app label."""
    from waystation.foundation.access import contributions

    real, replaced = contributions.each_of, {}
    monkeypatch.setattr(
        contributions,
        "each_of",
        lambda name: iter(replaced[name].items()) if name in replaced else real(name),
    )

    def replace(name, **by_app):
        replaced[name] = by_app

    return replace


@pytest.fixture
def mission(session_data):
    """An organisation with two offices and the three people."""
    return copy.deepcopy(session_data.mission)


@pytest.fixture
def arta(mission):
    return mission.arta


@pytest.fixture
def milan(mission):
    return mission.milan


@pytest.fixture
def blerim(mission):
    return mission.blerim


INSTALL = "apt-get install chromium-headless-shell"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def chromium():
    """The browser's program; without it the tests are skipped, in CI they fail."""
    # The shell is the same browser without the windows that nobody sees: half the work.
    names = ("chromium-headless-shell", "chromium", "chromium-browser")
    found = next(filter(None, map(shutil.which, names)), None)
    if found is None:
        sentence = f"no Chromium here; install it with: {INSTALL}"
        if os.environ.get("CI") == "true":
            pytest.fail(sentence)
        pytest.skip(sentence)
    return found


@pytest.fixture(scope="session")
def browser(chromium):
    """The one browser of this process: Playwright does not start a second one beside it."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        one = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        new_context = one.new_context

        def patient(**wanted):
            context = new_context(**wanted)
            context.set_default_timeout(120_000)  # a busy machine is not a broken page
            return context

        one.new_context = patient
        yield one
        one.close()
