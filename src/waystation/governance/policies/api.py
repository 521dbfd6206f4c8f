"""Policy work over HTTP: instruments, measures, milestones, deliveries, with their refusals."""

from __future__ import annotations

from datetime import date
from enum import Enum
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Status

from waystation.foundation.access import queries as access
from waystation.foundation.pages.api import Edit, FieldsIn, FieldsOut, key_of
from waystation.foundation.shared.periods import today_in
from waystation.foundation.shared.typed import key_in

from .actions import instruments as drafting
from .actions import measures as doing
from .actions import sharing
from .fields import (
    ADOPTION,
    FORCE,
    INSTRUMENT,
    MEASURE,
    MEASURE_TEXT,
    MILESTONE,
    MOVE,
    REACHED,
    RECEIPT,
)
from .queries import instruments, measures
from .queries import sharing as deliveries
from .rules import measures as rules
from .transitions import INSTRUMENT_WORKFLOW

router = Router(tags=["policies"])
MOST = 200
STEP = Enum("PolicyStep", {name: name for name in INSTRUMENT_WORKFLOW.transitions})  # type: ignore[misc]


class InstrumentIn(FieldsIn, table=INSTRUMENT):
    """A policy as it is sent; ``entity`` is the key of the institution that owns it."""

    office_id: UUID | None = None


class InstrumentOut(FieldsOut, table=INSTRUMENT.without("entity")):
    """A policy with how many measures it has, and how many comments wait for an answer."""

    id: UUID
    office_id: UUID
    entity_id: UUID
    number: int
    replaces_id: UUID | None
    state: str
    adopted_on: date | None
    adopted_by: str
    in_force_on: date | None
    planned: int
    unanswered: int


class StepIn(FieldsIn, table=ADOPTION):
    """What a step asks for; a step that asks nothing ignores it."""

    in_force_on: str = ""
    reason: str = ""


class MeasureIn(FieldsIn, table=MEASURE):
    """A measure as it is sent. Progress is never typed: naming it is refused."""

    progress: Any = None
    percent: Any = None


class MeasureOut(FieldsOut, table=MEASURE.without("entity", "person", "chapter", "outcome")):
    """A measure with its computed state, milestones, progress and deadline changes."""

    id: UUID
    office_id: UUID
    instrument_id: UUID
    chapter_id: UUID | None
    outcome_id: UUID | None
    entity_id: UUID
    number: int
    first_due_on: date
    state: str
    planned: int
    reached: int
    progress: int | None
    moves: int
    days_moved: int

    @staticmethod
    def resolve_progress(row: Any) -> int | None:
        return rules.percent_of(row.planned, row.reached)

    @staticmethod
    def resolve_days_moved(row: Any) -> int:
        return measures.slips_of(row.id).days if row.moves else 0


class MoveIn(FieldsIn, table=MOVE):
    """The new deadline, and why."""


class MilestoneIn(FieldsIn, table=MILESTONE):
    """A milestone as it is sent."""


class ReachedIn(FieldsIn, table=REACHED):
    """When it was reached, and the address of what shows it."""


class MilestoneOut(FieldsOut, table=MILESTONE):
    """A milestone."""

    id: UUID
    measure_id: UUID
    reached_on: date | None


class ReceiptIn(FieldsIn, table=RECEIPT):
    """A delivery: day, number of rows, storage place."""


class DeliveryOut(FieldsOut, table=RECEIPT):
    """A delivery that is expected or was received."""

    id: UUID
    arrangement_id: UUID
    starts_on: date
    ends_on: date
    due_on: date
    state: str


def _office(request: HttpRequest, office_id: UUID | None) -> UUID:
    """Return the office that was named, or the first in which the user drafts."""
    user = access.require(request.user, "policy.draft")
    return office_id or access.offices_where(user, "policy.draft")[0]


@router.get("/instruments", response=list[InstrumentOut], summary="The policies that you see")
def list_policies(request: HttpRequest, state: str = "") -> Any:
    """Return the policies of your offices, or those of your institution."""
    access.require_any(request.user, "policy.read", "policy.answer")
    rows = instruments.instruments_visible_to(request.user).order_by("title", "-number", "id")
    return (rows.filter(state=state) if state else rows)[:MOST]


@router.post("/instruments", response={201: InstrumentOut}, summary="Draft a policy")
def draft_policy(request: HttpRequest, policy: InstrumentIn) -> Any:
    """Draft a policy. The header Idempotency-Key (a UUID) is its key: sent twice, it is one."""
    given = policy.dict()
    office = _office(request, given.pop("office_id"))
    values = INSTRUMENT.read(given)
    row = drafting.draft_instrument(request.user, office, key=key_of(request), **values)
    return Status(201, instruments.instrument_visible_to(request.user, row.id))


@router.get("/instruments/{uuid:key}", response=InstrumentOut, summary="One policy")
def read_policy(request: HttpRequest, key: UUID) -> Any:
    """Return one policy; 404 outside your offices."""
    access.require_any(request.user, "policy.read", "policy.answer")
    return instruments.instrument_visible_to(request.user, key)


@router.patch("/instruments/{uuid:key}", response=InstrumentOut, summary="Change a draft")
def edit_policy(request: HttpRequest, key: UUID, edit: Edit) -> Any:
    """Edit a draft; 409 if somebody else changed the same field."""
    access.require(request.user, "policy.draft")
    seen, proposed = edit.read(INSTRUMENT)
    drafting.edit_instrument(request.user, key, seen, proposed)
    return instruments.instrument_visible_to(request.user, key)


