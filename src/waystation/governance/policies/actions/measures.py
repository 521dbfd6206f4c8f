"""Measures: recorded, moved, reassigned; milestones completed with evidence; assessed."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import transaction

from waystation.foundation.access import queries as access
from waystation.foundation.documents import attachments
from waystation.foundation.records.editing import Draft, merge_edit
from waystation.foundation.records.once import recorded_before
from waystation.foundation.records.saving import add, log, save
from waystation.foundation.records.sealed import read_sealed, write_sealed
from waystation.foundation.records.values import tidy_values
from waystation.foundation.shared.errors import Refusal, not_seen, refuse
from waystation.foundation.shared.periods import today_in
from waystation.foundation.shared.words import N_
from waystation.governance.policies.fields import (
    ASSESSMENT,
    MEASURE,
    MEASURE_TEXT,
    MILESTONE,
    MOVE,
    OWNER,
    REACHED,
    REASON,
)
from waystation.governance.policies.models import (
    Assessment,
    Evidence,
    Instrument,
    Measure,
    MeasureEvent,
    Milestone,
    OutcomeDocument,
)
from waystation.governance.policies.queries import instruments, records, scope
from waystation.governance.policies.queries import measures as queries
from waystation.governance.policies.rules import instruments as owners
from waystation.governance.policies.rules import measures as rules
from waystation.governance.policies.rules.others import refusal_of_address
from waystation.governance.policies.transitions import DRAFT, REVIEW

from .frame import as_text, one_among

NO_FILE = ("", b"")


def seal_person(new: Measure, old: Measure) -> None:
    """Seal who answers for one measure into another."""
    write_sealed(new, "person", read_sealed(old, "person"))


@transaction.atomic
def add_measure(
    user: access.AnyUser, instrument_id: UUID, *, key: UUID | None = None, **values: Any
) -> Measure:
    """Add a measure to an instrument; ``values`` are those of ``fields.MEASURE``.

    Progress is never among them. Raises NotSeen, NotAllowed, Refusals.
    """
    seen = scope.one_of(instruments.lockable(user), instrument_id)
    me = access.require(user, DRAFT, seen.office_id)
    there = recorded_before(Measure, key)
    if there is not None and there.instrument_id == seen.id:
        return there
    row = Instrument.objects.select_for_update().get(id=seen.id)  # numbers are given one by one
    given = tidy_values(MEASURE, values)
    entity = scope.institution(me, given["entity"])
    MEASURE.refuse(
        given,
        rules.refusal_of_typed_progress(values),
        owners.refusal_of_owner(entity is not None) if given["entity"] else None,
        _refusal_of_ended(row),
        rules.refusal_of_deadline(given["due_on"], row.starts_on),
    )
    outcomes = scope.visible(OutcomeDocument.objects.all(), user)
    measure = Measure.begin(
        me,
        row.office_id,
        key,
        instrument=row,
        number=instruments.next_number(row.id),
        title=given["title"],
        text=given["text"],
        entity_id=entity,
        due_on=given["due_on"],
        first_due_on=given["due_on"],
        chapter_id=one_among(given["chapter"], "chapter", row.chapters),
        outcome_id=one_among(given["outcome"], "outcome", outcomes),
    )
    write_sealed(measure, "person", given["person"])
    return add(me, "measure.record", measure, number=measure.number)


def _refusal_of_ended(row: Instrument) -> Refusal | None:
    if row.state not in {"replaced", "withdrawn"}:
        return None
    return Refusal(N_("This policy has ended. Nothing is added to it."), code="policy_ended")


@transaction.atomic
def edit_measure(
    user: access.AnyUser, key: UUID, seen: Mapping[str, Any], proposed: Mapping[str, Any]
) -> Measure:
    """Change the words of a measure. Raises NotSeen, NotAllowed, Refusals, Conflict."""
    refuse([rules.refusal_of_typed_progress(proposed)])
    row, me = _lock_measure(user, key)
    seen, proposed = (_with_chapter(row, values) for values in (seen, proposed))
    changed = merge_edit(row, seen, proposed)
    if not changed:
        return row
    MEASURE_TEXT.refuse(tidy_values(MEASURE_TEXT, queries.values_of_measure(row)))
    return save(me, "measure.edit", row, fields=sorted(changed))


def _with_chapter(row: Measure, values: Mapping[str, Any]) -> dict[str, Any]:
    found = {name: values[name] for name in ("title", "text") if name in values}
    if "chapter" in values:
        chapters = row.instrument.chapters
        found["chapter_id"] = one_among(values["chapter"], "chapter", chapters)
    return found


def _lock_measure(user: access.AnyUser, key: UUID) -> tuple[Measure, Any]:
    """Return a measure, locked, and the officer who may change it."""
    queries.measure_visible_to(user, key, today_in())
    row = Measure.objects.select_for_update(of=("self",)).select_related("instrument").get(id=key)
    me = access.require(user, DRAFT, row.office_id)
    refuse([_refusal_of_ended(row.instrument)])
    if row.dropped_on is not None:
        raise Refusal(N_("This measure is dropped."), code="measure_dropped")
    return row, me


def _event(me: Any, row: Measure, kind: str, **values: Any) -> MeasureEvent:
    event = MeasureEvent.begin(me, row.office_id, measure=row, kind=kind, day=today_in(), **values)
    event.save(force_insert=True)
    return event


def _merge_seen(
    seen: Mapping[str, Any] | None, given: Mapping[str, Any], **current: Any
) -> dict[str, Any]:
    """Return the new values, merged with what changed since they were seen. Raises Conflict."""
    now = Draft(**current)
    proposed = {name: given[name] for name in current}
    if seen is None:
        return proposed
    merge_edit(now, seen, proposed)
    return now.values


@transaction.atomic
def move_deadline(
    user: access.AnyUser, key: UUID, seen: Mapping[str, Any] | None = None, **values: Any
) -> Measure:
    """Move the deadline of a measure; the move stays in its history.

    ``seen`` is the deadline that the editor saw. Raises NotSeen, NotAllowed, Refusals, Conflict.
    """
    row, me = _lock_measure(user, key)
    given = tidy_values(MOVE, values)
    given |= _merge_seen(seen, given, due_on=row.due_on)
    MOVE.refuse(
        given,
        rules.refusal_of_move(row.due_on, given["due_on"]),
        rules.refusal_of_deadline(given["due_on"], row.instrument.starts_on),
    )
    old, row.due_on = row.due_on, given["due_on"]
    _event(me, row, "deadline", old_on=old, new_on=row.due_on, reason=given["reason"])
    return save(me, "measure.move", row, old=as_text(old), new=as_text(row.due_on))


@transaction.atomic
def change_owner(
    user: access.AnyUser, key: UUID, seen: Mapping[str, Any] | None = None, **values: Any
) -> Measure:
    """Give a measure to another institution or person; who had it before stays in its history.

    ``seen`` is the owner that the editor saw. Raises NotSeen, NotAllowed, Refusals, Conflict.
    """
    row, me = _lock_measure(user, key)
    given = tidy_values(OWNER, values)
    before = read_sealed(row, "person")
    given |= _merge_seen(seen, given, entity=str(row.entity_id), person=before)
    entity = scope.institution(me, given["entity"])
    owner = owners.refusal_of_owner(entity is not None) if given["entity"] else None
    OWNER.refuse(given, owner)
    if (entity, given["person"]) == (row.entity_id, before):
        raise Refusal(N_("This is already the owner. Nothing was changed."), code="same_owner")
    event = MeasureEvent.begin(
        me, row.office_id, measure=row, kind="owner", day=today_in(), reason=given["reason"],
        old_entity_id=row.entity_id, new_entity_id=entity,
    )  # fmt: skip
    write_sealed(event, "old_person", before)
    write_sealed(event, "new_person", given["person"])
    event.save(force_insert=True)
    row.entity_id = entity  # type: ignore[assignment]  # refused above where it is None
    write_sealed(row, "person", given["person"])
    return save(me, "measure.change_owner", row, fields=["entity", "person"])


@transaction.atomic
def drop_measure(user: access.AnyUser, key: UUID, **values: Any) -> Measure:
    """Drop a measure with a reason; it stays in the instrument as dropped. Raises Refusals."""
    row, me = _lock_measure(user, key)
    given = tidy_values(REASON, values)
    REASON.refuse(given)
    row.dropped_on = today_in()
    _event(me, row, "dropped", reason=given["reason"])
    return save(me, "measure.drop", row)


@transaction.atomic
def add_milestone(user: access.AnyUser, key: UUID, **values: Any) -> Milestone:
    """Add a milestone to a measure. Raises NotSeen, NotAllowed, Refusals."""
    row, me = _lock_measure(user, key)
    given = tidy_values(MILESTONE, values)
    MILESTONE.refuse(
        given,
        rules.refusal_of_typed_progress(values),
        rules.refusal_of_milestone_day(given["due_on"], row.due_on),
    )
    milestone = Milestone.begin(me, row.office_id, measure=row, **given)
    return add(me, "milestone.record", milestone)


@transaction.atomic
def move_milestone(
    user: access.AnyUser, key: UUID, seen: Mapping[str, Any] | None = None, **values: Any
) -> Milestone:
    """Move the day of a milestone, with the reason.

    ``seen`` is the day that the editor saw. Raises NotSeen, NotAllowed, Refusals, Conflict.
    """
    found = queries.milestone_visible_to(user, key)
    row, me = _lock_measure(user, found.measure_id)
    milestone = Milestone.objects.select_for_update().get(id=key)
    given = tidy_values(MOVE, values)
    given |= _merge_seen(seen, given, due_on=milestone.due_on)
    MOVE.refuse(
        given,
        rules.refusal_of_move(milestone.due_on, given["due_on"]),
        rules.refusal_of_milestone_day(given["due_on"], row.due_on),
    )
    old, milestone.due_on = milestone.due_on, given["due_on"]
    _event(
        me, row, "milestone", milestone=milestone, old_on=old, new_on=milestone.due_on,
        reason=given["reason"],
    )  # fmt: skip
    return save(me, "milestone.move", milestone, old=as_text(old), new=as_text(milestone.due_on))


def reach_milestone(
    user: access.AnyUser, key: UUID, *, file: tuple[str, bytes] = NO_FILE, **values: Any
) -> Milestone:
    """Record that a milestone is reached, with the evidence: a file, a link or a record.

    An officer does, or the institution that owns the measure. Raises NotSeen, NotAllowed,
    Refusals.
    """
    seen = queries.milestone_visible_to(user, key)
    me = scope.require_writer(user, seen.office_id, seen.measure.entity_id)
    if file[1]:
        name, content = file
        refuse([attachments.refusal_of_evidence(name, len(content))])
        file = (name, attachments.check_attachment(name, content))
    return _reach_milestone(me, seen, file, values)


@transaction.atomic
def _reach_milestone(
    me: Any, seen: Milestone, file: tuple[str, bytes], values: Mapping[str, Any]
) -> Milestone:
    milestone = Milestone.objects.select_for_update(of=("self",)).get(id=seen.id)
    given = tidy_values(REACHED, values)
    has_evidence = bool(given["address"] or file[1] or milestone.evidence.exists())
    REACHED.refuse(
        given,
        rules.refusal_of_typed_progress(values),
        rules.refusal_to_reach(
            milestone.reached_on is not None,
            milestone.dropped_on is not None,
            has_evidence,
            given["reached_on"],
            today_in(),
        ),
    )
    _add_evidence(me, milestone, given["title"], given["address"], file)
    milestone.reached_on = given["reached_on"]
    _event(me, seen.measure, "reached", milestone=milestone)
    return save(me, "milestone.reach", milestone, day=as_text(milestone.reached_on))


def _add_evidence(
    me: Any, milestone: Milestone, title: str, address: str, file: tuple[str, bytes]
) -> None:
    if address:
        _add_address(me, milestone, title, address)
    if file[1]:
        _add_file(me, milestone, title, *file)


def _add_address(me: Any, milestone: Milestone, title: str, address: str) -> None:
    named = records.record_at(me, address)
    refuse([refusal_of_address(address)])
    about: dict[str, Any] = (
        {"kind": "record", "record_kind": named.kind, "record_id": named.key}
        if named
        else {"kind": "link"}
    )
    evidence = Evidence.begin(
        me,
        milestone.office_id,
        milestone=milestone,
        title=title or (named.title if named else address)[:300],
        address=named.address if named else address,
        **about,
    )
    add(me, "evidence.add", evidence, kind=evidence.kind)


def _add_file(me: Any, milestone: Milestone, title: str, name: str, content: bytes) -> None:
    evidence = Evidence.begin(
        me,
        milestone.office_id,
        milestone=milestone,
        kind="file",
        title=title or name[:300],
        name=name.rpartition("/")[2][-120:],
        media=attachments.MEDIA[attachments.ending_of(name)],
        size=len(content),
        digest=hashlib.sha256(content).hexdigest(),
    )
    ring = access.keyring(evidence.organisation_id)
    table, row = evidence._meta.db_table, str(evidence.id)
    evidence.content = ring.seal(content, table=table, column="content", row=row)
    add(me, "evidence.add", evidence, kind="file")


def open_evidence(user: access.AnyUser, key: UUID) -> tuple[str, str, bytes]:
    """Return name, media type and content of a file; its opening is logged. Raises NotSeen."""
    row = queries.evidence_visible_to(user, key)
    if row.kind != "file":
        raise not_seen()
    ring = access.keyring(row.organisation_id)
    table = row._meta.db_table
    content = ring.open(bytes(row.content), table=table, column="content", row=str(row.id))
    log(access.signed_in(user), "evidence.read", row)
    return row.name, row.media, content


@transaction.atomic
def assess_measure(user: access.AnyUser, key: UUID, **values: Any) -> Assessment:
    """Record an assessment of a measure: by its owner, or by an independent reviewer.

    Both are stored side by side. Raises NotSeen, NotAllowed, Refusals.
    """
    row = queries.measure_visible_to(user, key, today_in())
    given = tidy_values(ASSESSMENT, values)
    ASSESSMENT.refuse(
        given, rules.refusal_of_typed_progress(values), refusal_of_address(given["address"])
    )
    mine = scope.own_entity(user)
    if given["kind"] == "independent":
        me = access.require(user, REVIEW, row.office_id)
        assessed = row.assessments.filter(kind="self", created_by=me).exists()
        refuse(
            [
                rules.refusal_of_reviewer(
                    "independent",
                    speaks_for_owner=mine == row.entity_id,
                    assessed_it_before=assessed,
                )
            ]
        )
    else:
        me = scope.require_writer(user, row.office_id, row.entity_id)
    assessment = Assessment.begin(
        me,
        row.office_id,
        measure_id=row.id,
        day=today_in(),
        entity_id=mine or (row.entity_id if given["kind"] == "self" else None),
        **given,
    )
    return add(me, "measure.assess", assessment, kind=assessment.kind, rating=assessment.rating)
