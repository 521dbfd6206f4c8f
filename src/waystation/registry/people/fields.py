"""The field tables of a personal file and of a household."""

from __future__ import annotations

from waystation.foundation.records.fields import Field, FieldTable
from waystation.foundation.shared.words import N_

from .rules.identity import LONGEST_NAME, LONGEST_NOTE

PERSON = FieldTable(
    "people.Person",
    Field("given", "text", N_("Given name"), sealed=True, most=LONGEST_NAME),
    Field("family", "text", N_("Family name"), sealed=True, most=LONGEST_NAME),
    Field("father", "text", N_("Father’s name"), sealed=True, most=LONGEST_NAME),
    Field("aliases", "long_text", N_("Other names, one on each line"), sealed=True),
    Field(
        "birth_date",
        "date",
        N_("Date of birth"),
        hint=N_("For example 14/3/1999. Leave blank if only the year is known."),
        sealed=True,
    ),
    Field("birth_year", "number", N_("Year of birth")),
    Field("sex", "code", N_("Sex"), code_list="sex"),
    Field("municipality", "code", N_("Municipality"), code_list="municipality"),
    Field("nationality", "code", N_("Nationality"), code_list="country"),
    Field(
        "migration_status",
        "code",
        N_("Displacement or migration status"),
        code_list="migration_status",
    ),
    Field(
        "community",
        "code",
        N_("Community"),
        code_list="community",
        hint=N_("Only as stated by the person. People cannot be searched or sorted by it."),
    ),
    Field("languages", "codes", N_("Languages"), code_list="language"),
    Field("phones", "long_text", N_("Telephone numbers, one on each line"), sealed=True),
    Field("emails", "long_text", N_("E-mail addresses, one on each line"), sealed=True),
    Field("addresses", "long_text", N_("Addresses, one on each line"), sealed=True),
    Field("personal_number", "text", N_("Personal number"), sealed=True),
    Field("passport", "text", N_("Passport"), sealed=True),
    Field("identity_card", "text", N_("Identity card"), sealed=True),
    Field("case_number", "text", N_("Case number of another institution"), sealed=True),
    Field(
        "note",
        "long_text",
        N_("Note"),
        hint=N_("Everyone in your office who may open this file can read it."),
        sealed=True,
        most=LONGEST_NOTE,
    ),
)
"""A file as it is asked. The sealed fields are one sealed column: see ``rules.identity``."""

OPEN = PERSON.only(*PERSON.open_names)

HOUSEHOLD = FieldTable(
    "people.Household",
    Field(
        "label",
        "text",
        N_("Name of the household"),
        hint=N_("For example the family name. Stored encrypted."),
        sealed=True,
        most=100,
    ),
    Field("municipality", "code", N_("Municipality"), code_list="municipality"),
    Field("note", "long_text", N_("Note"), sealed=True, most=2000),
)

PLACE = FieldTable(
    "people.Household",
    Field(
        "role",
        "code",
        N_("Place in the household"),
        code_list="household_role",
        required=True,
        initial="head",
    ),
)
