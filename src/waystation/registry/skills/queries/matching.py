"""Profiles for matching: skills and preferences, nothing else.

Neither sex, age, community, nationality nor names are read here: a test checks the columns.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from waystation.analysis.matching import Candidate
from waystation.foundation.access import queries as access
from waystation.foundation.access.records import not_ended
from waystation.foundation.shared.periods import today_in
from waystation.registry.skills.models import (
    ProfileDocument,
    ProfileLanguage,
    ProfileOccupation,
    ProfileSkill,
)
from waystation.registry.skills.rules.profiles import language_levels, monthly

from .profiles import in_order, is_agreed, profiles_visible_to

COLUMNS = (
    "id",
    "destinations",
    "starts_from",
    "pay_wish",
    "pay_currency",
    "pay_period",
    "person__municipality",
    "agreed",
    "agreed_fields",
)
"""All that is read of a profile and its person."""


def profiles_for_matching(
    user: access.AnyUser, ids: Iterable[UUID] | None = None
) -> list[Candidate]:
    """Return the profiles that the user may match: open, of the user's offices, agreed to today.

    A candidate's ``id`` is the key of the profile, as text. ``occupation`` is the latest one,
    ``further`` the others; ``skills`` are ESCO concepts or folded words; ``languages`` have the
    five activities of the CEFR and "speaking", the lower of the two spoken ones; ``documents``
    are the kinds that are valid today, and with their country ("work_permit DE"); ``pay_wish``
    is in euros a month. ``pathways`` is empty: which are open is known to the pathways app.
    """
    rows = profiles_visible_to(user)
    return candidates_of(rows if ids is None else rows.filter(id__in=list(ids)))


def candidates_of(
    rows: QuerySet[Any], today: date | None = None, *, lines: Sequence[str] = ()
) -> list[Candidate]:
    """Return profiles with their agreement as candidates, in the order of their keys.

    ``lines`` of the consent have to be ticked as well.
    """
    today = today or today_in()
    chosen = rows.filter(state="open", agreed=True, person__erased_at__isnull=True)
    profiles = [
        row
        for row in chosen.order_by("id").values_list(*COLUMNS, named=True)
        if is_agreed(row, *lines)
    ]
    within = {"profile_id__in": chosen.order_by().values("id")}
    occupations = in_order(ProfileOccupation.objects.filter(**within))
    skills = _skills(ProfileSkill.objects.filter(**within))
    languages = _languages(ProfileLanguage.objects.filter(**within))
    documents = _documents(ProfileDocument.objects.filter(**within), today)
    return [
        Candidate(
            str(row.id),
            occupation=next(iter(occupations.get(row.id, ())), ""),
            further=frozenset(occupations.get(row.id, ())[1:]),
            skills=frozenset(skills.get(row.id, ())),
            languages=languages.get(row.id, {}),
            place=row.person__municipality,
            starts_from=row.starts_from,
            destinations=frozenset(row.destinations),
            documents=frozenset(documents.get(row.id, ())),
            pay_wish=monthly(row.pay_wish, row.pay_currency, row.pay_period),
        )
        for row in profiles
    ]


def _skills(rows: QuerySet[ProfileSkill]) -> dict[UUID, list[str]]:
    found: dict[UUID, list[str]] = {}
    for profile, key in rows.values_list("profile_id", "key"):
        found.setdefault(profile, []).append(key)
    return found


def _languages(rows: QuerySet[ProfileLanguage]) -> dict[UUID, dict[tuple[str, str], int]]:
    found: dict[UUID, dict[tuple[str, str], int]] = {}
    for row in rows.values():
        levels = found.setdefault(row["profile_id"], {})
        for activity, level in language_levels(row).items():
            levels[row["language"], activity] = level
    return found


def _documents(rows: QuerySet[ProfileDocument], today: date) -> dict[UUID, list[str]]:
    begun = Q(valid_from__isnull=True) | Q(valid_from__lte=today)
    good = begun & not_ended(today, "valid_until")
    found: dict[UUID, list[str]] = {}
    for profile, kind, country in rows.filter(good).values_list("profile_id", "kind", "country"):
        found.setdefault(profile, []).append(kind)
        if country:
            found[profile].append(f"{kind} {country}")
    return found
