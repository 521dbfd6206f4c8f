"""The embedded database is set right, and its writers queue."""

import threading

import pytest
from django.db import connection, transaction

from waystation.site.config.sqlite.base import WriteQueue


def test_the_library_does_not_corrupt_its_log():
    import sqlite3

    assert sqlite3.sqlite_version_info >= (3, 51, 3)


@pytest.mark.sqlite_only
@pytest.mark.parametrize(
    ("pragma", "value"), [("synchronous", 2), ("foreign_keys", 1), ("journal_mode", "wal")]
)
def test_every_connection_is_set_right(db, pragma, value):
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL is set by its own server")
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA {pragma}")
        (found,) = cursor.fetchone()

    assert found == value


def test_writers_are_served_in_the_order_they_came(tmp_path):
    queue = WriteQueue(str(tmp_path / "writers"))
    served, arrived = [], []
    queue.acquire()

    def write(number):
        queue.acquire()
        served.append(number)
        queue.release()

    threads = []
    for number in range(8):
        thread = threading.Thread(target=write, args=(number,))
        thread.start()
        threads.append(thread)
        while len(queue.waiting) <= number:
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
