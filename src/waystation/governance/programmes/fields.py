"""The field tables of a programme, and of a framework."""

from __future__ import annotations

from waystation.foundation.records.fields import Field, FieldTable
from waystation.foundation.shared.words import N_

from .rules import words

PROGRAMME = FieldTable(
    "programmes.Programme",
    Field("code", "text", N_("Code"), hint=N_("For example CT.1234."), required=True, most=60),
    Field("title", "text", N_("Title"), required=True, most=300, listed=True),
    Field(
        "level",
        "code",
        N_("Level"),
        choices=words.LEVELS,
        required=True,
        listed=True,
        filtered=True,
    ),
    Field("summary", "long_text", N_("What it is for")),
    Field("scope", "code", N_("Reach"), choices=words.SCOPES, filtered=True),
    Field("places", "codes", N_("Municipalities"), code_list="municipality"),
    Field("countries", "codes", N_("Countries"), code_list="country", rare=True),
    Field("starts_on", "date", N_("Planned from"), listed=True),
    Field("ends_on", "date", N_("Planned to"), listed=True),
    Field(
        "nexus",
        "code",
        N_("Humanitarian or development"),
        choices=words.NEXUS,
        filtered=True,
    ),
    Field("interventions", "codes", N_("Types of intervention"), choices=words.INTERVENTIONS),
    Field("drivers", "codes", N_("Drivers of migration addressed"), code_list="driver"),
    Field("themes", "codes", N_("Outcome themes"), choices=words.THEMES),
    Field(
        "dac_sector",
        "text",
        N_("Sector (OECD DAC)"),
        hint=N_("Five digits, for example 15190: orderly migration."),
        most=5,
        rare=True,
    ),
)

FRAMEWORK = FieldTable(
    "programmes.Framework",
    Field("title", "text", N_("Title"), required=True, most=300, listed=True),
    Field(
        "kind",
        "code",
        N_("Kind"),
        choices=words.FRAMEWORK_KINDS,
        required=True,
        listed=True,
        filtered=True,
    ),
    Field("text", "long_text", N_("Text"), most=20_000),
    Field("source", "text", N_("Source"), most=300),
    Field("valid_from", "date", N_("In force from"), listed=True),
    Field("valid_to", "date", N_("Until"), listed=True),
)
