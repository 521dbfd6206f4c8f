"""The field tables of due diligence and of incidents."""

from __future__ import annotations

from waystation.foundation.records.fields import Field, FieldTable
from waystation.foundation.shared.words import N_

from .rules.clearance import CONFLICTS, ROLES, VERDICTS
from .rules.incidents import SUBJECTS

SEALED_HINT = N_("Stored encrypted. Those who assess recruiters read it.")

ASSESSMENT = FieldTable(
    "recruitment.Assessment",
    Field(
        "role",
        "code",
        N_("Assessed as"),
        choices=list(ROLES.items()),
        required=True,
        radio=True,
        listed=True,
        filtered=True,
    ),
    Field(
        "standard",
        "code",
        N_("Standard"),
        code_list="recruitment_criterion",
        required=True,
        listed=True,
    ),
    Field(
        "conflict",
        "code",
        N_("Your own interests"),
        hint=N_("Family, shares, a job, gifts: any tie to this organisation or its owners."),
        choices=list(CONFLICTS.items()),
        required=True,
        radio=True,
        fact=False,
    ),
    Field("summary", "long_text", N_("Summary"), sealed=True, hint=SEALED_HINT),
)

FINDING = FieldTable(
    "recruitment.Finding",
    Field(
        "verdict",
        "code",
        N_("Finding"),
        choices=list(VERDICTS.items()),
        required=True,
        radio=True,
    ),
    Field(
        "evidence",
        "long_text",
        N_("Evidence"),
        hint=N_("What you saw, read or were told, when, and by whom. Stored encrypted."),
        sealed=True,
    ),
)

CORRECTIVE_ACTION = FieldTable(
    "recruitment.CorrectiveAction",
    Field("what", "text", N_("What has to be done"), required=True, most=400, listed=True),
    Field("who", "text", N_("Who does it"), most=150, listed=True),
    Field("due_on", "date", N_("Deadline"), required=True, listed=True, filtered=True),
)

INCIDENT = FieldTable(
    "recruitment.Incident",
    Field(
        "kind",
        "code",
        N_("What happened"),
        code_list="recruitment_incident",
        required=True,
        listed=True,
        filtered=True,
    ),
    Field("happened_on", "date", N_("When it happened"), hint=N_("As far as it is known.")),
    Field("amount", "decimal", N_("Amount"), hint=N_("Of a fee, or of pay withheld.")),
    Field("currency", "text", N_("Currency"), initial="EUR", most=3),
    Field(
        "account",
        "long_text",
        N_("What is known"),
        hint=N_("Stored encrypted. Those who deal with incidents of this office read it."),
        required=True,
        sealed=True,
    ),
)

SUBJECT = FieldTable(
    "recruitment.Incident",
    Field("subject_kind", "code", N_("Concerns"), choices=list(SUBJECTS.items()), listed=True),
    Field("subject_title", "text", N_("Title"), most=200, listed=True),
    Field("subject_address", "text", N_("Address"), most=300, fact=False),
)
