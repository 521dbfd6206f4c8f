"""What every test may ask for. Three people are in all of them:

Arta may: counsellor in the Prishtinë centre. Milan works in another office and must see
nothing of Arta's. Blerim, programme manager in Arta's office, may look but not change.
"""

from __future__ import annotations

import gc
import os
import shutil
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.test import override_settings
from hypothesis import HealthCheck, settings

from tests.kept import kept

# Most of what a test makes is gone with it: looking for circles less often saves a twelfth.
gc.set_threshold(100_000, 20, 50)

# A busy machine is not a broken law: no example fails for having taken long.
settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("house")

DATA = Path(os.environ.get("WAYSTATION_DATA") or Path(__file__).parents[2] / "shared" / "data")
PASSWORD = "a-long-test-password"

# Playwright keeps an event loop running in its worker; Django would refuse the database to every
# test that comes after it there, although no test asks for anything from inside the loop.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


pytest_plugins = ["tests.workers"]


@pytest.fixture(autouse=True, scope="session")
def _quick_passwords():
    quick = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    with override_settings(PASSWORD_HASHERS=quick, SECOND_FACTOR_REQUIRED=False):
        yield


@pytest.fixture(autouse=True, scope="session")
def _static_files_are_listed_once():
    """Each test's client is a server of its own, which would look at every static file again."""
    from whitenoise.middleware import WhiteNoiseMiddleware

    look, found = WhiteNoiseMiddleware.add_files_from_finders, {}

    def once(server):
        if not found:
            look(server)
            found.update(server.files)
        server.files.update(found)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(WhiteNoiseMiddleware, "add_files_from_finders", once)
        yield


@pytest.fixture(autouse=True, scope="session")
def _a_page_is_noted_once(django_test_environment):
    """Django's tests note every piece that a page is made of; ours ask what the page was given."""
    from django.template import Template
    from django.test.utils import _TestState

    noted, plain = Template._render, _TestState.saved_data.template_render

    def render(template, context):
        return (noted if context.template is template else plain)(template, context)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Template, "_render", render)
        yield


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings):
    """Databases for tests begin as a copy of one that is migrated already."""
    from django.db import connection

    from tests.head_start import give

    give(connection)


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

    real, replaced = contributions.declared, {}
    monkeypatch.setattr(
        contributions,
        "declared",
        lambda name: iter(replaced[name].items()) if name in replaced else real(name),
    )

    def replace(name, **by_app):
        replaced[name] = by_app

    return replace


class House(SimpleNamespace):
    """The organisation, its two offices, the three people, and a way to hire more."""

    def hire(self, name, office, role):
        """Give somebody an account, and a role in an office."""
        from waystation.foundation.access import actions
        from waystation.foundation.access.models import User

        email = f"{name.split()[0].lower()}@example.org"
        user = User.objects.create_user(
            email, PASSWORD, full_name=name, organisation=self.organisation
        )
        actions.give_role(None, user, office, role, date(2020, 1, 1))
        return user


def hire_everyone():
    """Open the organisation and its two offices, and give the three people their roles."""
    from waystation.foundation.access import actions

    house = House(organisation=actions.open_organisation("iom-test", "Test mission"))
    opened = date(2020, 1, 1)
    house.prishtine = actions.open_office(house.organisation, "prishtine", "MSC Prishtinë", opened)
    house.peje = actions.open_office(house.organisation, "peje", "MSC Pejë", opened)
    house.arta = house.hire("Arta Berisha", house.prishtine, "counsellor")
    house.milan = house.hire("Milan Jovanović", house.peje, "counsellor")
    house.blerim = house.hire("Blerim Hoti", house.prishtine, "programme_manager")
    return house


@kept
def house(db):
    """An organisation with two offices and the three people."""
    return hire_everyone()


@pytest.fixture
def arta(house):
    return house.arta


@pytest.fixture
def milan(house):
    return house.milan


@pytest.fixture
def blerim(house):
    return house.blerim


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
