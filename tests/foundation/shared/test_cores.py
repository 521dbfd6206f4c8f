"""Where there is a worker for each core, each gets one; whatever it starts may use all."""

import os
import subprocess
import sys
import threading
from contextlib import ExitStack

import pytest

from waystation.foundation.shared import cores, limits

pytestmark = [
    pytest.mark.sqlite_only,  # it asks no database
    pytest.mark.skipif(len(cores.ALLOWED) < 2, reason="this machine has one core"),
]
ALL = len(cores.ALLOWED)


WORKER = """
import sys
from pathlib import Path
from waystation.foundation.shared import cores
print(cores.core_of_worker(Path(sys.argv[1]), int(sys.argv[2])), flush=True)
sys.stdin.read()
"""


@pytest.fixture
def worker(tmp_path):
    """Start a process that takes a core and keeps it; return the process and the core."""
    with ExitStack() as stack:

        def start():
            process = stack.enter_context(
                subprocess.Popen(
                    [sys.executable, "-c", WORKER, str(tmp_path), str(ALL)],
                    stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
                )
            )  # fmt: skip
            stack.callback(process.kill)
            return process, process.stdout.readline().strip()

        yield start


def test_each_worker_gets_a_core_and_the_next_one_that_of_a_dead_worker(worker):
    workers = [worker() for _ in range(ALL)]
    too_many = worker()
    dead, core = workers[0]
    dead.kill()
    dead.wait()

    again = worker()

    assert sorted(core for _, core in workers) == sorted(map(str, cores.ALLOWED))
    assert (too_many[1], again[1]) == ("None", core)


@pytest.mark.parametrize("workers", [0, 1, ALL - 1, ALL + 1])
def test_with_more_or_fewer_workers_than_cores_none_is_taken(tmp_path, workers):
    found = cores.core_of_worker(tmp_path, 1 if workers == ALL else workers)

    assert found is None


def in_a_thread(work):
    found = []
    thread = threading.Thread(target=lambda: found.append(work()))
    thread.start()
    thread.join()
    return found[0]


def test_a_thread_stays_on_its_core_and_no_other_thread_does():
    core = min(cores.ALLOWED)

    def work():
        cores.stay_on(core)
        return os.sched_getaffinity(0)

    found = in_a_thread(work)

    assert found == {core}
    assert os.sched_getaffinity(0) == cores.ALLOWED


def cores_here():
    return sorted(os.sched_getaffinity(0))


def test_a_parser_that_such_a_thread_starts_may_use_every_core():
    def work():
        cores.stay_on(min(cores.ALLOWED))
        return limits.run(cores_here, name="x"), os.sched_getaffinity(0)

    of_parser, of_thread = in_a_thread(work)

    assert of_parser == sorted(cores.ALLOWED)
    assert of_thread == {min(cores.ALLOWED)}
