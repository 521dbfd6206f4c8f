"""Quoting strategies on migration, and proposing and reviewing good practices."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import transaction

from waystation.foundation.access import queries as access
from waystation.foundation.records.saving import add
from waystation.foundation.records.values import tidy_values
from waystation.foundation.shared.errors import Refusal, refuse
from waystation.foundation.shared.words import N_
from waystation.governance.policies.fields import CELL, PRACTICE, REVIEW
from waystation.governance.policies.models import Cell, GoodPractice, PracticeReview
from waystation.governance.policies.queries import instruments, scope
from waystation.governance.policies.queries import mainstreaming as queries
from waystation.governance.policies.rules import instruments as owners
from waystation.governance.policies.rules import others as rules
from waystation.governance.policies.transitions import DRAFT, PRACTICE_WORKFLOW
from waystation.governance.policies.transitions import REVIEW as MAY_REVIEW


@transaction.atomic
def quote_chapter(user: access.AnyUser, chapter_id: UUID, topic: str, **values: Any) -> Cell:
    """Quote the sentence in which a chapter speaks of a topic; a quotation is never changed.

    Raises NotSeen, NotAllowed, Refusals.
    """
    chapter = instruments.chapter_visible_to(user, chapter_id)
    me = access.require(user, DRAFT, chapter.office_id)
    given = tidy_values(CELL, values)
    known = topic in dict(queries.topics())
    CELL.refuse(
        given,
        rules.refusal_of_quote(given["quote"]) if given["quote"] else None,
        None if known else Refusal(N_("There is no such topic."), code="topic_unknown"),
        Refusal(
            N_("This edition is already quoted here. A quotation cannot be changed."),
            field="quote",
            code="quoted_already",
        )
        if chapter.cells.filter(topic=topic).exists()
        else None,
    )
    cell = Cell.begin(
        me,
        chapter.office_id,
        instrument_id=chapter.instrument_id,
        chapter=chapter,
        topic=topic,
        **given,
    )
    return add(me, "policy.quote", cell, topic=topic)


@transaction.atomic
def propose_practice(
    user: access.AnyUser, office_id: UUID, *, key: UUID | None = None, **values: Any
) -> GoodPractice:
    """Propose a good practice: an officer, or the institution that does it.

    Raises NotAllowed, Refusals.
    """
    given = tidy_values(PRACTICE, values)
    entity = scope.institution(user, given["entity"]) if given["entity"] else None
    me = scope.require_writer(user, office_id, entity)
    there = GoodPractice.objects.filter(id=key, office_id=office_id).first() if key else None
    if there is not None:
        return there
    PRACTICE.refuse(
        given,
        rules.refusal_of_address(given["address"]),
        owners.refusal_of_owner(entity is not None) if given["entity"] else None,
    )
    given.pop("entity")
    row = GoodPractice.begin(me, office_id, key, entity_id=entity, **given)
    return add(me, "practice.record", row)


@transaction.atomic
def review_practice(user: access.AnyUser, key: UUID, **values: Any) -> PracticeReview:
    """Review a good practice with a declaration of interests. Raises NotSeen, Refusals."""
    row = queries.practice_visible_to(user, key)
    me = access.require(user, MAY_REVIEW, row.office_id)
    given = tidy_values(REVIEW, values)
    REVIEW.refuse(
        given,
        rules.refusal_of_review(
            given["conflict"],
            given["conflict_text"],
            is_author=row.created_by_id == me.id,
            reviewed_before=row.reviews.filter(created_by=me).exists(),
        ),
    )
    if row.state != "proposed":
        refuse([Refusal(N_("This has already been decided."), code="practice_decided")])
    review = PracticeReview.begin(me, row.office_id, practice_id=row.id, **given)
    return add(me, "practice.review", review, conflict=review.conflict, verdict=review.verdict)


def change_practice_state(
    user: access.AnyUser, key: UUID, transition: str, **values: Any
) -> GoodPractice:
    """Publish or decline a practice. Raises NotSeen, NotAllowed, Refusals."""
    rows = queries.practices_lockable(user)
    row: GoodPractice = PRACTICE_WORKFLOW.perform(user, rows, key, transition, **values)
    return row
