"""Per-process caches of data that seldom change, invalidated by a stamp in the database.

A stamp is a random value. Triggers (``schema.py``) write a new one with every change of the tables
that it covers, in the same transaction: a rollback restores the old stamp, and no stamp is used
twice. A request reads the stamp with one short statement, and uses the cache while it is the same::

    @lru_cache(maxsize=4096)
    def _account(stamp: str, user_id: UUID) -> Account: ...

    account = _account(stamp_of(ACCESS), user_id)

``under_stamps`` does both for a query whose result is a value, not rows::

    @under_stamps(ACCESS, "network")
    def names_of_holders(network: Network, on: date) -> tuple[str, ...]: ...

Results must be immutable. If an object does not exist, raise an exception, which ``lru_cache`` does
not cache.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Any, ParamSpec, TypeVar

from django.db import connection
from django.utils.translation import get_language

from waystation.foundation.audit.queries import ask
from waystation.foundation.shared.read_once import once

P = ParamSpec("P")
R = TypeVar("R")

ACCESS = "access"
"""The stamp of organisations, offices, accounts, roles and API tokens."""

READ = "SELECT id, value FROM access_changestamp WHERE id IN ({})"
READ_ALL = "SELECT id, value FROM access_changestamp"


def stamps_of(*names: str) -> list[str]:
    """Return the current stamps of these names in one statement.

    Databases with different names have different stamps.
    """
    stamps = dict(ask(READ.format(", ".join(["%s"] * len(names))), *names))
    return [_of_this_database(stamps, name) for name in names]


def _of_this_database(stamps: dict[str, str], name: str) -> str:
    return f"{connection.settings_dict['NAME']} {stamps.get(name, '')}"


def stamp_of(name: str) -> str:
    """Return the current stamp of one name."""
    return stamps_of(name)[0]


def under_stamps(*names: str, size: int = 1024) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Cache a query whose result depends only on its arguments, the language and stamped tables.

    The result is reused while the stamps of these names are unchanged. All stamps are read once in
    each request (``read_once``).
    """

    def mark(query: Callable[P, R]) -> Callable[P, R]:
        @lru_cache(maxsize=size)
        def cached(_stamps: Any, _language: Any, *args: Any, **named: Any) -> R:
            return query(*args, **named)

        remembered: Any = cached

        @wraps(query)
        def asked(*args: P.args, **named: P.kwargs) -> R:
            stamps = _every_stamp()
            current = tuple(_of_this_database(stamps, name) for name in names)
            answer: R = remembered(current, get_language(), *args, **named)
            return answer

        return asked

    return mark


@once
def _every_stamp() -> dict[str, str]:
    return dict(ask(READ_ALL))
