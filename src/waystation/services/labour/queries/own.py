"""What a person reads at the link of their own profile: vacancies, ranked, with the reasons.

Read in the name of an officer of the office, as an employer's page is. Neither sex nor community is
read, and no number about other people is shown.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from waystation.analysis import matching
from waystation.foundation.records.values import values_of
from waystation.foundation.shared.errors import NotSeen
from waystation.foundation.shared.words import N_
from waystation.registry.reference import queries as reference
from waystation.services.labour.fields import VACANCY
from waystation.services.labour.models import Candidacy, Vacancy
from waystation.services.labour.rules.pipeline import refusal_of_interest

from . import conditions, demand, pipeline, ranking, supply

MOST = 50


def vacancies_of(profile: Any) -> list[dict[str, Any]]:
    """Return the vacancies for the person of a profile: what matches first, with the reasons."""
    found = ranking.vacancies_for_profile(
        supply.officer_of(profile.office_id), profile, most=MOST, failed_in_words=fails_in_words
    )
    there = candidacies_of(profile, [one["vacancy"].id for one in found])
    return [
        {
            **one,
            "candidacy": there.get(one["vacancy"].id),
            "where": one["vacancy"].town or reference.label("municipality", one["vacancy"].place),
            "country": reference.label("country", one["vacancy"].country),
        }
        for one in found
    ]


def at_work(profile: Any) -> str:
    """Return since when the person is in a placement that has not ended, in words, else ""."""
    return ranking.at_work_since(profile.person_id)


def candidacies_of(profile: Any, vacancies: list[UUID]) -> dict[UUID, Candidacy]:
    """Return the person's candidacies for some vacancies, by vacancy."""
    rows = Candidacy.objects.filter(person_id=profile.person_id, vacancy_id__in=vacancies)
    return {one.vacancy_id: one for one in rows}


def vacancy_for(profile: Any, vacancy_id: UUID) -> Vacancy:
    """Return a vacancy that the person may read: published by the own office. Raises NotSeen.

    A vacancy for which the person is a candidate stays readable after it has ended.
    """
    rows = Vacancy.objects.filter(office_id=profile.office_id).select_related("employer__entity")
    found = rows.filter(id=vacancy_id).first()
    if found is None or (found.state != "published" and not candidacies_of(profile, [found.id])):
        raise NotSeen(N_("This vacancy is not offered any more."), code="vacancy_gone")
    return found


def offer_of(profile: Any, vacancy: Vacancy) -> dict[str, Any]:
    """Return the whole offer of a vacancy with why it was proposed, as the person reads it."""
    lines = [one for one in vacancies_of(profile) if one["vacancy"].id == vacancy.id]
    candidacy = candidacies_of(profile, [vacancy.id]).get(vacancy.id)
    return {
        "answers": VACANCY.answers(values_of(vacancy, VACANCY)),
        "must_have": [one.name for one in vacancy.skills_of(essential=True)],
        "nice_to_have": [one.name for one in vacancy.skills_of(essential=False)],
        "asked_languages": demand.languages_in_words(vacancy.languages),
        "costs": demand.costs_in_words(vacancy),
        "one": lines[0] if lines else None,
        "candidacy": candidacy,
        "loss": pipeline.losses_shown_to(candidacy) if candidacy else "",
        "is_open": vacancy.state == "published",
        "may_say": not refusal_of_interest(vacancy.state, candidacy.state if candidacy else ""),
    }


def fails_in_words(
    failed: Any, names: Mapping[str, str], candidate: matching.Candidate
) -> list[str]:
    """Return the conditions that the person fails, each as a sentence with the fact."""
    return [
        _sentence(kind, subject, asked, candidate)
        for (kind, subject), asked in conditions.failed_conditions(failed, names).items()
    ]


def _sentence(kind: str, subject: str, asked: dict[str, str], candidate: matching.Candidate) -> str:
    words = conditions.condition_in_words(kind, subject, asked)
    fact = conditions.facts_of(kind, subject, candidate, asked)
    if kind == "language":
        known = any(language == subject for language, _activity in candidate.languages)
        if not known:
            return _("needs {level}; your profile does not name this language").format(level=words)
        return _("needs {level}; you have {fact}").format(level=words, fact=fact)
    if kind == "start":
        day = conditions.day_in_words(subject)
        return _("begins on {day}; you can begin on {fact}").format(day=day, fact=fact)
    if kind == "destination":
        country = reference.label("country", subject)
        return _("is in {country}; you wish to work in {fact}").format(country=country, fact=fact)
    if kind == "related":
        if not conditions.occupations_of(candidate):
            return _("needs a similar occupation or one of its skills; your profile names none")
        return _(
            "needs a similar occupation or one of its skills; your profile says {fact}"
        ).format(fact=fact)
    if kind == "document":
        return _("needs {document}; your profile does not have it").format(document=words)
    return _("needs a regular pathway ({names}); ask the office whether it is open to you").format(
        names=asked.get("", "")
    )
