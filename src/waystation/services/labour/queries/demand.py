"""Employers and vacancies that a user may see."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from waystation.foundation.access import queries as access
from waystation.foundation.access.contributions import Panel
from waystation.foundation.documents import numbers
from waystation.foundation.records.fields import FieldTable
from waystation.foundation.records.values import strip_texts
from waystation.foundation.shared.errors import NotSeen, Refusal
from waystation.foundation.shared.periods import today_in
from waystation.foundation.shared.words import N_
from waystation.registry.organisations import queries as organisations
from waystation.registry.reference import queries as reference
from waystation.services.labour.fields import CONTENTS, PartField
from waystation.services.labour.models import Employer, Vacancy, VacancySkill
from waystation.services.labour.rules import demand as rules
from waystation.services.recruitment import queries as recruitment
from waystation.services.recruitment.rules import Clearance, may_recruit


def employers_visible_to(user: access.AnyUser) -> QuerySet[Employer]:
    """Return the employers of the user's offices."""
    return access.scoped(Employer.objects.all(), user, "vacancy.read")


def employer_visible_to(user: access.AnyUser, employer_id: UUID) -> Employer:
    """Return one employer. Raises NotSeen outside the user's offices."""
    rows = employers_visible_to(user).select_related("entity", "office")
    found = rows.filter(id=employer_id).first()
    if found is None:
        raise NotSeen(N_("There is no such employer in your offices."), code="not_seen")
    return found


def organisations_to_record(user: access.AnyUser) -> list[tuple[str, str]]:
    """Return the organisations of the kind employer that have no record yet, as choices."""
    known = organisations.entities_visible_to(user, kind="employer")
    taken = Employer.objects.filter(entity__in=known).values("entity")
    rows = known.exclude(id__in=taken).values_list("id", "name")
    return [(str(key), name) for key, name in rows]


def employer_of_user(user: access.AnyUser) -> Employer | None:
    """Return the employer that a user represents today, None if there is none."""
    if not access.may(user, "placement.ask"):
        return None
    entity = organisations.entity_of(user, today_in())
    rows = Employer.objects.select_related("entity", "office")
    return None if entity is None else rows.filter(entity=entity).first()


def vacancies_visible_to(user: access.AnyUser) -> QuerySet[Vacancy]:
    """Return the vacancies of the user's offices."""
    return access.scoped(Vacancy.objects.all(), user, "vacancy.read")


def vacancy_visible_to(user: access.AnyUser, vacancy_id: UUID) -> Vacancy:
    """Return one vacancy. Raises NotSeen outside the user's offices."""
    rows = vacancies_visible_to(user).select_related("employer__entity", "office", "site")
    found = rows.filter(id=vacancy_id).first()
    if found is None:
        raise NotSeen(N_("There is no such vacancy in your offices."), code="not_seen")
    return found


def open_vacancies(user: access.AnyUser, office_id: UUID | None = None) -> QuerySet[Vacancy]:
    """Return the published vacancies with which people are matched, the newest first."""
    rows = vacancies_visible_to(user).filter(state="published")
    if office_id is not None:
        rows = rows.filter(office_id=office_id)
    rows = rows.select_related("employer__entity", "office").prefetch_related("skills")
    return rows.order_by("-published_at", "-id")


def recruiters_to_choose(user: access.AnyUser) -> list[tuple[str, str]]:
    """Return the agencies through which a vacancy can be filled; whoever is suspended is marked."""
    rows = recruitment.recruiters_visible_to(user).filter(kind="recruiter").order_by()
    agencies = {str(key) for key in rows.values_list("id", flat=True)}
    return [one for one in recruitment.parties_for(user) if one[0] in agencies]


def sites_of(employer: Employer) -> list[tuple[str, str]]:
    """Return the places of work of an employer, as choices."""
    rows = employer.sites.order_by("name").values_list("id", "name")
    return [(str(key), name) for key, name in rows]


def clearance_of(employer: Employer) -> Clearance:
    """Return whether an employer may be worked with today, as due diligence found."""
    return recruitment.clearance_of(employer.entity_id, today_in())


def clearances_of(entities: Collection[UUID]) -> dict[UUID, Clearance]:
    """Return what due diligence found of each organisation, as it holds today."""
    return recruitment.clearances_of(entities, today_in())


