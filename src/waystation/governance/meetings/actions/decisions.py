"""What is done with decisions and actions: record, agree, report, verify."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from waystation.foundation.access.queries import Anyone
from waystation.foundation.audit import actions as audit
from waystation.foundation.shared.errors import Conflict, NotAllowed, Refusal
from waystation.foundation.shared.keys import new_key
from waystation.foundation.shared.periods import now
from waystation.foundation.shared.words import N_
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
from waystation.governance.network.actions.stamp import stamped
from waystation.governance.network.queries import people
from waystation.governance.network.queries.scope import Reader, one, reader_of
from waystation.governance.network.rules import classes
from waystation.registry.organisations.queries import Entity

from .meetings import locked

KIND = "meetings.Decision"


def _members(reader: Reader) -> set[UUID]:
    return set(queries.recipients_of(reader.network, reader.today))


def _require_member(reader: Reader, entity: UUID | None, field: str) -> UUID:
    if entity is None or entity not in _members(reader):
        raise Refusal(N_("Choose a member of the Network."), field=field, code="not_member")
    return entity


@transaction.atomic
def record_decision(
    user: Anyone,
    meeting_id: UUID,
    *,
    text: str,
    access_class: str = classes.NETWORK,
    public_text: str = "",
    item: UUID | None = None,
    reservations: Mapping[UUID, str] | None = None,
    key: UUID | None = None,
) -> Decision:
    """Record what the Network decided: by consensus, with each entity's reservation (A-16).

    Raises NotSeen, NotAllowed, Refusal with the field, Conflict.
    """
    reader = reader_of(user, "decision.record")
    meeting = locked(reader, meeting_id)
    there = Decision.objects.filter(id=key).first() if key else None
    if there is not None:
        if there.meeting_id == meeting.id and there.text == text.strip():
            return there
        raise Conflict(N_("This was sent once before with other content."), code="key_reused")
    if refusal := rules.refusal_to_decide(meeting.state, text, access_class, public_text):
        raise refusal
    under = one(reader.seen(AgendaItem.objects.filter(meeting=meeting)), item) if item else None
    if refusal := classes.refusal_of_looser_class(
        access_class, under.access_class if under else None
    ):
        raise refusal
    series = Decision.objects.filter(
        meeting=meeting, access_class__in=classes.series_of(access_class)
    ).aggregate(last=Max("number"))["last"]
    decision = Decision.objects.create(
        id=key or new_key(),
        **stamped(reader.network, reader.user),
        meeting=meeting,
        item=under,
        number=(series or 0) + 1,
        text=text.strip(),
        access_class=access_class,
        public_text=public_text.strip(),
        decided_on=queries.day_of(meeting),
    )
    for entity, said in (reservations or {}).items():
        if said.strip():
            Reservation.objects.create(
                **stamped(reader.network, reader.user),
                decision=decision,
                entity_id=_require_member(reader, entity, "reservations"),
                text=said.strip()[:500],
            )
    audit.log(reader.user, "decision.record", KIND, decision.id, office_id=decision.office_id)
    return decision


@transaction.atomic
def add_reservation(user: Anyone, decision_id: UUID, *, entity: UUID, text: str) -> Reservation:
    """Put an entity's reservation beside a decision. Raises NotSeen, NotAllowed, Refusal."""
    reader = reader_of(user, "decision.record")
    decision = one(reader.seen(Decision.objects.all()), decision_id)
    if not text.strip():
        raise Refusal(N_("Write the reservation."), field="text", code="missing")
    if decision.reservations.filter(entity_id=entity).exists():
        raise Refusal(
            N_("This entity's reservation stands there already."), field="entity", code="twice"
        )
    row = Reservation.objects.create(
        **stamped(reader.network, reader.user),
        decision=decision,
        entity_id=_require_member(reader, entity, "entity"),
        text=text.strip()[:500],
    )
    audit.log(reader.user, "decision.reserve", KIND, decision.id, office_id=decision.office_id)
    return row


