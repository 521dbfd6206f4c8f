"""Verifying the audit log's chain, and every record against its last digest in the log.

The log is walked once: each entry is checked, and the last digest of each record is collected. Then
every registered table is walked and compared. A record that was changed, removed or added outside
the application is reported. Concurrent writes are told apart at the end: apparent differences are
checked again while the log is locked.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from uuid import UUID

import numpy as np
from django.db import transaction

from . import chain, content
from .parts import walked_in_parts
from .prepared import prepared_cursor

KNOWN = np.dtype([("key", "S16"), ("digest", "S16"), ("entry", ">u8")])
NOTHING = bytes(16)
MOST_NAMED = 20
MOST_LOOKED_AT_AGAIN = 50_000


class Difference(NamedTuple):
    """A record that differs from the log."""

    label: str
    key: UUID
    what: str  # "changed", "removed" or "added"
    entry: int  # the last entry that names it; 0 if none


@dataclass
class Verdict:
    """The result for one organisation."""

    entries: int = 0
    records: int = 0
    problems: list[str] = field(default_factory=list)
    differences: list[Difference] = field(default_factory=list)

    @property
    def sentences(self) -> list[str]:
        """All problems: those of the chain first, then the first ones of each model."""
        return [*self.problems, *_sentences_of(self.differences)]


class Known:
    """The last digest of each record in the entries read so far, by model."""

    def __init__(self) -> None:
        self.lines: dict[str, bytearray] = {}
        self.sorted: dict[str, Any] = {}

    def take(self, number: int, records: str) -> None:
        """Collect the lines of an entry."""
        entry = number.to_bytes(8, "big")
        for line in records.split("\n"):
            label, key, digest = line.split(" ")
            collected = self.lines.get(label)
            if collected is None:
                collected = self.lines[label] = bytearray()
            collected += bytes.fromhex(key)
            collected += NOTHING if digest == content.GONE else bytes.fromhex(digest)
            collected += entry

    def add(self, later: Known) -> None:
        """Append the lines of later entries."""
        for label, lines in later.lines.items():
            self.lines.setdefault(label, bytearray()).extend(lines)

    def of(self, label: str) -> Any:
        """Return the records of a model according to the log, without deleted ones, by key."""
        if label not in self.sorted:
            rows = np.frombuffer(bytes(self.lines.get(label, b"")), dtype=KNOWN)
            rows = rows[np.argsort(rows["key"], kind="stable")]
            last = np.ones(len(rows), dtype=bool)
            last[:-1] = rows["key"][1:] != rows["key"][:-1]
            rows = rows[last]
            self.sorted[label] = rows[rows["digest"] != NOTHING]
        return self.sorted[label]


def verify_organisation(organisation_id: UUID) -> Verdict:
    """Verify an organisation's log, and all its records against it."""
    known = Known()
    walked = walked_in_parts(organisation_id, known)
    verdict = Verdict(walked.number)
    seeming = []
    for model in content.models_with_digests():
        count, differences = _compare_records(model, organisation_id, known.of(model._meta.label))
        verdict.records += count
        seeming += differences
    with transaction.atomic(), prepared_cursor() as cursor:
        try:
            chain.end_of(cursor, organisation_id)
        except ValueError:
            verdict.problems = [*walked.problems, "The chain has no head."]
            return verdict
        later = Known()
        end = chain.walk_chain(
            organisation_id, later.take, after=walked.number, previous=walked.digest
        )
        verdict.entries = end.number
        verdict.problems = [
            *walked.problems,
            *end.problems,
            *chain.problems_of_end(organisation_id, end),
        ]
        verdict.differences = _still(organisation_id, seeming, later)
    return verdict


def _compare_records(model: Any, organisation_id: UUID, known: Any) -> tuple[int, list[Difference]]:
    label, count, differences = model._meta.label, 0, []
    matched = np.zeros(len(known), dtype=bool)
    for batch in content.walk(model, organisation_id):
        count += len(batch)
        keys = np.frombuffer(b"".join(key for key, _ in batch), dtype="S16")
        digests = np.frombuffer(b"".join(digest for _, digest in batch), dtype="S16")
        if not len(known):
            differences += [Difference(label, UUID(bytes=key), "added", 0) for key, _ in batch]
            continue
        at = np.minimum(np.searchsorted(known["key"], keys), len(known) - 1)
        known_keys = known["key"][at] == keys
        matched[at[known_keys]] = True
        wrong = np.flatnonzero(~known_keys | (known["digest"][at] != digests))
        for place in wrong.tolist():
            what, entry = (
                ("changed", int(known["entry"][at[place]])) if known_keys[place] else ("added", 0)
            )
            differences.append(Difference(label, UUID(bytes=batch[place][0]), what, entry))
    for row in known[~matched]:
        key = UUID(bytes=bytes(row["key"]).ljust(16, b"\0"))
        differences.append(Difference(label, key, "removed", int(row["entry"])))
    return count, differences


def _still(organisation_id: UUID, seeming: list[Difference], later: Known) -> list[Difference]:
    """Return the differences that remain without concurrent writes; the caller holds the lock."""
    if len(seeming) > MOST_LOOKED_AT_AGAIN or not (seeming and later.lines):
        return seeming
    models = {model._meta.label: model for model in content.models_with_digests()}
    remaining = []
    for label in sorted({one.label for one in seeming}):
        mine = [one for one in seeming if one.label == label]
        real = content.digests_of(models[label], organisation_id, [one.key for one in mine])
        logged = _last_digests(later.lines.get(label, b""))
        for one in mine:
            if one.key in logged and logged[one.key] == real.get(one.key, content.GONE):
                continue
            remaining.append(one)
    return remaining


def _last_digests(lines: bytes | bytearray) -> dict[UUID, str]:
    digests = {}
    for row in np.frombuffer(bytes(lines), dtype=KNOWN):
        digest = bytes(row["digest"]).ljust(16, b"\0")
        key = UUID(bytes=bytes(row["key"]).ljust(16, b"\0"))
        digests[key] = content.GONE if digest == NOTHING else digest.hex()
    return digests


WHAT = {
    "changed": "was changed outside Waystation",
    "removed": "was removed outside Waystation",
    "added": "was added outside Waystation: the log has no entry for it",
}


def _sentences_of(differences: list[Difference]) -> Iterator[str]:
    for label in sorted({one.label for one in differences}):
        mine = [one for one in differences if one.label == label]
        for one in mine[:MOST_NAMED]:
            after = f" (after entry {one.entry})" if one.entry else ""
            yield f"{label} {one.key} {WHAT[one.what]}{after}."
        if len(mine) > MOST_NAMED:
            yield f"… and {len(mine) - MOST_NAMED} more of {label}."


def attest(organisation_id: UUID, reason: str) -> int:
    """Log the current state of all records; return how many differed from the log.

    For a database from before there were digests, and after a repair that the office has approved.
    Changes made before are valid from then on, so the entry records who decided and why; the
    entries before it, and signed heads, still show the earlier state.
    """
    from .actions import log

    if not reason.strip():
        raise ValueError("Say why the records are taken as they are.")
    with transaction.atomic():
        with prepared_cursor() as cursor:
            chain.end_of(cursor, organisation_id)
        different = verify_organisation(organisation_id).differences
        models = {model._meta.label: model for model in content.models_with_digests()}
        for one in different:
            gone = one.what == "removed"
            content.note(models[one.label], organisation_id, [one.key], deleted=gone)
        if different:
            log(
                None,
                "record.attest",
                "audit.Entry",
                None,
                organisation_id=organisation_id,
                reason=reason.strip(),
                records=len(different),
            )
    return len(different)
