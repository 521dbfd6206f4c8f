"""Querying the database once for what several parts of a page need.

The panels of a page, or the fifty-five duties of the Network, need the same few things: a person's
consents, the members, this year's meetings. ``read_once`` caches the result of a marked query until
the page is complete; outside it every call queries the database, so an action never decides on
outdated data.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import Any, ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")

_found: ContextVar[dict[Any, Any] | None] = ContextVar("read_once_found", default=None)


@contextmanager
def read_once() -> Iterator[None]:
    """Cache the results of marked queries while a page is made."""
    if _found.get() is not None:
        yield
        return
    token = _found.set({})
    try:
        yield
    finally:
        _found.reset(token)


def once(query: Callable[P, R]) -> Callable[P, R]:
    """Mark a query whose result for the same arguments is cached while a page is made.

    Callers share the result and must not change it.
    """

    @wraps(query)
    def asked(*args: P.args, **named: P.kwargs) -> R:
        found = _found.get()
        if found is None:
            return query(*args, **named)
        key = (query, args, tuple(sorted(named.items())))
        if key not in found:
            found[key] = query(*args, **named)
        answer: R = found[key]
        return answer

    return asked
