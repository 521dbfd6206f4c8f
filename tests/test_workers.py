"""The tests are run by several processes: none may be lost, and none may hide that it failed."""

import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

PASS = """
import os, pytest

@pytest.fixture(scope="module")
def made():
    with open(os.environ["SAMPLE_LOG"], "a") as log:
        log.write(f"{__name__} {os.getpid()}\\n")

@pytest.mark.parametrize("number", range(3))
def test_passes(made, number):
    pass
"""

WORSE = """
import os, pytest

def test_fails():
    print("what it printed")
    assert "one" == "another"

def test_dies():
    os._exit(7)

def test_comes_after():
    pass

def test_is_skipped():
    pytest.skip("the reason why")
"""

SETTINGS = """
SECRET_KEY = "only for a sample"
USE_TZ = True
INSTALLED_APPS = []
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}}
"""
ASKS = """
import pytest
from django.db import connection

def ask(what):
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT 1 AS "{what}"')

@pytest.mark.once
def test_on_one(db):
    ask("people")

def test_on_both(db):
    ask("%s")
"""


@pytest.fixture
def run(tmp_path):
    """Run some files of tests in three processes; return the run and the log of fixtures."""

    def run(*flags, settings="", **files):
        (tmp_path / "sample_settings.py").write_text(settings)
        for name, text in files.items():
            (tmp_path / f"test_{name}.py").write_text(text)
        log = tmp_path / "log"
        log.touch()
        done = subprocess.run(
            [sys.executable, "-m", "pytest", "-q", "-rs", "-p", "tests.workers", *flags],
            env={**os.environ, "SAMPLE_LOG": str(log), "DATABASE_URL": ""}
            | {"PYTHONPATH": os.pathsep.join([str(ROOT), str(tmp_path)])}
            | {"DJANGO_SETTINGS_MODULE": "sample_settings" if settings else ""},
            cwd=tmp_path,
            capture_output=True,
            text=True,
        )
        return done, log.read_text().splitlines()

    return run


def test_every_test_is_run_and_what_a_file_keeps_is_made_once(run):
    done, made = run("--workers=3", **dict.fromkeys("abcdefg", PASS))

    files = Counter(line.split()[0] for line in made)
    assert "SQLite: green (21 passed)" in done.stdout
    assert done.returncode == 0
    assert files == {f"test_{name}": 1 for name in "abcdefg"}
    assert len({line.split()[1] for line in made}) > 1


def test_a_failure_a_death_and_a_skip_are_told(run):
    done, _ = run("--workers=3", worse=WORSE, a=PASS)

    assert done.returncode == 1
    assert "SQLite: failed (2 failed, 4 passed, 1 skipped)" in done.stdout
    assert "what it printed" in done.stdout
    assert "assert 'one' == 'another'" in done.stdout
    assert "The process that ran this test ended with 7." in done.stdout
    assert "the reason why" in done.stdout


def test_the_first_failure_ends_the_run_where_that_is_wished(run):
    done, _ = run("--workers=3", "-x", worse=WORSE)

    assert done.returncode == 1
    assert "stopping after 1 failures" in done.stdout


def test_without_workers_it_is_pytest_as_everybody_knows_it(run):
    done, made = run(a=PASS, b=PASS)

    assert done.returncode == 0
    assert "6 passed" in done.stdout
    assert len(made) == 2


@pytest.mark.parametrize(
    ("what", "ends_with", "says"),
    [("people", 0, "2 passed"), ("places", 1, "what is asked of one database only")],
)
def test_a_whole_run_fails_when_one_database_alone_is_asked_something(run, what, ends_with, says):
    done, _ = run("--workers=2", settings=SETTINGS, asks=ASKS % what)

    assert done.returncode == ends_with
    assert says in done.stdout
