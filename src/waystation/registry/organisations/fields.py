"""The field tables of organisations and their focal points."""

from __future__ import annotations

from waystation.foundation.records.fields import Field, FieldTable
from waystation.foundation.shared.words import N_

ENTITY = FieldTable(
    "organisations.Entity",
    Field("name", "text", N_("Name"), required=True, listed=True),
    Field("acronym", "text", N_("Acronym"), most=30),
    Field(
        "kind",
        "code",
        N_("Kind"),
        code_list="entity_kind",
        required=True,
        listed=True,
        filtered=True,
    ),
    Field(
        "category",
        "code",
        N_("Kind of external partner"),
        code_list="stakeholder_category",
        listed=True,
        filtered=True,
    ),
    Field("mandate", "long_text", N_("Mandate")),
    Field("expertise", "long_text", N_("Expertise")),
    Field("activities", "long_text", N_("Present work on migration")),
    Field("website", "text", N_("Website"), listed=True),
)
"""``kind`` is decided once; the others can be changed."""

CHANGEABLE = ENTITY.without("kind")

CONTACT = FieldTable(
    "organisations.FocalPoint",
    Field("name", "text", N_("Name"), most=150, sealed=True),
    Field("email", "text", N_("E-mail"), sealed=True),
    Field("phone", "text", N_("Phone"), most=40, sealed=True),
    Field("alternate", "yes_no", N_("Alternate")),
    Field("starts_on", "date", N_("From"), required=True),
    Field("ends_on", "date", N_("To")),
)
