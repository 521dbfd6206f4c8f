"""The candidates of an office and its vacancies, as input for matching."""

from __future__ import annotations

import hashlib
from base64 import urlsafe_b64encode
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.utils.crypto import constant_time_compare, salted_hmac

from waystation.analysis import matching
from waystation.foundation.access import queries as access
from waystation.registry.skills import queries as skills
from waystation.services.labour.models import Candidacy, Vacancy
from waystation.services.labour.rules.pay import monthly
from waystation.services.labour.rules.pipeline import RUNNING
from waystation.services.pathways import queries as pathways

HOME = "XK"
SALT = "labour.candidate"
TOKEN_BYTES = 18


def candidates_of_office(
    user: access.AnyUser,
    office_id: UUID,
    profiles: Iterable[UUID] | None = None,
    *,
    lines: Sequence[str] = (),
) -> list[matching.Candidate]:
    """Return the candidates of an office: open profiles whose persons consented to matching.

    Neither sex nor community is read (``skills.queries.matching``). ``lines`` of the consent must
    be ticked as well.
    """
    rows = skills.profiles_visible_to(user).filter(office_id=office_id)
    if profiles is not None:
        rows = rows.filter(id__in=list(profiles))
    return with_placements(rows, skills.candidates_of(rows, lines=lines))


def with_placements(
    rows: Any, candidates: Sequence[matching.Candidate]
) -> list[matching.Candidate]:
    """Return candidates with since when each is at work; ``rows`` are their profiles."""
    since = placements_running(rows.order_by().values("person_id"))
    if not since:
        return list(candidates)
    people = rows.filter(person_id__in=list(since)).values_list("id", "person_id")
    at_work = {str(profile): since[person] for profile, person in people}
    return [
        replace(one, at_work_since=at_work[one.id]) if one.id in at_work else one
        for one in candidates
    ]


def placements_running(people: Any) -> dict[UUID, date]:
    """Return who of some persons is in a placement that has not ended, and since when.

    A contract counts: whoever has signed one is about to begin.
    """
    rows = Candidacy.objects.filter(person_id__in=people, state__in=RUNNING)
    names = ("person_id", "arrived_on", "contracted_on", "prospect_on")
    found: dict[UUID, date] = {}
    for person, arrived, contracted, chosen in rows.order_by("id").values_list(*names):
        day = arrived or contracted or chosen
        found[person] = min(day, found.get(person, day))
    return found


def pool_for(
    user: access.AnyUser, office_id: UUID, vacancies: Sequence[Vacancy] = ()
) -> matching.Pool:
    """Return the candidates of an office as they are now, for some vacancies.

    Read again for each question, so that a changed profile or a withdrawn consent counts at once.
    """
    candidates = candidates_of_office(user, office_id)
    asked = sorted({key for one in vacancies for key in one.pathways})
    return matching.Pool(with_pathways(user, candidates, asked))


def with_pathways(
    user: access.AnyUser, candidates: Sequence[matching.Candidate], asked: Sequence[str]
) -> list[matching.Candidate]:
    """Return candidates with those of the pathways ``asked`` for which each was found eligible."""
    if not asked:
        return list(candidates)
    people = skills.people_of(user, [UUID(one.id) for one in candidates])
    rows = pathways.assessments_visible_to(user).filter(
        person_id__in=list(people.values()),
        edition__pathway_id__in=[UUID(one) for one in asked],
        latest=True,
        outcome="eligible",
    )
    found: dict[UUID, set[str]] = {}
    for person, pathway in rows.values_list("person_id", "edition__pathway_id"):
        found.setdefault(person, set()).add(str(pathway))
    return [
        replace(one, pathways=frozenset(found.get(people[UUID(one.id)], ()))) for one in candidates
    ]


def pathway_choices(user: access.AnyUser) -> list[tuple[str, str]]:
    """Return the regular pathways that a vacancy can ask for, as choices."""
    rows = pathways.pathways_visible_to(user).order_by("name")
    return [(str(key), name) for key, name in rows.values_list("id", "name")]


def as_vacancy(vacancy: Vacancy, *, with_at_work: bool = False) -> matching.Vacancy:
    """Return a vacancy as matching takes it. Pay is compared by the month, in euros.

    Whoever is at work does not pass, unless the search includes them (``with_at_work``).
    """
    abroad = vacancy.country != HOME
    return matching.Vacancy(
        str(vacancy.id),
        occupation=vacancy.occupation,
        essential=frozenset(one.key for one in vacancy.skills_of(essential=True)),
        optional=frozenset(one.key for one in vacancy.skills_of(essential=False)),
        languages={
            (language, activity): matching.cefr(level)
            for language, levels in vacancy.languages.items()
            for activity, level in levels.items()
        },
        place="" if abroad else vacancy.place,
        starts_by=vacancy.starts_on,
        destination=vacancy.country if abroad else "",
        pathways=frozenset(vacancy.pathways),
        documents=frozenset(vacancy.documents),
        pay=monthly(vacancy.pay, vacancy.currency, vacancy.pay_period, vacancy.hours),
        openings=vacancy.openings,
        only_free=not with_at_work,
    )


def digest_of(candidates: Collection[str], more: Mapping[str, Any] | None = None) -> str:
    """Return a hash of the participants, to check later whether they were the same people."""
    text = "\n".join([*sorted(candidates), repr(sorted((more or {}).items()))])
    return hashlib.sha256(text.encode()).hexdigest()


def officer_of(office_id: UUID) -> Any:
    """Return the officer on whose behalf an employer's page reads candidates.

    An employer has no access to persons of its own; without an officer no candidates are shown.
    """
    found = access.holders_of(office_id, "placement.record")
    return found[0] if found else AnonymousUser()


def token_of(vacancy: Vacancy, profile: str) -> str:
    """Return an employer's token for a candidate: a keyed hash for this vacancy only.

    It does not contain the key of the profile: otherwise a person whose name an employer has once
    read could be recognised in every other vacancy, even after withdrawing the consent.
    """
    salt = f"{SALT}.{vacancy.id.hex}"
    digest = salted_hmac(salt, profile, algorithm="sha256").digest()
    return urlsafe_b64encode(digest[:TOKEN_BYTES]).decode().rstrip("=")


def profile_of_token(
    vacancy: Vacancy, token: str, candidates: Iterable[matching.Candidate]
) -> matching.Candidate | None:
    """Return which of these candidates an employer's page named, None for another vacancy's."""
    found = (one for one in candidates if constant_time_compare(token_of(vacancy, one.id), token))
    return next(found, None)
