"""PostgreSQL is asked all that SQLite is asked, although not by every test (decision 0006).

A page's test that PostgreSQL would be asked nothing new by is marked ``once`` and runs on the
first database only. Here stands what holds that up: each process notes the statements that its
tests send, and at the end of a whole run every statement of a test that ran on one database must
have been sent by a test that runs on both. One that was not is named; its test is then marked
``twice``.
"""

from __future__ import annotations

import re

import pytest

WORDS = re.compile(r'"\w+"|\w+(?=\()')
SAME_FOR_ALL = {"SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN", "COMMIT", "PRAGMA"}


def statement(sql: str) -> str:
    """Return a statement without its values: its verb, its columns and its functions in order."""
    verb = sql.strip(" \n(").partition(" ")[0].upper()
    if verb in SAME_FOR_ALL:
        return ""
    words = WORDS.findall(sql) if '"' in sql else sql.split()
    return " ".join([verb, *(word.strip('"') for word in words)])


class Ears:
    """Hears what the tests of one process ask of its database."""

    def __init__(self) -> None:
        self.now: set[str] = set()
        self.known: dict[bool, set[str]] = {True: set(), False: set()}

    @pytest.hookimpl(wrapper=True)
    def pytest_fixture_setup(self, fixturedef):
        """Forget what making the database asks: it is made on both."""
        made = yield
        if fixturedef.argname == "django_db_setup":
            self.now = set()
        return made

    def __call__(self, execute, sql, params, many, context):
        self.now.add(sql)
        return execute(sql, params, many, context)

    def listen(self) -> None:
        """Hear the connection of this thread; it keeps its listeners when it is opened again."""
        from django.db import connection

        if self not in connection.execute_wrappers:
            connection.execute_wrappers.append(self)

    def told(self, on_both: bool) -> set[str]:
        """Return what the test that just ended asked and none like it asked before it."""
        new, self.now = self.now - self.known[on_both], set()
        self.known[on_both] |= new
        return {statement(str(sql)) for sql in new} - {""}


class Asked:
    """What was asked by tests that run on both databases, and by tests that run on one."""

    def __init__(self) -> None:
        self.by: dict[bool, dict[str, str]] = {True: {}, False: {}}

    def add(self, name: str, on_both: bool, statements: set[str]) -> None:
        """Note what a test asked."""
        for one in statements:
            self.by[on_both].setdefault(one, name)

    def of_one_only(self) -> dict[str, list[str]]:
        """Return by test what it asked and no test that runs on both databases did."""
        found: dict[str, list[str]] = {}
        for one, name in self.by[False].items():
            if one not in self.by[True]:
                found.setdefault(name, []).append(one)
        return found


def complaint(found: dict[str, list[str]]) -> str:
    """Say which tests asked what the second database was never asked."""
    lines = ["These tests ran on one database and asked what no test asks of the other;"]
    lines += ["mark them twice (decision 0006):"]
    for name, statements in sorted(found.items()):
        lines += [f"  {name}", *(f"    {one[:200]}" for one in sorted(statements)[:3])]
        if len(statements) > 3:
            lines.append(f"    and {len(statements) - 3} more")
    return "\n".join(lines)
