"""Showing a ranked list, and logging what was shown."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction

from waystation.foundation.access import queries as access
from waystation.registry.skills import queries as skills
from waystation.services.labour import queries
from waystation.services.labour.models import RankedList, Suggestion, Vacancy
from waystation.services.labour.queries import conditions, ranking, supply

if TYPE_CHECKING:
    from waystation.foundation.access.models import User


def show_list(
    user: access.AnyUser,
    vacancy_id: UUID,
    *,
    top: int = ranking.TOP,
    with_at_work: bool = False,
) -> ranking.Ranked:
    """Return the ranked list of a vacancy as it is now, and store it with its reasons.

    People who are at work are on it only ``with_at_work``. A list that is the same as the one shown
    last is not stored again. Raises NotSeen, NotAllowed.
    """
    vacancy = queries.vacancy_visible_to(user, vacancy_id)
    access.require(user, "placement.read", vacancy.office_id)
    found = ranking.ranked_for(user, vacancy, top=top, with_at_work=with_at_work)
    _store(access.signed_in(user), user, vacancy, found)
    return found


def show_list_to_employer(me: User | None, vacancy: Vacancy) -> ranking.Ranked:
    """Return the ranked list of a published vacancy for its employer, and store it.

    Candidates are read on behalf of an officer of the office. For callers that have identified the
    employer.
    """
    officer = supply.officer_of(vacancy.office_id)
    found = ranking.ranked_for(officer, vacancy)
    _store(me, officer, vacancy, found)
    return found


@transaction.atomic
def _store(
    me: User | None, reader: access.AnyUser, vacancy: Vacancy, found: ranking.Ranked
) -> RankedList:
    """Store a ranked list with the reasons of each suggestion; the same list once."""
    lines = [(one, ranking.reasons_of(one)) for one in found.ranking.suggestions]
    gates = [conditions.as_stored(one) for one in found.conditions]
    digest = _digest(
        [found.ranking.weights, found.ranking.considered, found.ranking.passing, gates,
         [(one.id, repr(one.score), why) for one, why in lines]]
    )  # fmt: skip
    latest = ranking.latest_list(vacancy)
    if latest is not None and latest.digest == digest:
        return latest
    made = RankedList.begin(
        me,
        vacancy.office_id,
        vacancy=vacancy,
        weights=found.ranking.weights,
        considered=found.ranking.considered,
        passing=found.ranking.passing,
        gates=gates,
        digest=digest,
        **({} if me is not None else {"organisation_id": vacancy.organisation_id}),
    )
    made.save(force_insert=True)
    people = skills.people_of(reader, [UUID(one.id) for one, _why in lines])
    Suggestion.objects.bulk_create(
        Suggestion(
            list=made, person_id=people[UUID(one.id)], rank=rank, score=one.score, reasons=why
        )
        for rank, (one, why) in enumerate(lines, 1)
    )
    return made


def _digest(content: Any) -> str:
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()
