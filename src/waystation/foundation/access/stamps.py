"""Per-process caches of data that seldom change, invalidated by a stamp in the database.

A stamp is a random value. Triggers (``schema.py``) write a new one with every change of the tables
that it covers, in the same transaction: a rollback restores the old stamp, and no stamp is used
twice. A request reads the stamp with one short statement, and uses the cache while it is the same::

    @lru_cache(maxsize=4096)
    def _account(stamp: str, user_id: UUID) -> Account: ...

    account = _account(stamp_of(ACCESS), user_id)

Results must be immutable. If an object does not exist, raise an exception, which ``lru_cache`` does
not cache.
"""

from __future__ import annotations

from django.db import connection

from waystation.foundation.audit.queries import ask

ACCESS = "access"
"""The stamp of organisations, offices, accounts, roles and API tokens."""

READ = "SELECT id, value FROM access_changestamp WHERE id IN ({})"


def stamps_of(*names: str) -> list[str]:
    """Return the current stamps of these names in one statement.

    Databases with different names have different stamps.
    """
    stamps = dict(ask(READ.format(", ".join(["%s"] * len(names))), *names))
    return [f"{connection.settings_dict['NAME']} {stamps.get(name, '')}" for name in names]


def stamp_of(name: str) -> str:
    """Return the current stamp of one name."""
    return stamps_of(name)[0]
