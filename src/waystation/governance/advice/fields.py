"""The field tables of a recommendation and of each step on its way."""

from __future__ import annotations

from waystation.foundation.records.fields import Field, FieldTable, RecordField
from waystation.foundation.shared.words import N_
from waystation.governance.advice import rules

KIND = "advice.Recommendation"
EXAMPLE = N_("For example 21/9/2026.")

RECOMMENDATION = FieldTable(
    KIND,
    Field(
        "text",
        "long_text",
        N_("Recommendation"),
        hint=N_(
            "One sentence that can be followed or not. "
            "Make a separate recommendation for each matter."
        ),
        required=True,
    ),
    Field(
        "addressee",
        "code",
        N_("For whom"),
        choices=rules.ADDRESSEES,
        radio=True,
        required=True,
        initial="unkt",
    ),
    Field("to_whom", "text", N_("Name of the entity or authority")),
    Field("rationale", "long_text", N_("Reasons")),
    Field("gcm", "codes", N_("GCM objectives"), code_list="gcm_objective"),
    Field("sdg", "codes", N_("SDG targets"), code_list="sdg_target"),
)
SUBMISSION = FieldTable(
    KIND,
    Field("day", "date", N_("Day"), hint=EXAMPLE, asked=True),
    Field("how", "text", N_("How"), most=300),
)
ANSWER = FieldTable(
    KIND,
    Field(
        "verdict",
        "code",
        N_("What the UNKT decided"),
        choices=[one for one in rules.STATES if one[0] in rules.ANSWERS],
        radio=True,
        required=True,
    ),
    Field(
        "motivation",
        "long_text",
        N_("Motivation"),
        hint=N_(
            "Needed where the recommendation is not followed, or only partly: then for the part "
            "that is not."
        ),
    ),
    Field("decided_on", "date", N_("Decided on"), hint=EXAMPLE, asked=True),
    Field("decider", "text", N_("Decided by"), hint=N_("The meeting or the officer."),
          asked=True),
    Field(
        "document",
        "text",
        N_("Document"),
        hint=N_("Where the decision is written: a reference or an address."),
        most=300,
    ),
    Field("why", "long_text", N_("Why this answer supersedes the one before")),
)  # fmt: skip
WITHDRAWAL = FieldTable(KIND, Field("reason", "long_text", N_("Reason"), asked=True))
FOLLOW_UP = FieldTable(
    KIND,
    Field("text", "text", N_("What is to be done"), most=500, required=True),
    RecordField("owner", "code", N_("By which member"), required=True),
    Field("due_on", "date", N_("Until"), hint=EXAMPLE, required=True),
)
