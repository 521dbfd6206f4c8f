"""Drafting an instrument, consulting, answering, adopting, drafting the next edition."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from waystation.foundation.access import queries as access
from waystation.foundation.records.editing import merge_edit
from waystation.foundation.records.once import recorded_before
from waystation.foundation.records.saving import add, log, save
from waystation.foundation.records.values import tidy_values
from waystation.foundation.shared.errors import Conflict, Refusal, refuse
from waystation.foundation.shared.periods import today_in
from waystation.foundation.shared.refusals import in_order, not_after
from waystation.foundation.shared.words import N_
from waystation.governance.policies.fields import (
    ANSWER,
    CHAPTER,
    COMMENT,
    CONSULTED,
    INSTRUMENT,
    NEXT_EDITION,
)
from waystation.governance.policies.models import (
    Chapter,
    Comment,
    Consulted,
    Instrument,
    Measure,
    Milestone,
)
from waystation.governance.policies.queries import instruments as queries
from waystation.governance.policies.queries import scope
from waystation.governance.policies.rules import instruments as rules
from waystation.governance.policies.transitions import DRAFT, INSTRUMENT_WORKFLOW

from .frame import one_among


@transaction.atomic
def draft_instrument(
    user: access.AnyUser, office_id: UUID, *, key: UUID | None = None, **values: Any
) -> Instrument:
    """Draft a policy; ``values`` are those of ``fields.INSTRUMENT``.

    The same key is the record already there. Raises NotAllowed, Refusals, Conflict.
    """
    me = access.require(user, DRAFT, office_id)
    there = recorded_before(Instrument, key)
    given = tidy_values(INSTRUMENT, values)
    if there is not None:
        return _the_same(there, given)
    entity = _judge(me, given)
    row = Instrument.begin(me, office_id, key, **{**given, "entity_id": entity})
    return _add_instrument(me, row)


def _the_same(there: Instrument, given: Mapping[str, Any]) -> Instrument:
    if queries.values_of_instrument(there) == given:
        return there
    raise Conflict(
        N_("Another record has already been saved with this key. Nothing was changed."),
        code="key_used",
    )


def _judge(me: Any, given: dict[str, Any]) -> UUID | None:
    """Raise what is wrong with an instrument; take its institution out of the values."""
    entity = scope.institution(me, given["entity"])
    INSTRUMENT.refuse(
        given,
        rules.refusal_of_owner(entity is not None) if given["entity"] else None,
        in_order(given["starts_on"], given["ends_on"], "ends_on"),
    )
    given.pop("entity")
    return entity


def _add_instrument(me: Any, row: Instrument) -> Instrument:
    try:
        with transaction.atomic():
            return add(me, "policy.draft", row)
    except IntegrityError as error:
        if "unique" not in str(error).lower():
            raise
        raise Refusal(
            N_("There is already a policy with this title. Open it and draft its next edition."),
            field="title",
            code="policy_twice",
        ) from error


@transaction.atomic
def edit_instrument(
    user: access.AnyUser, key: UUID, seen: Mapping[str, Any], proposed: Mapping[str, Any]
) -> Instrument:
    """Change what a draft says. Raises NotSeen, NotAllowed, Refusals, Conflict."""
    row, me = _open_draft(user, key)
    entity_seen, entity = seen.get("entity"), proposed.get("entity")
    seen, proposed = dict(seen), dict(proposed)
    if "entity" in proposed:
        chosen = scope.institution(me, proposed.pop("entity"))
        refuse([rules.refusal_of_owner(chosen is not None)])
        proposed["entity_id"] = chosen
        if entity_seen is not None:
            seen["entity_id"] = scope.institution(me, entity_seen)
    seen.pop("entity", None)
    changed = merge_edit(row, seen, proposed)
    if not changed:
        return row
    values = queries.values_of_instrument(row) | {"entity": str(entity or row.entity_id)}
    _judge(me, tidy_values(INSTRUMENT, values))
    return save(me, "policy.edit", row, fields=sorted(changed))


def _open_draft(user: access.AnyUser, key: UUID) -> tuple[Instrument, Any]:
    """Return a draft, locked, and the user who may change it."""
    row = scope.one_of(queries.lockable(user).select_for_update(of=("self",)), key)
    me = access.require(user, DRAFT, row.office_id)
    refuse([rules.refusal_to_edit(row.state)])
    return row, me


@transaction.atomic
def add_chapter(user: access.AnyUser, key: UUID, **values: Any) -> Chapter:
    """Add a pillar or chapter to a draft. Raises NotSeen, NotAllowed, Refusals."""
    row, me = _open_draft(user, key)
    given = tidy_values(CHAPTER, values)
    twice = (
        Refusal(N_("There is already a chapter with this title."), field="title", code="twice")
        if row.chapters.filter(title=given["title"]).exists()
        else None
    )
    CHAPTER.refuse(given, twice)
    chapter = Chapter.begin(
        me, row.office_id, instrument=row, position=row.chapters.count() + 1, **given
    )
    return add(me, "policy.add_chapter", chapter)


@transaction.atomic
def ask_about(user: access.AnyUser, key: UUID, **values: Any) -> Consulted:
    """Add a participant to the consultation on a draft. Raises NotSeen, NotAllowed, Refusals."""
    row, me = _open_draft(user, key)
    given = tidy_values(CONSULTED, values)
    entity = scope.institution(me, given["entity"]) if given["entity"] else None
    twice = (
        Refusal(
            N_("This institution has already been asked."), field="entity", code="asked_already"
        )
        if entity and row.consulted.filter(entity_id=entity).exists()
        else None
    )
    CONSULTED.refuse(
        given,
        rules.refusal_of_person_asked(entity is not None, given["name"]),
        in_order(given["asked_on"], given["until"], "until"),
        twice,
    )
    given.pop("entity")
    asked = Consulted.begin(me, row.office_id, instrument=row, entity_id=entity, **given)
    return add(me, "policy.ask", asked)


@transaction.atomic
def record_comment(user: access.AnyUser, key: UUID, **values: Any) -> Comment:
    """Record a participant's comment. An authority comments for itself.

    Raises NotSeen, NotAllowed, Refusals.
    """
    row = queries.instrument_visible_to(user, key)
    given = tidy_values(COMMENT, values)
    COMMENT.refuse(
        given,
        rules.refusal_of_closed_consultation(row.state),
        not_after(given["said_on"], "said_on", today_in()),
    )
    consulted_id = one_among(given["consulted"], "consulted", row.consulted)
    chapter_id = one_among(given["chapter"], "chapter", row.chapters)
    asked = row.consulted.get(id=consulted_id)
    me = scope.require_writer(user, row.office_id, asked.entity_id)
    comment = Comment.begin(
        me,
        row.office_id,
        instrument_id=row.id,
        consulted=asked,
        chapter_id=chapter_id,
        text=given["text"],
        said_on=given["said_on"],
    )
    return add(me, "policy.comment", comment)


@transaction.atomic
def answer_comment(user: access.AnyUser, key: UUID, **values: Any) -> Comment:
    """Answer a comment: decision and reason. Raises NotSeen, NotAllowed, Refusals."""
    queries.comment_visible_to(user, key)
    row = Comment.objects.select_for_update(of=("self",)).select_related("instrument").get(id=key)
    me = access.require(user, DRAFT, row.office_id)
    given = tidy_values(ANSWER, values)
    ANSWER.refuse(given, rules.refusal_of_closed_consultation(row.instrument.state))
    row.verdict, row.answer = given["verdict"], given["answer"]
    row.answered_on, row.answered_by = today_in(), me
    return save(me, "policy.answer_comment", row, verdict=row.verdict)


@transaction.atomic
def change_instrument_state(
    user: access.AnyUser, key: UUID, transition: str, **values: Any
) -> Instrument:
    """Take a step with an instrument. Raises NotSeen, NotAllowed, Refusals.

    When an edition enters into force, the one before it is replaced.
    """
    rows = queries.lockable(user)
    row: Instrument = INSTRUMENT_WORKFLOW.perform(user, rows, key, transition, **values)
    if row.state == "in_force" and row.replaces_id:
        before = Instrument.objects.select_for_update(of=("self",)).get(id=row.replaces_id)
        if before.state in INSTRUMENT_WORKFLOW.transitions["give_way"].source:
            INSTRUMENT_WORKFLOW.take(before, "give_way", access.signed_in(user))
    return row


@transaction.atomic
def draft_next_edition(user: access.AnyUser, key: UUID, **values: Any) -> Instrument:
    """Draft the next edition: chapters and open measures go on, with their open milestones.

    Raises NotSeen, NotAllowed, Refusals.
    """
    before = scope.one_of(queries.lockable(user).select_for_update(of=("self",)), key)
    me = access.require(user, DRAFT, before.office_id)
    given = tidy_values(NEXT_EDITION, values)
    has_next = Instrument.objects.filter(replaces=before).exists()
    NEXT_EDITION.refuse(
        given,
        rules.refusal_of_next_edition(before.state, has_next),
        in_order(given["starts_on"], given["ends_on"], "ends_on"),
    )
    copied = {
        name: getattr(before, name)
        for name in INSTRUMENT.names
        if name not in {"entity", "document", *given}
    }
    row = Instrument.begin(
        me,
        before.office_id,
        entity_id=before.entity_id,
        number=before.number + 1,
        replaces=before,
        **copied,
        **given,
    )
    add(me, "policy.draft_next", row, number=row.number)
    chapters: dict[UUID | None, Chapter | None] = {None: None}
    for old in before.chapters.all():
        new = Chapter.begin(
            me, row.office_id, instrument=row, position=old.position, title=old.title,
            text=old.text,
        )  # fmt: skip
        new.save(force_insert=True)
        chapters[old.id] = new
    for measure in before.measures.filter(dropped_on__isnull=True):
        _carry_on(me, measure, row, chapters)
    return row


def _carry_on(me: Any, old: Measure, row: Instrument, chapters: Mapping[Any, Any]) -> None:
    """Copy a measure that is not finished, with the milestones that are open."""
    from .measures import seal_person

    opened = list(old.milestones.filter(reached_on__isnull=True, dropped_on__isnull=True))
    if not opened and old.milestones.exists():
        return
    new = Measure.begin(
        me,
        row.office_id,
        instrument=row,
        chapter=chapters.get(old.chapter_id),
        number=queries.next_number(row.id),
        title=old.title,
        text=old.text,
        entity_id=old.entity_id,
        due_on=old.due_on,
        first_due_on=old.first_due_on,
        outcome_id=old.outcome_id,
        continues=old,
    )
    seal_person(new, old)
    new.save(force_insert=True)
    for one in opened:
        Milestone.begin(me, row.office_id, measure=new, title=one.title, due_on=one.due_on).save(
            force_insert=True
        )
    log(me, "measure.carry_on", new, number=new.number)
