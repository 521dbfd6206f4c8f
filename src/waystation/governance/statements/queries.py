"""Joint statements: visibility, progress of clearance, released versions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from waystation.foundation.access import queries as access
from waystation.foundation.access.queries import AnyUser
from waystation.foundation.messaging.queries import Delivery, MessageKind
from waystation.foundation.messaging.rules import Letter
from waystation.foundation.records.fields import in_short
from waystation.foundation.shared.errors import NotSeen
from waystation.foundation.shared.read_once import once
from waystation.foundation.shared.words import N_
from waystation.governance.meetings.queries import letters
from waystation.governance.network.queries import Network
from waystation.governance.network.queries.reminders import NOBODY
from waystation.governance.statements.models import Clearance, Statement, StatementVersion
from waystation.governance.statements.models import requests_of as requests_of

READ = "network.read"


def statements_visible_to(user: AnyUser) -> QuerySet[Statement]:
    """Return the joint statements of the user's Network."""
    return access.scoped(Statement.objects.all(), user, READ)


def statement_visible_to(user: AnyUser, key: UUID) -> Statement:
    """Return one statement. Raises NotSeen outside the user's scope."""
    row = statements_visible_to(user).filter(id=key).first()
    if row is None:
        raise NotSeen(N_("There is no such statement."), code="statement_unknown")
    return row


def versions_of(row: Statement) -> list[StatementVersion]:
    """Return every version of a statement, the latest first."""
    return list(
        StatementVersion.objects.filter(statement=row).select_related("by").order_by("-number")
    )


def values_of(row: Statement) -> dict[str, Any]:
    """Return what a statement says now, by field."""
    return {"title": row.title, "text": version_of(row).text, "legal": row.legal}


def version_of(row: Statement) -> StatementVersion:
    """Return the version that a statement has now."""
    return StatementVersion.objects.get(statement=row, number=row.number)


def clearances_of(row: Statement) -> list[Clearance]:
    """Return the clearances of the present version by the entity's name."""
    rows = Clearance.objects.filter(statement=row, number=row.number)
    return list(rows.select_related("entity", "by").order_by("entity__name", "id"))


def clearance_of(row: Statement, entity: Any) -> Clearance | None:
    """Return the clearance of the present version by an entity, None if it was not asked."""
    return Clearance.objects.filter(statement=row, number=row.number, entity=entity).first()


def answers_of(entity: Any, rows: Sequence[Statement]) -> dict[UUID, str]:
    """Return how an entity answered for the present versions of statements, by their keys."""
    found = Clearance.objects.filter(statement__in=rows, entity=entity).exclude(answer="")
    numbers = {one.id: one.number for one in rows}
    return {
        key: answer
        for key, number, answer in found.values_list("statement_id", "number", "answer")
        if numbers[key] == number
    }


def released_statements(network: Network) -> list[Statement]:
    """Return the statements that were released; they are public."""
    rows = Statement.objects.filter(office_id=network.office_id, state="released")
    return list(rows.order_by("-released_on", "-id")[:20])


@once
def in_silence(network: Network) -> list[Statement]:
    """Return the statements whose silence runs, or is over and not released yet."""
    rows = Statement.objects.filter(office_id=network.office_id, state="silence")
    return list(rows.order_by("until", "id")[:50])


def _letter(rows: Sequence[Delivery]) -> Letter:
    """Return the request to clear a statement; its text is read after signing in."""
    version = StatementVersion.objects.select_related("statement").get(id=rows[0].subject_id)
    statement = version.statement
    request = _("The joint statement “{title}” awaits your entity's answer until {day}.")
    silence = _(
        "If your entity does not answer by then, it is taken to agree. An objection needs a reason."
    )
    lines = [
        request.format(
            title=version.title, day=in_short(statement.until) if statement.until else "–"
        ),
        silence,
        "",
        letters.page("statements:statement", statement.id),
        "",
        str(settings.UNSCR_1244_NOTE),
    ]
    subject = _("Joint statement: {title}").format(title=version.title)
    return Letter(subject, "\n".join(lines))


MESSAGES = {"statement": MessageKind(letters.addresses, _letter, NOBODY)}
