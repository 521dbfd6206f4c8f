"""Which processor cores a thread runs on.

The threads of a worker take turns, because Python lets one of them run at a time. If each turn is
on another core, that core's caches have none of the data. Where the server has a worker for each
core, the threads of a worker that write therefore stay on one core, which makes writing a fifth
faster (benchmarks/results/submissions.md). Threads that read stay free: statistics use all cores.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

CAN_CHOOSE = hasattr(os, "sched_setaffinity")  # Linux
ALLOWED = frozenset(os.sched_getaffinity(0) if CAN_CHOOSE else range(os.cpu_count() or 1))
"""The cores that this process may use."""
_held: list[IO[str]] = []  # locks, which end with the process


def core_of_worker(folder: Path, workers: int) -> int | None:
    """Take a core that no other worker of this server has; None unless each worker gets one."""
    if workers != len(ALLOWED) or workers < 2 or not CAN_CHOOSE:
        return None
    folder.mkdir(parents=True, exist_ok=True)
    for core in sorted(ALLOWED):
        lock = (folder / f"core-{core}.lock").open("w")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.close()
            continue
        _held.append(lock)
        return core
    return None


def stay_on(core: int | None) -> None:
    """Let the calling thread, and those that it starts, run on one core only."""
    if core is not None:
        os.sched_setaffinity(0, {core})


@contextmanager
def all_cores() -> Iterator[None]:
    """Let the calling thread use all cores meanwhile; processes started here may as well."""
    if not CAN_CHOOSE:
        yield
        return
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, ALLOWED)
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)
