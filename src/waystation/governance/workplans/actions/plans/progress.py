"""Milestones and what is reported of activities."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db import transaction

from waystation.foundation.access import queries as access
from waystation.foundation.access.queries import Anyone
from waystation.foundation.shared.errors import NotAllowed, Refusal, refuse
from waystation.foundation.shared.keys import new_key
from waystation.foundation.shared.periods import now, today_in
from waystation.foundation.shared.words import N_
from waystation.governance.network.actions.stamp import stamped
from waystation.governance.network.queries import people
from waystation.governance.workplans.models import Milestone, Progress
from waystation.governance.workplans.queries import plans as queries
from waystation.governance.workplans.rules import plans as rules

from .steps import log, opened


@transaction.atomic
def add_milestone(
    user: Anyone, activity: UUID, *, title: str, quarter: int, id: UUID | None = None
) -> Milestone:
    """Add a milestone to an activity. Raises NotSeen, NotAllowed, Refusal."""
    planned = queries.activity_seen_by(user, activity)
    opened(user, planned.row.plan_id)
    there = Milestone.objects.filter(id=id, activity=planned.row).first() if id else None
    if there:
        return there
    refuse([rules.refusal_of_milestone(title, quarter)])
    row = Milestone.objects.create(
        id=id or new_key(),
        **stamped(planned.row, access.signed_in(user)),
        activity=planned.row,
        title=title.strip(),
        quarter=quarter,
    )
    log(user, "activity.add_milestone", "Activity", planned.row)
    return row


def _require_reporter(user: Anyone, planned: queries.Planned) -> Anyone:
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
def reach_milestone(
    user: Anyone, key: UUID, *, reached_on: date | None = None, evidence: str = ""
) -> Milestone:
    """Record that a milestone is reached, with its evidence.

    Raises NotSeen, NotAllowed, Refusal.
    """
    seen = queries.milestone_seen_by(user, key)
    planned = queries.activity_seen_by(user, seen.activity_id)
    me = _require_reporter(user, planned)
    row = Milestone.objects.select_for_update().get(id=key)
    reached_on = reached_on or today_in()
    if reached_on > today_in():
        raise Refusal(N_("That day has not come yet."), field="reached_on", code="day_to_come")
    if not evidence.strip():
        raise Refusal(
            N_("Say what shows it: a document, a link, a number."),
            field="evidence",
            code="evidence_missing",
        )
    row.reached_on, row.evidence = reached_on, evidence.strip()[:300]
    row.version, row.changed_at = row.version + 1, now()
    row.save()
    log(me, "activity.reach_milestone", "Activity", planned.row)
    return row


@transaction.atomic
def report_progress(
    user: Anyone,
    activity: UUID,
    *,
    quarter: int,
    state: str,
    text: str = "",
    spent: Decimal | None = None,
    id: UUID | None = None,
) -> Progress:
    """Report what became of an activity in a quarter; the last report of a quarter counts.

    The secretariat reports, or who speaks for an entity that takes part. Raises NotSeen,
    NotAllowed, Refusal.
    """
    planned = queries.activity_seen_by(user, activity)
    me = _require_reporter(user, planned)
    there = Progress.objects.filter(id=id, activity=planned.row).first() if id else None
    if there:
        return there
    year = planned.row.plan.year
    refuse([rules.refusal_of_progress(state, text, quarter, year, today_in())])
    row = Progress.objects.create(
        id=id or new_key(),
        **stamped(planned.row, me),
        activity=planned.row,
        quarter=quarter,
        state=state,
        text=text.strip(),
        spent=spent,
    )
    log(me, "activity.report", "Activity", planned.row, quarter=quarter, state=state)
    return row
