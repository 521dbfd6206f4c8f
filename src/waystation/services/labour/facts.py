"""Vacancies, placements and shortages as facts. No identity in them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Count, Max, Q, QuerySet, Sum

from waystation.foundation.shared.facts import Column, FactTable
from waystation.foundation.shared.words import N_
from waystation.registry.reference.facts import PERSON, standard_of, table_of

from .fields import EMPLOYER, LOSS
from .models import Candidacy, Shortage, SurveyEstimate, Vacancy, VacancyCost
from .rules import pipeline as rules

GROUP = Column("occupation", "code", N_("Occupation"), "occupation")
SECTOR = Column("sector", "code", N_("Sector"), "sector")
COUNTRY = Column("country", "code", N_("Country"), "country")

VACANCY_COLUMNS = (
    GROUP,
    SECTOR,
    COUNTRY,
    Column("size", "code", EMPLOYER["size"].heading, None),
    Column("openings", "number", N_("Openings")),
    Column("placed", "number", N_("Placed")),
    Column("filled", "yes_no", N_("Filled")),
    Column("days_to_fill", "number", N_("Days to fill")),
    Column("fee_refused", "yes_no", N_("Refused once because a worker would pay")),
    Column("by_employer", "yes_no", N_("Offered by the employer itself")),
)


def read_vacancies(organisation: UUID, ids: Sequence[UUID] | None) -> Any:
    """Return the vacancies that were published as facts, by the day of publication."""
    rows = Vacancy.objects.filter(organisation_id=organisation, published_at__isnull=False)
    if ids is not None:
        rows = rows.filter(id__in=list(ids))
    placed: dict[UUID, list[date]] = {}
    signed = Candidacy.objects.filter(
        organisation_id=organisation, vacancy__in=rows, contracted_on__isnull=False
    )
    for vacancy, day in signed.values_list("vacancy_id", "contracted_on"):
        if day is not None:
            placed.setdefault(vacancy, []).append(day)
    names = ("published_at", "occupation", "country", "openings", "refused_at", "by_employer",
             "place", "employer__sector", "employer__size", "office__zone")  # fmt: skip
    found = rows.order_by().values("id", "version", "office_id", *names)
    return table_of(
        VACANCY_COLUMNS,
        [_vacancy(row, placed.get(row["id"], [])) for row in found.iterator(chunk_size=5000)],
    )


def _vacancy(row: dict[str, Any], signed: list[date]) -> dict[str, Any]:
    day = row["published_at"].astimezone(ZoneInfo(row["office__zone"])).date()
    filled = len(signed) >= row["openings"]
    return {
        **standard_of(row, day),
        "place": row["place"] or None,
        "occupation": row["occupation"][:2] or None,
        "sector": row["employer__sector"] or None,
        "country": row["country"] or None,
        "size": row["employer__size"] or None,
        "openings": row["openings"],
        "placed": min(len(signed), row["openings"]),
        "filled": filled,
        "days_to_fill": (sorted(signed)[row["openings"] - 1] - day).days if filled else None,
        "fee_refused": row["refused_at"] is not None,
        "by_employer": row["by_employer"],
    }


def vacancies_of(organisation: UUID, ids: Sequence[UUID]) -> Sequence[UUID]:
    """Return the vacancies whose facts change when these candidacies do."""
    rows = Candidacy.objects.filter(organisation_id=organisation, id__in=list(ids))
    return list(rows.values_list("vacancy_id", flat=True).distinct())


VACANCIES = FactTable(
    "labour.vacancies",
    N_("Vacancies"),
    "labour.Vacancy",
    "vacancy.read",
    VACANCY_COLUMNS,
    read_vacancies,
    {"labour.Candidacy": vacancies_of},
)


PLACEMENT_COLUMNS = (
    GROUP,
    SECTOR,
    COUNTRY,
    Column("state", "code", N_("Stage"), None),
    Column("reason", "code", LOSS["reason"].label, None),
    Column("introduced", "yes_no", N_("Introduced")),
    Column("placed", "yes_no", N_("Placed")),
    Column("days", "number", N_("Days from publication to the first day at work")),
    Column("cost", "number", N_("Cost of the recruitment as offered, in euro")),
    Column("retained_6", "yes_no", N_("At work after 6 months")),
    Column("retained_12", "yes_no", N_("At work after 12 months")),
    Column("by_round", "yes_no", N_("By a placement round")),
)
"""``retained_6`` and ``retained_12`` are unknown until somebody asked, or the work ended."""


def read_placements(organisation: UUID, ids: Sequence[UUID] | None) -> Any:
    """Return everybody who was chosen for a vacancy as facts, by the day of the choice."""
    rows = Candidacy.objects.filter(organisation_id=organisation)
    if ids is not None:
        rows = rows.filter(id__in=list(ids))
    names = ("state", "reason", "round_id", "prospect_on", *sorted(set(rules.STAGE_DAYS.values())),
             "vacancy__occupation", "vacancy__country", "vacancy__employer__sector",
             "vacancy__published_at", "vacancy_id", "office__zone")  # fmt: skip
    costs = _costs_offered(rows)
    found = rows.order_by().values("id", "version", "office_id", *names, *PERSON)
    return table_of(
        PLACEMENT_COLUMNS,
        [_placement(row, costs.get(row["vacancy_id"])) for row in found.iterator(chunk_size=5000)],
    )


def _costs_offered(candidacies: QuerySet[Candidacy]) -> dict[UUID, int]:
    """Return what one recruitment costs as offered, by vacancy, if all amounts are in euro."""
    vacancies = candidacies.order_by().values("vacancy_id")
    rows = VacancyCost.objects.filter(vacancy__in=vacancies, amount__isnull=False).order_by()
    found = rows.values_list("vacancy").annotate(
        total=Sum("amount"), others=Count("id", filter=~Q(currency="EUR"))
    )
    return {vacancy: round(total) for vacancy, total, others in found if not others}


def _placement(row: dict[str, Any], cost: int | None) -> dict[str, Any]:
    published, began = row["vacancy__published_at"], row["arrived_on"]
    since = published.astimezone(ZoneInfo(row["office__zone"])).date() if published else None
    ended = row["returned_on"] or row["lost_on"]
    return {
        **standard_of(row, row["prospect_on"]),
        "occupation": row["vacancy__occupation"][:2] or None,
        "sector": row["vacancy__employer__sector"] or None,
        "country": row["vacancy__country"] or None,
        "state": row["state"],
        "reason": row["reason"] or None,
        "introduced": row["introduced_on"] is not None,
        "placed": row["contracted_on"] is not None,
        "days": rules.days_between(since, began),
        "cost": cost,
        "retained_6": rules.is_retained(began, row["stayed_6_on"], ended, rules.SIX_MONTHS),
        "retained_12": rules.is_retained(began, row["stayed_12_on"], ended, rules.TWELVE_MONTHS),
        "by_round": row["round_id"] is not None,
    }


def placements_of_people(organisation: UUID, people: Sequence[UUID]) -> Sequence[UUID]:
    """Return the candidacies whose facts change when these people's files do."""
    rows = Candidacy.objects.filter(organisation_id=organisation, person_id__in=list(people))
    return list(rows.values_list("id", flat=True))


