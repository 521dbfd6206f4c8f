"""Reviews of the Network's work, the authorities' measures, and the board kept each quarter."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction

from waystation.foundation.access import queries as access
from waystation.foundation.access.queries import Anyone
from waystation.foundation.access.records import OfficeRecord
from waystation.foundation.audit import actions as audit
from waystation.foundation.records.editing import merge_edit
from waystation.foundation.shared.keys import new_key
from waystation.foundation.shared.periods import now, today_in
from waystation.governance.meetings.queries import Meeting
from waystation.governance.network.actions.stamp import stamped
from waystation.governance.network.queries import people
from waystation.governance.workplans.models import BoardSnapshot, Measure, Review
from waystation.governance.workplans.queries import reviews as queries
from waystation.governance.workplans.rules import reviews as rules

MEASURE = ("objective", "title", "authority", "state", "since", "source", "note")


def _log(me: Anyone, verb: str, kind: str, row: OfficeRecord, **detail: Any) -> None:
    audit.log(
        access.signed_in(me), verb, f"workplans.{kind}", row.id, office_id=row.office_id, **detail
    )


@transaction.atomic
def record_review(
    user: Anyone,
    *,
    kind: str,
    held_on: date | None,
    finding: str,
    recalibration: str = "",
    meeting: UUID | None = None,
    id: UUID | None = None,
) -> Review:
    """Record a formal or informal review of the Network's work (O-42). Raises Refusal."""
    network = people.network_seen_by(user)
    me = access.require(user, "review.record", network.office_id)
    there = Review.objects.filter(id=id, office_id=network.office_id).first() if id else None
    if there:
        return there
    refusal = rules.refusal_of_review(kind, held_on, finding, today_in())
    if refusal or held_on is None:
        raise refusal or rules.day_missing()
    at = (
        Meeting.objects.filter(id=meeting, office_id=network.office_id).first() if meeting else None
    )
    row = Review.objects.create(
        id=id or new_key(),
        **stamped(network, me),
        kind=kind,
        held_on=held_on,
        finding=finding.strip(),
        recalibration=recalibration.strip(),
        meeting=at,
    )
    _log(me, "review.record", "Review", row)
    return row


def _measure(values: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: values.get(name) if name == "since" else str(values.get(name) or "").strip()
        for name in MEASURE
    }


@transaction.atomic
def record_measure(user: Anyone, *, id: UUID | None = None, **values: Any) -> Measure:
    """Record what an authority does towards an objective of the Global Compact (O-41).

    ``values``: objective, title, authority, state, since, source, note. Raises Refusal.
    """
    network = people.network_seen_by(user)
    me = access.require(user, "progress.record", network.office_id)
    given = _measure(values)
    there = Measure.objects.filter(id=id, office_id=network.office_id).first() if id else None
    if there:
        return there
    refusal = rules.refusal_of_measure(
        given["title"], given["objective"], given["authority"], given["state"]
    )
    if refusal:
        raise refusal
    row = Measure.objects.create(id=id or new_key(), **stamped(network, me), **given)
    _log(me, "measure.record", "Measure", row)
    return row


@transaction.atomic
def edit_measure(
    user: Anyone, key: UUID, seen: Mapping[str, Any], proposed: Mapping[str, Any]
) -> Measure:
    """Change a measure. Raises NotSeen, NotAllowed, Refusal, Conflict."""
    found = queries.measure_seen_by(user, key)
    me = access.require(user, "progress.record", found.office_id)
    row = Measure.objects.select_for_update().get(id=key)
    before, after = _measure(seen), _measure(proposed)
    changed = merge_edit(
        row, {name: before[name] for name in seen}, {name: after[name] for name in proposed}
    )
    if not changed:
        return row
    refusal = rules.refusal_of_measure(row.title, row.objective, row.authority, row.state)
    if refusal:
        raise refusal
    row.version, row.changed_at = row.version + 1, now()
    row.save()
    _log(me, "measure.edit", "Measure", row, fields=sorted(changed))
    return row


@transaction.atomic
def keep_board(user: Anyone, year: int, quarter: int) -> BoardSnapshot:
    """Keep the board of a quarter as it stands now, for good. Raises NotAllowed, Refusal."""
    network = people.network_seen_by(user)
    me = access.require(user, "progress.record", network.office_id)
    taken = queries.snapshot_taken(network.office_id, year, quarter)
    if refusal := rules.refusal_of_snapshot(year, quarter, today_in(), taken):
        raise refusal
    content = queries.board(network.office_id, year)
    row = BoardSnapshot.objects.create(
        **stamped(network, me),
        year=year,
        quarter=quarter,
        content=content,
        digest=queries.digest_of(content),
    )
    _log(me, "board.keep", "BoardSnapshot", row, digest=row.digest)
    return row
