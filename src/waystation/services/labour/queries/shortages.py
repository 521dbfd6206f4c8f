"""Shortage surveys: progress towards the target, weighted shortages, and who could fill them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from waystation.foundation.access import queries as access
from waystation.foundation.shared.errors import NotSeen
from waystation.foundation.shared.periods import today_in
from waystation.foundation.shared.words import N_
from waystation.registry.collection import queries as collection
from waystation.registry.reference import queries as reference
from waystation.services.labour.models import Shortage, ShortageSurvey, SurveyEstimate
from waystation.services.labour.rules import shortages as rules
from waystation.services.pathways import queries as pathways
from waystation.services.pathways.rules.conditions import codes_in
from waystation.services.pathways.rules.eligibility import of_states

from . import supply

WAYS = ("work", "seasonal", "circular", "training", "talent_pool")
"""The kinds of pathways by which work is filled."""
CODE_LISTS = {
    "occupation": "occupation",
    "sector": "sector",
    "place": "municipality",
    "reason": "shortage_reason",
}


def surveys_visible_to(user: access.AnyUser) -> QuerySet[ShortageSurvey]:
    """Return the shortage surveys of the user's offices."""
    return access.scoped(ShortageSurvey.objects.all(), user, "shortage.read")


def survey_visible_to(user: access.AnyUser, survey_id: UUID) -> ShortageSurvey:
    """Return one survey. Raises NotSeen outside the user's offices."""
    rows = surveys_visible_to(user).select_related("form", "office")
    found = rows.filter(id=survey_id).first()
    if found is None:
        raise NotSeen(N_("There is no such survey in your offices."), code="not_seen")
    return found


def who_begins_surveys(user: access.AnyUser) -> str:
    """Return who may begin surveys in the user's offices: names if there are, else roles."""
    permission = "shortage.estimate"
    offices = access.offices_where(user, "shortage.read")
    names = {one.full_name for key in offices for one in access.holders_of(key, permission)}
    return ", ".join(sorted(names) or map(_, access.roles_with(permission)))


def latest_estimate(survey: ShortageSurvey) -> SurveyEstimate | None:
    """Return the last estimate of a survey."""
    return survey.estimates.order_by("-number").first()


def answers_to(user: access.AnyUser, survey: ShortageSurvey) -> QuerySet[Any]:
    """Return the submissions that answer a survey: those of its form, later ones included."""
    return collection.submissions_visible_to(user, survey.form)


def rows_of(
    user: access.AnyUser, survey: ShortageSurvey, repeat: str = ""
) -> Iterator[tuple[Any, dict[str, str]]]:
    """Yield the answers to a survey as rows: of each business, or the occupations it named."""
    counted = answers_to(user, survey).filter(is_removed=False)
    return collection.rows_of(user, survey.form, repeat=repeat, limit=None, rows=counted)


def progress_of(user: access.AnyUser, survey: ShortageSurvey) -> dict[str, Any]:
    """Return target and achieved numbers, by sector for users who may read the answers."""
    frame = list(survey.frame.order_by("sector"))
    by_sector = access.may(user, "submission.read", survey.office_id)
    if by_sector:
        answered = Counter(row.get("sector", "") for _one, row in rows_of(user, survey))
        achieved: int | None = sum(answered.values())
    else:
        last = latest_estimate(survey)
        answered, achieved = Counter(), last.businesses if last else None
    return {
        "target": survey.target,
        "achieved": achieved,
        "by_sector": by_sector,
        "sectors": [
            {
                "name": reference.label("sector", one.sector),
                "businesses": one.businesses,
                "target": one.target,
                "answered": answered.get(one.sector, 0) if by_sector else None,
            }
            for one in frame
        ],
    }


def shortages_of(user: access.AnyUser, survey: ShortageSurvey) -> list[dict[str, Any]]:
    """Return the last estimate in words, kind by kind; occupations with who could fill them."""
    last = latest_estimate(survey)
    if last is None:
        return []
    rows = list(last.shortages.order_by("position"))
    supplied = supply_by_group(user, survey.office_id)
    return [
        {
            "kind": kind,
            "title": _(title),
            "rows": [_line(user, one, supplied) for one in rows if one.kind == kind],
        }
        for kind, title in rules.KINDS
        if any(one.kind == kind for one in rows)
    ]


def _line(user: access.AnyUser, one: Shortage, supplied: Counter[str] | None) -> dict[str, Any]:
    label = reference.label(CODE_LISTS[one.kind], one.code) if one.code else _("All")
    line: dict[str, Any] = {
        "label": label,
        "code": one.code,
        "value": one.value,
        "low": one.low,
        "high": one.high,
        "businesses": one.businesses,
        "supply": None,
        "pathways": None,
    }
    if one.kind == "occupation" and supplied is not None:
        line["supply"] = supplied[one.code]
        if not supplied[one.code]:
            line["pathways"] = pathways_for(user, one.code)
    return line


def supply_by_group(user: access.AnyUser, office_id: UUID) -> Counter[str] | None:
    """Return how many candidates of an office have an occupation of each sub-major group.

    None for users who may not view profiles.
    """
    if not access.may(user, "skill.read", office_id):
        return None
    found: Counter[str] = Counter()
    for one in supply.candidates_of_office(user, office_id):
        found.update({code[:2] for code in (one.occupation, *one.further) if code})
    return found


def pathways_for(user: access.AnyUser, group: str) -> list[dict[str, Any]]:
    """Return the regular pathways for work here that are open today for an occupation group.

    A pathway whose rules name no occupation is open to all of them.
    """
    found = []
    for edition in pathways.current_of(user, today_in()):
        pathway = edition.pathway
        if pathway.kind not in WAYS or supply.HOME not in pathway.countries:
            continue
        named = _occupations_of(edition)
        if not named or any(code.startswith(group) or group.startswith(code) for code in named):
            found.append({"id": pathway.id, "name": pathway.name})
    return found


def _occupations_of(edition: Any) -> list[str]:
    """Return the ISCO codes for which an edition is open: of its rules, and of its dated list."""
    found: list[str] = []
    for one in pathways.conditions_of(edition):
        if one.kind == "occupation" and not one.excluded:
            found += codes_in(one.occupations)
        elif one.kind == "shortage":
            dated = pathways.list_on(edition.pathway_id, "occupations", today_in())
            found += of_states(codes_in(dated.codes), [supply.HOME]) if dated else []
    return found
