"""Placement rounds and their results that a user may see."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _

from waystation.foundation.access import queries as access
from waystation.foundation.shared.errors import NotSeen
from waystation.foundation.shared.words import N_
from waystation.services.labour.models import MatchingRound, Vacancy
from waystation.services.labour.rules import rounds as rules
from waystation.services.labour.rules.pipeline import PLACED

from . import demand


def rounds_visible_to(user: access.AnyUser) -> QuerySet[MatchingRound]:
    """Return the placement rounds of the user's offices."""
    return access.scoped(MatchingRound.objects.all(), user, "placement.read")


def round_visible_to(user: access.AnyUser, round_id: UUID) -> MatchingRound:
    """Return one round. Raises NotSeen outside the user's offices."""
    found = rounds_visible_to(user).select_related("office", "again_of").filter(id=round_id).first()
    if found is None:
        raise NotSeen(N_("There is no such round in your offices."), code="not_seen")
    return found


def filled_openings(vacancy: Vacancy) -> int:
    """Return how many openings of a vacancy are filled."""
    return vacancy.candidacies.filter(state__in=PLACED).count()


def vacancies_offered(user: access.AnyUser, office_id: UUID) -> list[tuple[str, str]]:
    """Return the vacancies that a round can be about, as choices."""
    rows = demand.open_vacancies(user, office_id)
    return [
        (
            str(one.id),
            _("{title} · {employer} · openings: {openings}").format(
                title=one.title,
                employer=one.employer.entity,
                openings=one.openings - filled_openings(one),
            ),
        )
        for one in rows
    ]


def vacancies_of(made: MatchingRound) -> list[dict[str, Any]]:
    """Return the vacancies of a round with how many went where."""
    counted = dict(
        made.results.filter(vacancy__isnull=False)
        .order_by()
        .values_list("vacancy")
        .annotate(n=Count("id"))
    )
    rows = made.vacancies.select_related("vacancy__employer__entity").order_by("vacancy__number")
    return [
        {"vacancy": one.vacancy, "openings": one.openings, "placed": counted.get(one.vacancy_id, 0)}
        for one in rows
    ]


def reasons_counted(made: MatchingRound) -> list[dict[str, Any]]:
    """Return how many got a place or did not, by reason."""
    counted = dict(made.results.order_by().values_list("reason").annotate(n=Count("id")))
    return [
        {"code": code, "words": _(word), "number": counted[code]}
        for code, word in rules.REASONS
        if code in counted
    ]


def floors_of(made: MatchingRound) -> list[dict[str, Any]]:
    """Return the minimum shares of a round, and the achieved ones."""
    names = dict(rules.GROUPS)
    return [
        {
            "group": _(names[one.group]),
            "share": round(100 * one.share, 1),
            "reached": None if one.reached is None else round(100 * one.reached, 1),
            "most": round(100 * made.most, 1)
            if made.floor_missed == one.group and made.most is not None
            else None,
        }
        for one in made.floors.order_by("group")
    ]


def rerun_of(made: MatchingRound) -> str:
    """Return whether a rerun has the result of the first run.

    "same", "different", "other" if other people took part, "" for a round that is not a rerun or
    has not run.
    """
    first = made.again_of
    if first is None or made.state == "waiting" or first.state == "waiting":
        return ""
    if (made.state, made.digest, made.most) == (first.state, first.digest, first.most):
        return "same"
    return "other" if made.pool_digest != first.pool_digest else "different"


def results_of(made: MatchingRound) -> QuerySet[Any]:
    """Return what came of a round for each candidate; for callers that have asked for scope."""
    return made.results.all()
