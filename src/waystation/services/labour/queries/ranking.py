"""Ranked lists with reasons, for a vacancy and for a person.

The gates of ``analysis.matching`` are grouped into conditions as people name them: four activities
of German are one condition, "German B2". Candidates who fail only one condition are listed with it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from waystation.analysis import matching
from waystation.foundation.access import queries as access
from waystation.foundation.shared.words import N_
from waystation.registry.skills import queries as skills
from waystation.services.labour.models import RankedList, Vacancy

from . import demand, supply
from .conditions import (
    DAY,
    Condition,
    condition_in_short,
    condition_in_words,
    conditions_of,
    facts_of,
    failed_in_words,
)

TOP = 20
MOST_ONLY = 200
PARTS = {
    "essential": N_("Skills that are needed"),
    "optional": N_("Skills that are welcome"),
    "occupation": N_("Occupation"),
    "place": N_("Place"),
    "pay": N_("Pay"),
}


FailedInWords = Callable[[Sequence[matching.Gate], Mapping[str, str], Any], list[str]]


@dataclass(frozen=True)
class Ranked:
    """The current ranked list, with the conditions and the people they exclude."""

    ranking: matching.Ranking
    conditions: tuple[Condition, ...]

    @property
    def impossible(self) -> list[Condition]:
        """Return the conditions that exclude everybody."""
        return [one for one in self.conditions if one.failing == self.ranking.considered > 0]


def ranked_for(
    user: access.AnyUser, vacancy: Vacancy, *, top: int = TOP, with_at_work: bool = False
) -> Ranked:
    """Return the best candidates of a vacancy now, and the people that each condition excludes.

    People who are at work are among them only if the search includes them.
    """
    pool = supply.pool_for(user, vacancy.office_id, [vacancy])
    asked = supply.as_vacancy(vacancy, with_at_work=with_at_work)
    names = dict(supply.pathway_choices(user)) if vacancy.pathways else {}
    return Ranked(matching.rank_candidates(asked, pool, top=top), conditions_of(asked, pool, names))


def reasons_of(suggestion: matching.Suggestion) -> dict[str, Any]:
    """Return the reasons of a suggestion as plain JSON, as they are stored."""
    return {
        "parts": [asdict_of(one) for one in suggestion.parts],
        "matched": list(suggestion.matched),
        "missing_essential": list(suggestion.missing_essential),
        "missing_optional": list(suggestion.missing_optional),
    }


def asdict_of(part: matching.Part) -> dict[str, Any]:
    return {"name": part.name, "value": round(part.value, 6), "share": round(part.share, 6)}


def reasons_in_words(reasons: dict[str, Any], names: dict[str, str]) -> dict[str, Any]:
    """Return stored reasons as pages show them; ``names`` are the skills by key."""
    return {
        "parts": [
            {
                "name": _(PARTS[one["name"]]),
                "value": round(100 * one["value"]),
                "share": round(100 * one["share"], 1),
            }
            for one in reasons.get("parts", ())
        ],
        **{
            name: [names.get(key, key) for key in reasons.get(name, ())]
            for name in ("matched", "missing_essential", "missing_optional")
        },
    }


# --- stored lists ----------------------------------------------------------------------------


def latest_list(vacancy: Vacancy) -> RankedList | None:
    """Return the list that was shown last for a vacancy."""
    return RankedList.objects.filter(vacancy=vacancy).order_by("-id").first()


def lines_of(
    user: access.AnyUser, suggestions: Sequence[matching.Suggestion]
) -> list[dict[str, Any]]:
    """Return suggestions with the person of each that this user may see, reasons in words."""
    people = skills.people_of(user, [UUID(one.id) for one in suggestions])
    keys = {key for one in suggestions for key in
            (*one.matched, *one.missing_essential, *one.missing_optional)}  # fmt: skip
    names = demand.skill_names(keys)
    return [
        {
            "rank": rank,
            "profile": UUID(one.id),
            "person": people.get(UUID(one.id)),
            "score": round(100 * one.score, 1),
            **reasons_in_words(reasons_of(one), names),
        }
        for rank, one in enumerate(suggestions, 1)
    ]


def vacancies_for(
    user: access.AnyUser, person_id: UUID, *, most: int = TOP
) -> list[dict[str, Any]]:
    """Return the published vacancies for a person: matches first, then others with their gaps.

    Last come those that have nothing to do with the person's work.
    """
    profile = skills.profile_of_person(user, person_id)
    return [] if profile is None else vacancies_for_profile(user, profile, most=most)


def vacancies_for_profile(
    user: access.AnyUser,
    profile: Any,
    *,
    most: int = TOP,
    failed_in_words: FailedInWords = failed_in_words,
) -> list[dict[str, Any]]:
    """Return the published vacancies of its office for a profile that the user may read."""
    vacancies = {str(one.id): one for one in demand.open_vacancies(user, profile.office_id)}
    found = supply.candidates_of_office(user, profile.office_id, [profile.id])
    asked = sorted({key for one in vacancies.values() for key in one.pathways})
    candidates = supply.with_pathways(user, found, asked)
    if not candidates:
        return []
    fits = matching.ranked_vacancies(
        candidates[0], [supply.as_vacancy(one, with_at_work=True) for one in vacancies.values()]
    )
    keys = {key for one in fits for key in
            (*one.suggestion.matched, *one.suggestion.missing_essential,
             *one.suggestion.missing_optional)}  # fmt: skip
    names = demand.skill_names(keys)
    pathways = dict(supply.pathway_choices(user)) if asked else {}
    return [
        {
            "vacancy": vacancies[one.vacancy],
            "score": round(100 * one.score, 1),
            "failed": failed_in_words(one.failed, pathways, candidates[0]),
            "is_related": one.is_related,
            **reasons_in_words(reasons_of(one.suggestion), names),
        }
        for one in fits[:most]
    ]


def only_failing(
    user: access.AnyUser, vacancy: Vacancy, key: str
) -> tuple[tuple[str, str], list[dict[str, Any]]]:
    """Return a condition in words and in short, and the people that it alone excludes.

    The best come first, as they would be ranked without this condition.
    """
    found = next(
        (one for one in ranked_for(user, vacancy, top=1).conditions if one.key == key), None
    )
    if found is None:
        return ("", ""), []
    candidates = supply.candidates_of_office(
        user, vacancy.office_id, [UUID(one) for one in found.only]
    )
    known = {one.id: one for one in candidates}
    ungated = replace(
        supply.as_vacancy(vacancy, with_at_work=True),
        languages={}, starts_by=None, destination="", pathways=frozenset(), documents=frozenset(),
        only_related=False,
    )  # fmt: skip
    best = matching.rank_candidates(ungated, matching.Pool(candidates), top=MOST_ONLY)
    words = condition_in_words(found.kind, found.subject, found.asked)
    short = condition_in_short(found.kind, found.subject, found.asked)
    return (words, short), [
        {
            **line,
            "fact": facts_of(found.kind, found.subject, known[str(line["profile"])], found.asked),
        }
        for line in lines_of(user, best.suggestions)
    ]


def at_work_since(person_id: UUID) -> str:
    """Return since when a person is in a placement that has not ended, in words, else ""."""
    day = supply.placements_running([person_id]).get(person_id)
    return DAY.words(day) if day else ""


def may_be_matched(user: access.AnyUser, person_id: UUID) -> bool:
    """Return whether a person has an open skills profile, and agrees to be matched."""
    profile = skills.profile_of_person(user, person_id)
    return profile is not None and profile.state == "open" and skills.has_agreed(person_id)


def keys_in(reasons: dict[str, Any]) -> set[str]:
    """Return the keys of all skills that stored reasons name."""
    names = ("matched", "missing_essential", "missing_optional")
    return {key for name in names for key in reasons.get(name, ())}
