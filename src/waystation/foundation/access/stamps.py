"""What changes seldom is read once per process, under a stamp that changes with it.

A stamp is a random value in the database. Triggers (``schema.py``) write a new one with every
change of the tables that it covers, whoever makes it, in the change's own transaction: what is
rolled back leaves no stamp behind, and no stamp comes twice. A request asks for the stamp, one
short statement, and reads the rest from memory while it is the same::

    @lru_cache(maxsize=4096)
    def _account(stamp: str, user_id: UUID) -> Account: ...

    account = _account(stamp_of(ACCESS), user_id)

Results are values that nobody changes. For what is not there raise an exception, which
``lru_cache`` does not remember.
"""

from __future__ import annotations

from django.db import connection

from waystation.foundation.audit.queries import ask

ACCESS = "access"
"""Covers organisations, offices, accounts, roles and API tokens."""

READ = "SELECT id, value FROM access_changestamp WHERE id IN ({})"


def stamps_of(*names: str) -> list[str]:
    """Return the present stamps of these names, in one statement.

    Databases of different names have different ones.
    """
    found = dict(ask(READ.format(", ".join(["%s"] * len(names))), *names))
    return [f"{connection.settings_dict['NAME']} {found.get(name, '')}" for name in names]


def stamp_of(name: str) -> str:
    """Return the present stamp of one name."""
    return stamps_of(name)[0]
