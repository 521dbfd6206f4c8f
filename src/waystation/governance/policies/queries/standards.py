"""Standards and gap assessments, clause by clause, and their changes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from waystation.foundation.access import queries as access
from waystation.governance.policies.models import Clause, ClauseAnswer, GapAssessment, Standard
from waystation.governance.policies.rules import standards as rules
from waystation.governance.policies.transitions import OWN

from .scope import one_of, own_entity, visible


def standards_visible_to(user: access.AnyUser) -> QuerySet[Any]:
    """Return the standards of the user's offices, with ``number`` of clauses.

    An authority reads them to assess itself.
    """
    rows = visible(Standard.objects.all(), user)
    if own_entity(user):
        mine = Q(office_id__in=access.offices_where(user, OWN))
        organisation = access.signed_in(user).organisation_id
        rows = Standard.objects.filter(
            Q(id__in=rows.order_by().values("id")) | mine, organisation_id=organisation
        )
    return rows.annotate(number=Count("clauses"))


def standard_visible_to(user: access.AnyUser, key: UUID) -> Any:
    """Return one standard. Raises NotSeen."""
    return one_of(standards_visible_to(user), key)


def standard_choices(user: access.AnyUser) -> list[tuple[str, str]]:
    """Return the standards as choices."""
    rows = standards_visible_to(user).order_by("name", "-edition", "id")
    return [(str(one.id), str(one)) for one in rows]


def clauses_of(standard_id: UUID) -> list[Clause]:
    """Return the clauses of a standard in their order."""
    return list(Clause.objects.filter(standard_id=standard_id).order_by("position", "id"))


def gaps_visible_to(user: access.AnyUser) -> QuerySet[Any]:
    """Return the gap assessments, with the clauses ``answered`` and the ``gaps`` found."""
    rows = visible(GapAssessment.objects.all(), user, "entity_id")
    missing = Q(answers__law__in=rules.GAPS) | Q(answers__practice__in=rules.GAPS)
    return rows.select_related("standard", "entity").annotate(
        answered=Count("answers", distinct=True),
        gaps=Count("answers", filter=missing, distinct=True),
        unplanned=Count(
            "answers", filter=missing & Q(answers__measure__isnull=True), distinct=True
        ),
    )


def gap_visible_to(user: access.AnyUser, key: UUID) -> Any:
    """Return one gap assessment. Raises NotSeen."""
    return one_of(gaps_visible_to(user), key)


def lockable(user: access.AnyUser) -> QuerySet[GapAssessment]:
    """Return the gap assessments without annotations, to be locked."""
    return visible(GapAssessment.objects.all(), user, "entity_id")


def clause_of(assessment: GapAssessment, key: UUID) -> Clause:
    """Return a clause of the standard of an assessment. Raises NotSeen."""
    return one_of(Clause.objects.filter(standard_id=assessment.standard_id), key)


def answer_to(assessment_id: UUID, clause_id: UUID) -> ClauseAnswer | None:
    """Return what an assessment says about a clause, None before anybody assessed it."""
    return ClauseAnswer.objects.filter(assessment_id=assessment_id, clause_id=clause_id).first()


@dataclass(frozen=True)
class Assessed:
    """A clause with its answer, and how it changed since the assessment before."""

    clause: Clause
    answer: ClauseAnswer | None
    law_change: str
    practice_change: str


def before(assessment: GapAssessment) -> GapAssessment | None:
    """Return the final assessment of the same standard and institution before this one."""
    rows = GapAssessment.objects.filter(
        standard__name=assessment.standard.name,
        entity_id=assessment.entity_id,
        by=assessment.by,
        state="final",
        day__lt=assessment.day,
    )
    return rows.order_by("-day", "-id").first()


def other_side(assessment: GapAssessment) -> GapAssessment | None:
    """Return the latest assessment by the other side: the authority's own, or independent."""
    rows = GapAssessment.objects.filter(
        standard_id=assessment.standard_id, entity_id=assessment.entity_id
    ).exclude(Q(by=assessment.by) | Q(state="withdrawn"))
    return rows.order_by("-day", "-id").first()


def assessed_clauses(assessment: GapAssessment) -> list[Assessed]:
    """Return every clause with its answer and what changed since the assessment before."""
    answers = _answers(assessment)
    earlier_one = before(assessment)
    earlier = _answers(earlier_one) if earlier_one else {}
    found = []
    for clause in clauses_of(assessment.standard_id):
        answer, old = answers.get(clause.code), earlier.get(clause.code)
        changes = [
            rules.change_of(getattr(old, name), getattr(answer, name)) if old and answer else ""
            for name in ("law", "practice")
        ]
        found.append(Assessed(clause, answer, *changes))
    return found


def _answers(assessment: GapAssessment) -> dict[str, ClauseAnswer]:
    rows = ClauseAnswer.objects.filter(assessment=assessment).select_related("clause", "measure")
    return {one.clause.code: one for one in rows}


def gaps_closed_by(measure_id: UUID) -> list[ClauseAnswer]:
    """Return the gaps that a measure is to close."""
    rows = ClauseAnswer.objects.filter(measure_id=measure_id).exclude(assessment__state="withdrawn")
    return list(rows.select_related("clause", "assessment__standard").order_by("id"))
