"""Visits: as a list, single ones, and as questions with answers."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from waystation.foundation.access import queries as access
from waystation.foundation.audit import actions as audit
from waystation.foundation.records.sealed import read_sealed
from waystation.foundation.records.values import readable_values_of
from waystation.foundation.shared.errors import not_seen
from waystation.foundation.shared.periods import today_in
from waystation.services.centres.fields import VISIT
from waystation.services.centres.models import Visit

from .marks import after_mark

MOST = 200
IN_WORDS = VISIT.only("mode", "reason", "visitor_type", "language", "next_step").names
TODAYS: QuerySet[Any, Any] = (
    Visit.objects.filter(state="recorded")
    .order_by("-day", "-id")
    .values(
        "id", "person_id", "started_at", "ended_at", "minutes", "counselled", "interpreter",
        *IN_WORDS,
    )
)  # fmt: skip
"""What the first page shows of visits; each reading narrows it to the day and to the user."""


def visits_visible_to(user: access.AnyUser) -> QuerySet[Visit]:
    """Return the visits of the user's offices, latest first."""
    return access.scoped(Visit.objects.all(), user, "visit.read").order_by("-day", "-id")


def visits_that_count(user: access.AnyUser) -> QuerySet[Visit]:
    """Return the visits of the user's offices that were not withdrawn, latest first."""
    return visits_visible_to(user).filter(state="recorded")


def visit_visible_to(user: access.AnyUser, visit_id: UUID) -> Visit:
    """Return one visit. Raises NotSeen outside the user's offices."""
    visit = visits_visible_to(user).select_related("office").filter(id=visit_id).first()
    if visit is None:
        raise not_seen()
    return visit


@transaction.atomic
def open_visit(user: access.AnyUser, visit_id: UUID) -> Visit:
    """Return one visit to be read in full, and log that this user read it. Raises NotSeen."""
    visit = visit_visible_to(user, visit_id)
    audit.log(
        access.signed_in(user), "visit.read", "centres.Visit", visit.id, office_id=visit.office_id
    )
    return visit


def advice_of(visit: Visit) -> str:
    """Return the sealed advice of a visit that the user may see already."""
    return read_sealed(visit, "advice")


def offices_to_record_in(
    user: access.AnyUser, permission: str = "visit.record"
) -> list[tuple[str, str]]:
    """Return the offices where the user may record, as choices."""
    return access.office_choices(user, permission)


def lines_of(visits: QuerySet[Visit]) -> list[dict[str, Any]]:
    """Return visits as lines of a list, in words, without decrypting sealed texts."""
    return [
        {
            **row,
            **{one.name: one.words(row[one.name]) for one in VISIT if one.kind == "code"},
            "under_way": row["ended_at"] is None and row["minutes"] is None,
        }
        for row in visits.values("id", *VISIT.open_names)
    ]


def today_of(user: access.AnyUser) -> list[dict[str, Any]]:
    """Return today's visits of the user's offices, the latest first."""
    rows = access.scoped(TODAYS.filter(day=today_in()), user, "visit.read")
    return [
        {
            **row,
            **{name: VISIT[name].words(row[name]) for name in IN_WORDS},
            "under_way": row["ended_at"] is None and row["minutes"] is None,
        }
        for row in rows[:MOST]
    ]


def answers_of(visit: Visit) -> list[tuple[str, str]]:
    """Return a visit as questions and answers in the reader's language."""
    asked = VISIT.without("person_id", "started_at")
    answers = asked.answers(readable_values_of(visit, asked))
    return [(field.title, answer) for field, answer in answers]


def visit_records_after(user: access.AnyUser, after: str, size: int) -> list[Visit]:
    """Return a page of whole visits that begins after a mark, for the API."""
    return list(after_mark(visits_visible_to(user), after)[:size])
