"""Skills profiles as facts, by the day of opening, without identities."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from waystation.foundation.shared.facts import Column, FactTable
from waystation.foundation.shared.words import N_
from waystation.registry.reference.facts import PERSON, standard_of, table_of

from .models import Profile, ProfileEducation, ProfileLanguage, ProfileOccupation, ProfileSkill
from .queries.profiles import in_order

COLUMNS = (
    Column("occupation", "code", N_("Occupation"), "occupation"),
    Column("education", "code", N_("Level of education"), "education"),
    Column("languages", "codes", N_("Languages"), "language"),
    Column("destinations", "codes", N_("Countries wished"), "country"),
    Column("open", "yes_no", N_("Open")),
    Column("confirmed_by_person", "yes_no", N_("Confirmed by the person")),
    Column("skills", "number", N_("Skills")),
)
READ = ("created_at", "state", "destinations", "confirmed_by_person")


def read_profiles(organisation: UUID, ids: Sequence[UUID] | None) -> Any:
    """Return the profiles of an organisation as facts; the day is that of the opening."""
    found = Profile.objects.filter(organisation_id=organisation)
    if ids is not None:
        found = found.filter(id__in=list(ids))
    rows = list(
        found.order_by().values("id", "version", "office_id", "office__zone", *READ, *PERSON)
    )
    of_them = {"profile__organisation_id": organisation}
    occupations = in_order(ProfileOccupation.objects.filter(**of_them))
    levels = _highest(ProfileEducation.objects.filter(**of_them))
    languages = _group_by_profile(ProfileLanguage.objects.filter(**of_them), "language")
    skills = _group_by_profile(ProfileSkill.objects.filter(**of_them), "key")
    return table_of(
        COLUMNS,
        [
            {
                **standard_of(
                    row, row["created_at"].astimezone(ZoneInfo(row["office__zone"])).date()
                ),
                "occupation": (occupations.get(row["id"]) or [""])[0][:2] or None,
                "education": levels.get(row["id"]),
                "languages": sorted(languages.get(row["id"], ())),
                "destinations": row["destinations"],
                "open": row["state"] == "open",
                "confirmed_by_person": row["confirmed_by_person"],
                "skills": len(skills.get(row["id"], ())),
            }
            for row in rows
        ],
    )


def _group_by_profile(rows: Any, name: str) -> dict[UUID, list[str]]:
    found: dict[UUID, list[str]] = {}
    for profile, value in rows.values_list("profile_id", name):
        found.setdefault(profile, []).append(value)
    return found


def _highest(rows: Any) -> dict[UUID, str]:
    """Return the highest level of education of each profile; the codes are in its order."""
    return {profile: max(levels) for profile, levels in _group_by_profile(rows, "level").items()}


def profiles_of_people(organisation: UUID, people: Sequence[UUID]) -> Sequence[UUID]:
    """Return the profiles whose facts change when these people's files do."""
    rows = Profile.objects.filter(organisation_id=organisation, person_id__in=people)
    return list(rows.values_list("id", flat=True))


PROFILES = FactTable(
    "skills.profiles",
    N_("Skills profiles"),
    "skills.Profile",
    "skill.read",
    COLUMNS,
    read_profiles,
    {"people.Person": profiles_of_people},
)
