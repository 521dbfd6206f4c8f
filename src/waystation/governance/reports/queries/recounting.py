"""Recounting the figures of an edition from the current records."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import numpy as np

from waystation.foundation.access import queries as access
from waystation.foundation.access.queries import AnyUser
from waystation.foundation.shared import periods
from waystation.governance.reports.models import Edition, Lineage
from waystation.governance.results.queries import counting, store
from waystation.governance.results.queries.columns import Array
from waystation.governance.results.queries.counting import Ask
from waystation.governance.results.queries.figures import offices_opened, opens_all
from waystation.governance.results.queries.indicators import definition_at
from waystation.governance.results.queries.records import columns_shown, list_records

from . import lineage
from .editions import Read, figure_of, is_of_people
from .lineage import Opened
from .proving import proof, provenance_of


@dataclass
class Verdict:
    """What counting a figure again found.

    ``state``: "same", "changed" (some record behind it, or what counts, is different now),
    "not_recomputable" (records behind it are gone, or their app is), or "closed" to a reader who
    may not open all of them. The three sets are rows of the facts as they are now.
    """

    number: int
    state: str
    altered: Array = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    joined: Array = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    left: Array = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    gone: int = 0
    members: Array = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    value: float | None = None
    proof: str = ""
    """The hash of the records behind it, made anew; empty where records came or went."""

    @property
    def touched(self) -> Array:
        """All rows that differ, as they are now."""
        return np.unique(np.concatenate([self.altered, self.joined, self.left]))


@dataclass
class Again:
    """An edition counted again: a verdict per figure, and the facts used for it."""

    verdicts: dict[int, Verdict]
    facts: dict[str, store.Facts]
    counted_at: dict[str, int]
    source_of: dict[int, str]
    erased: list[dict[str, Any]]

    def numbers(self, state: str) -> list[int]:
        return [number for number, one in self.verdicts.items() if one.state == state]


def recompute(edition: Edition, numbers: Iterable[int] | None = None) -> Again:
    """Count the figures of an edition again from the records as they are now.

    The records behind it are read from the database, not from the stored facts: one that was
    changed or removed outside Waystation is detected as well.
    The caller has read the edition through :func:`edition_visible_to`.
    """
    content = json.loads(bytes(edition.content))
    wanted = None if numbers is None else set(numbers)
    figures = [one for one in content["figures"] if wanted is None or one["n"] in wanted]
    kept = {row.source: row for row in Lineage.objects.filter(edition=edition)}
    again = Again({}, {}, {source: row.counted_at for source, row in kept.items()}, {}, [])
    key = lineage.key_of(edition.organisation_id, edition.id)
    offices = frozenset(UUID(one["id"]).hex for one in content["offices"])
    by_source: dict[str, list[dict[str, Any]]] = {}
    for figure in figures:
        definition = content["definitions"][f"{figure['indicator']} {figure['version']}"]
        by_source.setdefault(definition["source"], []).append(figure)
        again.source_of[figure["n"]] = definition["source"]
    for source, mine in by_source.items():
        if source not in store.tables() or source not in kept:
            again.verdicts |= {one["n"]: Verdict(one["n"], "not_recomputable") for one in mine}
            continue
        row = kept[source]
        opened = lineage.read_lineage(bytes(row.rows), bytes(row.members))
        stored = store.facts(edition.organisation_id, source)
        behind = _records_behind(stored, opened, key, [one["n"] for one in mine])
        facts = store.refresh_records(edition.organisation_id, stored, behind)
        again.facts[source] = facts
        again.verdicts |= _verdicts(edition, mine, facts, opened, key, offices)
    if any(one.gone for one in again.verdicts.values()):
        again.erased = _erasures(edition, kept, key)
    return again


def recompute_for(user: AnyUser, edition: Edition) -> Again:
    """Count the figures again, and say so of those whose records this user may all open.

    Whether a record behind a cell was added or changed is knowledge about a person as well.
    """
    again = recompute(edition)
    offices = [UUID(one["id"]) for one in json.loads(bytes(edition.content))["offices"]]
    for number, source in again.source_of.items():
        if not _learns_changes(user, source, offices):
            again.verdicts[number] = Verdict(number, "closed")
            again.erased = []
    return again


def _learns_changes(user: AnyUser, source: str, offices: list[UUID]) -> bool:
    return not is_of_people(source) or opens_all(user, source, offices)


def _records_behind(
    facts: store.Facts, opened: Opened, key: bytes, numbers: list[int]
) -> set[UUID]:
    """Return the records behind these figures that are still there."""
    used = np.zeros(len(opened.records), dtype=bool)
    for number in numbers:
        if number in opened.members:
            used |= opened.members[number]
    _, first = facts.record_of
    keys = lineage.keys_at(facts, first)
    at = lineage.positions(opened.records[used], lineage.record_digests(key, keys))
    return {UUID(bytes=keys[place].ljust(16, b"\0")) for place in np.flatnonzero(at >= 0).tolist()}


def _verdicts(
    edition: Edition,
    figures: list[dict[str, Any]],
    facts: store.Facts,
    opened: Opened,
    key: bytes,
    offices: frozenset[str],
) -> dict[int, Verdict]:
    _, first = facts.record_of
    now = lineage.record_digests(key, lineage.keys_at(facts, first))
    at = lineage.positions(opened.records, now)  # record now -> record then
    back = np.full(len(opened.records), -1, dtype=np.int64)
    back[at[at >= 0]] = np.flatnonzero(at >= 0)  # record then -> record now
    there = back >= 0
    differs: dict[str, Array] = {}
    anew: dict[str, Array] = {}
    for name, before in opened.values.items():
        flags = np.zeros(len(opened.records), dtype=bool)
        anew[name] = before.copy()
        if name in facts.declared:
            texts = lineage.texts_of(facts, name, back[there])
            fresh = lineage.value_digests(key, name, now[back[there]], texts)
            flags[there] = fresh.view(np.uint64) != before[there].view(np.uint64)
            anew[name][there] = fresh
        differs[name] = flags
    counts: dict[Any, counting.Counted] = {}
    found = {}
    for figure in figures:
        found[figure["n"]] = _verdict(
            edition, figure, facts, opened, back, differs, offices, counts
        )
        verdict, number = found[figure["n"]], figure["n"]
        if number in opened.members and not (
            verdict.gone or len(verdict.joined) or len(verdict.left)
        ):
            then = np.flatnonzero(opened.members[number])
            verdict.proof = proof(
                number,
                now[back[then]],
                {name: anew[name][then] for name in opened.columns[number]},
            )
    return found


def _verdict(
    edition: Edition,
    figure: dict[str, Any],
    facts: store.Facts,
    opened: Opened,
    back: Array,
    differs: dict[str, Array],
    offices: frozenset[str],
    counts: dict[Any, counting.Counted],
) -> Verdict:
    number = figure["n"]
    known = definition_at(edition.organisation_id, figure["indicator"], figure["version"])
    if known is None:
        return Verdict(number, "not_recomputable")
    dimensions = figure["dimensions"]
    whole = not figure["key"]
    ask = Ask(
        known.definition,
        periods.parse(figure["period"]),
        offices,
        dict(figure["where"]),
        () if whole else tuple(name for name in dimensions if name != "month"),
        not whole and "month" in dimensions,
    )
    mark = (
        known.key,
        known.version,
        ask.period,
        tuple(sorted(ask.where.items())),
        ask.by,
        ask.monthly,
    )
    if mark not in counts:
        counts[mark] = counting.count(ask, facts)
    counted = counts[mark]
    cell_key = tuple(figure["key"])
    cell = counted.keys.index(cell_key) if cell_key in counted.keys else None
    record_of, first = facts.record_of
    rows = counted.members(cell) if cell is not None else np.zeros(0, dtype=np.int64)
    now = np.unique(record_of[rows])
    then = np.flatnonzero(opened.members[number])
    gone = then[back[then] < 0]
    still = then[back[then] >= 0]
    before = np.sort(back[still])
    altered = np.zeros(len(opened.records), dtype=bool)
    for name in opened.columns[number]:
        altered |= differs[name]
    verdict = Verdict(
        number,
        "same",
        altered=first[back[still[altered[still]]]],
        joined=first[np.setdiff1d(now, before, assume_unique=True)],
        left=first[np.setdiff1d(before, now, assume_unique=True)],
        gone=len(gone),
        members=first[before],
        value=counted.cells[cell].value if cell is not None else 0.0,
    )
    if len(gone):
        verdict.state = "not_recomputable"
    elif len(verdict.touched):
        verdict.state = "changed"
    return verdict


def _erasures(edition: Edition, kept: dict[str, Lineage], key: bytes) -> list[dict[str, Any]]:
    """Return when records that this edition used were erased: the audit log knows their keys."""
    since = min(row.counted_at for row in kept.values())
    rows = access.written_about(edition.organisation_id, None, since)
    found = []
    known = [
        lineage.read_lineage(bytes(row.rows), bytes(row.members)).records for row in kept.values()
    ]
    for row in rows:
        if row["subject_id"] is None:
            continue
        digest = lineage.record_digests(key, [row["subject_id"].bytes])
        if any(int(lineage.positions(one, digest)[0]) >= 0 for one in known):
            found.append({"at": row["at"], "verb": row["verb"]})
    return found


def records_behind(user: AnyUser, key: UUID, number: int, *, start: int = 0) -> dict[str, Any]:
    """Return a figure's records that this user may open, how many others, and what changed.

    ``start`` is the number of records on earlier pages. A figure suppressed for the edition's
    readers shows its records only to users who may open all of them. ``closed``, the number of
    others, is what the published count says, None where it says nothing. Raises NotSeen for an
    edition or figure outside the user's scope.
    """
    opened = figure_of(user, key, number)
    read: Read = opened["edition"]
    again = recompute(read.row, [number])
    verdict = again.verdicts[number]
    source = again.source_of[number]
    offices = [UUID(one["id"]) for one in read.content["offices"]]
    out = {**opened, "again": again, "verdict": verdict, "changes": [], "closed_changes": 0}
    out["proof"] = provenance_of(read.content, number)
    if out["proof"]:
        out["proof"]["state"] = "same" if verdict.proof == out["proof"]["snapshot"] else "changed"
    out["opens_all"] = opens_all(user, source, offices)
    facts = again.facts.get(source)
    if facts is None:
        return {**out, "records": [], "visible": 0, "closed": 0}
    opens = {one.hex for one in offices_opened(user, source)}
    told = columns_shown(facts.table, opened["definition"].get("by", ()))
    shown = list_records(facts, verdict.members, opens, told=told, start=start)
    if opened["figure"]["state"] == "hidden" and not out["opens_all"]:
        # not even where the others hold none: that would say how many there are in all
        shown = {"records": [], "visible": 0, "closed": 0}
    changed = list_records(facts, verdict.touched, opens, told=told)
    rows = access.written_about(
        read.row.organisation_id,
        [one["id"] for one in changed["records"]],
        again.counted_at[source],
    )
    if not _learns_changes(user, source, offices):
        closed = _published_others(opened, shown)
        shown |= {"closed": closed, "others": closed != 0 and opened["figure"]["state"] == "shown"}
        changed["closed"] = 0
        again.erased = []
        out["verdict"] = Verdict(number, "closed")
        if out["proof"]:
            out["proof"]["state"] = "closed"
    return {**out, **shown, "changes": rows, "changed": changed}


def _published_others(opened: dict[str, Any], shown: dict[str, Any]) -> int | None:
    """Return how many records the reader may not open, as far as the edition published it.

    Only the published count of records says it: it may carry noise, which the exact number would
    remove, and the records behind a number of persons, a sum or a share are not published.
    """
    figure, definition = opened["figure"], opened["definition"]
    is_count = definition["measure"]["kind"] == "rows" and definition.get("numerator") is None
    if figure["state"] != "shown" or not is_count:
        return None
    published: float = figure["value"]
    return max(round(published) - int(shown["visible"]), 0)
