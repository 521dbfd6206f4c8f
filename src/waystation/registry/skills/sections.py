"""The sections of a profile, with the model and the field table of each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from waystation.foundation.records.fields import FieldTable
from waystation.foundation.shared.errors import NotSeen
from waystation.foundation.shared.words import N_

from . import fields, models


@dataclass(frozen=True)
class Section:
    """A kind of lines: its name in URLs and the API, its title, and its model."""

    name: str
    title: str
    one: str
    model: type[Any]
    table: FieldTable

    @property
    def kind(self) -> str:
        """Return the kind of its records in the audit log."""
        return self.table.kind


SECTIONS = {
    section.name: section
    for section in (
        Section(
            "occupations",
            N_("Occupations"),
            N_("Occupation"),
            models.ProfileOccupation,
            fields.OCCUPATION,
        ),
        Section("skills", N_("Skills"), N_("Skill"), models.ProfileSkill, fields.SKILL),
        Section(
            "languages", N_("Languages"), N_("Language"), models.ProfileLanguage, fields.LANGUAGE
        ),
        Section(
            "education", N_("Education"), N_("Education"), models.ProfileEducation, fields.EDUCATION
        ),
        Section(
            "certificates",
            N_("Certificates"),
            N_("Certificate"),
            models.ProfileCertificate,
            fields.CERTIFICATE,
        ),
        Section(
            "documents",
            N_("Documents, licences and permits"),
            N_("Document or licence"),
            models.ProfileDocument,
            fields.DOCUMENT,
        ),
    )
}


def section_named(name: str) -> Section:
    """Return a section by its name. Raises NotSeen."""
    found = SECTIONS.get(name)
    if found is None:
        raise NotSeen(N_("There is no such page."), code="not_seen")
    return found