def placements_of_vacancies(organisation: UUID, vacancies: Sequence[UUID]) -> Sequence[UUID]:
    """Return the candidacies whose facts change when these vacancies do."""
    rows = Candidacy.objects.filter(organisation_id=organisation, vacancy_id__in=list(vacancies))
    return list(rows.values_list("id", flat=True))


PLACEMENTS = FactTable(
    "labour.placements",
    N_("Placements"),
    "labour.Candidacy",
    "placement.read",
    PLACEMENT_COLUMNS,
    read_placements,
    {"people.Person": placements_of_people, "labour.Vacancy": placements_of_vacancies},
)

SHORTAGE_COLUMNS = (
    Column("kind", "code", N_("Split by"), None),
    GROUP,
    SECTOR,
    Column("reason", "code", N_("Reason"), "shortage_reason"),
    Column("openings", "number", N_("Openings that are hard to fill, weighted")),
)


def read_shortages(organisation: UUID, ids: Sequence[UUID] | None) -> Any:
    """Return the shortages of each survey's last estimate, without suppressed ones."""
    latest = SurveyEstimate.objects.filter(organisation_id=organisation).values("survey").annotate(
        last=Max("number")
    )  # fmt: skip
    rows = Shortage.objects.none()
    for one in latest:
        rows = rows | Shortage.objects.filter(
            estimate__survey=one["survey"], estimate__number=one["last"], value__isnull=False
        )
    if ids is not None:
        rows = rows.filter(id__in=list(ids))
    names = ("kind", "code", "value", "created_at", "office__zone")
    found = rows.order_by().values("id", "version", "office_id", *names)
    return table_of(SHORTAGE_COLUMNS, [_shortage(row) for row in found])


def _shortage(row: dict[str, Any]) -> dict[str, Any]:
    day = row["created_at"].astimezone(ZoneInfo(row["office__zone"])).date()
    code, kind = row["code"] or None, row["kind"]
    return {
        **standard_of(row, day),
        "kind": kind,
        "place": code if kind == "place" else None,
        "occupation": code if kind == "occupation" else None,
        "sector": code if kind == "sector" else None,
        "reason": code if kind == "reason" else None,
        "openings": round(row["value"]),
    }


def _shortages_of(organisation: UUID, surveys: Sequence[UUID]) -> Sequence[UUID]:
    rows = Shortage.objects.filter(
        organisation_id=organisation, estimate__survey_id__in=list(surveys)
    )
    return list(rows.values_list("id", flat=True))


SHORTAGES = FactTable(
    "labour.shortages",
    N_("Shortages"),
    "labour.Shortage",
    "shortage.read",
    SHORTAGE_COLUMNS,
    read_shortages,
    {"labour.ShortageSurvey": _shortages_of},
)
