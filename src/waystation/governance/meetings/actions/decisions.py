"""Actions on decisions and action items: record, agree, report, verify."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import transaction

from waystation.foundation.access.queries import AnyUser
from waystation.foundation.records.once import recorded_before, require_same
from waystation.foundation.records.saving import log
from waystation.foundation.records.values import next_number
from waystation.foundation.shared.errors import NotAllowed, Refusal, refuse
from waystation.foundation.shared.periods import now
from waystation.foundation.shared.words import N_
from waystation.governance.meetings.fields import ACTION, DECISION, REPORT, RESERVATION
from waystation.governance.meetings.models import (
    Action,
    ActionEvent,
    AgendaItem,
    Decision,
    Paper,
    Reservation,
)
from waystation.governance.meetings.queries import meetings as queries
from waystation.governance.meetings.rules import decisions as rules
from waystation.governance.meetings.rules.meetings import refusal_before_begin
from waystation.governance.meetings.transitions import ACTION_WORKFLOW, REPORTS
from waystation.governance.network.queries import people
from waystation.governance.network.queries.scope import Reader, one, reader_of
from waystation.governance.network.rules import classes
from waystation.registry.organisations.queries import Entity

from .frame import check_values, lock_meeting, record, record_and_log, refusal_of_stranger


@transaction.atomic
def record_decision(
    user: AnyUser,
    meeting_id: UUID,
    *,
    item: UUID | None = None,
    reservations: Mapping[UUID, str] | None = None,
    key: UUID | None = None,
    **values: Any,
) -> Decision:
    """Record a decision of the Network: by consensus, with reservations (A-16).

    ``values`` are the other fields of ``fields.DECISION``. Raises NotSeen, NotAllowed, Refusals,
    Conflict.
    """
    reader = reader_of(user, "decision.record")
    meeting = lock_meeting(reader, meeting_id)
    values = {"access_class": classes.NETWORK, "item": item} | values
    given = check_values(DECISION, values)
    there = recorded_before(Decision, key)
    if there is not None:
        return require_same(there, DECISION, {"meeting_id": meeting.id, "text": given["text"]})
    kind = given["access_class"]
    refuse([rules.refusal_to_decide(meeting.state, kind, given["public_text"])])
    refuse([refusal_before_begin(meeting.starts_at, now())])
    under = one(reader.visible(AgendaItem.objects.filter(meeting=meeting)), item) if item else None
    refuse([classes.refusal_of_looser_class(kind, under.access_class if under else None)])
    series = meeting.decisions.filter(access_class__in=classes.series_of(kind))
    given |= {"item": under, "number": next_number(series), "decided_on": queries.day_of(meeting)}
    decision = record_and_log(reader, "decision.record", Decision, key, meeting=meeting, **given)
    for entity, text in (reservations or {}).items():
        if text.strip():
            _reserve(reader, decision, entity, text)
    return decision


def _reserve(reader: Reader, decision: Decision, entity: UUID | None, text: str) -> Reservation:
    stranger = refusal_of_stranger(reader, entity, "entity")
    given = check_values(RESERVATION, {"entity": entity, "text": text}, stranger)
    return record(reader, Reservation, decision=decision, entity_id=entity, text=given["text"])


@transaction.atomic
def add_reservation(
    user: AnyUser, decision_id: UUID, *, entity: UUID | None, text: str
) -> Reservation:
    """Add an entity's reservation to a decision. Raises NotSeen, NotAllowed, Refusals."""
    reader = reader_of(user, "decision.record")
    decision = one(reader.visible(Decision.objects.all()), decision_id)
    if entity and decision.reservations.filter(entity_id=entity).exists():
        raise Refusal(
            N_("This entity's reservation is already recorded."), field="entity", code="twice"
        )
    row = _reserve(reader, decision, entity, text)
    log(reader.user, "decision.reserve", decision)
    return row


