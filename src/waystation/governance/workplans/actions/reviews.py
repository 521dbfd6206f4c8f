"""Reviews of the Network's work, measures of the authorities, the dashboard of each quarter."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import transaction

from waystation.foundation.access import queries as access
from waystation.foundation.records.editing import merge_edit
from waystation.foundation.records.once import recorded_before, require_same
from waystation.foundation.records.saving import add, save
from waystation.foundation.records.values import values_of
from waystation.foundation.shared.digests import digest_of
from waystation.foundation.shared.errors import refuse
from waystation.foundation.shared.periods import today_in
from waystation.governance.network.queries import people
from waystation.governance.workplans.fields import MEASURE, REVIEW
from waystation.governance.workplans.models import BoardSnapshot, Measure, Review
from waystation.governance.workplans.queries import reviews as queries
from waystation.governance.workplans.rules import reviews as rules

from .values import tidied_part, tidy_values


@transaction.atomic
def record_review(user: access.AnyUser, *, key: UUID | None = None, **values: Any) -> Review:
    """Record a formal or informal review of the Network's work (O-42).

    ``values`` are those of ``fields.REVIEW``. Raises NotSeen, NotAllowed, Refusals.
    """
    network = people.network_visible_to(user)
    me = access.require(user, "review.record", network.office_id)
    given = tidy_values(REVIEW, values)
    if there := recorded_before(Review, key):
        return require_same(there, REVIEW, {**given, "office_id": network.office_id})
    more = rules.refusals_of_review(given["held_on"], given["finding"], today_in())
    REVIEW.refuse(given, *more)
    return add(me, "review.record", Review.begin(me, network.office_id, key, **given))


@transaction.atomic
def record_measure(user: access.AnyUser, *, key: UUID | None = None, **values: Any) -> Measure:
    """Record what an authority does towards an objective of the Global Compact (O-41).

    ``values`` are those of ``fields.MEASURE``. Raises NotSeen, NotAllowed, Refusals.
    """
    network = people.network_visible_to(user)
    me = access.require(user, "progress.record", network.office_id)
    given = tidy_values(MEASURE, values)
    if there := recorded_before(Measure, key):
        return require_same(there, MEASURE, {**given, "office_id": network.office_id})
    MEASURE.refuse(given)
    return add(me, "measure.record", Measure.begin(me, network.office_id, key, **given))


@transaction.atomic
def edit_measure(
    user: access.AnyUser, key: UUID, seen: Mapping[str, Any], proposed: Mapping[str, Any]
) -> Measure:
    """Change a measure. Raises NotSeen, NotAllowed, Refusals, Conflict."""
    found = queries.measure_visible_to(user, key)
    me = access.require(user, "progress.record", found.office_id)
    row = Measure.objects.select_for_update().get(id=key)
    changed = merge_edit(row, tidied_part(MEASURE, seen), tidied_part(MEASURE, proposed))
    if not changed:
        return row
    MEASURE.refuse(values_of(row, MEASURE))
    return save(me, "measure.edit", row, fields=sorted(changed))


@transaction.atomic
def complete_dashboard(user: access.AnyUser, year: int, quarter: int) -> BoardSnapshot:
    """Complete the dashboard of a quarter that is over, for good (O-41).

    Raises NotSeen, NotAllowed, Refusal for a quarter that is not over or was completed.
    """
    network = people.network_visible_to(user)
    me = access.require(user, "progress.record", network.office_id)
    taken = queries.snapshot_taken(network.office_id, year, quarter)
    refuse([rules.refusal_of_snapshot(year, quarter, today_in(), taken)])
    content = queries.board(network.office_id, year, quarter)
    row = BoardSnapshot.begin(
        me,
        network.office_id,
        year=year,
        quarter=quarter,
        content=content,
        digest=digest_of(content),
    )
    return add(me, "dashboard.complete", row, digest=row.digest)
