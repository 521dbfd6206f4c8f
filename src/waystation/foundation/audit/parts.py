"""Checking a long log in parts, with one process per core.

Each entry is checked against the stored digest of the one before it, so every part can be checked
by itself; together they cover the whole chain.
"""

from __future__ import annotations

import multiprocessing
from concurrent.futures import ProcessPoolExecutor
from typing import Any, Protocol, Self
from uuid import UUID

from django.db import connection, connections
from django.db.models import Max

from waystation.foundation.shared.cores import ALLOWED

from . import chain
from .models import Entry

LONG = 100_000
"""Minimum number of entries for which further processes are worth starting."""


class Gatherer(Protocol):
    """A collector of entries' lines, whose parts are merged in order."""

    def take(self, number: int, records: str) -> None: ...

    def add(self, later: Self) -> None: ...


def walked_in_parts(organisation_id: UUID, gatherer: Gatherer) -> chain.Walked:
    """Check a whole log like :func:`chain.walk_chain`, and gather the lines of its entries."""
    last = (
        Entry.objects.filter(organisation_id=organisation_id).aggregate(n=Max("number"))["n"] or 0
    )
    cores = len(ALLOWED)
    # Another process does not see the writes of an open transaction.
    if last < LONG or cores == 1 or connection.in_atomic_block:
        return chain.walk_chain(organisation_id, gatherer.take)
    connections.close_all()  # a connection must not be shared between processes
    fork = multiprocessing.get_context("fork")
    with ProcessPoolExecutor(cores, mp_context=fork) as pool:
        parts = [
            pool.submit(part, organisation_id, after, upto, type(gatherer))
            for after, upto in ranges(last, cores)
        ]
        results = [one.result() for one in parts]
    problems = [problem for walked, _ in results for problem in walked.problems]
    for _, gathered in results:
        gatherer.add(gathered)
    end, _ = results[-1]
    return chain.Walked(problems[: chain.MOST_NAMED], end.number, end.digest)


def ranges(last: int, parts: int) -> list[tuple[int, int]]:
    """Return the parts as (entry before the first, last entry); the last part has no end."""
    edges = [last * part // parts for part in range(parts)]
    return list(zip(edges, [*edges[1:], chain.LAST], strict=True))


def part(organisation_id: UUID, after: int, upto: int, kind: type[Any]) -> tuple[chain.Walked, Any]:
    """Walk one part, in a process of its own."""
    gathered = kind()
    walked = chain.walk_chain(organisation_id, gathered.take, after=after, upto=upto)
    if upto != chain.LAST and walked.number < upto:
        missing = f"Entry {walked.number + 1} is missing, and all up to {upto}."
        walked = walked._replace(problems=[*walked.problems, missing])
    return walked, gathered
