"""The content of the labour officers' home page and of a vacancy's page."""

from __future__ import annotations

from typing import Any

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _

from waystation.foundation.access import queries as access
from waystation.registry.people import queries as people
from waystation.services.labour.models import Vacancy
from waystation.services.labour.rules import pipeline as rules
from waystation.services.labour.transitions import CANDIDACY_WORKFLOW, VACANCY_WORKFLOW
from waystation.services.recruitment import queries as recruitment

from . import demand, pipeline

NEWEST = 8


def numbers(user: access.AnyUser) -> list[dict[str, Any]]:
    """Return the counts of the home page, each with the list that it counts."""
    vacancies = dict(
        demand.vacancies_visible_to(user).order_by().values_list("state").annotate(n=Count("id"))
    )
    stages = dict(
        pipeline.candidacies_visible_to(user)
        .order_by()
        .values_list("state")
        .annotate(n=Count("id"))
    )
    lists, placements = reverse("labour:vacancies"), reverse("labour:candidacies")
    found = [
        (_("Published vacancies"), vacancies.get("published", 0), f"{lists}?state=published"),
        (_("In review"), vacancies.get("review", 0), f"{lists}?state=review"),
    ]
    if access.may(user, "placement.read"):
        found += [
            (_("Introduced"), stages.get("introduced", 0), f"{placements}?state=introduced"),
            (_("At work"), stages.get("arrived", 0), f"{placements}?state=arrived"),
            (
                _("At work after 6 months"),
                stages.get("stayed_6", 0),
                f"{placements}?state=stayed_6",
            ),
        ]
    return [{"label": label, "number": number, "url": url} for label, number, url in found]


def newest(user: access.AnyUser) -> list[dict[str, Any]]:
    """Return the newest published vacancies with how many are on their way.

    Of those placed, only people whose files the user may open; None for users without files.
    """
    rows = demand.open_vacancies(user)[:NEWEST]
    placed = pipeline.candidacies_visible_to(user).filter(state__in=rules.PLACED)
    may_count = access.may(user, "placement.read")
    return [
        {
            "vacancy": one,
            "url": reverse("labour:vacancy", args=[one.id]),
            "placed": placed.filter(vacancy=one).count() if may_count else None,
        }
        for one in rows
    ]


def vacancy_page(user: access.AnyUser, vacancy: Vacancy) -> dict[str, Any]:
    """Return the context of a vacancy's page in addition to its answers."""
    rows = pipeline.candidacies_visible_to(user).filter(vacancy=vacancy)
    found = list(rows.select_related("person").order_by("number"))
    names = people.names_of(user, [one.person_id for one in found])
    return {
        "must_have": [one.name for one in vacancy.skills_of(essential=True)],
        "nice_to_have": [one.name for one in vacancy.skills_of(essential=False)],
        "asked_languages": demand.languages_in_words(vacancy.languages),
        "costs": demand.costs_in_words(vacancy),
        "refusals": [_(one["sentence"]).format(**one["values"]) for one in vacancy.refusals],
        "is_own_correction": vacancy.state == "review"
        and vacancy.corrected_by_id is not None
        and vacancy.corrected_by_id == access.signed_in(user).id,
        "clearance": demand.clearance_of(vacancy.employer),
        "incidents": recruitment.incidents_visible_to(user).filter(subject_id=vacancy.id),
        "candidacies": [
            {
                "candidacy": one,
                "name": names.get(one.person_id, one.person.number),
                "state": CANDIDACY_WORKFLOW.state_of(one),
            }
            for one in found
        ],
        "state_name": VACANCY_WORKFLOW.words(vacancy.state),
    }
