"""Reading the registers of knowledge, and facts by series."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext

from waystation.foundation.access import queries as access
from waystation.foundation.access.queries import Anyone
from waystation.foundation.records.queries import (
    choices_of,
    entries_seen_by,
    entry_seen_by,
    history_of,
    in_period,
    values_of,
)
from waystation.foundation.records.registers import Register
from waystation.foundation.shared.errors import NotSeen
from waystation.foundation.shared.words import N_
from waystation.governance.knowledge import models, rules

READ, WRITE = "knowledge.read", "knowledge.record"


def document_choices(user: Anyone) -> Sequence[tuple[str, str]]:
    """Return the documents of the library that a fact may point to."""
    rows = access.scoped(models.Document.objects.all(), user, READ).order_by("title", "id")
    return [(str(key), title) for key, title in rows.values_list("id", "title")[:500]]


def norm_choices(user: Anyone) -> Sequence[tuple[str, str]]:
    """Return the norms that a recommendation may rest on."""
    rows = access.scoped(models.Norm.objects.all(), user, READ).order_by("instrument", "id")
    return [(str(key), name) for key, name in rows.values_list("id", "instrument")[:500]]


def right_choices(user: Anyone) -> Sequence[tuple[str, str]]:
    """Return the groups of rights that the Network upholds."""
    return rules.RIGHTS


def legal_choices(user: Anyone) -> Sequence[tuple[str, str]]:
    """Return the texts of the legal framework, for whatever points to them."""
    rows = access.scoped(models.LegalReference.objects.all(), user, READ).order_by("title", "id")
    return [(str(key), title) for key, title in rows.values_list("id", "title")[:500]]


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
    search=("title", "source"),
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
    N_("What treaty bodies, special procedures and reviews recommended, and what came of it."),
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
    N_("Numbers of others, quoted honestly: value, unit, day, source. Different sources that "
       "contradict each other are shown side by side; nothing is overwritten."),
    N_("Add a fact"),
    N_("No facts yet. Add a number with its unit, its date, and who published it."),
    READ,
    WRITE,
    "label",
    (
        "series", "label", "qualifier", "value", "unit", "as_of", "as_of_on", "source", "method",
        "document", "note",
    ),
    ("label", "qualifier", "value", "unit", "as_of", "source"),
    rules.refusal_of_fact,
    filters=("series",),
    choices={"document": document_choices},
    paragraph="70",
    append_only=True,
    search=("label", "source", "series"),
    day="as_of_on",
)  # fmt: skip
REGISTERS: dict[str, Register] = {
    one.key: one for one in (LIBRARY, NORMS, MECHANISMS, LEGAL, FACTS)
}


def register_named(key: str) -> Register:
    """Return one of the registers. Raises NotSeen."""
    if key not in REGISTERS:
        raise NotSeen(N_("There is no such register."), code="register_unknown")
    return REGISTERS[key]


def entries_visible_to(user: Anyone, register: Register) -> QuerySet[Any]:
    """Return the entries of a register that this user may read, as rows to narrow and order."""
    return access.scoped(register.model._default_manager.all(), user, register.read)


def reviews_due(user: Anyone, today: date) -> int:
    """Return how many documents of the library are to be looked at again by today."""
    rows = access.scoped(models.Document.objects.all(), user, READ)
    return rows.filter(review_on__lte=today).count()


def facts_beside(user: Anyone, key: UUID) -> list[dict[str, Any]]:
    """Return every value of the series that a fact belongs to, the newest entry first.

    Raises NotSeen outside the user's scope.
    """
    one = entry_seen_by(user, FACTS, key)
    rows = access.scoped(models.DatedFact.objects.all(), user, READ)
    rows = rows.filter(series=one.series).order_by("-id")  # type: ignore[attr-defined]
    wanted = ("id", "label", "qualifier", "value", "unit", "as_of", "as_of_on", "source")
    return [dict(row) for row in rows.values(*wanted)]


def facts_added(office_id: UUID, start: date, end: date) -> list[list[str]]:
    """Return the facts entered in an office in a period: what, value, when it holds, source.

    For reports of that office; the caller has asked who may read them.
    """
    rows = models.DatedFact.objects.filter(
        office_id=office_id, created_at__date__gte=start, created_at__date__lt=end
    ).order_by("label", "id")
    words = dict(rules.QUALIFIERS)
    return [
        [
            row.label,
            f"{gettext(words[row.qualifier])} {number_format(row.value.normalize())} {row.unit}",
            row.as_of or (date_format(row.as_of_on, "SHORT_DATE_FORMAT") if row.as_of_on else ""),
            row.source,
        ]
        for row in rows[:200]
    ]


def held_and_due(office_id: UUID, today: date) -> tuple[int, int]:
    """Return how many documents an office's library has, and how many are due for review."""
    days = list(
        models.Document.objects.filter(office_id=office_id).values_list("review_on", flat=True)
    )
    return len(days), sum(day <= today for day in days)


def legal_of(office_id: UUID) -> int:
    """Return how many texts an office's legal framework has."""
    return models.LegalReference.objects.filter(office_id=office_id).count()


def norms_of(office_id: UUID) -> tuple[int, int]:
    """Return how many norms an office tracks, and how many recommendations wait."""
    waiting = models.MechanismRecommendation.objects.filter(
        office_id=office_id, state__in=("noted", "planned")
    )
    return models.Norm.objects.filter(office_id=office_id).count(), waiting.count()


__all__ = [
    "FACTS",
    "LEGAL",
    "LIBRARY",
    "MECHANISMS",
    "NORMS",
    "REGISTERS",
    "choices_of",
    "document_choices",
    "entries_seen_by",
    "entry_seen_by",
    "facts_added",
    "facts_beside",
    "held_and_due",
    "history_of",
    "in_period",
    "legal_choices",
    "legal_of",
    "norm_choices",
    "norms_of",
    "register_named",
    "reviews_due",
    "values_of",
]
