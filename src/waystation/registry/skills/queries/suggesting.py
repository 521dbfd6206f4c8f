"""Suggested skills for a profile's occupations: from ESCO if the pack is loaded.

Without it, the skills of other people with the same occupation, once there are enough of them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count

from waystation.analysis.matching import fold
from waystation.registry.reference import queries as reference
from waystation.registry.skills.models import Profile, ProfileOccupation, ProfileSkill
from waystation.registry.skills.rules.profiles import ESCO

MOST = 30
FEWEST_OTHERS = 5
"""Of the skills of others only those that so many have are shown: none leads to one person."""


@dataclass(frozen=True)
class Suggested:
    """A skill common in an occupation. ``uri`` is "" for other people's own words."""

    name: str
    uri: str
    weight: str


def skill_uri(concept: str) -> str:
    return f"{ESCO}skill/{concept}"


def suggestions_for(profile: Profile) -> list[Suggested]:
    """Return skills of the profile's occupations that it has not, the most usual first."""
    own = ProfileOccupation.objects.filter(profile=profile).order_by("-created_at")
    lines = list(own.values_list("code", "esco_uri"))
    has = set(ProfileSkill.objects.filter(profile=profile).values_list("key", flat=True))
    found = _by_esco(lines) or _by_others(profile, [code for code, _uri in lines])
    return [one for one in found if one.uri not in has and fold(one.name) not in has][:MOST]


def skills_of_occupation(code: str, esco_uri: str = "") -> list[Suggested]:
    """Return the skills of an occupation by ESCO, the most usual first; none without the pack."""
    return _by_esco([(code, esco_uri)])


def _by_esco(lines: Iterable[tuple[str, str]]) -> list[Suggested]:
    relations = reference.document("esco_relations", "relations")
    labels = reference.document("esco_skills", "labels")
    if relations is None or labels is None:
        return []
    essential: Counter[int] = Counter()
    optional: Counter[int] = Counter()
    for code, uri in lines:
        for occupation in _occupations(code, uri):
            kinds = relations["of"].get(occupation, ((), ()))
            essential.update(kinds[0])
            optional.update(kinds[1])
    # Of an ISCO group with many occupations, what most of them need comes first.
    ordered = [*essential.most_common(), *optional.most_common()]
    found: dict[str, Suggested] = {}
    for place, _count in ordered:
        concept = relations["skills"][place]
        if concept in labels and concept not in found:
            weight = "essential" if place in essential else "other"
            found[concept] = Suggested(labels[concept][0], skill_uri(concept), weight)
    return list(found.values())


def _occupations(code: str, uri: str) -> list[str]:
    """Return the ESCO occupations that are meant: the one that was named, or those of the group."""
    if uri:
        return [uri.rsplit("/", 1)[-1]]
    known = reference.document("esco", "occupations") or {}
    return [concept for concept, names in known.items() if names[0] == code]


def skills_of_several(organisation_id: UUID) -> list[str]:
    """Return the names of skills that at least five people of an organisation have."""
    rows = ProfileSkill.objects.filter(profile__organisation_id=organisation_id).order_by()
    counted = rows.values("name").annotate(people=Count("profile", distinct=True))
    often = counted.filter(people__gte=FEWEST_OTHERS).order_by("name")
    return list(often.values_list("name", flat=True))


def _by_others(profile: Profile, codes: list[str]) -> list[Suggested]:
    peers = Profile.objects.filter(
        organisation_id=profile.organisation_id, state="open", profileoccupations__code__in=codes
    ).exclude(id=profile.id)
    rows = ProfileSkill.objects.filter(profile__in=peers.values("id")).order_by()
    counted = rows.values("key", "name", "uri").annotate(people=Count("profile", distinct=True))
    often = counted.filter(people__gte=FEWEST_OTHERS).order_by("-people", "key", "name")
    found: dict[str, Suggested] = {}
    for row in often[: 3 * MOST]:
        found.setdefault(row["key"], Suggested(row["name"], row["uri"], "other"))
    return list(found.values())
