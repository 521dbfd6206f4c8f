"""Stamps on PostgreSQL: writers wait for each other, readers for nobody, and nothing is stale.

SQLite has one writer at a time, so two of them never meet; ``test_stamps.py`` has its readers. The
table is made for these tests, with the triggers of any stamped table, because what several
connections see must be committed.
"""

from __future__ import annotations

import os
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import OperationalError, connection, connections

from waystation.foundation.access.stamps import stamp_of, under_stamps
from waystation.foundation.shared.schema import StampTrigger

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(
        not os.environ.get("DATABASE_URL"), reason="SQLite has one writer at a time"
    ),
]
STAMPS, NAME, OTHER = "access_changestamp", "two_writers", "two_writers_other"
TABLES = {NAME: NAME, OTHER: OTHER}
END_OF_THE_LOG = "SELECT number FROM audit_chainhead ORDER BY organisation_id LIMIT 1 FOR UPDATE"
SOON = "SET LOCAL lock_timeout = '200ms'"
ROUNDS = 20


@under_stamps(NAME)
def value_of(row: int) -> int:
    """Return a value through the cache, as a request reads what seldom changes."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT value FROM {NAME} WHERE id = %s", [row])
        return int(cursor.fetchone()[0])


class Writer:
    """A connection of its own; its transaction begins with the first statement."""

    def __init__(self, *, autocommit=False):
        self.connection = connection.copy()
        self.connection.inc_thread_sharing()
        self.connection.connect()
        self.connection.set_autocommit(autocommit)
        self.commit, self.rollback = self.connection.commit, self.connection.rollback

    def run(self, statement, *values):
        with self.connection.cursor() as cursor:
            cursor.execute(statement, values or None)
            return cursor.fetchall() if cursor.description else []

    def write(self, value, table=NAME, row=1):
        self.run(f"UPDATE {table} SET value = %s WHERE id = %s", value, row)

    def stamps(self):
        return dict(self.run(f"SELECT id, value FROM {STAMPS}"))


@pytest.fixture
def writers(db):
    """Return a function that opens writers of two tables, each with a stamp."""
    opened = [Writer(autocommit=True)]
    for table, stamp in TABLES.items():
        opened[0].run(f"CREATE TABLE {table} (id integer PRIMARY KEY, value integer)")
        for one in StampTrigger(table, STAMPS, stamp).statements("postgresql"):
            opened[0].run(one)
        opened[0].run(f"INSERT INTO {table} VALUES (1, 0), (2, 0)")

    def begin():
        opened.append(Writer())
        return opened[-1]

    yield begin
    for one in opened[1:]:
        one.connection.close()
    for table, stamp in TABLES.items():
        opened[0].run(f'DROP TABLE {table}; DROP FUNCTION "{table}_stamp_fn"()')
        opened[0].run(f"DELETE FROM {STAMPS} WHERE id = %s", stamp)
    opened[0].connection.close()


@pytest.fixture
def reader(db):
    """Return a function that asks a query in another thread, which has its own connection."""
    with ThreadPoolExecutor(max_workers=1) as thread:
        yield lambda query, *values: thread.submit(query, *values).result(timeout=20)
        thread.submit(connections.close_all).result(timeout=20)


def test_a_writer_holds_its_stamp_until_its_transaction_ends(writers):
    first, second = writers(), writers()
    first.write(1)

    second.run(SOON)
    with pytest.raises(OperationalError, match="lock timeout"):
        second.write(1, row=2)  # another row under the same stamp
    second.rollback()
    first.commit()
    second.run(SOON)
    second.write(2, row=2)
    second.commit()

    assert second.run(f"SELECT value FROM {NAME} ORDER BY id") == [(1,), (2,)]


def test_writers_of_different_stamps_do_not_wait_for_each_other(writers):
    first, second = writers(), writers()
    first.write(1)

    second.run(SOON)
    second.write(1, table=OTHER)
    second.commit()

    assert second.run(f"SELECT value FROM {OTHER} WHERE id = 1") == [(1,)]


def test_a_reader_sees_the_value_before_a_writer_commits_and_the_new_one_from_then_on(
    writers, reader
):
    writer, seen = writers(), [reader(value_of, 1)]

    for value in range(1, ROUNDS):
        writer.write(value)
        seen.append(reader(value_of, 1))  # waits for nobody
        writer.commit()
        seen.append(reader(value_of, 1))

    expected = [0]
    for value in range(1, ROUNDS):
        expected += [value - 1, value]
    assert seen == expected


def test_what_is_read_while_a_writer_commits_is_never_older_than_its_stamp(writers, reader):
    """A reader that asks all the time: whatever it got, it gets the last value in the end."""
    writer, seen, over = writers(), [], threading.Event()

    def ask_until_over():
        while not over.is_set():
            seen.append(value_of(1))

    with ThreadPoolExecutor(max_workers=1) as thread:
        asking = thread.submit(ask_until_over)
        for value in range(1, 10 * ROUNDS):
            writer.write(value)
            writer.commit()
        over.set()
        asking.result(timeout=20)
        thread.submit(connections.close_all).result(timeout=20)

    assert seen == sorted(seen)
    assert reader(value_of, 1) == 10 * ROUNDS - 1


def test_a_writer_that_is_rolled_back_leaves_nothing(writers, reader):
    writer, other = writers(), writers()
    before = (reader(stamp_of, NAME), reader(value_of, 1))

    writer.write(1)
    writer.write(1, table=OTHER)
    inside = writer.stamps()
    writer.rollback()

    after = other.stamps()
    assert inside[NAME] != after[NAME]
    assert inside[OTHER] != after[OTHER]
    assert (reader(stamp_of, NAME), reader(value_of, 1)) == before


def test_two_writers_at_once_both_finish_and_each_leaves_a_stamp_of_its_own(writers):
    """In the order of all actions: first what is stamped, then the end of the log."""
    seen, begun = [], threading.Barrier(2)

    def write(writer, row):
        begun.wait(timeout=20)
        for value in range(ROUNDS):
            writer.write(value, row=row)
            writer.write(value, table=OTHER, row=row)
            writer.run(END_OF_THE_LOG)
            seen.append(writer.stamps()[NAME])
            writer.commit()

    with ThreadPoolExecutor(max_workers=2) as threads:
        for one in [threads.submit(write, writers(), row) for row in (1, 2)]:
            one.result(timeout=60)

    assert len(set(seen)) == 2 * ROUNDS


def test_whoever_appends_to_the_log_before_writing_can_be_refused(writers):
    """Why the order matters: each of the two would wait for the other."""
    first, second = writers(), writers()
    first.run(END_OF_THE_LOG)
    second.write(1)

    with ThreadPoolExecutor(max_workers=1) as thread:
        waiting = thread.submit(first.write, 2)
        refused = []
        try:
            second.run(END_OF_THE_LOG)
        except OperationalError as error:
            refused.append(error)
        second.rollback()
        refused += [one for one in [waiting.exception(timeout=20)] if one]
    first.rollback()

    assert [("deadlock detected" in str(one)) for one in refused] == [True]
