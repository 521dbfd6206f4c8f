"""The registers of knowledge: fields, list columns, and the rule of each."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from waystation.foundation.access import queries as access
from waystation.foundation.access.queries import AnyUser
from waystation.foundation.records.registers import Register
from waystation.foundation.shared.words import N_
from waystation.governance.knowledge import models, rules
from waystation.registry.organisations import queries as organisations

READ, WRITE = "knowledge.read", "knowledge.record"


def document_choices(user: AnyUser) -> Sequence[tuple[str, str]]:
    """Return the documents of the library that a fact may point to."""
    rows = access.scoped(models.Document.objects.all(), user, READ).order_by("title", "id")
    return [(str(key), title) for key, title in rows.values_list("id", "title")[:500]]


def norm_choices(user: AnyUser) -> Sequence[tuple[str, str]]:
    """Return the norms that a recommendation may rest on."""
    rows = access.scoped(models.Norm.objects.all(), user, READ).order_by("instrument", "id")
    return [(str(key), name) for key, name in rows.values_list("id", "instrument")[:500]]


def right_choices(user: AnyUser) -> Sequence[tuple[str, str]]:
    """Return the groups of rights that the Network upholds."""
    return rules.RIGHTS


def legal_choices(user: AnyUser) -> Sequence[tuple[str, str]]:
    """Return the texts of the legal framework, for whatever points to them."""
    rows = access.scoped(models.LegalReference.objects.all(), user, READ).order_by("title", "id")
    return [(str(key), title) for key, title in rows.values_list("id", "title")[:500]]


def entity_choices(user: AnyUser) -> Sequence[tuple[str, str]]:
    """Return the organisations that a fact may describe."""
    rows = organisations.entities_visible_to(user)
    return [(str(key), name) for key, name in rows.values_list("id", "name")[:500]]


def fact_choices(user: AnyUser) -> Sequence[tuple[str, str]]:
    """Return the facts that a newer one may replace, the newest entry first."""
    rows = access.scoped(models.DatedFact.objects.all(), user, READ).order_by("-id")
    return [(str(one.id), f"{one} ({one.valid_for}, {one.source})") for one in rows[:500]]


def finding_choices(user: AnyUser) -> Sequence[tuple[str, str]]:
    """Return the findings whose use may be recorded, the newest first."""
    rows = access.scoped(models.Finding.objects.all(), user, READ).order_by("-id")
    return [(str(key), name) for key, name in rows.values_list("id", "statement")[:500]]


def _document_state(row: Any, today: date) -> tuple[str, str] | None:
    state = rules.review_state(row["review_on"], today)
    if state == "due":
        return N_("Review due"), "r"
    return (N_("Review soon"), "a") if state == "soon" else None


def _norm_state(row: Any, today: date) -> tuple[str, str] | None:
    if row["gap"] and not row["activity"]:
        return N_("Gap without activity"), "a"
    return None


def _recommendation_state(row: Any, today: date) -> tuple[str, str] | None:
    if row["state"] in {"noted", "planned"}:
        return N_("Waits for follow-up"), "a"
    return (N_("Done"), "g") if row["state"] == "done" else None


LIBRARY = Register(
    "library",
    models.Document,
    "document",
    N_("Library"),
    N_("What may be relied on, with its source, its licence and the day it is looked at again."),
    N_("Add a document"),
    N_("Nothing here yet. Add the first study, dataset or law with its source and licence."),
    READ,
    WRITE,
    "title",
    (
        "title", "kind", "source", "published_on", "licence", "link", "summary", "gcm",
        "indicator", "review_on",
    ),
    ("title", "kind", "source", "published_on", "licence", "review_on"),
    rules.refusal_of_document,
    filters=("kind",),
    codes={"gcm": "gcm_objective"},
    state=_document_state,
    paragraph="70",
    search=("search_key",),
    day="published_on",
)  # fmt: skip
NORMS = Register(
    "norms",
    models.Norm,
    "norm",
    N_("Norms"),
    N_("Each instrument, how far it has come in local law, what is missing and who works on it."),
    N_("Add a norm"),
    N_("No norm is tracked yet. Begin with an instrument that guides your work."),
    READ,
    WRITE,
    "instrument",
    ("instrument", "kind", "reference", "state", "local_text", "gap", "activity", "checked_on"),
    ("instrument", "kind", "state", "activity", "checked_on"),
    rules.refusal_of_norm,
    filters=("kind", "state"),
    state=_norm_state,
    paragraph="71",
    search=("instrument", "gap"),
    day="checked_on",
)
MECHANISMS = Register(
    "mechanism-recommendations",
    models.MechanismRecommendation,
    "mechanism_recommendation",
    N_("Recommendations of human-rights mechanisms"),
    N_("Recommendations of treaty bodies, special procedures and reviews, and their "
       "follow-up."),
    N_("Add a recommendation"),
    N_("None yet. Add a recommendation with its document and paragraph."),
    READ,
    WRITE,
    "mechanism",
    (
        "mechanism", "reference", "issued_on", "text", "addressee", "norm", "state", "follow_up",
        "followed_up_on",
    ),
    ("mechanism", "reference", "text", "state", "followed_up_on"),
    rules.refusal_of_mechanism_recommendation,
    filters=("state",),
    choices={"norm": norm_choices},
    state=_recommendation_state,
    paragraph="71",
    search=("mechanism", "text", "reference"),
    day="issued_on",
)  # fmt: skip
LEGAL = Register(
    "legal-framework",
    models.LegalReference,
    "legal_reference",
    N_("Legal framework"),
    N_("The texts on human, migrants', children's, women's and labour rights that we uphold."),
    N_("Add a text"),
    N_("Nothing here yet. Add the texts that activities and statements will cite."),
    READ,
    WRITE,
    "title",
    ("title", "kind", "reference", "rights", "link", "note"),
    ("title", "kind", "reference", "rights"),
    rules.refusal_of_legal_reference,
    filters=("kind",),
    choices={"rights": right_choices},
    paragraph="41",
    search=("title", "reference"),
)
FACTS = Register(
    "facts",
    models.DatedFact,
    "dated_fact",
    N_("Dated facts"),
    N_("Figures published by others: value, unit, date and source. Sources that "
        "contradict each other are shown side by side; nothing is overwritten."),
    N_("Add a fact"),
    N_("No facts yet. Add a number with its unit, its date, and who published it."),
    READ,
    WRITE,
    "label",
    (
        "series", "label", "qualifier", "value", "unit", "as_of", "as_of_from", "as_of_on", "place",
        "source", "vintage", "method", "document", "entity", "supersedes", "note",
    ),
    ("label", "qualifier", "value", "unit", "as_of", "as_of_on", "source"),
    rules.refusal_of_fact,
    filters=("series",),
    choices={
        "document": document_choices, "entity": entity_choices, "supersedes": fact_choices,
    },
    paragraph="70",
    append_only=True,
    search=("label", "source", "series"),
    search_numbers=("value",),
    day="as_of_on",
)  # fmt: skip
