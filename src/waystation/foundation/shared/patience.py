"""How long a write waits for the database: ten seconds, less where waiting is not worth it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

LONGEST_WAIT = 10.0  # seconds; then the answer is 503
SECONDS: ContextVar[float] = ContextVar("patience", default=LONGEST_WAIT)


@contextmanager
def patience(seconds: float) -> Iterator[None]:
    """Let the writes within wait no longer than this."""
    token = SECONDS.set(min(seconds, SECONDS.get()))
    try:
        yield
    finally:
        SECONDS.reset(token)
