"""The launcher's `up` prepares once, and its second start skips what is done."""

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from operator import itemgetter
from pathlib import Path

import pytest

from waystation.site.config import gateway
from waystation.site.config import up as up_module

ROOT = Path(__file__).parents[3]


def up(state, *flags):
    environment = {
        **os.environ,
        "WAYSTATION_STATE": str(state),
        "DATABASE_URL": "",
        "DJANGO_SETTINGS_MODULE": "waystation.site.config.settings",
        "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
    }
    command = [sys.executable, "-m", "waystation.site.config.cli", "up", "--prepare", *flags]
    return subprocess.run(
        command, env=environment, cwd=ROOT, capture_output=True, text=True, check=False
    )


@pytest.fixture(scope="module")
def first(tmp_path_factory):
    """What the first start of an empty mission said, and its folder."""
    state = tmp_path_factory.mktemp("state")
    return up(state, "--no-demonstration"), state


def test_the_second_start_has_nothing_to_prepare(first):
    said, state = first

    second = up(state, "--no-demonstration")

    assert said.returncode == 0, said.stderr
    assert "Preparing the database" in said.stdout
    assert second.stdout == ""
    assert (state / "waystation.sqlite3").exists()


def test_keys_are_readable_by_their_owner_only(first):
    _, state = first

    modes = {path.stat().st_mode & 0o777 for path in (state / "keys").iterdir()}

    assert modes == {0o600}


def test_every_file_of_the_state_is_readable_by_its_owner_only(first):
    _, state = first
    (state / "open").write_text("left open by an older version")
    (state / "open").chmod(0o644)

    up(state, "--no-demonstration")

    open_ones = [str(p) for p in [state, *state.rglob("*")] if p.stat().st_mode & 0o077]
    assert open_ones == []
    assert (state / "reserve").stat().st_blocks * 512 >= 16 * 1024 * 1024


def test_the_printed_url_has_a_host_name_because_passkeys_need_one():
    said = up_module.where("127.0.0.1", 8123)

    assert "http://127.0.0.1:8123/" in said
    assert "Use http://localhost:8123/" in said
    assert "localhost" not in up_module.where("10.0.0.5", 8123)


@pytest.mark.parametrize(("cores", "threads"), [(1, 3), (2, 5), (64, 16)])
def test_there_are_no_more_threads_than_the_server_recommends(cores, threads):
    assert gateway.threads(cores) == threads
    assert threads <= 2 * cores + 1


def tables_of(state):
    """Return what a database declares, by name, its columns in the order of their names."""
    with closing(sqlite3.connect(state / "waystation.sqlite3")) as connection:
        rows = connection.execute("SELECT type, name, tbl_name, sql FROM sqlite_master").fetchall()
        columns = {
            table: sorted(connection.execute(f'PRAGMA table_xinfo("{table}")'), key=itemgetter(1))
            for kind, _name, table, _sql in rows
            if kind == "table"
        }
    shape = {table: [one[1:6] for one in found] for table, found in columns.items()}
    others = {(kind, name): sql for kind, name, _table, sql in rows if kind != "table"}
    return shape, others


def test_tables_created_at_once_are_those_of_the_migrations(first, tmp_path):
    _, state = first
    environment = {
        **os.environ,
        "WAYSTATION_STATE": str(tmp_path),
        "DATABASE_URL": "",
        "DJANGO_SETTINGS_MODULE": "waystation.site.config.settings",
        "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
    }
    command = [sys.executable, "-m", "waystation.site.config.cli", "migrate", "--verbosity", "0"]
    subprocess.run(command, env=environment, cwd=ROOT, check=True)

    at_once, by_steps = tables_of(state), tables_of(tmp_path)

    assert len(by_steps[0]) > 100
    assert at_once[0] == by_steps[0]
    assert at_once[1].keys() == by_steps[1].keys()
