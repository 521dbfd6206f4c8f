"""ESCO below its occupations: skills, the skills of an occupation, and replaced concepts.

These are documents that are read as a whole: a process that looks up an occupation's skills caches
the parsed table. A concept is identified by the last part of its URI.
"""

from __future__ import annotations

from typing import Any

from waystation.foundation.shared.words import N_

from .content import Content, wrong
from .opening import Member

SKILL = "http://data.europa.eu/esco/skill/"
OCCUPATION = "http://data.europa.eu/esco/occupation/"
ISCED = "http://data.europa.eu/esco/isced-f/"
SKILL_COLUMNS = frozenset({"conceptUri", "preferredLabel", "altLabels"})
RELATION_COLUMNS = frozenset({"occupationUri", "relationType", "skillUri"})
REPLACED_COLUMNS = frozenset({"conceptUri", "replacedBy"})
FEWEST_SKILLS, FEWEST_RELATIONS = 10_000, 50_000
NOT_ALL = N_("{pack}: it has only {rows} rows, so it is not whole. Nothing was loaded.")


def concept_of(uri: str) -> str:
    """Return the last part of the address of an ESCO concept."""
    return uri.rsplit("/", 1)[-1]


def is_skills(member: Member) -> bool:
    """Return whether the file is ESCO's list of skills, and not one of its collections."""
    return (
        member.columns >= SKILL_COLUMNS
        and "iscoGroup" not in member.columns
        and "broaderConceptUri" not in member.columns
        and SKILL in member.content[:4096].decode("utf-8", errors="replace")
        and "SkillGroup" not in member.content[:4096].decode("utf-8", errors="replace")
    )


def read_skills(member: Member) -> Content:
    """Return the labels of ESCO's skills. Raises Refusal for a part of them."""
    pack = "ESCO skills"
    labels: dict[str, list[str]] = {}
    latest = ""
    for row in member.rows():
        uri, label = row["conceptUri"], row["preferredLabel"].strip()
        if not uri.startswith((SKILL, ISCED)):
            raise wrong(pack, N_("{pack}: a row is not an ESCO skill. Nothing was loaded."))
        if not label or row.get("status", "released") != "released":
            continue
        others = [one.strip() for one in row["altLabels"].split("\n") if one.strip()]
        labels[concept_of(uri)] = [label, *others]
        latest = max(latest, row.get("modifiedDate", "")[:10])
    if len(labels) < FEWEST_SKILLS:
        raise wrong(pack, NOT_ALL, rows=len(labels))
    return Content(latest or "–", len(labels), documents={"labels": labels})


def is_relations(member: Member) -> bool:
    """Return whether the file says which skills go with which occupation."""
    return member.columns >= RELATION_COLUMNS


def read_relations(member: Member) -> Content:
    """Return the skills of each occupation: essential ones, and optional ones."""
    pack = "ESCO relations"
    places: dict[str, int] = {}
    found: dict[str, list[list[int]]] = {}
    rows = 0
    for row in member.rows():
        if row["relationType"] not in {"essential", "optional"}:
            raise wrong(
                pack,
                N_('{pack}: "{entry}" is neither essential nor optional. Nothing was loaded.'),
                entry=row["relationType"][:40],
            )
        skill = places.setdefault(concept_of(row["skillUri"]), len(places))
        kinds = found.setdefault(concept_of(row["occupationUri"]), [[], []])
        kinds[row["relationType"] == "optional"].append(skill)
        rows += 1
    if rows < FEWEST_RELATIONS:
        raise wrong(pack, NOT_ALL, rows=rows)
    return Content("–", rows, documents={"relations": {"skills": list(places), "of": found}})


def is_replaced(member: Member) -> bool:
    """Return whether the file says which concepts were replaced by which."""
    return member.columns >= REPLACED_COLUMNS


def read_replaced(member: Member) -> Content:
    """Return what replaced a concept; an empty second column says that nothing did."""
    pack = "ESCO replacements"
    found: dict[str, Any] = {}
    for row in member.rows():
        uris = (row["conceptUri"].strip(), row["replacedBy"].strip())
        if any(uri and not uri.startswith("http://data.europa.eu/esco/") for uri in uris):
            raise wrong(
                pack,
                N_('{pack}: "{entry}" is not the address of an ESCO concept. Nothing was loaded.'),
                entry=" ".join(uris)[:80],
            )
        found[uris[0]] = uris[1]
    return Content("–", len(found), documents={"replaced": found})
