"""Which services match a person near a place, and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.words import N_

HERE, REGION, EVERYWHERE = N_("In this municipality"), N_("In this region"), N_("Everywhere")
SPEAKS, FREE = N_("Speaks the language"), N_("Places free")
FULL, STALE = N_("No place free at present"), N_("Not confirmed lately")
OLDEST = 120
CONFIRMED_FOR = timedelta(days=180)
"""So long an entry of the directory counts as right after somebody has confirmed it."""
LINK_DAYS = 30
"""How long the link by which a partner confirms its services is valid."""


def is_stale(confirmed_on: date | None, today: date) -> bool:
    """Return whether an entry of the directory has to be confirmed again."""
    return confirmed_on is None or today - confirmed_on > CONFIRMED_FOR


@dataclass(frozen=True)
class Wanted:
    """The search criteria; an unknown one excludes nothing."""

    kind: str = ""
    place: str = ""
    languages: tuple[str, ...] = ()
    status: str = ""
    sex: str = ""
    age: int | None = None


@dataclass(frozen=True)
class Fit:
    """How well a service matches: the higher the score the better, with the reasons."""

    score: int
    reasons: tuple[str, ...]
    cautions: tuple[str, ...]


def fit_of(
    service: Mapping[str, Any], wanted: Wanted, regions: Mapping[str, str], today: date
) -> Fit | None:
    """Return how well a service matches, None if it does not serve this person or place.

    ``service`` are the values of ``fields.SERVICE`` with ``confirmed_on``; ``regions`` the region
    of each municipality. A service without places serves all; one without languages gives no
    information about them.
    """
    if not _serves(service, wanted):
        return None
    near = _nearness(service["places"], wanted.place, regions)
    if near is None:
        return None
    score, place = near
    reasons, cautions = [place] if place else [], []
    if wanted.languages and service["languages"]:
        if set(wanted.languages) & set(service["languages"]):
            score += 20
            reasons.append(SPEAKS)
        else:
            score -= 20
    if service["free_places"]:
        score += 5
        reasons.append(FREE)
    if service["free_places"] == 0:
        score -= 50
        cautions.append(FULL)
    if is_stale(service["confirmed_on"], today):
        score -= 10
        cautions.append(STALE)
    return Fit(score, tuple(reasons), tuple(cautions))


def _serves(service: Mapping[str, Any], wanted: Wanted) -> bool:
    if wanted.kind and service["kind"] != wanted.kind:
        return False
    if wanted.status and service["statuses"] and wanted.status not in service["statuses"]:
        return False
    if wanted.sex and service["sex"] and wanted.sex != service["sex"]:
        return False
    least, most = service["least_age"] or 0, service["most_age"] or OLDEST
    return wanted.age is None or least <= wanted.age <= most


def _nearness(
    places: Sequence[str], place: str, regions: Mapping[str, str]
) -> tuple[int, str] | None:
    if not places:
        return 10, EVERYWHERE
    if not place:
        return 0, ""
    if place in places:
        return 40, HERE
    region = regions.get(place, "")
    if region and region in {regions.get(one, "") for one in places}:
        return 20, REGION
    return None


def refusals_of_service(values: Mapping[str, Any]) -> list[Refusal | None]:
    """Return what is wrong with a service beyond its single fields."""
    return [
        _refusal_of_range(values["least_age"], values["most_age"]),
        *(_refusal_of_count(values[name], name) for name in ("capacity", "free_places")),
    ]


def _refusal_of_range(least: int | None, most: int | None) -> Refusal | None:
    low, high = 0 if least is None else least, OLDEST if most is None else most
    if 0 <= low <= high <= OLDEST:
        return None
    return Refusal(
        N_("The ages go from 0 to {most}, the lower one first."),
        field="most_age",
        code="age_range",
        most=OLDEST,
    )


def _refusal_of_count(number: int | None, field: str) -> Refusal | None:
    if number is None or 0 <= number <= 100_000:
        return None
    return Refusal(N_("Write a number from 0 to 100,000."), field=field, code="count_range")


def refusal_of_closed(state: str, takes_referrals: bool) -> Refusal | None:
    """Refuse a referral to a service that is closed or takes none."""
    if state == "offered" and takes_referrals:
        return None
    return Refusal(
        N_("This service takes no referrals now. Choose another."),
        field="service",
        code="service_closed",
    )