@router.post(
    "/instruments/{uuid:key}/steps/{transition}",
    response=InstrumentOut,
    summary="Open the consultation, adopt, put in force",
)
def change_policy_state(request: HttpRequest, key: UUID, transition: STEP, values: StepIn) -> Any:
    """Take a step with a policy; an unanswered comment blocks the adoption."""
    given = values.dict()
    read = {**ADOPTION.read(given), **FORCE.read(given), "reason": given["reason"]}
    drafting.change_instrument_state(request.user, key, transition.value, **read)
    return instruments.instrument_visible_to(request.user, key)


@router.get("/measures", response=list[MeasureOut], summary="The measures that you see")
def list_policy_measures(request: HttpRequest, state: str = "", instrument: str = "") -> Any:
    """Return measures by deadline: of your offices, or of your institution."""
    access.require_any(request.user, "policy.read", "policy.answer")
    rows = measures.measures_visible_to(request.user, today_in()).order_by("due_on", "id")
    if instrument:
        rows = rows.filter(instrument_id=key_in(instrument))
    return (rows.filter(state=state) if state else rows)[:MOST]


@router.post(
    "/instruments/{uuid:key}/measures", response={201: MeasureOut}, summary="Add a measure"
)
def add_policy_measure(request: HttpRequest, key: UUID, measure: MeasureIn) -> Any:
    """Add a measure. A typed progress is refused: it comes from milestones with evidence."""
    access.require(request.user, "policy.draft")
    given = measure.dict()
    typed = {name: given[name] for name in ("progress", "percent")}
    row = doing.add_measure(request.user, key, key=key_of(request), **MEASURE.read(given), **typed)
    return Status(201, measures.measure_visible_to(request.user, row.id, today_in()))


@router.get("/measures/{uuid:key}", response=MeasureOut, summary="One measure")
def read_policy_measure(request: HttpRequest, key: UUID) -> Any:
    """Return one measure; 404 outside your offices."""
    access.require_any(request.user, "policy.read", "policy.answer")
    return measures.measure_visible_to(request.user, key, today_in())


@router.patch("/measures/{uuid:key}", response=MeasureOut, summary="Change a measure's words")
def edit_policy_measure(request: HttpRequest, key: UUID, edit: Edit) -> Any:
    """Change title, chapter and text. Owner and deadline change by events of their own."""
    access.require(request.user, "policy.draft")
    refusal = rules.refusal_of_typed_progress(edit.proposed)
    if refusal is not None:
        raise refusal
    seen, proposed = edit.read(MEASURE_TEXT)
    doing.edit_measure(request.user, key, seen, proposed)
    return measures.measure_visible_to(request.user, key, today_in())


@router.post("/measures/{uuid:key}/move", response=MeasureOut, summary="Move a deadline")
def move_policy_measure(request: HttpRequest, key: UUID, move: MoveIn) -> Any:
    """Move the deadline of a measure; the move stays in its history."""
    access.require(request.user, "policy.draft")
    doing.move_deadline(request.user, key, **MOVE.read(move.dict()))
    return measures.measure_visible_to(request.user, key, today_in())


@router.get(
    "/measures/{uuid:key}/milestones", response=list[MilestoneOut], summary="Its milestones"
)
def list_policy_milestones(request: HttpRequest, key: UUID) -> Any:
    """Return the milestones of a measure."""
    access.require_any(request.user, "policy.read", "policy.answer")
    measures.measure_visible_to(request.user, key, today_in())
    return measures.milestones_of(key)


@router.post(
    "/measures/{uuid:key}/milestones", response={201: MilestoneOut}, summary="Add a milestone"
)
def add_policy_milestone(request: HttpRequest, key: UUID, milestone: MilestoneIn) -> Any:
    """Add a milestone to a measure."""
    access.require(request.user, "policy.draft")
    values = MILESTONE.read(milestone.dict())
    return Status(201, doing.add_milestone(request.user, key, **values))


@router.post(
    "/milestones/{uuid:key}/reached", response=MilestoneOut, summary="A milestone is reached"
)
def reach_policy_milestone(request: HttpRequest, key: UUID, reached: ReachedIn) -> Any:
    """Record that a milestone is reached, with the address of its evidence."""
    access.require_any(request.user, "policy.draft", "policy.answer")
    return doing.reach_milestone(request.user, key, **REACHED.read(reached.dict()))


@router.get("/deliveries", response=list[DeliveryOut], summary="Deliveries of authorities")
def list_policy_deliveries(request: HttpRequest, state: str = "") -> Any:
    """Return deliveries, the latest due first: expected, late, received in time or late."""
    access.require_any(request.user, "policy.read", "policy.answer")
    rows = deliveries.deliveries_visible_to(request.user, today_in()).order_by("-due_on", "-id")
    return (rows.filter(state=state) if state else rows)[:MOST]


@router.post("/deliveries/{uuid:key}/received", response=DeliveryOut, summary="A delivery came")
def receive_policy_delivery(request: HttpRequest, key: UUID, receipt: ReceiptIn) -> Any:
    """Record that a delivery came."""
    access.require_any(request.user, "policy.draft", "policy.answer")
    sharing.receive_delivery(request.user, key, **RECEIPT.read(receipt.dict()))
    return deliveries.delivery_visible_to(request.user, key, today_in())
