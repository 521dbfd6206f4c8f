"""How many questions a page or a query asks the database."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext


def questions_of(ask: Callable[[], Any]) -> int:
    """Return how many statements ``ask`` sends, the second time: a process remembers its lists."""
    ask()
    with CaptureQueriesContext(connection) as asked:
        ask()
    return len(asked)
