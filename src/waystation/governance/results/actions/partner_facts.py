"""Accepted figures of partners as dated facts: reports quote them, the draft checker knows them."""

from __future__ import annotations

from typing import Any

from waystation.governance.knowledge import actions as knowledge
from waystation.governance.results.models import PartnerRequest
from waystation.governance.results.queries import partners as queries
from waystation.governance.results.rules.definitions import UNITS

METHOD = "typed, by partner"


def record_facts(me: Any, row: PartnerRequest) -> None:
    """Record a fact for each figure of a request; it replaces one of the same period before."""
    for one in queries.asked_in(row):
        figure, definition = one.figure, one.known.definition
        if figure.value is None:
            continue
        value, qualifier = queries.as_read_by(figure, one.known, "public")  # who reads facts
        figure.fact = knowledge.record_fact_of_partner(
            me,
            row.office_id,
            row.entity,
            series=f"partner-{definition.key}"[:60],
            label=f"{definition.title['en']}, {row.entity.name}"[:200],
            value=value,
            unit="%" if definition.is_ratio else str(UNITS[definition.unit]),
            qualifier=qualifier or "count",
            as_of_from=row.starts_on,
            as_of_on=row.ends_on,
            source=f"{row.entity.name} ({METHOD}): {figure.source}"[:300],
            method=METHOD,
            note=figure.note[:300],
        )
        figure.save()
