"""The field tables of mappings, members, calls, contributions and mailings."""

from __future__ import annotations

from waystation.foundation.records.fields import Field, FieldTable
from waystation.foundation.shared.words import N_

from . import rules

IN_ENGLISH = N_("Anybody may read this. Write it in English.")

MAPPING = FieldTable(
    "diaspora.Mapping",
    Field("title", "text", N_("Mapping"), required=True, most=150, listed=True),
    Field("objective", "long_text", N_("Objective"), hint=IN_ENGLISH, required=True, most=2000),
    Field(
        "definition",
        "long_text",
        N_("Who counts as diaspora"),
        hint=N_("For example: born here or with a parent born here, living abroad for a year."),
        required=True,
        most=2000,
    ),
    Field("countries", "codes", N_("Countries"), code_list="country", required=True, listed=True),
    Field("methods", "codes", N_("Methods"), choices=rules.METHODS, required=True),
    Field("starts_on", "date", N_("From"), required=True, listed=True),
    Field("ends_on", "date", N_("To"), listed=True),
    Field("target", "number", N_("Members aimed at")),
    Field("findings", "long_text", N_("What was found"), most=4000),
)

MEMBER = FieldTable(
    "diaspora.Member",
    Field("name", "text", N_("Your name"), N_("Name"), sealed=True, most=150),
    Field("email", "text", N_("Your e-mail address"), N_("E-mail"), sealed=True),
    Field(
        "country",
        "code",
        N_("In which country do you live?"),
        N_("Country"),
        code_list="country",
        required=True,
        listed=True,
        filtered=True,
    ),
    Field(
        "places",
        "codes",
        N_("Which municipalities would you like to support?"),
        N_("Municipalities"),
        hint=N_("Leave blank for any."),
        code_list="municipality",
        listed=True,
        identifying=True,
    ),
    Field(
        "field",
        "code",
        N_("In which field do you work?"),
        N_("Field of work"),
        choices=rules.FIELDS,
        listed=True,
        filtered=True,
        identifying=True,
    ),
    Field(
        "skills",
        "text",
        N_("What can you do well?"),
        N_("Skills"),
        hint=N_("For example: nursing, welding, export to Switzerland."),
        most=300,
        identifying=True,
    ),
    Field(
        "attachment",
        "code",
        N_("How close do you feel to your place of origin?"),
        N_("Ties to Kosovo"),
        choices=rules.ATTACHMENT,
        listed=True,
        identifying=True,
    ),
    Field(
        "ways",
        "codes",
        N_("How would you like to contribute?"),
        N_("Ways of contributing"),
        choices=rules.CONTRIBUTIONS,
        required=True,
        listed=True,
        identifying=True,
    ),
)
"""The eight questions of the registration."""

OWN_ENTRY = FieldTable(
    "diaspora.Member",
    *MEMBER,
    Field("mailing", "yes_no", N_("You may write to me about calls and events")),
)
"""What members correct themselves: their answers, and whether they receive letters."""

ASKED_BY_COLLEAGUES = FieldTable(
    "diaspora.Member",
    *MEMBER,
    Field("about", "long_text", N_("Remark"), sealed=True, most=1000),
)

CALL = FieldTable(
    "diaspora.Call",
    Field("title", "text", N_("Call"), required=True, most=150, listed=True),
    Field(
        "kind", "code", N_("Kind of contribution"), choices=rules.CONTRIBUTIONS, required=True,
        listed=True, filtered=True,
    ),
    Field(
        "text", "long_text", N_("What is needed, and what for"), hint=IN_ENGLISH, required=True,
        most=2000,
    ),
    Field(
        "places", "codes", N_("Municipalities served"), code_list="municipality", listed=True
    ),
    Field(
        "communities",
        "codes",
        N_("Communities served"),
        hint=N_("For statistics. Who is asked does not depend on it."),
        code_list="community",
    ),
    Field("field", "code", N_("Field of work"), choices=rules.FIELDS),
    Field("skills", "text", N_("Skills asked for"), most=300),
    Field("asked_by", "text", N_("Who asks")),
    Field("opens_on", "date", N_("Open from"), required=True, listed=True),
    Field("closes_on", "date", N_("Open until"), listed=True),
)  # fmt: skip

CONTRIBUTION = FieldTable(
    "diaspora.Contribution",
    Field("title", "text", N_("Contribution"), required=True, listed=True),
    Field(
        "kind", "code", N_("Kind of contribution"), choices=rules.CONTRIBUTIONS, required=True,
        listed=True, filtered=True,
    ),
    Field(
        "country", "code", N_("From which country"), code_list="country", required=True,
        listed=True, filtered=True,
    ),
    Field("day", "date", N_("Day"), required=True, listed=True),
    Field("places", "codes", N_("Municipalities served"), code_list="municipality"),
    Field("communities", "codes", N_("Communities served"), code_list="community"),
    Field("amount", "decimal", N_("Amount in euro"), listed=True, money=True),
    Field("hours", "number", N_("Hours given")),
    Field("jobs", "number", N_("Jobs created")),
)  # fmt: skip

MAILING = FieldTable(
    "diaspora.Mailing",
    Field("subject", "text", N_("Subject"), required=True, most=150, listed=True),
    Field("text", "long_text", N_("Text"), required=True, most=4000),
    Field("country", "code", N_("Only to members in"), code_list="country", listed=True),
    Field("way", "code", N_("Only to who wants to contribute by"), choices=rules.CONTRIBUTIONS),
)
