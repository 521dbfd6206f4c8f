"""Ranked lists with reasons, for a vacancy and for a person.

The gates of ``analysis.matching`` are grouped into conditions as people name them: four activities
of German are one condition, "German B2". Candidates who fail only one condition are listed with it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

import numpy as np
from django.utils.translation import gettext as _

from waystation.analysis import matching
from waystation.foundation.access import queries as access
from waystation.foundation.records.fields import Field
from waystation.foundation.shared.words import N_
from waystation.registry.reference import queries as reference
from waystation.registry.skills import queries as skills
from waystation.services.labour.fields import VACANCY
from waystation.services.labour.models import RankedList, Vacancy
from waystation.services.labour.rules.demand import ACTIVITIES

from . import demand, supply

TOP = 20
MOST_ONLY = 200
DAY = Field("day", "date", "")
PARTS = {
    "essential": N_("Skills that are needed"),
    "optional": N_("Skills that are welcome"),
    "occupation": N_("Occupation"),
    "place": N_("Place"),
    "pay": N_("Pay"),
}


SIMILAR = N_("Similar: in the same minor group of ISCO-08, as waiters and bartenders are.")

FailedInWords = Callable[[Sequence[matching.Gate], Mapping[str, str], Any], list[str]]


@dataclass(frozen=True)
class Condition:
    """A condition of a vacancy: how many it excludes, and who would pass without it.

    ``subject`` is the language, the document or the like; ``asked`` is the requirement. ``only``
    and ``fails`` are the profiles that fail only this condition, and all that fail it.
    """

    kind: str
    subject: str
    asked: dict[str, str]
    failing: int
    failing_only: int
    only: tuple[str, ...] = ()
    fails: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        return f"{self.kind}-{self.subject}"


@dataclass(frozen=True)
class Ranked:
    """The current ranked list, with the conditions and the people they exclude."""

    ranking: matching.Ranking
    conditions: tuple[Condition, ...]

    @property
    def impossible(self) -> list[Condition]:
        """Return the conditions that exclude everybody."""
        return [one for one in self.conditions if one.failing == self.ranking.considered > 0]


def subject_of(gate: matching.Gate, names: Mapping[str, str]) -> tuple[str, str, tuple[str, str]]:
    """Return the kind of a gate, its subject, and its requirement."""
    if gate.kind == "pathway":  # one of some: one condition
        named = ", ".join(names.get(one, one) for one in gate.asked.split(", "))
        return gate.kind, "open", ("", named)
    if gate.kind == "language":
        language, activity, level = gate.asked.split(" ")
        return gate.kind, language, (activity, level)
    return gate.kind, gate.asked, ("", gate.asked)


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


def conditions_of(
    asked: matching.Vacancy, pool: matching.Pool, names: Mapping[str, str]
) -> tuple[Condition, ...]:
    """Return the conditions of a vacancy with how many each excludes, and it alone.

    ``names`` are those of the pathways, by key.
    """
    wanted: dict[tuple[str, str], dict[str, str]] = {}
    failing: dict[tuple[str, str], list[str]] = defaultdict(list)
    only: dict[tuple[str, str], list[str]] = defaultdict(list)
    for segment, present in pool.segments:
        groups: dict[tuple[str, str], Any] = {}
        for gate, passes in matching.gates_of(asked, segment):
            kind, subject, (what, level) = subject_of(gate, names)
            wanted.setdefault((kind, subject), {})[what] = level
            before = groups.get((kind, subject), np.zeros(segment.rows, bool))
            groups[kind, subject] = before | ~passes
        number = sum((one.astype(np.int16) for one in groups.values()), np.zeros(segment.rows))
        for key, fails in groups.items():
            failing[key] += [segment.ids[row] for row in np.flatnonzero(present & fails)]
            alone = np.flatnonzero(present & fails & (number == 1))
            only[key] += [segment.ids[row] for row in alone]
    return tuple(
        Condition(kind, subject, asked_, len(failing[kind, subject]), len(only[kind, subject]),
                  tuple(sorted(only[kind, subject])), tuple(failing[kind, subject]))
        for (kind, subject), asked_ in wanted.items()
    )  # fmt: skip


# --- in words --------------------------------------------------------------------------------


def condition_in_words(kind: str, subject: str, asked: dict[str, str]) -> str:
    """Return a condition as people say it, in the reader's language: "German B2"."""
    if kind == "language":
        return f"{reference.label('language', subject)} {demand.levels_in_words(asked)}"
    if kind == "start":
        return _("Can begin by {day}").format(day=day_in_words(subject))
    if kind == "destination":
        return _("Wants to work in {country}").format(country=reference.label("country", subject))
    if kind == "document":
        return reference.label("work_document", subject)
    if kind == "free":
        return _("Is not at work")
    if kind == "related":
        return _("Similar occupation or a skill that is needed")
    return _("An open pathway: {names}").format(names=asked.get("", ""))


