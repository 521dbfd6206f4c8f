"""Django's SQLite backend with a first-come-first-served write lock taken before BEGIN.

Without it, eight writers lose most inserts to "database is locked", or wait almost a second
(measured, see docs/decisions/0003-sqlite.md). Writers queue in the process by ticket and
between processes by a lock file; readers never wait.
"""

from __future__ import annotations

import fcntl
import os
import threading
from collections import deque
from functools import lru_cache
from typing import Any

from django.db.backends.sqlite3 import base as django_sqlite
from django.utils.asyncio import async_unsafe

PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    "PRAGMA busy_timeout=20000",
    "PRAGMA temp_store=MEMORY",
    "PRAGMA cache_size=-65536",
    "PRAGMA mmap_size=2147418112",
)


class WriteQueue:
    """First come, first served: threads by ticket, processes by a lock file."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.waiting: deque[threading.Event] = deque()
        self.guard = threading.Lock()
        self.busy = False
        self.file: int | None = None

    def acquire(self) -> None:
        with self.guard:
            if not self.busy and not self.waiting:
                self.busy = True
                turn = None
            else:
                turn = threading.Event()
                self.waiting.append(turn)
        if turn is not None:
            turn.wait()
        if self.file is None:
            self.file = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        fcntl.flock(self.file, fcntl.LOCK_EX)

    def release(self) -> None:
        if self.file is not None:
            fcntl.flock(self.file, fcntl.LOCK_UN)
        with self.guard:
            if self.waiting:
                self.waiting.popleft().set()  # busy stays: the turn is handed over
            else:
                self.busy = False


_queues: dict[str, WriteQueue] = {}
_queues_guard = threading.Lock()


def _after_fork() -> None:
    _queues.clear()


os.register_at_fork(after_in_child=_after_fork)


def queue_for(name: str) -> WriteQueue:
    """Return the one write queue of a database file in this process."""
    with _queues_guard:
        return _queues.setdefault(name, WriteQueue(name + "-writers"))


@lru_cache(maxsize=4096)
def _with_question_marks(text: str) -> str:
    return str(django_sqlite.FORMAT_QMARK_REGEX.sub("?", text).replace("%%", "%"))


class Cursor(django_sqlite.SQLiteCursorWrapper):
    """Django's cursor, which rewrites the placeholders of a statement once, not each time."""

    def convert_query(self, query: str, *, param_names: list[str] | None = None) -> str:
        if param_names is None and len(query) < 8192:
            return _with_question_marks(query)
        return str(super().convert_query(query, param_names=param_names))


_Django: Any = django_sqlite.DatabaseWrapper  # the stubs leave the private methods out


class DatabaseWrapper(_Django):  # type: ignore[misc]
    """Django's wrapper, set right and queued."""

    _queue: WriteQueue | None = None

    def get_new_connection(self, conn_params: Any) -> Any:
        connection = super().get_new_connection(conn_params)
        for pragma in PRAGMAS:
            connection.execute(pragma)
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
        if self._queue is None and self._in_file():
            queue = queue_for(str(self.settings_dict["NAME"]))
            queue.acquire()
            self._queue = queue
        try:
            super()._start_transaction_under_autocommit()
        except BaseException:
            self._leave()
            raise

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
