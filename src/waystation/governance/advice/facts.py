"""UNKT's answers to the Network's advice as facts, without persons."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

import pyarrow as pa

from waystation.foundation.shared.facts import Column, FactTable
from waystation.foundation.shared.words import N_
from waystation.governance.advice.models import AdviceEvent
from waystation.governance.advice.rules import ANSWERS
from waystation.governance.network.facts import filter_chosen, offices_of
from waystation.registry.reference.facts import table_of

ANSWER_COLUMNS = (
    Column("recommendation", "key", N_("Recommendation")),
    Column("verdict", "code", N_("Answer")),
)


def read_answers(organisation: UUID, ids: Sequence[UUID] | None) -> pa.Table:
    """Return UNKT's answers to recommendations as facts; a later answer is one more."""
    rows = filter_chosen(
        AdviceEvent.objects.filter(state__in=ANSWERS), organisation, ids, "recommendation"
    ).values_list("recommendation_id", "number", "day", "office_id", "state")
    return table_of(
        ANSWER_COLUMNS,
        (
            {
                "record": key.hex,
                "version": number,
                "date": day,
                "office": office.hex,
                "recommendation": key.hex,
                "verdict": state,
            }
            for key, number, day, office, state in rows
        ),
    )


ANSWERS_OF_UNKT = FactTable(
    "advice.answers", N_("Answers to the Network's recommendations"), "advice.Recommendation",
    "network.read", ANSWER_COLUMNS, read_answers, kept_in=offices_of,
    of_institutions=True,
)  # fmt: skip
