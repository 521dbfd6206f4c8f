"""What an employer may read: its own vacancies, and anonymous candidates."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from waystation.analysis import matching, sdc
from waystation.foundation.access import queries as access
from waystation.foundation.records.values import values_of
from waystation.foundation.shared.errors import NotSeen
from waystation.foundation.shared.words import N_
from waystation.registry.reference import queries as reference
from waystation.registry.skills import queries as skills
from waystation.services.labour.fields import VACANCY
from waystation.services.labour.models import Candidacy, Employer, Vacancy
from waystation.services.labour.rules.demand import ACTIVITIES
from waystation.services.labour.transitions import EDITABLE, VACANCY_WORKFLOW
from waystation.services.recruitment.rules import fees_charged_to_worker, refusals_of_fees

from . import conditions, demand, pipeline, ranking, supply


def not_seen() -> NotSeen:
    """Return the same refusal for a missing record and another employer's."""
    return NotSeen(N_("There is no such vacancy of your company."), code="not_seen")


def own_vacancy(employer: Employer, vacancy_id: UUID) -> Vacancy:
    """Return a vacancy of this employer. Raises NotSeen for another's."""
    rows = Vacancy.objects.filter(employer=employer).select_related("employer__entity", "office")
    found = rows.filter(id=vacancy_id).first()
    if found is None:
        raise not_seen()
    return found


def home_of(employer: Employer) -> dict[str, Any]:
    """Return the context of an employer's home page."""
    rows = employer.vacancies.order_by("-id")
    asked = Candidacy.objects.filter(vacancy__employer=employer, asked_at__isnull=False)
    return {
        "answered": employer.answered_at is not None,
        "waiting": asked.filter(state="prospect").count(),
        "vacancies": [
            {
                "vacancy": one,
                "url": reverse("labour:employer_vacancy", args=[one.id]),
                "state": VACANCY_WORKFLOW.state_of(one),
            }
            for one in rows
        ],
    }


def vacancy_page(vacancy: Vacancy) -> dict[str, Any]:
    """Return what an employer reads of its own vacancy."""
    return {
        "answers": VACANCY.answers(values_of(vacancy, VACANCY)),
        "must_have": [one.name for one in vacancy.skills_of(essential=True)],
        "nice_to_have": [one.name for one in vacancy.skills_of(essential=False)],
        "asked_languages": demand.languages_in_words(vacancy.languages),
        "costs": demand.costs_in_words(vacancy),
        "refusals": [_(one["sentence"]).format(**one["values"]) for one in vacancy.refusals],
        "fees": fees_in_words(vacancy) if vacancy.state in ("draft", "review") else [],
        "may_change": vacancy.state in EDITABLE,
        "may_submit": vacancy.state == "draft",
        "may_withdraw": vacancy.state == "draft" and vacancy.by_employer,
    }


def fees_in_words(vacancy: Vacancy) -> list[str]:
    """Return what a worker would pay by this vacancy, as its publication would be refused."""
    words = dict(reference.choices("recruitment_cost"))
    found = refusals_of_fees(fees_charged_to_worker(vacancy.cost_lines), words)
    return [_(one.sentence).format(**one.values) for one in found]


def anonymous_lines(vacancy: Vacancy, found: ranking.Ranked) -> dict[str, Any]:
    """Return the ranked candidates as an employer may read them: reasons, and no name.

    Each is called by a token of this vacancy alone, and equals are in the order of their tokens:
    the order of keys is that in which profiles were opened, the same for every vacancy. Whoever is
    a candidate already is listed with the others of the vacancy.
    """
    officer = supply.officer_of(vacancy.office_id)
    suggestions = found.ranking.suggestions
    people = skills.people_of(officer, [UUID(one.id) for one in suggestions])
    there = set(vacancy.candidacies.values_list("person_id", flat=True))
    chosen = [one for one in suggestions if people.get(UUID(one.id)) not in there]
    known = {
        one.id: one
        for one in supply.candidates_of_office(
            officer, vacancy.office_id, [UUID(one.id) for one in chosen]
        )
    }
    names = demand.skill_names(
        {key for one in chosen for key in ranking.keys_in(ranking.reasons_of(one))}
    )
    noise = noise_of(vacancy)
    tokens = {one.id: supply.token_of(vacancy, one.id) for one in chosen}
    chosen.sort(key=lambda one: (-one.score, tokens[one.id]))
    return {
        "is_ranked": True,
        "impossible": conditions.conditions_in_words(
            _perturb(one, noise) for one in found.impossible
        ),
        "conditions": conditions.conditions_in_words(
            _perturb(one, noise) for one in found.conditions
        ),
        "lines": [
            {
                "token": tokens[one.id],
                "score": round(100 * one.score, 1),
                **about(known.get(one.id), vacancy.languages),
                **ranking.reasons_in_words(ranking.reasons_of(one), names),
            }
            for one in chosen
        ],
    }


def noise_of(vacancy: Vacancy) -> sdc.CellKey:
    """Return the noise for numbers about an office's candidates that employers see.

    An employer can set any conditions, so the number that each excludes is a live filter: the same
    people give the same number whatever the conditions.
    """
    policy = sdc.policy_for("partners", "skills", method="cell_key")
    secret = access.keyring(vacancy.organisation_id).derive("noise of numbers for employers")
    return sdc.CellKey.under(policy, secret)


def _perturb(one: conditions.Condition, noise: sdc.CellKey) -> conditions.Condition:
    failing, only = (noise.count(noise.record_keys(ids)) for ids in (one.fails, one.only))
    return replace(one, failing=failing, failing_only=min(only, failing))


def about(candidate: matching.Candidate | None, asked: Collection[str]) -> dict[str, Any]:
    """Return an anonymous candidate's description: the occupation, and the languages ``asked``.

    In Kosovo, a person's first language indicates the community, so a language that the work does
    not need is omitted.
    """
    if candidate is None:
        return {"occupation": "", "spoken": []}
    languages: dict[str, dict[str, str]] = {}
    for (language, activity), level in sorted(candidate.languages.items()):
        if language in asked and activity in dict(ACTIVITIES) and level:
            languages.setdefault(language, {})[activity] = matching.CEFR[level]
    return {
        "occupation": VACANCY["occupation"].words(candidate.occupation),
        "spoken": [
            f"{reference.label('language', language)} {demand.levels_in_words(levels)}"
            for language, levels in languages.items()
        ],
    }


def candidates_of(vacancy: Vacancy) -> tuple[list[dict[str, Any]], int]:
    """Return the candidates of a vacancy as its employer reads them, and how many have a name.

    Asked at each request: after consent was taken back there is no name, and "withdrawn".
    """
    rows = list(
        vacancy.candidacies.exclude(state="prospect", asked_at__isnull=True)
        .select_related("person", "vacancy__employer__entity")
        .order_by("number")
    )
    names = pipeline.names_readable(rows)
    phones = pipeline.phones_readable(one for one in rows if one.id in names)
    found = []
    for one in rows:
        state, tone = pipeline.state_for_employer(one, one.id in names)
        found.append(
            {
                "number": one.number,
                "name": names.get(one.id, ""),
                "phones": phones.get(one.id, []),
                "state": state,
                "tone": tone,
                "asked_at": one.asked_at,
                "score": round(100 * one.reasons["score"], 1) if "score" in one.reasons else None,
            }
        )
    return found, len(names)
