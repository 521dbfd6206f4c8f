"""Targets with their milestones: one person proposes, another approves."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from waystation.foundation.access import queries as access
from waystation.foundation.access.queries import AnyUser
from waystation.foundation.records.editing import Draft, merge_edit
from waystation.foundation.records.once import recorded_before
from waystation.foundation.records.saving import log
from waystation.foundation.shared.errors import NotSeen, Refusal, refuse
from waystation.foundation.shared.words import N_
from waystation.governance.results.fields import TARGET, TARGET_CHANGE
from waystation.governance.results.models import Milestone, Target
from waystation.governance.results.queries import targets as queries
from waystation.governance.results.queries.indicators import Known, indicator_visible_to
from waystation.governance.results.rules import targets as rules
from waystation.governance.results.rules.steps import parse_steps
from waystation.governance.results.transitions import TARGET_WORKFLOW

ADDS_UP = {"sum", "distinct"}


@transaction.atomic
def set_target(
    user: AnyUser,
    indicator: str,
    office: UUID,
    starts_on: date | None,
    ends_on: date | None,
    value: float | None,
    *,
    qualifier: str = "",
    milestones: rules.Steps = (),
    baseline: float | None = None,
    baseline_on: date | None = None,
    note: str = "",
    key: UUID | None = None,
) -> Target:
    """Propose what an office should reach in a period, and by which steps.

    Raises NotAllowed, NotSeen for an unknown indicator or office, Refusal with the field, also
    where the office has a target for this period.
    """
    if office not in access.offices_where(user, "indicator.read"):
        raise NotSeen(N_("There is no such office."), code="office_unknown")
    me = access.require(user, "target.set", office)
    known = indicator_visible_to(user, indicator)
    _refuse(known, value, starts_on, ends_on, qualifier, milestones)
    there = recorded_before(Target, key)
    if there is not None and (there.created_by_id, there.indicator_id) == (me.id, known.id):
        return there
    row = Target.begin(
        me,
        office,
        key if there is None else None,
        indicator_id=known.id,
        starts_on=starts_on,
        ends_on=ends_on,
        value=value,
        qualifier=qualifier,
        baseline=baseline,
        baseline_on=baseline_on,
        note=note[:300],
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        refuse([rules.refusal_of_target_twice(True)])
    _write(row, milestones)
    log(me, "target.set", row, value=value)
    return row


@transaction.atomic
def change_target(
    user: AnyUser, target: UUID, seen: Mapping[str, Any], proposed: Mapping[str, Any]
) -> Target:
    """Propose another number, other steps or another baseline; it needs a new approval.

    ``seen`` and ``proposed`` are as the form has them: a share in per cent, milestones as text.
    Until then progress is measured against what was approved before. Raises NotSeen, NotAllowed,
    Refusals, Conflict where two people changed the same.
    """
    found = queries.target_visible_to(user, target)
    me = access.require(user, "target.set", found.office_id)
    known = indicator_visible_to(user, found.indicator.key)
    row = Target.objects.select_for_update(of=("self",)).get(pk=found.pk)
    scale = queries.scale_of(known)
    draft = Draft(**queries.values_of_target(row, scale))
    changed = merge_edit(draft, seen, proposed)
    if not changed:
        return row
    given = draft.values
    TARGET_CHANGE.refuse(given)
    steps = parse_steps(given["milestones"], scale)
    value = None if given["value"] is None else float(given["value"]) / scale
    _refuse(known, value, row.starts_on, row.ends_on, given["qualifier"], steps)
    row.value, row.qualifier, row.note = value or 0.0, given["qualifier"], given["note"]
    row.baseline = None if given["baseline"] is None else float(given["baseline"]) / scale
    row.created_by = me  # the author of the present version does not approve it
    row.state, row.approved_at, row.approved_by = "proposed", None, None
    row.touch()
    row.save()
    row.milestones.all().delete()
    _write(row, steps)
    log(me, "target.change", row, value=row.value, fields=sorted(changed))
    return row


def _refuse(
    known: Known,
    value: float | None,
    starts_on: date | None,
    ends_on: date | None,
    qualifier: str,
    milestones: rules.Steps,
) -> None:
    refusal = rules.refusal_of_target(value, starts_on, ends_on, known.definition.is_ratio)
    if refusal or value is None or starts_on is None or ends_on is None:
        raise refusal or ValueError("A target has a number and a period.")
    TARGET.only("qualifier").refuse(
        {"qualifier": qualifier},
        rules.refusal_of_milestones(
            milestones,
            starts_on,
            ends_on,
            value,
            is_ratio=known.definition.is_ratio,
            adds_up=known.definition.over_time in ADDS_UP,
        ),
    )


def _write(row: Target, milestones: rules.Steps) -> None:
    for day, value in sorted(milestones):
        Milestone(target=row, ends_on=day, value=value).save(force_insert=True)


def approve_target(user: AnyUser, key: UUID, version: int | None = None) -> Target:
    """Approve a proposed target, as it was read: ``version`` is the one on the page.

    Raises NotSeen, NotAllowed, Refusal for one's own proposal and for one that changed meanwhile.
    """
    rows = access.scoped(Target.objects.all(), user, "indicator.read")
    with transaction.atomic():
        held = rows.select_for_update(of=("self",)).filter(pk=key).first()
        if held is not None and held.state == "proposed" and version not in {None, held.version}:
            raise Refusal(
                N_("The target was changed since you opened this page. Look at it again."),
                code="target_moved_on",
            )
        row: Target = TARGET_WORKFLOW.perform(user, rows, key, "approve")
    return row