@transaction.atomic
def agree_action(
    user: Anyone,
    decision_id: UUID,
    *,
    text: str,
    owner: UUID | None,
    due_on: date,
    key: UUID | None = None,
) -> Action:
    """Agree who does what by when, from a decision (ToR 43). It is of the decision's class.

    Raises NotSeen, NotAllowed, Refusal with the field, Conflict.
    """
    reader = reader_of(user, "decision.record")
    decision = one(reader.seen(Decision.objects.all()), decision_id)
    there = Action.objects.filter(id=key).first() if key else None
    if there is not None:
        if there.decision_id == decision.id and there.text == text.strip():
            return there
        raise Conflict(N_("This was sent once before with other content."), code="key_reused")
    if refusal := rules.refusal_to_agree(text, due_on, decision.decided_on):
        raise refusal
    last = Action.objects.filter(decision=decision).aggregate(last=Max("number"))["last"]
    action = Action.objects.create(
        id=key or new_key(),
        **stamped(reader.network, reader.user),
        meeting_id=decision.meeting_id,
        decision=decision,
        number=(last or 0) + 1,
        text=text.strip()[:500],
        owner_id=_require_member(reader, owner, "owner"),
        access_class=decision.access_class,
        due_on=due_on,
    )
    _event(reader, action, "", "")
    return action


def _event(reader: Reader, action: Action, before: str, note: str) -> None:
    ActionEvent.objects.create(
        **stamped(reader.network, reader.user),
        action=action,
        before=before,
        after=action.state,
        note=note.strip(),
    )
    audit.log(
        reader.user,
        f"action.{action.state}",
        "meetings.Action",
        action.id,
        office_id=action.office_id,
    )


def _action(reader: Reader, key: UUID) -> Action:
    return one(reader.seen(Action.objects.select_for_update()), key)


def _speaking_for(reader: Reader) -> Entity | None:
    """Return the entity the reader speaks for; the secretariat speaks for IOM (ToR 100)."""
    entity = people.entity_of(reader.user, reader.today)
    if entity is None and reader.may("meeting.prepare"):
        seat = people.incumbents(reader.network, reader.today).filter(seat__key="iom").first()
        entity = seat.entity if seat else None
    return entity


@transaction.atomic
def report_action(
    user: Anyone,
    key: UUID,
    *,
    state: str,
    evidence: str = "",
    note: str = "",
    paper: UUID | None = None,
) -> Action:
    """Report how an action stands: in progress, done with evidence, dropped with a reason.

    Its owner reports, or the secretariat and co-chairs. Raises NotSeen, NotAllowed, Refusal.
    """
    reader = reader_of(user, "action.report")
    action = _action(reader, key)
    entity = _speaking_for(reader)
    leading = reader.may("decision.record")
    if not leading and (entity is None or entity.id != action.owner_id):
        raise NotAllowed(
            N_("The owner of an action reports on it. This one is another entity's."),
            code="not_owner",
        )
    if state == "dropped" and not leading:
        raise NotAllowed(
            N_("Only the Secretariat or a co-chair drops what the Network agreed."),
            code="not_leading",
        )
    if state == "verified":
        raise Refusal(
            N_("Verifying is a step of its own, by another entity."), field="state", code="move"
        )
    before = action.state
    if refusal := rules.refusal_to_move(before, state, note, evidence or action.evidence):
        raise refusal
    action.state = state
    if state == "done":
        action.evidence = evidence.strip() or action.evidence
        action.paper = one(reader.seen(Paper.objects.all()), paper) if paper else None
        action.reported_by = reader.user
        action.done_on = reader.today
    _keep(action)
    _event(reader, action, before, note or evidence)
    return action


@transaction.atomic
def verify_action(user: Anyone, key: UUID, *, note: str = "") -> Action:
    """Verify that an action was done: another entity than its owner, another person.

    Raises NotSeen, NotAllowed, Refusal.
    """
    reader = reader_of(user, "action.verify")
    action = _action(reader, key)
    entity = _speaking_for(reader)
    refusal = rules.refusal_to_verify(
        action.state,
        action.owner_id,
        entity.id if entity else None,
        action.reported_by_id,
        reader.user.id,
    )
    if refusal:
        raise refusal
    action.state = "verified"
    action.verified_by = reader.user
    action.verifier = entity
    action.verified_on = reader.today
    _keep(action)
    _event(reader, action, "done", note)
    return action


@transaction.atomic
def return_action(user: Anyone, key: UUID, *, note: str) -> Action:
    """Give an action that was reported done back to its owner. Raises NotSeen, Refusal."""
    reader = reader_of(user, "action.verify")
    action = _action(reader, key)
    if refusal := rules.refusal_to_move(action.state, "in_progress", note, action.evidence):
        raise refusal
    before, action.state = action.state, "in_progress"
    _keep(action)
    _event(reader, action, before, note)
    return action


def _keep(action: Action) -> None:
    action.version += 1
    action.changed_at = now()
    action.save()
