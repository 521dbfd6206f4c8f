"""Django's SQLite backend with a first-come-first-served write lock taken before BEGIN.

Without it, eight concurrent writers lose most inserts to "database is locked", or wait almost a
second (measured, see docs/decisions/0003-sqlite.md). Writers queue by ticket within the process and
by a lock file between processes; readers never wait.
"""

from __future__ import annotations

import os
import threading
import time
from functools import lru_cache
from typing import Any

from django.db import OperationalError
from django.db.backends.sqlite3 import base as django_sqlite
from django.utils.asyncio import async_unsafe

from waystation.foundation.shared import patience

from .waiting import WriteQueue

PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    "PRAGMA busy_timeout=10000",
    "PRAGMA temp_store=MEMORY",
    "PRAGMA cache_size=-65536",
    "PRAGMA mmap_size=0",  # a truncated file would kill a process that has it mapped
)


BUSY = {5, 6}  # SQLite's result codes for a file or table locked by another process
SHORT_WAIT = 0.25  # seconds, while no writer can proceed


class TooBusy(OperationalError):
    """The write lock was not acquired in time."""


_queues: dict[str, WriteQueue] = {}
_queues_guard = threading.Lock()


def _after_fork() -> None:
    _queues.clear()


os.register_at_fork(after_in_child=_after_fork)


def queue_for(name: str) -> WriteQueue:
    """Return this process's write queue for a database file."""
    with _queues_guard:
        return _queues.setdefault(name, WriteQueue(name + "-writers"))


@lru_cache(maxsize=4096)
def _with_question_marks(text: str) -> str:
    return str(django_sqlite.FORMAT_QMARK_REGEX.sub("?", text).replace("%%", "%"))


class Cursor(django_sqlite.SQLiteCursorWrapper):
    """Django's cursor, which rewrites the placeholders of each statement only once."""

    def convert_query(self, query: str, *, param_names: list[str] | None = None) -> str:
        if param_names is None and len(query) < 8192:
            return _with_question_marks(query)
        return str(super().convert_query(query, param_names=param_names))


_Django: Any = django_sqlite.DatabaseWrapper  # the stubs omit the private methods


class DatabaseWrapper(_Django):  # type: ignore[misc]
    """Django's wrapper with safe settings and a write queue."""

    _queue: WriteQueue | None = None
    _busy_timeout = 10_000  # milliseconds, as now set on the connection

    def get_new_connection(self, conn_params: Any) -> Any:
        connection = super().get_new_connection(conn_params)
        for pragma in PRAGMAS:
            connection.execute(pragma)
        self._busy_timeout = 10_000
        (level,) = connection.execute("PRAGMA synchronous").fetchone()
        if level != 2:
            raise RuntimeError("SQLite does not write through: synchronous is not FULL.")
        return connection

    @async_unsafe
    def create_cursor(self, name: str | None = None) -> Any:
        return self.connection.cursor(factory=Cursor)

    def _in_file(self) -> bool:
        name = str(self.settings_dict["NAME"])
        return ":memory:" not in name and "mode=memory" not in name

    @async_unsafe
    def _start_transaction_under_autocommit(self) -> None:
        if self._queue is not None or not self._in_file():
            super()._start_transaction_under_autocommit()
            return
        queue = queue_for(str(self.settings_dict["NAME"]))
        longest = patience.SECONDS.get()
        seconds = min(longest, SHORT_WAIT) if queue.stuck else longest
        until = time.monotonic() + seconds
        if not queue.acquire(seconds):
            queue.stuck |= longest >= patience.LONGEST_WAIT
            raise TooBusy("Others have been writing to the database for too long.")
        self._queue = queue
        try:
            self._wait_at_most(until - time.monotonic())
            super()._start_transaction_under_autocommit()
            queue.stuck = False
        except BaseException as error:
            code = getattr(error.__cause__, "sqlite_errorcode", 0) & 0xFF
            queue.stuck |= code in BUSY and longest >= patience.LONGEST_WAIT
            self._leave()
            raise

    def _wait_at_most(self, seconds: float) -> None:
        """Limit SQLite's own wait for a lock of another program to the time that is left."""
        milliseconds = max(1, int(seconds * 10)) * 100
        if milliseconds != self._busy_timeout:
            self.connection.execute(f"PRAGMA busy_timeout={milliseconds}")
            self._busy_timeout = milliseconds

    def _leave(self) -> None:
        if self._queue is not None:
            queue, self._queue = self._queue, None
            queue.release()

    def _commit(self) -> Any:
        try:
            return super()._commit()
        finally:
            self._leave()

    def _rollback(self) -> Any:
        try:
            return super()._rollback()
        finally:
            self._leave()

    def _close(self) -> Any:
        try:
            return super()._close()
        finally:
            self._leave()
