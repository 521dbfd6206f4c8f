"""The field tables of a skills profile: its preferences, and its lines section by section."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language

from waystation.analysis.matching import ACTIVITIES
from waystation.foundation.records.fields import Field, FieldTable
from waystation.foundation.shared.alphabets import alphabetical
from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.words import N_

from .occupations import occupation_language, occupation_name, occupation_names
from .rules.profiles import (
    CEFR_LEVELS,
    CURRENCIES,
    LEVELS,
    LONGEST_CONSTRAINTS,
    LONGEST_TEXT,
    PERIODS,
    RECOGNITION,
    WEIGHTS,
    refusal_of_occupation,
)


@dataclass(frozen=True)
class OccupationField(Field):
    """A unit group of ISCO-08, named by its everyday title in the reader's language."""

    def get_choices(self) -> list[tuple[str, str]]:
        language = get_language() or "en"
        named = [(code, occupation_name(code, language)) for code in occupation_names()]
        named.sort(key=lambda one: alphabetical(one[1], language))
        return [(code, f"{name} ({code})") for code, name in named]

    def _word(self, value: Any) -> str:
        return occupation_name(str(value), get_language() or "en")

    def language_of(self, value: Any) -> str:
        here = (get_language() or "en").split("-")[0]
        named_in = occupation_language(str(value), here)
        return "" if named_in == here else named_in

    def refusals(self, value: Any) -> Iterator[Refusal | None]:
        yield from super().refusals(value)
        yield refusal_of_occupation(str(value or ""), occupation_names())


PROFILE = FieldTable(
    "skills.Profile",
    Field(
        "destinations",
        "codes",
        N_("Countries wished"),
        hint=N_("Leave blank for anywhere."),
        code_list="country",
    ),
    Field("starts_from", "date", N_("Earliest start"), listed=True),
    Field("pay_wish", "decimal", N_("Pay wished"), hint=N_("Before tax."), money=True),
    Field("pay_currency", "code", N_("Currency"), choices=CURRENCIES, initial="EUR"),
    Field("pay_period", "code", N_("For"), choices=PERIODS, initial="month"),
    Field(
        "constraints",
        "long_text",
        N_("Constraints"),
        hint=N_("For example no night work, or a place for the family. Sealed."),
        sealed=True,
        most=LONGEST_CONSTRAINTS,
    ),
)

OCCUPATION = FieldTable(
    "skills.ProfileOccupation",
    Field(
        "title",
        "text",
        N_("Job title, in the person’s own words"),
        N_("Job title"),
        hint=N_("Albanian, Serbian, English or German. The occupation is found from it."),
        most=LONGEST_TEXT,
    ),
    OccupationField(
        "code",
        "code",
        N_("Occupation"),
        hint=N_("Leave blank to find it from the job title."),
    ),
    Field("esco_uri", "text", N_("ESCO occupation (its address)"), rare=True),
    Field("years", "number", N_("Years")),
    Field("level", "code", N_("Level"), choices=LEVELS),
    Field("since", "date", N_("Since")),
    Field("until", "date", N_("Until"), hint=N_("Leave blank if it is still going on.")),
)

SKILL = FieldTable(
    "skills.ProfileSkill",
    Field("name", "text", N_("Skill"), required=True, most=LONGEST_TEXT),
    Field("uri", "text", N_("ESCO skill (its address)"), rare=True),
    Field("weight", "code", N_("Kind"), choices=WEIGHTS, required=True, initial="essential"),
    Field("level", "code", N_("Level"), choices=LEVELS),
    Field("years", "number", N_("Years")),
)

EDUCATION = FieldTable(
    "skills.ProfileEducation",
    Field("level", "code", N_("Level of education"), code_list="education", required=True),
    Field("field", "code", N_("Field of education"), code_list="education_field"),
    Field("title", "text", N_("Qualification"), most=LONGEST_TEXT),
    Field("country", "code", N_("Country"), code_list="country"),
    Field("year", "number", N_("Year")),
    Field("recognition", "code", N_("Recognition"), choices=RECOGNITION, initial="not_asked"),
    Field("recognized_in", "code", N_("Recognition in"), code_list="country"),
)

CERTIFICATE = FieldTable(
    "skills.ProfileCertificate",
    Field("name", "text", N_("Certificate"), required=True, most=LONGEST_TEXT),
    Field("issuer", "text", N_("Issued by"), most=LONGEST_TEXT),
    Field("issued_on", "date", N_("Issued on")),
    Field("valid_until", "date", N_("Valid until")),
    Field("recognition", "code", N_("Recognition"), choices=RECOGNITION, initial="not_asked"),
    Field("recognized_in", "code", N_("Recognition in"), code_list="country"),
)

_HEADINGS = {
    "listening": N_("Listening"),
    "reading": N_("Reading"),
    "spoken_interaction": N_("Spoken interaction"),
    "spoken_production": N_("Spoken production"),
    "writing": N_("Writing"),
}
LANGUAGE = FieldTable(
    "skills.ProfileLanguage",
    Field("language", "code", N_("Language"), code_list="language", required=True),
    Field("native", "yes_no", N_("Mother tongue")),
    *(Field(name, "code", _HEADINGS[name], choices=CEFR_LEVELS) for name in ACTIVITIES),
    Field(
        "certificate",
        "text",
        N_("Certificate of this language"),
        hint=N_("For example Goethe-Zertifikat B1, 2025."),
        most=LONGEST_TEXT,
    ),
)

DOCUMENT = FieldTable(
    "skills.ProfileDocument",
    Field("kind", "code", N_("Document or licence"), code_list="work_document", required=True),
    Field("country", "code", N_("Country"), code_list="country"),
    Field("valid_from", "date", N_("Valid from")),
    Field("valid_until", "date", N_("Valid until")),
    Field("note", "text", N_("Remark"), most=LONGEST_TEXT),
)
