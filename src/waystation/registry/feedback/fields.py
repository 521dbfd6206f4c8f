"""The field tables of feedback and of its answer."""

from __future__ import annotations

from waystation.foundation.records.fields import Field, FieldTable
from waystation.foundation.shared.words import N_

from .rules import LONGEST_NAME, LONGEST_TEXT

ENTRY = FieldTable(
    "feedback.Entry",
    Field(
        "kind",
        "code",
        N_("Kind"),
        code_list="feedback_kind",
        required=True,
        radio=True,
        listed=True,
        filtered=True,
    ),
    Field(
        "about",
        "code",
        N_("What it is about"),
        code_list="feedback_about",
        required=True,
        radio=True,
        listed=True,
        filtered=True,
    ),
    Field(
        "about_name",
        "text",
        N_("Which partner, employer, recruiter or person"),
        hint=N_("Stored encrypted."),
        sealed=True,
        most=LONGEST_NAME,
    ),
    Field(
        "text",
        "long_text",
        N_("What happened"),
        hint=N_("Stored encrypted. Those it is about cannot read it."),
        required=True,
        sealed=True,
        most=LONGEST_TEXT,
    ),
    Field(
        "contact",
        "text",
        N_("Name and where to answer"),
        hint=N_(
            "Only if the person wishes. Otherwise the person can read the answer "
            "at a secret address."
        ),
        sealed=True,
        most=LONGEST_NAME,
    ),
    Field("language", "code", N_("Language"), code_list="language", listed=True),
)

ANSWER = FieldTable(
    "feedback.Entry",
    Field(
        "outcome",
        "code",
        N_("Outcome"),
        code_list="feedback_outcome",
        required=True,
        listed=True,
        filtered=True,
    ),
    Field(
        "answer",
        "long_text",
        N_("Answer"),
        hint=N_("The person who wrote to us will read this. Write plainly, in their language."),
        required=True,
        sealed=True,
        most=LONGEST_TEXT,
    ),
)

REMEDY = FieldTable(
    "feedback.Remedy",
    Field(
        "asked",
        "long_text",
        N_("What the person asks for"),
        hint=N_("Money paid back, papers given back, an apology. Stored encrypted."),
        required=True,
        sealed=True,
        most=LONGEST_TEXT,
    ),
    Field("money_asked", "decimal", N_("Money asked for"), money=True),
    Field("currency", "text", N_("Currency"), initial="EUR", most=3),
)

AGREED = FieldTable(
    "feedback.Remedy",
    Field(
        "agreed",
        "long_text",
        N_("What was agreed"),
        hint=N_("Money paid back, papers given back, an apology. Stored encrypted."),
        required=True,
        sealed=True,
        most=LONGEST_TEXT,
    ),
    Field("money_agreed", "decimal", N_("Money agreed"), money=True),
    Field("due_on", "date", N_("Due on"), required=True),
)

GIVEN = FieldTable(
    "feedback.Remedy",
    Field("given_on", "date", N_("Given on"), required=True),
    Field("money_given", "decimal", N_("Money given"), money=True),
)

REFUSED = FieldTable(
    "feedback.Remedy",
    Field(
        "refusal",
        "long_text",
        N_("Reason"),
        reason=True,
        required=True,
        sealed=True,
        most=LONGEST_TEXT,
    ),
)
