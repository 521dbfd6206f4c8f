"""A migrated, empty database kept between test processes, so that each begins with a copy.

Migrating takes longer than most test files. The first process to come migrates and keeps a
copy under a key made of all migrations; the others begin with that copy. Django's own
``migrate`` still runs on it and has nothing left to do.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

import django

ROOT = Path(__file__).parents[1]
FOLDER = Path(tempfile.gettempdir()) / f"waystation-head-start-{os.getuid()}"
DAYS_KEPT, COPIES_KEPT = 2, 10


def key() -> str:
    """Return what changes when any migration, ours or a library's lock, changes."""
    digest = hashlib.sha256(django.__version__.encode())
    digest.update((ROOT / "requirements.lock").read_bytes())
    for path in sorted((ROOT / "src").rglob("migrations/*.py")):
        digest.update(str(path.relative_to(ROOT)).encode() + path.read_bytes())
    return digest.hexdigest()[:16]


@contextmanager
def _alone():
    FOLDER.mkdir(mode=0o700, exist_ok=True)
    with (FOLDER / f"{key()}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


class Sqlite:
    """The copy is a file; each process reads it into its own database in memory."""

    def __init__(self, connection):
        self.connection = connection
        self.path = FOLDER / f"{key()}.sqlite3"

    def exists(self):
        return self.path.exists()

    def begin(self, name):
        self.connection.close()
        self.connection.settings_dict["NAME"] = name
        self.connection.ensure_connection()
        source = type(self.connection.connection)(str(self.path))
        source.backup(self.connection.connection)
        source.close()
        os.utime(self.path)

    def keep(self):
        unfinished = self.path.with_suffix(f".{os.getpid()}")
        with self.connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [str(unfinished)])
        unfinished.rename(self.path)
        for old in FOLDER.iterdir():
            if time.time() - old.stat().st_mtime > DAYS_KEPT * 86_400:
                old.unlink()


class Postgres:
    """The copy is a database from which CREATE DATABASE … TEMPLATE makes the others."""

    def __init__(self, connection):
        self.connection = connection
        self.name = f"waystation_head_start_{key()}"

    def exists(self):
        with self.connection._nodb_cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [self.name])
            found = cursor.fetchone() is not None
        if found:
            self.connection.settings_dict["TEST"]["TEMPLATE"] = self.name
        return found

    def begin(self, name):
        """Nothing: PostgreSQL has copied already."""

    def drop(self, name):
        """Drop a test database, also where a thread that a test began still has a connection."""
        with self.connection._nodb_cursor() as cursor:
            cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def keep(self):
        source = self.connection.settings_dict["NAME"]
        self.connection.close()
        with self.connection._nodb_cursor() as cursor:
            cursor.execute(f'CREATE DATABASE "{self.name}" TEMPLATE "{source}"')
            cursor.execute(
                "SELECT datname FROM pg_database WHERE datname LIKE 'waystation_head_start_%%'"
                " ORDER BY oid DESC OFFSET %s",
                [COPIES_KEPT],
            )
            for (old,) in cursor.fetchall():
                cursor.execute(f'DROP DATABASE IF EXISTS "{old}"')


def begin_house(state):
    """Let a house that is about to open begin with the copy; return the TEMPLATE it may name.

    Where no test of this run has asked for pytest's database there is no copy: then the house
    migrates by itself.
    """
    from django.db import connection

    if connection.vendor == "postgresql":
        return connection.settings_dict["TEST"].get("TEMPLATE") or "template1"
    kept = Sqlite(connection)
    if kept.exists():
        shutil.copyfile(kept.path, Path(state) / "waystation.sqlite3")
    return ""


def give(connection):
    """Let this connection's test database begin as a copy, or keep one for those to come."""
    kept = Sqlite(connection) if connection.vendor == "sqlite" else Postgres(connection)
    creation = connection.creation
    empty, complete = creation._create_test_db, creation.create_test_db

    def create_empty(verbosity, autoclobber, keepdb=False):
        name = empty(verbosity, autoclobber, keepdb)
        if kept.exists():
            kept.begin(name)
        return name

    def create(*args, **kwargs):
        with _alone():
            had = kept.exists()
            name = complete(*args, **kwargs)
            if not had:
                kept.keep()
                kept.exists()
        return name

    creation._create_test_db, creation.create_test_db = create_empty, create
    if connection.vendor == "postgresql":
        creation._destroy_test_db = lambda name, verbosity: kept.drop(name)
