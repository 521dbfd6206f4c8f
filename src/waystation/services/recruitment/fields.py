"""The field tables of due diligence and of incidents."""

from __future__ import annotations

from waystation.foundation.records.fields import Field, FieldTable
from waystation.foundation.shared.words import N_

from .rules.clearance import CONFLICTS, ROLES, VERDICTS
from .rules.incidents import SUBJECTS
from .rules.recruitments import ANSWERS

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
        hint=N_("The standards that come with the product, and those added in a data pack."),
        required=True,
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
        hint=N_(
            "What you saw, read or were told, when, and by whom. Leave it blank only if the "
            "criterion does not apply. Stored encrypted."
        ),
        sealed=True,
        asked=True,
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
    Field("amount", "decimal", N_("Amount"), hint=N_("Of a fee, or of pay withheld."), money=True),
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

WORKER_HINT = N_("Stored encrypted. Those who may read recruitments in this office read it.")

RECRUITMENT = FieldTable(
    "recruitment.Recruitment",
    Field(
        "occupation",
        "code",
        N_("Occupation"),
        code_list="occupation",
        required=True,
        listed=True,
        filtered=True,
    ),
    Field("sector", "code", N_("Economic sector"), code_list="sector", filtered=True),
    Field("from_country", "code", N_("From"), code_list="country", required=True, initial="XK"),
    Field(
        "to_country",
        "code",
        N_("To"),
        code_list="country",
        required=True,
        listed=True,
        filtered=True,
    ),
    Field(
        "channel",
        "code",
        N_("How the job was found"),
        code_list="recruitment_channel",
        required=True,
        listed=True,
        filtered=True,
    ),
    Field("signed_on", "date", N_("Contract signed on"), rare=True),
    Field("for_wages", "yes_no", N_("Is an employee, not self-employed"), initial=True),
    Field("usual_stay", "yes_no", N_("Stays for at least twelve months"), initial=True),
    Field("first_job", "yes_no", N_("First job in that country"), initial=True),
    Field(
        "earnings",
        "decimal",
        N_("Earnings of the first month"),
        hint=N_("In the first job, with overtime, before what the employer deducts for costs."),
        money=True,
    ),
    Field("earnings_currency", "text", N_("Currency of the earnings"), initial="EUR", most=3),
    Field("earned_on", "date", N_("Last day of that month")),
    Field(
        "prepared",
        "codes",
        N_("Pre-departure list"),
        heading=N_("Prepared"),
        code_list="pre_departure",
        hint=N_("Tick what is done."),
    ),
    Field("note", "long_text", N_("Note"), sealed=True, rare=True, hint=WORKER_HINT),
)

COST = FieldTable(
    "recruitment.Cost",
    Field(
        "kind",
        "code",
        N_("Cost"),
        code_list="recruitment_cost",
        required=True,
        listed=True,
    ),
    Field(
        "payer",
        "code",
        N_("Paid by"),
        code_list="cost_payer",
        required=True,
        radio=True,
        initial="worker",
        listed=True,
    ),
    Field("amount", "decimal", N_("Amount"), required=True, listed=True, money=True),
    Field("currency", "text", N_("Currency"), initial="EUR", required=True, most=3, listed=True),
    Field("paid_on", "date", N_("Paid on"), required=True, listed=True),
    Field("reimbursed", "decimal", N_("Paid back"), listed=True, money=True),
    Field("reimbursed_on", "date", N_("Paid back on"), listed=True),
)


def _question(name: str, label: str) -> Field:
    return Field(name, "code", label, choices=list(ANSWERS.items()), required=True, radio=True)


PAPERS_KEPT = _question("documents_kept", N_("Is the passport or another paper held back?"))
FREE_TO_LEAVE = _question("free_to_leave", N_("Could the worker leave the job without penalty?"))
HOURS = _question("hours_as_agreed", N_("Are the hours as agreed?"))
PAY = _question("pay_as_promised", N_("Is the pay as promised?"))
NOTE = Field("note", "long_text", N_("Note"), sealed=True, hint=WORKER_HINT)

CONTRACT_CHECK = FieldTable(
    "recruitment.ContractCheck",
    _question("contract_given", N_("Is there a written contract?")),
    _question("understood", N_("Is it in a language that the worker understands?")),
    _question("in_advance", N_("Was it given in good time before departure?")),
    _question("substituted", N_("Was it replaced by a worse one?")),
    PAPERS_KEPT,
    FREE_TO_LEAVE,
    HOURS,
    PAY,
    NOTE,
)

CALL_ANSWERS = FieldTable(
    "recruitment.ArrivalCall",
    PAY,
    HOURS,
    PAPERS_KEPT,
    FREE_TO_LEAVE,
    _question("safe", N_("Are work and lodging safe?")),
    _question("threatened", N_("Has anybody threatened or hurt the worker?")),
    _question("fee_asked", N_("Has anybody asked for a fee, or deducted one from the pay?")),
    NOTE,
)

RED_FLAGS = {
    "contract_given": ("no", "contract_not_given"),
    "understood": ("no", "contract_not_given"),
    "in_advance": ("no", "contract_not_given"),
    "substituted": ("yes", "contract_substituted"),
    "documents_kept": ("yes", "document_kept"),
    "free_to_leave": ("no", "not_free_to_leave"),
    "hours_as_agreed": ("no", "hours"),
    "pay_as_promised": ("no", "pay"),
    "safe": ("no", "conditions"),
    "threatened": ("yes", "threats"),
    "fee_asked": ("yes", "fee"),
}
"""Question: the answer that is a red flag, and the kind of incident that it opens."""
