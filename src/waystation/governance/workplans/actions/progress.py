"""Milestones and progress reports of activities."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction

from waystation.foundation.access import queries as access
from waystation.foundation.records.once import recorded_before, require_same
from waystation.foundation.records.saving import add, log
from waystation.foundation.shared.errors import NotAllowed
from waystation.foundation.shared.periods import today_in
from waystation.foundation.shared.words import N_
from waystation.governance.network.queries import people
from waystation.governance.workplans.fields import MILESTONE, PROGRESS, REACHED
from waystation.governance.workplans.models import Milestone, Progress
from waystation.governance.workplans.queries import plans as queries
from waystation.governance.workplans.rules import plans as rules

from .plans import plan_to_change
from .values import tidy_values

if TYPE_CHECKING:
    from waystation.foundation.access.models import User


@transaction.atomic
def add_milestone(
    user: access.AnyUser, activity: UUID, *, key: UUID | None = None, **values: Any
) -> Milestone:
    """Add a milestone to an activity. Raises NotSeen, NotAllowed, Refusals."""
    planned = queries.activity_visible_to(user, activity)
    plan_to_change(user, planned.row.plan_id)
    given = tidy_values(MILESTONE, values)
    if there := recorded_before(Milestone, key):
        return require_same(there, MILESTONE, {**given, "activity_id": planned.row.id})
    MILESTONE.refuse(given)
    me = access.signed_in(user)
    row = Milestone.begin(me, planned.row.office_id, key, activity=planned.row, **given)
    return add(me, "activity.add_milestone", row, about=planned.row)


def _require_reporter(user: access.AnyUser, planned: queries.Planned) -> User:
    """Return the user if the secretariat or one who speaks for an entity of the activity."""
    if access.may(user, "plan.draft", planned.row.office_id):
        return access.signed_in(user)
    me = access.require(user, "commitment.record", planned.row.office_id)
    mine = people.entity_of(me, today_in())
    if mine is None or mine.id not in {part.entity_id for part in planned.parts}:
        raise NotAllowed(
            N_("An entity reports on what it takes part in. Ask the secretariat for the others."),
            code="not_our_activity",
        )
    return me


@transaction.atomic
def reach_milestone(user: access.AnyUser, key: UUID, **values: Any) -> Milestone:
    """Record that a milestone is reached, with its evidence; by default today.

    Raises NotSeen, NotAllowed, Refusals.
    """
    row = queries.milestone_visible_to(user, key)
    planned = queries.activity_visible_to(user, row.activity_id)
    me = _require_reporter(user, planned)
    row = Milestone.objects.select_for_update().get(id=key)
    given = tidy_values(REACHED, values)
    given["reached_on"] = given["reached_on"] or today_in()
    REACHED.refuse(
        given, *rules.refusals_of_reached(given["reached_on"], given["evidence"], today_in())
    )
    row.reached_on, row.evidence = given["reached_on"], given["evidence"]
    row.touch()
    row.save()
    log(me, "activity.reach_milestone", planned.row)
    return row


@transaction.atomic
def report_progress(
    user: access.AnyUser, activity: UUID, *, key: UUID | None = None, **values: Any
) -> Progress:
    """Report what became of an activity in a quarter; the last report of a quarter counts.

    The secretariat reports, or who speaks for an entity that takes part. Raises NotSeen,
    NotAllowed, Refusals.
    """
    planned = queries.activity_visible_to(user, activity)
    me = _require_reporter(user, planned)
    given = tidy_values(PROGRESS, values)
    if there := recorded_before(Progress, key):
        return require_same(there, PROGRESS, {**given, "activity_id": planned.row.id})
    year, quarter = planned.row.plan.year, given["quarter"]
    told = (given["state"], given["text"], quarter, year, today_in())
    PROGRESS.refuse(given, *rules.refusals_of_progress(*told))
    row = Progress.begin(me, planned.row.office_id, key, activity=planned.row, **given)
    detail = {"quarter": quarter, "state": row.state}
    return add(me, "activity.report", row, about=planned.row, **detail)
