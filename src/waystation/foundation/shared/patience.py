"""The time that a write waits for the database: ten seconds, less if set by ``patience``."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

LONGEST_WAIT = 10.0  # seconds; then the answer is 503
SECONDS: ContextVar[float] = ContextVar("patience", default=LONGEST_WAIT)


@contextmanager
def patience(seconds: float) -> Iterator[None]:
    """Limit the wait of writes within the context."""
    token = SECONDS.set(min(seconds, SECONDS.get()))
    try:
        yield
    finally:
        SECONDS.reset(token)