@transaction.atomic
def agree_action(
    user: AnyUser, decision_id: UUID, *, key: UUID | None = None, **values: Any
) -> Action:
    """Agree who does what by when, from a decision (ToR 43). It is of the decision's class.

    ``values`` are those of ``fields.ACTION``. Raises NotSeen, NotAllowed, Refusals, Conflict.
    """
    reader = reader_of(user, "decision.record")
    decision = one(reader.visible(Decision.objects.all()), decision_id)
    stranger = refusal_of_stranger(reader, values.get("owner"), "owner")
    given = check_values(ACTION, values, stranger)
    there = recorded_before(Action, key)
    if there is not None:
        return require_same(there, ACTION, {"decision_id": decision.id, "text": given["text"]})
    refuse([rules.refusal_to_agree(given["due_on"], decision.decided_on)])
    given["owner_id"] = given.pop("owner")
    action = record(
        reader,
        Action,
        key,
        meeting_id=decision.meeting_id,
        decision=decision,
        number=next_number(decision.actions.all()),
        access_class=decision.access_class,
        **given,
    )
    _remember(reader, action, "", "")
    log(reader.user, "action.open", action)
    return action


def _remember(reader: Reader, action: Action, before: str, note: str) -> Action:
    after = {"before": before, "after": action.state}
    record(reader, ActionEvent, action=action, note=note.strip(), **after)
    return action


def _speaking_for(reader: Reader) -> Entity | None:
    """Return the entity the reader speaks for; the secretariat speaks for IOM (ToR 100)."""
    entity = people.entity_of(reader.user, reader.today)
    if entity is None and reader.may("meeting.prepare"):
        seat = people.incumbents(reader.network, reader.today).filter(seat__key="iom").first()
        entity = seat.entity if seat else None
    return entity


def _step(reader: Reader, action: Action, name: str, note: str, **values: Any) -> Action:
    """Take a step with an action and write it into its history."""
    rows = reader.visible(Action.objects.all())
    before, key = action.state, action.id
    row = ACTION_WORKFLOW.perform(reader.user, rows, key, name, note=note, **values)
    if row.version == action.version:
        return action  # sent twice
    return _remember(reader, row, before, note or values.get("evidence", ""))


@transaction.atomic
def report_action(
    user: AnyUser,
    key: UUID,
    *,
    state: str,
    evidence: str = "",
    note: str = "",
    paper: UUID | None = None,
) -> Action:
    """Report the state of an action: in progress, done with evidence, dropped with a reason.

    Its owner reports, or the secretariat and co-chairs. Raises NotSeen, NotAllowed, Refusals.
    """
    reader = reader_of(user, "action.report")
    action = one(reader.visible(Action.objects.select_for_update()), key)
    entity = _speaking_for(reader)
    if not reader.may("decision.record") and (entity is None or entity.id != action.owner_id):
        raise NotAllowed(
            N_("The owner of an action reports on it. This one is another entity's."),
            code="not_owner",
        )
    check_values(REPORT, {"state": state, "evidence": evidence, "note": note})
    if state not in REPORTS:
        raise Refusal(
            N_("Verifying is a step of its own, by another entity."), field="state", code="move"
        )
    shown = one(reader.visible(Paper.objects.all()), paper).id if paper else None
    return _step(reader, action, REPORTS[state], note, evidence=evidence, paper=shown)


@transaction.atomic
def verify_action(user: AnyUser, key: UUID, *, note: str = "") -> Action:
    """Verify that an action was done: another entity than its owner, another person.

    Raises NotSeen, NotAllowed, Refusal.
    """
    reader = reader_of(user, "action.verify")
    action = one(reader.visible(Action.objects.select_for_update()), key)
    entity = _speaking_for(reader)
    mine, reporter = entity.id if entity else None, action.reported_by_id
    refuse([rules.refusal_to_verify(action.owner_id, mine, reporter, reader.user.id)])
    return _step(reader, action, "verify", note, verifier=mine)


@transaction.atomic
def return_action(user: AnyUser, key: UUID, *, note: str) -> Action:
    """Give an action that was reported done back to its owner. Raises NotSeen, Refusal."""
    reader = reader_of(user, "action.verify")
    action = one(reader.visible(Action.objects.select_for_update()), key)
    return _step(reader, action, "return", note)
