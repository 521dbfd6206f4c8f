"""Joint statements: who sees which, how far their clearance is, what was released."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from waystation.foundation.access import queries as access
from waystation.foundation.access.queries import Anyone
from waystation.foundation.shared.errors import NotSeen
from waystation.foundation.shared.words import N_
from waystation.governance.network.queries import Network
from waystation.governance.network.queries.once import once
from waystation.governance.statements import rules
from waystation.governance.statements.models import Clearance, Statement, StatementVersion

READ = "network.read"


def statements_seen_by(user: Anyone) -> list[dict[str, Any]]:
    """Return the joint statements of the user's Network, the latest first."""
    rows = access.scoped(Statement.objects.all(), user, READ).order_by("-id")
    fields = ("id", "title", "state", "number", "until", "released_on", "override")
    return [dict(row) for row in rows.values(*fields)[:200]]


def statement_seen_by(user: Anyone, key: UUID) -> Statement:
    """Return one statement. Raises NotSeen outside the user's scope."""
    row = (
        access.scoped(Statement.objects.all(), user, READ)
        .select_related("released_by")
        .filter(id=key)
        .first()
    )
    if row is None:
        raise NotSeen(N_("There is no such statement."), code="statement_unknown")
    return row


def versions_of(row: Statement) -> list[StatementVersion]:
    """Return every version of a statement, the latest first."""
    return list(
        StatementVersion.objects.filter(statement=row).select_related("by").order_by("-number")
    )


def clearances_of(row: Statement) -> list[Clearance]:
    """Return the clearances of the present version by the entity's name."""
    rows = Clearance.objects.filter(statement=row, number=row.number)
    return list(rows.select_related("entity", "by").order_by("entity__name", "id"))


def open_of(row: Statement, today: date) -> tuple[list[str], list[str]]:
    """Return (entities that may still answer, entities that object) of the present version."""
    found = clearances_of(row)
    answers = {str(one.entity): one.answer for one in found if one.answer}
    return rules.open_entities([str(one.entity) for one in found], answers, row.until, today)


def released(network: Network) -> list[Statement]:
    """Return the statements that were released; they are public."""
    rows = Statement.objects.filter(office_id=network.office_id, state="released")
    return list(rows.order_by("-released_on", "-id")[:20])


@once
def in_silence(network: Network) -> list[Statement]:
    """Return the statements whose silence runs, or is over and not released yet."""
    rows = Statement.objects.filter(office_id=network.office_id, state="silence")
    return list(rows.order_by("until", "id")[:50])
