"""The field tables of pathways, editions, rules, stays and partnerships."""

from __future__ import annotations

from waystation.foundation.records.fields import Field, FieldTable
from waystation.foundation.shared.words import N_

from .rules import conditions, words

YES_NO = (("yes", N_("Yes")), ("no", N_("No")))

PATHWAY = FieldTable(
    "pathways.Pathway",
    Field("name", "text", N_("Pathway"), required=True, most=150, listed=True),
    Field(
        "kind", "code", N_("Kind"), choices=words.KINDS, required=True, listed=True, filtered=True
    ),
    Field("countries", "codes", N_("Countries"), code_list="country", required=True, listed=True),
    Field("authority", "text", N_("Who decides")),
    Field("summary", "long_text", N_("In short"), most=2000),
)

EDITION = FieldTable(
    "pathways.Edition",
    Field("valid_from", "date", N_("Valid from"), required=True),
    Field(
        "valid_until",
        "date",
        N_("Valid until"),
        hint=N_("Leave blank if valid until the next edition."),
    ),
    Field("changes", "long_text", N_("What has changed since the previous edition"), most=2000),
    Field("source", "text", N_("Source"), required=True, most=300),
    Field("source_url", "text", N_("Address of the source"), most=300),
    Field("read_on", "date", N_("Read on"), required=True),
    Field(
        "confirmed",
        "yes_no",
        N_("Checked against a public copy"),
        hint=N_("What is not checked is marked as unconfirmed wherever it is shown."),
    ),
)

CONDITION = FieldTable(
    "pathways.Condition",
    Field("kind", "code", N_("Kind of rule"), choices=conditions.KINDS, required=True),
    Field("wording", "text", N_("The rule in one sentence"), required=True, most=300),
    Field(
        "countries", "codes", N_("Countries"), hint=N_("For nationality and residence."),
        code_list="country", rare=True,
    ),
    Field(
        "occupations",
        "text",
        N_("Occupations"),
        hint=N_("ISCO-08 codes separated by spaces; a short code includes all codes below it."),
        most=600,
        rare=True,
    ),
    Field("excluded", "yes_no", N_("All but these"), rare=True),
    Field("language", "code", N_("Language"), code_list="language", rare=True),
    Field("level", "code", N_("At least the level"), choices=words.LEVELS, rare=True),
    Field("education", "code", N_("At least the education"), code_list="education", rare=True),
    Field("least_age", "number", N_("From age"), rare=True),
    Field("most_age", "number", N_("To age"), rare=True),
    Field(
        "amount",
        "decimal",
        N_("Amount in euro"),
        hint=N_("Pay: gross a year. Means of subsistence: a month."),
        rare=True,
        money=True,
    ),
    Field("source", "text", N_("Where it is written"), most=300),
    Field("confirmed", "yes_no", N_("Checked against a public copy")),
)  # fmt: skip

SAID = FieldTable(
    "pathways.Assessment",
    Field("nationality", "code", N_("Nationality"), code_list="country"),
    Field("occupation", "text", N_("Occupation (ISCO-08)"), most=4),
    Field("language", "code", N_("Language"), code_list="language"),
    Field("level", "code", N_("Level of this language"), choices=words.LEVELS),
    Field("education", "code", N_("Education"), code_list="education"),
    Field(
        "qualification",
        "code",
        N_("Vocational training of two years or more, or a degree"),
        choices=YES_NO,
    ),
    Field("recognition", "code", N_("Recognition"), choices=words.RECOGNITION),
    Field("offer", "code", N_("Contract or binding offer"), choices=YES_NO),
    Field("pay", "decimal", N_("Pay offered, gross a year, in euro"), money=True),
    Field("funds", "decimal", N_("Means of subsistence a month, in euro"), money=True),
    Field("passport", "code", N_("Valid passport"), choices=YES_NO),
    Field("start", "date", N_("Earliest start")),
)
"""What the person says or shows on the day; an empty answer leaves what the file says."""

ASSESSMENT = FieldTable(
    "pathways.Assessment",
    Field("day", "date", N_("Day")),
    Field("outcome", "code", N_("Result"), choices=words.OUTCOMES),
    Field("lacks", "text", N_("What is lacking")),
)

TAKE_UP = FieldTable(
    "pathways.TakeUp",
    Field("applied_on", "date", N_("Applied on"), required=True, listed=True),
    Field("granted_on", "date", N_("Granted on"), listed=True),
    Field("left_on", "date", N_("Left on"), listed=True),
    Field("ended_because", "code", N_("Why it ended"), choices=words.ENDED, listed=True),
)

STAY = FieldTable(
    "pathways.Stay",
    Field(
        "country", "code", N_("Country"), code_list="country", required=True, identifying=True
    ),
    Field("starts_on", "date", N_("From"), required=True),
    Field("ends_on", "date", N_("To"), hint=N_("Leave blank if the person is still there.")),
    Field("reason", "code", N_("Reason"), choices=words.STAY_REASONS, identifying=True),
    Field("skill", "text", N_("Skill gained there"), sealed=True),
    Field(
        "skill_used", "code", N_("Is the skill used after return?"), choices=words.SKILL_USED,
        identifying=True,
    ),
)  # fmt: skip

PARTNERSHIP = FieldTable(
    "pathways.Partnership",
    Field("name", "text", N_("Partnership"), required=True, listed=True),
    Field("country", "code", N_("Country abroad"), code_list="country", required=True, listed=True),
    Field("occupations", "text", N_("Occupations (ISCO-08)"), most=300, listed=True),
    Field("summary", "long_text", N_("In short"), most=2000),
    Field("starts_on", "date", N_("From"), required=True, listed=True),
    Field("ends_on", "date", N_("To"), listed=True),
    Field("home_places", "number", N_("Places of the home track"), required=True),
    Field("abroad_places", "number", N_("Places of the abroad track"), required=True),
    Field("home_results", "long_text", N_("What it brought here"), most=2000),
    Field("abroad_results", "long_text", N_("What it brought there"), most=2000),
)

PARTNER = FieldTable(
    "pathways.Partner",
    Field("role", "code", N_("Role"), choices=words.ROLES, required=True),
)

COST = FieldTable(
    "pathways.CostLine",
    Field("item", "code", N_("What for"), choices=words.COSTS, required=True),
    Field("payer", "code", N_("Who pays"), choices=words.PAYERS, required=True),
    Field("amount", "decimal", N_("Euro for each participant"), required=True, money=True),
    Field("remark", "text", N_("Remark")),
)

PARTICIPANT = FieldTable(
    "pathways.Participant",
    Field("track", "code", N_("Track"), choices=words.TRACKS, required=True, listed=True,
          filtered=True),
    Field("occupation", "text", N_("Occupation (ISCO-08)"), most=4, listed=True),
    Field("joined_on", "date", N_("Joined on"), required=True, listed=True),
    Field("certified_on", "date", N_("Date of the certificate"), listed=True),
    Field("certificate", "text", N_("Certificate"), most=150, identifying=True),
    Field("placed_on", "date", N_("Placed on"), listed=True),
    Field("workplace", "text", N_("Employer and place"), identifying=True),
    Field("returned_on", "date", N_("Returned on"), listed=True),
    Field("dropped_because", "code", N_("Why"), choices=words.DROPPED),
)  # fmt: skip
