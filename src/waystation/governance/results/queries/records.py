"""The records behind a figure that a reader may open, paginated."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

import numpy as np

from waystation.foundation.access import queries as access
from waystation.foundation.access.queries import AnyUser
from waystation.foundation.shared.errors import NotAllowed
from waystation.foundation.shared.facts import FactTable
from waystation.foundation.shared.periods import Period
from waystation.foundation.shared.words import N_
from waystation.governance.results.rules.definitions import OF_THE_PERSON

from . import store
from .columns import texts
from .figures import figures, offices_opened

MOST_SHOWN = 50
MOST_TOLD = 4
NEVER_TOLD = {"office", "community", "nationality", "migration_status"}


def columns_shown(table: FactTable, by: Iterable[str]) -> list[str]:
    """Return the columns that distinguish the records of a list, without personal ones.

    Community, nationality and status are counted, but never shown with one person's record.
    """
    kinds = {one.name: one.kind for one in table.all_columns}
    wanted = [
        name
        for name in by
        if kinds.get(name) in {"code", "codes", "yes_no"} and name not in NEVER_TOLD
    ]
    return sorted(wanted, key=lambda name: name in OF_THE_PERSON)[:MOST_TOLD]


def cells_opened(
    user: AnyUser,
    key: str,
    period: Period,
    *,
    offices: Iterable[UUID] | None = None,
    where: Mapping[str, str] | None = None,
    start: int = 0,
    most: int = MOST_SHOWN,
) -> dict[str, Any]:
    """Return the records behind a live figure that this user may open, and how many others.

    ``start`` is how many of them came on the pages before. Raises as :func:`figures` does;
    NotAllowed if the user may open none of them.
    """
    table = figures(user, [key], period, offices=offices, where=where)[key]
    definition = table.known.definition
    fact_table = store.tables()[definition.source]
    opens = {one.hex for one in offices_opened(user, definition.source)}
    if not opens:
        raise NotAllowed(
            N_("You see how many there are. To open the records needs another role."),
            code="records_closed",
        )
    organisation = access.require(user, "indicator.read").organisation_id
    facts = store.facts(organisation, definition.source)
    told = columns_shown(fact_table, definition.by)
    rows = table.counted[0].members(0)
    found = list_records(facts, rows, opens, told=told, start=start, most=most)
    if table.method != "exact":
        # the exact number of the others would give the noise away
        found["closed"] = max((table.total.records or 0) - found["visible"], 0)
    return {"table": table, **found}


def list_records(
    facts: store.Facts,
    rows: Any,
    opens: set[str],
    *,
    told: Sequence[str] = (),
    start: int = 0,
    most: int = MOST_SHOWN,
) -> dict[str, Any]:
    """Return records among ``rows`` in offices that the user may open, newest first.

    ``told`` are columns whose codes come with each record. ``next_start`` is None on the last page;
    records that may not be opened are counted.
    """
    number, first = facts.record_of
    rows = first[np.unique(number[rows])]
    office = facts.column("office")
    mine = np.isin(office.values, sorted(opens))
    may = np.append(mine, False)[office.index[rows]]
    visible = rows[may]
    days = facts.column("date")[visible]
    newest = visible[np.argsort(-days.astype(np.int64), kind="stable")][start : start + most]
    codes = {name: texts(facts.column(name), facts.declared[name], newest) for name in told}
    records = facts.column("record")
    following = start + most
    return {
        "records": [
            {
                "number": start + at + 1,
                "id": UUID(bytes=bytes(records[row]).ljust(16, b"\0")),
                "kind": facts.table.subject_kind,
                "date": np.datetime64(int(facts.column("date")[row]), "D").item(),
                "office": str(UUID(str(office.values[office.index[row]]))),
                "codes": {name: codes[name][at] for name in told},
            }
            for at, row in enumerate(newest)
        ],
        "told": list(told),
        "visible": len(visible),
        "closed": len(rows) - len(visible),
        "next_start": following if following < len(visible) else None,
    }
