"""Loading standards, and assessing law and practice against them clause by clause."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import transaction

from waystation.foundation.access import queries as access
from waystation.foundation.records.saving import add, save
from waystation.foundation.records.values import tidy_values
from waystation.foundation.shared import limits
from waystation.foundation.shared.errors import Refusal, refuse
from waystation.foundation.shared.periods import today_in
from waystation.foundation.shared.refusals import not_after
from waystation.foundation.shared.words import N_
from waystation.governance.policies.fields import CLAUSE_ANSWER, GAP_ASSESSMENT, STANDARD
from waystation.governance.policies.models import (
    Clause,
    ClauseAnswer,
    GapAssessment,
    Measure,
    Standard,
)
from waystation.governance.policies.queries import scope
from waystation.governance.policies.queries import standards as queries
from waystation.governance.policies.rules import instruments as owners
from waystation.governance.policies.rules import standards as rules
from waystation.governance.policies.rules.others import refusal_of_address
from waystation.governance.policies.transitions import DRAFT, GAP_WORKFLOW
from waystation.registry.reference import queries as reference

from .frame import one_among

limits.preload("waystation.governance.policies.rules.standards")
SHIPPED = Path(__file__).parent.parent / "standards.json"


def load_standard(
    user: access.AnyUser,
    office_id: UUID,
    *,
    content: bytes,
    file_name: str = "standard.csv",
    **values: Any,
) -> Standard:
    """Load an edition of a standard from a CSV file with code, title and text.

    Raises NotAllowed, Refusals naming the row.
    """
    me = access.require(user, DRAFT, office_id)
    given = tidy_values(STANDARD, values)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Refusal(
            N_("Save the file as CSV in UTF-8."), field="file", code="clauses_encoding"
        ) from None
    STANDARD.refuse(given, _refusal_of_twice(office_id, given))
    clauses = limits.run(rules.read_clauses, text, name=file_name)
    with transaction.atomic():
        refuse([_refusal_of_twice(office_id, given)])
        return _store_standard(me, office_id, given, clauses)


def _refusal_of_twice(office_id: UUID, given: dict[str, Any]) -> Refusal | None:
    there = Standard.objects.filter(
        office_id=office_id, name=given["name"], edition=given["edition"]
    )
    if not there.exists():
        return None
    return Refusal(
        N_("This edition has already been loaded. Give a new edition a different name."),
        field="edition",
        code="standard_twice",
    )


def _store_standard(
    me: Any,
    office_id: UUID,
    given: dict[str, Any],
    clauses: Sequence[rules.ReadClause],
    *,
    shipped: bool = False,
) -> Standard:
    standard = Standard.begin(me, office_id, shipped=shipped, **given)
    add(me, "standard.load", standard, clauses=len(clauses))
    for position, one in enumerate(clauses, start=1):
        Clause.begin(
            me,
            office_id,
            standard=standard,
            position=position,
            code=one.code,
            title=one.title,
            text=one.text,
        ).save(force_insert=True)
    return standard


def _shipped_standards() -> list[tuple[dict[str, Any], list[rules.ReadClause]]]:
    """Return the standards that come with Waystation: only those whose source was read."""
    found = []
    for one in json.loads(SHIPPED.read_text("utf-8")):
        if "code_list" in one:
            entries = reference.entries(one["code_list"]).values()
            clauses = [
                rules.ReadClause(entry.code, entry.names["en"][:300], entry.text)
                for entry in entries
                if entry.retired_on is None
            ]
        else:
            clauses = [rules.ReadClause(*line) for line in one["clauses"]]
        given = {name: one[name] for name in STANDARD.names}
        found.append((given, clauses))
    return found


@transaction.atomic
def load_shipped_standards(user: access.AnyUser, office_id: UUID) -> int:
    """Load the standards that come with Waystation; return how many were new."""
    me = access.require(user, DRAFT, office_id)
    made = 0
    for given, clauses in _shipped_standards():
        if clauses and _refusal_of_twice(office_id, given) is None:
            _store_standard(me, office_id, given, clauses, shipped=True)
            made += 1
    return made


@transaction.atomic
def begin_assessment(user: access.AnyUser, **values: Any) -> GapAssessment:
    """Begin to assess an institution's law and practice against a standard.

    An officer does, or the authority for itself. Raises NotSeen, NotAllowed, Refusals.
    """
    given = tidy_values(GAP_ASSESSMENT, values)
    GAP_ASSESSMENT.refuse(given, not_after(given["day"], "day", today_in()))
    standard_id = one_among(given.pop("standard"), "standard", queries.standards_visible_to(user))
    standard = queries.standard_visible_to(user, standard_id)
    entity = scope.institution(user, given.pop("entity"))
    refuse([owners.refusal_of_owner(entity is not None)])
    own = entity if given["by"] == "self" else None
    me = scope.require_writer(user, standard.office_id, own)
    same = GapAssessment.objects.filter(
        standard_id=standard.id, entity=entity, by=given["by"], day=given["day"]
    )
    refuse([rules.refusal_to_begin(same.values_list("state", flat=True))])
    row = GapAssessment.begin(
        me, standard.office_id, standard_id=standard.id, entity_id=entity, **given
    )
    return add(me, "gap_assessment.record", row)


@transaction.atomic
def assess_clause(user: access.AnyUser, key: UUID, clause_id: UUID, **values: Any) -> ClauseAnswer:
    """Assess how law and practice meet a clause, and what is missing.

    Raises NotSeen, NotAllowed, Refusals.
    """
    row = scope.one_of(queries.lockable(user).select_for_update(of=("self",)), key)
    me = scope.require_writer(user, row.office_id, row.entity_id if row.by == "self" else None)
    clause = queries.clause_of(row, clause_id)
    given = tidy_values(CLAUSE_ANSWER, values)
    closed = rules.refusal_to_assess(row.state)
    address = refusal_of_address(given["address"])
    CLAUSE_ANSWER.refuse(given, closed, address, rules.refusal_of_answer(given))
    measures = scope.visible(Measure.objects.all(), user, "entity_id")
    given["measure_id"] = one_among(given.pop("measure"), "measure", measures)
    there = queries.answer_to(row.id, clause.id)
    if there is None:
        answer = ClauseAnswer.begin(me, row.office_id, assessment=row, clause=clause, **given)
        return add(me, "gap_assessment.clause", answer, clause=clause.code)
    for name, value in given.items():
        setattr(there, name, value)
    return save(me, "gap_assessment.clause", there, clause=clause.code)


def change_assessment_state(
    user: access.AnyUser, key: UUID, transition: str, **values: Any
) -> GapAssessment:
    """Finish an assessment, or withdraw one that was begun by mistake or is wrong.

    Raises NotSeen, NotAllowed, Refusals.
    """
    rows = queries.lockable(user)
    row: GapAssessment = GAP_WORKFLOW.perform(user, rows, key, transition, **values)
    return row
