"""The design of a round's sample: set, frozen with an estimate, revised with a reason."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any
from uuid import UUID

from django.db import transaction

from waystation.foundation.access import queries as access
from waystation.foundation.audit import actions as audit
from waystation.foundation.records.editing import Draft, merge_edit
from waystation.foundation.shared.errors import refuse
from waystation.services.tracking import queries, rules, sampling
from waystation.services.tracking.fields import DESIGN
from waystation.services.tracking.models import Margin, Round, Stratum
from waystation.services.tracking.transitions import DESIGN_WORKFLOW


@transaction.atomic
def set_design(
    user: access.AnyUser, round_id: UUID, seen: Mapping[str, Any], proposed: Mapping[str, Any]
) -> Round:
    """Edit the design of a round; ``proposed`` has fields of ``fields.DESIGN``.

    Raises NotSeen, NotAllowed, Refusals naming field and row, Conflict if somebody else changed the
    same field.
    """
    queries.round_visible_to(user, round_id)
    round_ = Round.objects.select_for_update(of=("self",)).get(id=round_id)
    me = access.require(user, "study.estimate", round_.office_id)
    refuse([rules.refusal_of_frozen(round_.design_state)])
    before = queries.sampling_of(round_)
    draft = Draft(**queries.design_values(before))
    changed = merge_edit(draft, seen, _tidy(proposed))
    if not changed:
        return round_
    given = draft.values
    DESIGN.refuse(given)
    plan = _plan_of(given)
    refuse(rules.refusals_of_design(plan, queries.questions_for_design(round_)))
    for name in DESIGN.without(*queries.TABLES).names:
        setattr(round_, name, given[name])
    if plan.frame != before.frame:
        _write_frame(round_, plan.frame)
    if plan.margins != before.margins:
        _write_margins(round_, plan.margins)
    round_.touch()
    round_.save()
    audit.log(
        me, "round.design", DESIGN.kind, round_.id,
        office_id=round_.office_id, fields=sorted(changed),
    )  # fmt: skip
    return round_


def _tidy(proposed: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values with their tables written as the program writes them."""
    given = dict(proposed)
    if "frame" in given:
        given["frame"] = sampling.write_frame(sampling.read_frame(given["frame"] or ""))
    if "margins" in given:
        given["margins"] = sampling.write_margins(sampling.read_margins(given["margins"] or ""))
    return given


def _plan_of(given: Mapping[str, Any]) -> sampling.Sampling:
    plain = {name: given[name] for name in DESIGN.without(*queries.TABLES).names}
    return sampling.Sampling(
        **plain,
        frame=sampling.read_frame(given["frame"]),
        margins=sampling.read_margins(given["margins"]),
    )


def _write_frame(round_: Round, rows: Sequence[sampling.FrameRow]) -> None:
    round_.strata.all().delete()
    Stratum.objects.bulk_create(
        Stratum(round=round_, position=place, **asdict(row)) for place, row in enumerate(rows)
    )


def _write_margins(round_: Round, rows: Sequence[sampling.MarginRow]) -> None:
    round_.margins.all().delete()
    Margin.objects.bulk_create(
        Margin(
            round=round_, position=place, question=row.question, level=row.level, total=row.total
        )
        for place, row in enumerate(rows)
    )


@transaction.atomic
def set_sample_frame(user: access.AnyUser, round_id: UUID, rows: Sequence[tuple[str, int]]) -> int:
    """Set the strata of a round's sample with their units; return how many.

    Raises NotSeen, NotAllowed, and Refusal naming the row.
    """
    round_ = queries.round_visible_to(user, round_id)
    me = access.require(user, "study.estimate", round_.office_id)
    refuse([rules.refusal_of_frame(rows)])
    there = set(round_.strata.values_list("code", "population"))
    if there != set(rows):
        refuse([rules.refusal_of_frozen(round_.design_state)])
        _write_frame(round_, [sampling.FrameRow(code, units) for code, units in rows])
        audit.log(
            me, "round.frame", DESIGN.kind, round_.id,
            office_id=round_.office_id, strata=len(rows),
        )  # fmt: skip
    return len(rows)


def change_design_state(user: access.AnyUser, round_id: UUID, name: str, **values: Any) -> Round:
    """Freeze a design, or revise it with a reason. Raises NotSeen, NotAllowed, Refusal."""
    visible = queries.rounds_visible_to(user)
    changed: Round = DESIGN_WORKFLOW.perform(user, visible, round_id, name, **values)
    return changed