def condition_in_short(kind: str, subject: str, asked: dict[str, str]) -> str:
    """Return the name of a condition within a sentence: "Fails only the name"."""
    if kind == "start":
        return _("the start by {day}").format(day=day_in_words(subject))
    if kind == "destination":
        return _("the destination {country}").format(country=reference.label("country", subject))
    if kind == "free":
        return _("availability")
    if kind == "related":
        return _("occupation and skills")
    if kind == "pathway":
        return _("the open pathway")
    return condition_in_words(kind, subject, asked)


def conditions_in_words(conditions: Iterable[Condition]) -> list[dict[str, Any]]:
    """Return conditions as pages show them."""
    return [
        {
            "key": one.key,
            "words": condition_in_words(one.kind, one.subject, one.asked),
            "hint": _(SIMILAR) if one.kind == "related" else "",
            "failing": one.failing,
            "failing_only": one.failing_only,
        }
        for one in conditions
    ]


def day_in_words(day: str) -> str:
    """Return the day of a condition as pages show it."""
    return DAY.words(date.fromisoformat(day))


def failed_conditions(
    failed: Sequence[matching.Gate], names: Mapping[str, str]
) -> dict[tuple[str, str], dict[str, str]]:
    """Return failed gates grouped into conditions: what each asks, by kind and subject."""
    groups: dict[tuple[str, str], dict[str, str]] = {}
    for gate in failed:
        kind, subject, (what, level) = subject_of(gate, names)
        groups.setdefault((kind, subject), {})[what] = level
    return groups


def failed_in_words(
    failed: Sequence[matching.Gate], names: Mapping[str, str], candidate: matching.Candidate
) -> list[str]:
    """Return the conditions that one candidate fails, each with the fact: "German B2 (B1)"."""
    found = []
    for (kind, subject), asked in failed_conditions(failed, names).items():
        words, fact = (
            condition_in_words(kind, subject, asked),
            facts_of(kind, subject, candidate, asked),
        )
        found.append(f"{words} ({fact})" if fact else words)
    return found


def facts_of(
    kind: str, subject: str, candidate: matching.Candidate, asked: Mapping[str, str]
) -> str:
    """Return the fact of a candidate that fails a condition: the level, the day, the wish."""
    if kind == "language":
        have = {
            activity: matching.CEFR[level]
            for (language, activity), level in candidate.languages.items()
            if language == subject and level
        }
        known = {one: have[one] for one in have if one in dict(ACTIVITIES)}
        if not known:
            return _("not known")
        return demand.levels_in_words(dict.fromkeys(asked, _("not known")) | known)
    if kind == "start":
        return DAY.words(candidate.starts_from) if candidate.starts_from else ""
    if kind == "destination":
        return ", ".join(reference.label("country", one) for one in sorted(candidate.destinations))
    if kind == "related":
        return occupations_of(candidate) or _("not known")
    if kind == "free" and candidate.at_work_since:
        return _("at work since {day}").format(day=DAY.words(candidate.at_work_since))
    return _("not there")


def occupations_of(candidate: matching.Candidate) -> str:
    """Return the occupations of a candidate in words, the main one first, else ""."""
    codes = [candidate.occupation, *sorted(candidate.further)]
    return ", ".join(VACANCY["occupation"].words(code) for code in codes if code)


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


def as_stored(one: Condition) -> dict[str, Any]:
    """Return a condition as a list stores it: without who fails it."""
    return {name: value for name, value in asdict(one).items() if name not in ("only", "fails")}


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