def refusals_to_recruit(vacancy: Vacancy) -> list[Refusal | None]:
    """Refuse a vacancy whose employer or agency is suspended or not cleared today."""
    both = [key for key in (vacancy.employer.entity_id, vacancy.recruiter_id) if key]
    found = clearances_of(both)
    return [may_recruit(found[key]) for key in both]


def costs_in_words(vacancy: Vacancy) -> list[dict[str, Any]]:
    """Return who pays what for a vacancy, in the reader's language and the order of the form."""
    order = {
        kind: place for place, (kind, _name) in enumerate(reference.choices("recruitment_cost"))
    }
    return [
        {
            "kind": reference.label("recruitment_cost", one.kind),
            "payer": reference.label("cost_payer", one.payer),
            "amount": one.amount,
            "currency": one.currency,
            "worker": one.payer == "worker",
        }
        for one in sorted(vacancy.costs.all(), key=lambda one: order.get(one.kind, len(order)))
    ]


def payers_in_words(costs: Iterable[Mapping[str, Any]]) -> list[str]:
    """Return who pays each cost as it is typed: "Travel: The employer, 300.00"."""
    return [
        f"{reference.label('recruitment_cost', one['kind'])}: "
        + ", ".join(
            [reference.label("cost_payer", one["payer"]) or "–"]
            + ([] if one["amount"] is None else [numbers.format_money(one["amount"])])
        )
        for one in costs
    ]


def languages_in_words(languages: dict[str, dict[str, str]]) -> list[str]:
    """Return the required languages: "German B2", or by activity if they differ."""
    return [
        f"{reference.label('language', one)} {levels_in_words(levels)}"
        for one, levels in languages.items()
    ]


def levels_in_words(levels: dict[str, str]) -> str:
    """Return the levels of a language: one where all activities have it, else each."""
    activities = [one for one, _name in rules.ACTIVITIES]
    if len(set(levels.values())) == 1 and len(levels) == len(activities):
        return next(iter(levels.values()))
    names = dict(rules.ACTIVITIES)
    return ", ".join(
        f"{_(names[one]).lower()} {levels[one]}" for one in activities if one in levels
    )


def vacancy_contents(vacancy: Vacancy) -> dict[str, Any]:
    """Return all that a vacancy says, as values: those of ``fields.CONTENTS``."""
    lines = {
        "must_have": [one.name for one in vacancy.skills_of(essential=True)],
        "nice_to_have": [one.name for one in vacancy.skills_of(essential=False)],
        "costs": [
            {"kind": one.kind, "payer": one.payer, "amount": one.amount, "currency": one.currency}
            for one in vacancy.costs.all()
        ],
    }
    keys = {"recruiter": vacancy.recruiter_id, "site": vacancy.site_id}
    plain = (name for name in CONTENTS.names if name not in lines and name not in keys)
    return {name: getattr(vacancy, name) for name in plain} | lines | keys


def contents_to_edit(vacancy: Vacancy, table: FieldTable = CONTENTS) -> dict[str, Any]:
    """Return what a vacancy says as its form and the API write it, so that it can be compared."""
    return tidy_contents(
        {name: one for name, one in vacancy_contents(vacancy).items() if name in table.names}
    )


def tidy_contents(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return those of ``values`` that a vacancy says, parsed and in one order. Raises Refusal."""
    table = CONTENTS.only(*(name for name in CONTENTS.names if name in values))
    given = strip_texts(table.read(values))
    for field in table:
        if field.kind == "codes" and not isinstance(field, PartField):
            given[field.name] = sorted(set(given[field.name]))
    for name in ("currency", "pay_period"):
        if name in given:
            given[name] = given[name] or CONTENTS[name].initial
    return given


def skill_names(keys: Iterable[str]) -> dict[str, str]:
    """Return how vacancies name skills, by the key that is compared."""
    rows = VacancySkill.objects.filter(key__in=list(keys)).order_by("id")
    return dict(rows.values_list("key", "name"))


def organisation_panel(user: access.AnyUser, entity_id: UUID) -> Panel | None:
    """Return the card about an employer's vacancies, for the page of an organisation."""
    employer = employers_visible_to(user).filter(entity_id=entity_id).first()
    if employer is None:
        return None
    rows = vacancies_visible_to(user).filter(employer=employer)
    return Panel(
        "labour/organisation_panel.html",
        {"employer": employer, "open": rows.filter(state="published").count(), "all": rows.count()},
    )
