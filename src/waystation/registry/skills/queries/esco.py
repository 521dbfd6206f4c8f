"""The loaded version of ESCO, and the concepts of profiles that it lacks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, QuerySet

from waystation.foundation.access import queries as access
from waystation.registry.reference import queries as reference
from waystation.registry.skills.models import ProfileOccupation, ProfileSkill

LOADED = ("esco", "esco_skills", "esco_relations", "esco_replaced")
LONGEST_CHAIN = 20


@dataclass(frozen=True)
class Unknown:
    """A concept of profiles that the loaded version does not have, and what replaced it."""

    kind: str
    uri: str
    name: str
    lines: int
    replaced_by: str
    new_name: str


@dataclass(frozen=True)
class EscoState:
    """The loaded packs, and concepts that they lack."""

    packs: list[dict[str, Any]]
    unknown: list[Unknown]

    @property
    def mappable(self) -> list[Unknown]:
        return [one for one in self.unknown if one.replaced_by]

    @property
    def lost(self) -> list[Unknown]:
        return [one for one in self.unknown if not one.replaced_by]


def names_in_pack() -> tuple[Mapping[str, str] | None, Mapping[str, str] | None]:
    """Return the names of skills and of occupations by concept, None where they are not loaded."""
    labels = reference.document("esco_skills", "labels")
    occupations = reference.document("esco", "occupations")
    return (
        None if labels is None else {key: names[0] for key, names in labels.items()},
        None if occupations is None else {key: names[1] for key, names in occupations.items()},
    )


def successor_of(uri: str, known: Iterable[str]) -> str:
    """Return the final successor of a concept, "" if the loaded version has none."""
    replaced = reference.document("esco_replaced", "replaced") or {}
    there, seen = set(known), {uri}
    for _step in range(LONGEST_CHAIN):
        uri = replaced.get(uri, "")
        if not uri or uri in seen:
            return ""
        if uri.rsplit("/", 1)[-1] in there:
            return uri
        seen.add(uri)
    return ""


def _entries_in_use(rows: QuerySet[Any], column: str, name: str) -> list[tuple[str, str, int]]:
    found = rows.exclude(**{column: ""}).order_by(column)
    counted = found.values_list(column).annotate(lines=Count("id"))
    called = dict(found.values_list(column, name))
    return [(uri, called[uri], lines) for uri, lines in counted]


def esco_state(user: access.AnyUser) -> EscoState:
    """Return the loaded packs, and the concepts of this organisation's profiles that they lack.

    Only names of concepts and counts, without persons. Raises NotAllowed.
    """
    me = access.require(user, "pack.add")
    loaded = [one for one in reference.known_packs() if one["pack"].key in LOADED]
    return EscoState(loaded, unknown_concepts(me.organisation_id))


def unknown_concepts(organisation_id: UUID) -> list[Unknown]:
    """Return the concepts of an organisation's profiles that the loaded version does not have."""
    skills, occupations = names_in_pack()
    found: list[Unknown] = []
    for kind, model, column, name, known in (
        ("skill", ProfileSkill, "uri", "name", skills),
        ("occupation", ProfileOccupation, "esco_uri", "title", occupations),
    ):
        if known is None:
            continue
        rows: Any = model.objects.filter(organisation_id=organisation_id)
        for uri, called, lines in _entries_in_use(rows, column, name):
            if uri.rsplit("/", 1)[-1] not in known:
                new = successor_of(uri, known)
                new_name = known.get(new.rsplit("/", 1)[-1], "") if new else ""
                found.append(Unknown(kind, uri, called, lines, new, new_name))
    return found
