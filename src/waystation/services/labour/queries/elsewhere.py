"""Vacancies and candidates of different offices (decision 0089).

An office takes part when somebody there records placements. A person takes part when their
consent to matching has the line "Vacancies of the other offices too, without my name" ticked.
Offices that are not the user's own are read in the name of their own officer, and only what an
anonymous list needs leaves here: no name, no key of a person or a profile.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from waystation.analysis import matching
from waystation.foundation.access import queries as access
from waystation.registry.skills import queries as skills
from waystation.registry.skills.rules.profiles import ELSEWHERE
from waystation.services.labour.models import Vacancy

from . import demand, portal, ranking, supply

MOST = 10


@dataclass(frozen=True)
class Elsewhere:
    """The best candidates of other offices for a vacancy, without names."""

    offices: int
    considered: int
    passing: int
    lines: tuple[dict[str, Any], ...]


def _other_offices(user: access.AnyUser, office_id: UUID) -> Iterator[tuple[UUID, str, Any]]:
    """Yield the other offices that take part: key, name, and an officer who may read them."""
    names = access.office_names(access.signed_in(user).organisation_id)
    for key, name in names.items():
        officers = access.holders_of(UUID(key), "placement.record")
        if officers and UUID(key) != office_id:
            yield UUID(key), name, officers[0]


def candidates_elsewhere(user: access.AnyUser, vacancy: Vacancy) -> Elsewhere:
    """Return the best candidates of other offices for a vacancy that the user may fill.

    Raises NotAllowed.
    """
    access.require(user, "placement.read", vacancy.office_id)
    asked = supply.as_vacancy(vacancy)
    at: dict[str, str] = {}
    pool: dict[str, matching.Candidate] = {}
    offices = list(_other_offices(user, vacancy.office_id))
    for office_id, name, officer in offices:
        found = supply.candidates_of_office(officer, office_id, lines=[ELSEWHERE])
        for one in supply.with_pathways(officer, found, vacancy.pathways):
            pool[one.id], at[one.id] = one, name
    made = matching.rank_candidates(asked, matching.Pool(list(pool.values())), top=MOST)
    keys = {key for one in made.suggestions for key in ranking.keys_in(ranking.reasons_of(one))}
    names = demand.skill_names(keys)
    lines = tuple(
        {
            "rank": rank,
            "office": at[one.id],
            "score": round(100 * one.score, 1),
            **portal.about(pool[one.id], vacancy.languages),
            **ranking.reasons_in_words(ranking.reasons_of(one), names),
        }
        for rank, one in enumerate(made.suggestions, 1)
    )
    return Elsewhere(len(offices), made.considered, made.passing, lines)


def vacancies_elsewhere(user: access.AnyUser, person_id: UUID) -> list[dict[str, Any]]:
    """Return the published vacancies of other offices whose conditions a person meets.

    Nothing without the person's consent to it. The employer is named by the other office.
    """
    profile = skills.profile_of_person(user, person_id)
    if profile is None:
        return []
    own = supply.candidates_of_office(user, profile.office_id, [profile.id], lines=[ELSEWHERE])
    if not own:
        return []
    found: list[dict[str, Any]] = []
    for office_id, name, officer in _other_offices(user, profile.office_id):
        vacancies = {str(one.id): one for one in demand.open_vacancies(officer, office_id)}
        asked = sorted({key for one in vacancies.values() for key in one.pathways})
        (candidate,) = supply.with_pathways(user, own, asked)
        fits = matching.ranked_vacancies(
            candidate, [supply.as_vacancy(one) for one in vacancies.values()]
        )
        found += [
            {
                "office": name,
                "title": vacancies[one.vacancy].title,
                "number": vacancies[one.vacancy].number,
                "score": round(100 * one.score, 1),
            }
            for one in fits
            if not one.failed
        ]
    return sorted(found, key=lambda one: (-one["score"], one["office"], one["number"]))[:MOST]
