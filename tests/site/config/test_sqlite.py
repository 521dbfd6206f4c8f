"""The embedded database is set right, and its writers queue."""

import multiprocessing
import threading
import time

import pytest
from django.db import connection, transaction

from waystation.site.config.sqlite.waiting import WriteQueue


def test_the_library_does_not_corrupt_its_log():
    import sqlite3

    assert sqlite3.sqlite_version_info >= (3, 51, 3)


@pytest.mark.sqlite_only
@pytest.mark.parametrize(
    ("pragma", "value"),
    [("synchronous", 2), ("foreign_keys", 1), ("journal_mode", "wal"), ("mmap_size", 0)],
)
def test_every_connection_is_set_right(db, pragma, value):
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL is set by its own server")
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA {pragma}")
        (found,) = cursor.fetchone()

    assert found == value


def test_writers_are_served_in_the_order_of_arrival(tmp_path):
    queue = WriteQueue(str(tmp_path / "writers"))
    served, arrived = [], []
    queue.acquire(10)

    def write(number):
        queue.acquire(10)
        served.append(number)
        queue.release()

    threads = []
    for number in range(8):
        thread = threading.Thread(target=write, args=(number,))
        thread.start()
        threads.append(thread)
        while len(queue.turns) <= number:
            pass  # until this writer has its ticket
        arrived.append(number)
    queue.release()
    for thread in threads:
        thread.join()

    assert served == arrived
    assert not queue.busy


def test_a_failed_transaction_leaves_the_queue(db):
    with pytest.raises(RuntimeError), transaction.atomic():
        raise RuntimeError("broken")

    with transaction.atomic():
        pass


def test_a_thread_that_waits_too_long_leaves_the_queue(tmp_path):
    queue = WriteQueue(str(tmp_path / "writers"))
    queue.acquire(10)
    began = time.monotonic()

    came = queue.acquire(0.2)

    assert not came
    assert time.monotonic() - began < 30
    queue.release()
    assert queue.acquire(0)


def hold(path, ready, seconds):
    queue = WriteQueue(path)
    queue.acquire(10)
    ready.set()
    time.sleep(seconds)
    queue.release()


def test_a_writer_that_waits_too_long_for_another_process_can_try_again(tmp_path):
    path = str(tmp_path / "writers")
    spawn = multiprocessing.get_context("spawn")
    ready = spawn.Event()
    other = spawn.Process(target=hold, args=(path, ready, 1.5))
    other.start()
    assert ready.wait(20)
    queue = WriteQueue(path)

    too_early = queue.acquire(0.2)
    in_time = queue.acquire(10)

    assert (too_early, in_time) == (False, True)
    queue.release()
    other.join()
    assert queue.acquire(0)
    assert WriteQueue(path).acquire(0) is False  # it is really locked
