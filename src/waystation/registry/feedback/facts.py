"""Feedback as facts: topics, and whether it was answered in time, without identities."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from waystation.foundation.shared.facts import Column, FactTable
from waystation.foundation.shared.words import N_
from waystation.registry.reference.facts import standard_of, table_of

from . import rules
from .fields import ANSWER, ENTRY
from .models import Entry, Remedy

COLUMNS = (
    *ENTRY.fact_columns(),
    *ANSWER.fact_columns(),
    Column("by_public", "yes_no", N_("Sent on the public page")),
    Column("named", "yes_no", N_("With a name or an address")),
    Column("answered", "yes_no", N_("Answered")),
    Column("in_time", "yes_no", N_("Answered in time")),
    Column("days", "number", N_("Days to the answer")),
    Column("remedied", "yes_no", N_("Remedied, confirmed by the person")),
    Column("money_remedied", "number", N_("Money given back, in whole units")),
)
CODES = tuple(one.name for one in (*ENTRY.fact_columns(), *ANSWER.fact_columns()))


def read_entries(organisation: UUID, ids: Sequence[UUID] | None) -> Any:
    """Return the feedback of an organisation as facts; the day is that on which it came."""
    found = Entry.objects.filter(organisation_id=organisation)
    if ids is not None:
        found = found.filter(id__in=list(ids))
    remedies = _remedies(organisation, ids)
    names = ("received_on", "due_on", "answered_on", "by_public", "contact", *CODES)
    rows = found.order_by().values("id", "version", "office_id", *names)
    found_rows = rows.iterator(chunk_size=20000)
    return table_of(COLUMNS, [_fact(row, remedies.get(row["id"], [])) for row in found_rows])


def _remedies(organisation: UUID, ids: Sequence[UUID] | None) -> dict[UUID, list[Any]]:
    """Return the states of the remedies and the money given, by entry."""
    rows = Remedy.objects.filter(organisation_id=organisation)
    if ids is not None:
        rows = rows.filter(entry_id__in=list(ids))
    found: dict[UUID, list[Any]] = {}
    for entry, state, money in rows.order_by().values_list("entry_id", "state", "money_given"):
        found.setdefault(entry, []).append((state, money or 0))
    return found


def _fact(row: dict[str, Any], remedies: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    money = sum(given for state, given in remedies if state == "confirmed")
    answered = row["answered_on"]
    return {
        **standard_of(row, row["received_on"]),
        **{name: row[name] or None for name in CODES},
        "by_public": row["by_public"],
        "named": bool(row["contact"]),
        "answered": answered is not None,
        "in_time": rules.in_time(row["due_on"], answered),
        "days": (answered - row["received_on"]).days if answered else None,
        "remedied": rules.is_remedied([state for state, _money in remedies]),
        "money_remedied": int(money) if remedies else None,
    }


ENTRIES = FactTable(
    "feedback.entries",
    N_("Feedback and complaints"),
    "feedback.Entry",
    "feedback.read",
    COLUMNS,
    read_entries,
    one_by_one=False,
)
