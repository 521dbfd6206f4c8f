"""Verification that editions are unchanged since publication."""

from __future__ import annotations

import hashlib
import json
import re
from uuid import UUID

import rfc8785

from waystation.foundation.access import queries as access
from waystation.governance.reports.models import Edition, Lineage

from . import lineage

FIRST = "0" * 64
HASH = re.compile(rb"\b[0-9a-f]{64}\b")


def snapshots_named(organisation: UUID) -> set[str]:
    """Return everything that looks like a snapshot's hash in the organisation's editions.

    Rather too many than too few: the snapshots behind an edition must be retained.
    """
    rows = Edition.objects.filter(organisation_id=organisation).values_list("content", flat=True)
    found: set[str] = set()
    for content in rows.iterator(chunk_size=20):
        found.update(one.decode() for one in HASH.findall(bytes(content)))
    return found


def verify_editions() -> list[str]:
    """Return a sentence for every edition that is not as it was published; [] if all are."""
    problems: list[str] = []
    for organisation in access.organisations():
        expected = FIRST
        rows = Edition.objects.filter(organisation=organisation).order_by("link")
        for place, row in enumerate(rows.iterator(), start=1):
            problems += [
                f"{organisation.key}: edition {row.link} “{row.title}”: {wrong}"
                for wrong in _wrong_with(row, place, expected)
            ]
            expected = row.digest
    return problems


def verified_editions() -> tuple[int, list[str]]:
    """Return how many editions were checked and the problems, for `./waystation verify`."""
    return Edition.objects.count(), verify_editions()


def _wrong_with(row: Edition, place: int, expected: str) -> list[str]:
    wrong = []
    content = bytes(row.content)
    if row.link != place:
        wrong.append(f"is at place {place}; an edition before it is missing.")
    if row.previous != expected:
        wrong.append("does not continue the edition before it.")
    if hashlib.sha256(content).hexdigest() != row.digest:
        wrong.append("its bytes do not have the hash they were published with.")
    try:
        data = json.loads(content)
    except ValueError:
        return [*wrong, "its content cannot be read."]
    if rfc8785.dumps(data) != content:
        wrong.append("its content is not canonical JSON (RFC 8785).")
    if (data.get("previous"), data.get("link")) != (row.previous, row.link):
        wrong.append("its content names another place in the chain.")
    kept = {one.source: one for one in Lineage.objects.filter(edition=row)}
    for source, digest in data.get("lineage", {}).items():
        one = kept.pop(source, None)
        if one is None:
            wrong.append(f"the lineage of {source} is missing.")
            continue
        real = lineage.StoredLineage(
            source, one.counted_at, bytes(one.rows), bytes(one.members)
        ).digest
        if real != digest or one.digest != digest:
            wrong.append(f"the lineage of {source} was altered.")
    wrong += [f"has a lineage of {source} that was not published." for source in kept]
    for problem in _missing_from_log(row):
        wrong.append(problem)
    return wrong


def _missing_from_log(row: Edition) -> list[str]:
    """Return what is wrong if the audit log does not know this publication by its hash."""
    rows = access.written_about(row.organisation_id, [row.id], 0)
    if any(one["detail"].get("digest") == row.digest for one in rows):
        return []
    return ["the audit log does not know it by this hash."]
