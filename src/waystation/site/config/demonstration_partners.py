"""Figures asked of partners: one request waits for its answer, one for a check, one is accepted."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from waystation.foundation.shared.periods import quarter
from waystation.governance.results import actions
from waystation.governance.results.queries import partners as queries
from waystation.registry.organisations import queries as organisations

QUESTION = "Count the people that we referred to you and you advised (fictional)."
ASKED = (
    ("Legal Aid Centre (fictional)", ("people_informed",), ""),
    ("Employment Office Prishtinë (fictional)", ("people_served", "group_attendees"), "answer"),
    ("Legal Aid Centre (fictional)", ("people_served",), "accept"),
)
TYPED = {"people_served": ("1500", "about"), "group_attendees": ("86", "")}
PARTS = {"female": Decimal(820), "male": Decimal(680)}


def tell(manager: Any, office: Any, today: date) -> None:
    """Ask two partners for figures of the last quarter; answer twice and accept once."""
    last = quarter(quarter(today).start - timedelta(days=1))
    there = organisations.entities_of(office.organisation_id)
    entities = dict(there.values_list("name", "id"))
    for name, indicators, step in ASKED:
        row = actions.ask_partner(
            manager,
            office.id,
            entities[name],
            indicators,
            starts_on=last.start,
            ends_on=last.last_day,
            due_on=today + timedelta(days=5),
            by="sex",
            question=QUESTION,
            language="en",
        )
        link = queries.live_link(row)
        if step and link is not None:
            actions.answer_request(link, _typed(row), row.version)
        if step == "accept":
            actions.decide_on_request(manager, row.pk, "accept")


def _typed(row: Any) -> dict[Any, actions.Typed]:
    return {
        one.figure.pk: actions.Typed(
            value=Decimal(TYPED[one.known.key][0]),
            qualifier=TYPED[one.known.key][1],
            parts=PARTS if one.known.key == "people_served" else {},
            source="Register of advice, extract of the quarter (fictional)",
            note="Visitors who came twice are counted once.",
        )
        for one in queries.asked_in(row)
    }
