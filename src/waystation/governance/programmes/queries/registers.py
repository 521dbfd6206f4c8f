"""The registers of programmes: labels, choices and permissions."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from waystation.foundation.access import queries as access
from waystation.foundation.records.registers import Register
from waystation.foundation.shared.words import N_
from waystation.governance.knowledge import queries as knowledge
from waystation.governance.programmes import models
from waystation.governance.programmes.rules import entries, words
from waystation.governance.results import queries as results
from waystation.registry.organisations import queries as organisations

from .programmes import (
    READ,
    RECORD,
    goal_choices,
    indicator_choices,
    organisation_choices,
    programme_choices,
    result_choices,
)

Choices = Callable[[Any], Sequence[tuple[str, str]]]


def currency_choices(user: access.AnyUser) -> Sequence[tuple[str, str]]:
    """Return the currencies in which budgets are."""
    return [(code, code) for code in words.CURRENCIES]


def colleague_choices(user: access.AnyUser) -> Sequence[tuple[str, str]]:
    """Return the open accounts of the mission."""
    rows = organisations.accounts_of(access.signed_in(user).organisation_id)
    return [(str(key), name) for key, name in rows.items()]


def office_indicator_choices(user: access.AnyUser) -> Sequence[tuple[str, str]]:
    """Return the indicators of the office by title."""
    known = results.indicators_by_key(user)
    return [(key, one.title) for key, one in known.items()]


ENTITY: Mapping[str, Choices] = {"entity": organisation_choices}
PROGRAMME: Mapping[str, Choices] = {"programme": programme_choices}
MONEY: Mapping[str, Choices] = {**PROGRAMME, "currency": currency_choices}
VALUED = ("amount", "currency", "rate", "rate_on", "rate_source")


def _register(
    key: str, model: Any, noun: str, texts: Sequence[str], named: str, fields: Sequence[str],
    columns: Sequence[str], rule: Any, **more: Any,
) -> Register:  # fmt: skip
    title, lead, add, empty = texts
    return Register(
        key, model, noun, title, lead, add, empty, READ, RECORD, named, tuple(fields),
        tuple(columns), rule, filters=more.pop("filters", ("programme",)), **more,
    )  # fmt: skip


def _adopted_state(row: Mapping[str, Any], today: date) -> tuple[str, str] | None:
    tones = {"adopted": "g", "partly": "g", "not_adopted": "r"}
    return dict(words.ADOPTED)[row["adopted"]], tones.get(row["adopted"], "a")


PARTNERS = _register(
    "partners", models.Partner, "programme_partner",
    (N_("Partners"), N_("Who takes part in which project, and as what."), N_("Add a partner"),
     N_("None yet. Add who implements with you, and whose interests the project touches.")),
    "note", ("programme", "entity", "role", "note"), ("note", "programme", "entity", "role"),
    entries.partner, choices={**PROGRAMME, **ENTITY}, filters=("programme", "role"),
)  # fmt: skip
BUDGET = _register(
    "budget-lines", models.BudgetLine, "budget_line",
    (N_("Budget lines"), N_("What is planned, in its own currency, with the rate to the euro."),
     N_("Add a budget line"), N_("None yet. Add the lines of the agreement with the donor.")),
    "label", ("programme", "label", *VALUED, "starts_on", "ends_on"),
    ("label", "programme", "amount", "currency", "starts_on"), entries.budget_line,
    choices=MONEY, day="starts_on", money=("amount",),
)  # fmt: skip
TRANSACTIONS = _register(
    "transactions", models.Transaction, "transaction",
    (N_("Payments"), N_("What was received, committed, paid to partners and spent."),
     N_("Add a payment"), N_("None yet. Add what was received and what was spent.")),
    "label", ("programme", "kind", "day", *VALUED, "entity", "label"),
    ("label", "programme", "kind", "day", "amount", "currency"), entries.transaction,
    choices={**MONEY, **ENTITY}, filters=("programme", "kind"), day="day", money=("amount",),
)  # fmt: skip
REACH = _register(
    "people-reached", models.Reach, "reach",
    (N_("People reached"), N_("How many people were reached for the first time in a period."),
     N_("Add people reached"), N_("None yet. Add a number with its period and its source.")),
    "source",
    ("programme", "starts_on", "ends_on", "qualifier", "people", "women", "source"),
    ("source", "programme", "starts_on", "ends_on", "qualifier", "people"), entries.reach,
    choices=PROGRAMME, day="starts_on",
)  # fmt: skip
RESULTS = _register(
    "results-chain", models.Result, "programme_result",
    (N_("Results"), N_("What each project works for: impact, outcomes and the outputs of them."),
     N_("Add a result"), N_("None yet. Start with the outcome, then add its outputs.")),
    "title", ("programme", "level", "title", "theme", "part_of", "text"),
    ("title", "programme", "level", "theme"), entries.result,
    choices={**PROGRAMME, "part_of": result_choices}, filters=("programme", "level", "theme"),
)  # fmt: skip
INDICATORS = _register(
    "indicators", models.ProgrammeIndicator, "programme_indicator",
    (N_("Indicators of results"), N_("How each result is measured, from where it started."),
     N_("Add an indicator"), N_("None yet. Add how a result is measured.")),
    "title",
    ("result", "title", "office_indicator", "measure", "baseline", "baseline_text",
     "baseline_on", "external_source"),
    ("title", "result", "office_indicator", "measure", "baseline"), entries.indicator,
    choices={"result": result_choices, "office_indicator": office_indicator_choices},
    filters=("result",),
)  # fmt: skip
FIGURES = _register(
    "figures", models.Figure, "programme_figure",
    (N_("Figures of results"), N_("Target and actual by period, for all and by dimension."),
     N_("Add a figure"), N_("None yet. Add the target of a period, then the actual figure.")),
    "text",
    ("indicator", "starts_on", "ends_on", "dimension", "part", "target_qualifier", "target",
     "qualifier", "actual", "text", "source"),
    ("text", "indicator", "starts_on", "ends_on", "part", "target_qualifier", "target",
     "qualifier", "actual"),
    entries.figure, choices={"indicator": indicator_choices}, filters=("indicator",),
    day="starts_on",
)  # fmt: skip
STAFF = _register(
    "staff", models.StaffPost, "staff_post",
    (N_("Staff of projects"), N_("Which colleague works for which project, and as what."),
     N_("Add a colleague"), N_("None yet. Add who works for the project.")),
    "duty", ("programme", "account", "duty", "share", "starts_on", "ends_on"),
    ("duty", "programme", "account", "share"), entries.staff,
    choices={**PROGRAMME, "account": colleague_choices},
)  # fmt: skip
DOCUMENTS = _register(
    "documents", models.Document, "programme_document",
    (N_("Documents of projects"), N_("Agreements, reports and products, and where they are."),
     N_("Add a document"), N_("None yet. Add the agreement with the donor first.")),
    "title", ("programme", "title", "kind", "issued_on", "language", "address", "study",
     "public"),
    ("title", "programme", "kind", "issued_on"), entries.document,
    choices={**PROGRAMME, "study": knowledge.document_choices}, codes={"language": "language"},
    filters=("programme", "kind"),
)  # fmt: skip
LESSONS = _register(
    "lessons", models.Lesson, "lesson",
    (N_("Lessons"), N_("What was learnt, and what should be done otherwise next time."),
     N_("Add a lesson"), N_("None yet. Write down what the next project should know.")),
    "text", ("programme", "text", "change", "noted_on"), ("text", "programme", "noted_on"),
    entries.lesson, choices=PROGRAMME, search=("text", "change"),
)  # fmt: skip
SUPPORTS = _register(
    "support", models.Support, "institution_support",
    (N_("Support to institutions"),
     N_("Services, advice and recommendations, with recipient and adoption."),
     N_("Record support"), N_("None yet. Record the first advice or training.")),
    "title",
    ("entity", "programme", "kind", "competence", "title", "given_on", "adopted",
     "adopted_on", "what_adopted"),
    ("title", "entity", "kind", "competence", "given_on", "adopted"), entries.support,
    choices={**PROGRAMME, **ENTITY},
    filters=("entity", "kind", "competence", "adopted", "programme"),
    state=_adopted_state, day="given_on",
)  # fmt: skip
SCORES = _register(
    "capacity", models.Score, "capacity_score",
    (N_("Capacity of institutions"),
     N_("What an institution can do, before and after the support, and on what evidence."),
     N_("Record a score"), N_("None yet. Score the institution before the support begins.")),
    "evidence",
    ("entity", "programme", "competence", "moment", "score", "scored_on", "scored_by",
     "evidence"),
    ("evidence", "entity", "competence", "moment", "score", "scored_on"), entries.score,
    choices={**PROGRAMME, **ENTITY}, filters=("entity", "competence", "programme"),
    day="scored_on",
)  # fmt: skip
PRIORITIES = _register(
    "priorities", models.NextPriority, "next_priority",
    (N_("Priorities by year"), N_("What comes first next year, and which goal it serves."),
     N_("Add a priority"), N_("None yet. Add what the office puts first next year.")),
    "title", ("year", "title", "goal", "programme", "text"),
    ("title", "year", "goal", "programme"), entries.priority,
    choices={**PROGRAMME, "goal": goal_choices}, filters=("programme",),
)  # fmt: skip
REGISTERS = {
    one.key: one
    for one in (
        BUDGET, TRANSACTIONS, REACH, PARTNERS, RESULTS, INDICATORS, FIGURES, STAFF, DOCUMENTS,
        LESSONS, SUPPORTS, SCORES, PRIORITIES,
    )
}  # fmt: skip
