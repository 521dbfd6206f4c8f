"""A fair, time-limited queue for write access to a SQLite file.

Threads of one process take turns by ticket, processes by a lock file. A writer that has waited too
long gets an error and leaves the queue.
"""

from __future__ import annotations

import fcntl
import os
import threading
import time
from collections import deque


class LockFile:
    """An exclusive lock between processes, with a timeout.

    ``flock`` either returns at once or blocks for ever. Polling would lose against a process that
    always has a writer waiting, so one thread blocks in the kernel's queue for the whole process.
    """

    def __init__(self, path: str) -> None:
        self.path = path
        self.file: int | None = None
        self.held: int | None = None
        self.guard = threading.Lock()
        self.came = threading.Event()
        self.waiting = False  # the thread is blocked in the kernel's queue
        self.wanted = False  # a writer of this process still wants the lock

    def _open(self) -> int:
        return os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)

    def acquire(self, seconds: float) -> bool:
        """Acquire the lock; return whether it succeeded in time."""
        with self.guard:
            if not self.waiting:
                if self.file is None:
                    self.file = self._open()
                try:
                    fcntl.flock(self.file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except BlockingIOError:
                    self.came.clear()
                    self.waiting = True
                    threading.Thread(target=self._wait, daemon=True).start()
                else:
                    self.held = self.file
                    return True
            self.wanted = True
        self.came.wait(seconds)
        with self.guard:
            self.wanted = False
            return self.held is not None

    def _wait(self) -> None:
        descriptor = self._open()
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        with self.guard:
            self.waiting = False
            if self.wanted:
                self.held = descriptor
            else:
                os.close(descriptor)
            self.came.set()

    def release(self) -> None:
        """Release the lock to other processes."""
        with self.guard:
            held, self.held = self.held, None
            if held is not None and held == self.file:
                fcntl.flock(held, fcntl.LOCK_UN)
            elif held is not None:
                os.close(held)


class WriteQueue:
    """First come, first served: threads by ticket, processes by a lock file."""

    def __init__(self, path: str) -> None:
        self.lock = LockFile(path)
        self.turns: deque[threading.Event] = deque()
        self.guard = threading.Lock()
        self.busy = False
        # No writer got the lock within the longest wait: until one does, the others wait less.
        self.stuck = False

    def acquire(self, seconds: float) -> bool:
        """Wait for write access; return whether it was acquired in time."""
        until = time.monotonic() + seconds
        with self.guard:
            if not self.busy:
                self.busy = True
                turn = None
            else:
                turn = threading.Event()
                self.turns.append(turn)
        if turn is not None and not turn.wait(seconds):
            with self.guard:
                if not turn.is_set():
                    self.turns.remove(turn)
                    return False
        if self.lock.acquire(max(0.0, until - time.monotonic())):
            return True
        self._next()
        return False

    def release(self) -> None:
        """Pass write access to the thread that has waited longest."""
        self.lock.release()
        self._next()

    def _next(self) -> None:
        with self.guard:
            if self.turns:
                self.turns.popleft().set()  # busy remains set: the lock is passed on
            else:
                self.busy = False
