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
        self.file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        self.is_held = False
        self.guard = threading.Lock()
        self.came = threading.Event()
        self.asked = threading.Semaphore(0)  # the thread waits for the lock once for each
        self.thread: threading.Thread | None = None
        self.waiting = False  # the thread is blocked in the kernel's queue
        self.wanted = False  # a writer of this process still wants the lock

    def acquire(self, seconds: float) -> bool:
        """Acquire the lock; return whether it succeeded in time."""
        with self.guard:
            if not self.waiting:
                try:
                    fcntl.flock(self.file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except BlockingIOError:
                    self._let_wait()
                else:
                    self.is_held = True
                    return True
            self.wanted = True
        self.came.wait(seconds)
        with self.guard:
            self.wanted = False
            return self.is_held

    def _let_wait(self) -> None:
        self.came.clear()
        self.waiting = True
        if self.thread is None:
            self.thread = threading.Thread(target=self._wait, daemon=True)
            self.thread.start()
        self.asked.release()

    def _wait(self) -> None:
        while True:
            self.asked.acquire()
            fcntl.flock(self.file, fcntl.LOCK_EX)
            with self.guard:
                self.waiting = False
                if self.wanted:
                    self.is_held = True
                else:
                    fcntl.flock(self.file, fcntl.LOCK_UN)
                self.came.set()

    def release(self) -> None:
        """Release the lock to other processes."""
        with self.guard:
            if self.is_held:
                self.is_held = False
                fcntl.flock(self.file, fcntl.LOCK_UN)


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
