"""The fields of targets and definitions, for their forms, pages and actions."""

from __future__ import annotations

from waystation.foundation.records.fields import Field, FieldTable
from waystation.foundation.shared.words import N_

from .rules.definitions import BETTER
from .rules.partners import BREAKDOWNS, LANGUAGES
from .rules.targets import QUALIFIERS

TARGET = FieldTable(
    "results.Target",
    Field("starts_on", "date", N_("From"), required=True),
    Field("ends_on", "date", N_("To"), required=True),
    Field("value", "decimal", N_("Target"), required=True),
    Field("qualifier", "code", N_("The number is"), choices=QUALIFIERS),
    Field(
        "milestones",
        "long_text",
        N_("Milestones"),
        most=1000,
        hint=N_(
            "Milestones towards the target, one a line: a date and the value to "
            "reach by then, for example 31/3/2026 400."
        ),
    ),
    Field("baseline", "decimal", N_("Baseline")),
    Field("note", "text", N_("Note"), most=300),
)
TARGET_CHANGE = TARGET.without("starts_on", "ends_on")
"""What may be changed of a target; another period is another target."""

RETURN = FieldTable(
    "results.DefinitionDraft",
    Field("reason", "text", N_("Why"), reason=True, most=500, required=True),
)
RETIREMENT = FieldTable(
    "results.DefinitionDraft", Field("why", "text", N_("Why"), most=300, reason=True, required=True)
)
DEFINITION = FieldTable(
    "results.DefinitionDraft",
    Field("title_en", "text", N_("Name in English"), most=200, required=True),
    Field("title_sq", "text", N_("Name in Albanian"), most=200),
    Field("title_sr", "text", N_("Name in Serbian"), most=200, hint=N_("In Cyrillic.")),
    Field("meaning_en", "long_text", N_("Meaning in English"), most=1000, required=True),
    Field("meaning_sq", "long_text", N_("Meaning in Albanian"), most=1000),
    Field("meaning_sr", "long_text", N_("Meaning in Serbian"), most=1000, hint=N_("In Cyrillic.")),
    Field("better", "code", N_("What is better"), choices=BETTER),
    Field(
        "counting",
        "long_text",
        N_("How it is counted"),
        most=4000,
        required=True,
        hint=N_(
            "As JSON: the source, what is counted, which records, how months and places go "
            "together, the breakdowns, and what it counts towards."
        ),
    ),
    Field("why", "text", N_("Why it changes"), reason=True, most=300, required=True),
)

RETURN_FIGURES = FieldTable(
    "results.PartnerRequest",
    Field("reason", "text", N_("Why"), reason=True, most=500, required=True),
)
PARTNER_REQUEST = FieldTable(
    "results.PartnerRequest",
    Field("starts_on", "date", N_("From"), required=True),
    Field("ends_on", "date", N_("To"), required=True),
    Field("due_on", "date", N_("Answer due"), required=True, listed=True),
    Field("by", "code", N_("Broken down by"), choices=BREAKDOWNS),
    Field("question", "long_text", N_("What the partner should know"), most=1000),
    Field("language", "code", N_("Language of the partner"), choices=LANGUAGES, initial="en"),
)
