"""Visits, as a list, one by one, and as question and answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from waystation.foundation.access import queries as access
from waystation.foundation.access import sealed
from waystation.foundation.audit import actions as audit
from waystation.foundation.shared.periods import today_in
from waystation.registry.reference import queries as reference
from waystation.services.centres.models import Visit

from .marks import mark_in, not_seen

TABLE = "centres_visit"


def visits_seen_by(user: access.Anyone) -> QuerySet[Visit]:
    """Return the visits of the user's offices, latest first."""
    return access.scoped(Visit.objects.all(), user, "visit.read").order_by("-day", "-id")


def visit_seen_by(user: access.Anyone, visit_id: UUID) -> Visit:
    """Return one visit. Raises NotSeen outside the user's offices."""
    visit = visits_seen_by(user).select_related("office").filter(id=visit_id).first()
    if visit is None:
        raise not_seen()
    return visit


@transaction.atomic
def open_visit(user: access.Anyone, visit_id: UUID) -> Visit:
    """Return one visit to be read whole, and write down that this user read it. Raises NotSeen."""
    visit = visit_seen_by(user, visit_id)
    audit.log(
        access.signed_in(user), "visit.read", "centres.Visit", visit.id, office_id=visit.office_id
    )
    return visit


def advice_of(visit: Visit) -> str:
    """Return the sealed advice of a visit that the user may see already."""
    if not visit.advice:
        return ""
    ring = access.keyring(visit.organisation_id)
    return ring.open(bytes(visit.advice), table=TABLE, column="advice", row=str(visit.id)).decode()


def offices_to_record_in(
    user: access.Anyone, permission: str = "visit.record"
) -> list[tuple[str, str]]:
    """Return the offices where the user may record, as choices."""
    return [(str(office.id), office.name) for office in access.offices_seen_by(user, permission)]


@dataclass(frozen=True)
class Line:
    """A visit in a list."""

    id: UUID
    started_at: datetime
    day: date
    mode: str
    visitor_type: str
    reason: str
    next_step: str
    language: str
    interpreter: bool
    minutes: int | None
    counselled: bool
    person_id: UUID | None
    under_way: bool


def lines_of(visits: QuerySet[Visit]) -> list[Line]:
    """Return visits as lines of a list, without opening what is sealed."""
    rows = visits.values_list(
        "id",
        "started_at",
        "day",
        "mode",
        "visitor_type",
        "reason",
        "next_step",
        "language",
        "interpreter",
        "minutes",
        "counselled",
        "person_id",
        "ended_at",
    )
    return [Line(*row[:-1], under_way=row[-1] is None and row[9] is None) for row in rows]


def today_of(user: access.Anyone) -> list[Line]:
    """Return today's visits of the user's offices, the latest first."""
    return lines_of(visits_seen_by(user).filter(day=today_in())[:200])


def visits_after(user: access.Anyone, after: str, size: int) -> list[Line]:
    """Return a page of visits that begins after a mark, without counting the others."""
    rows = visits_seen_by(user)
    if mark := mark_in(after):
        rows = rows.filter(Q(day__lt=mark[0]) | Q(day=mark[0], id__lt=mark[1]))
    return lines_of(rows[:size])


def rows_for_export(user: access.Anyone) -> list[tuple[Any, ...]]:
    """Return this year's visits as codes, for a file; no person in it."""
    start = today_in().replace(month=1, day=1)
    rows = visits_seen_by(user).filter(day__gte=start)
    return list(rows.values_list("day", "mode", "visitor_type", "reason", "next_step", "minutes"))


def persons_in_export(user: access.Anyone) -> int:
    """Return how many persons the file of :func:`rows_for_export` is about, at most."""
    start = today_in().replace(month=1, day=1)
    rows = visits_seen_by(user).filter(day__gte=start)
    named = rows.filter(person__isnull=False).values("person").distinct().count()
    return named + rows.filter(person__isnull=True).count()


ANSWERS = (
    ("mode", "visit_mode", _lazy("How the person came")),
    ("visitor_type", "visitor_type", _lazy("Kind of visitor")),
    ("reason", "visit_reason", _lazy("Main reason for the visit")),
    ("next_step", "next_step", _lazy("Next step")),
    ("language", "language", _lazy("Language of the conversation")),
    ("sex", "sex", _lazy("Sex")),
    ("age_band", "age_band", _lazy("Age")),
    ("community", "community", _lazy("Community")),
    ("place", "municipality", _lazy("Municipality")),
)


def answers_of(visit: Visit) -> list[tuple[str, str]]:
    """Return what was recorded of a visit, as question and answer in the reader's language."""
    rows = [
        (str(label), reference.label(code_list, getattr(visit, name)))
        for name, code_list, label in ANSWERS
        if getattr(visit, name)
    ]
    if visit.topics:
        topics = ", ".join(reference.label("topic", code) for code in visit.topics)
        rows.append((_("Topics talked about"), topics))
    if visit.minutes:
        rows.append((_("Minutes"), str(visit.minutes)))
    if visit.interpreter:
        rows.append((_("Interpreter"), _("Yes")))
    if visit.counselled:
        rows.append((_("Individual counselling"), _("Yes")))
    if visit.advice:
        rows.append((_("What was advised"), sealed.readable(lambda: advice_of(visit))))
    return rows


def visit_records_after(user: access.Anyone, after: str, size: int) -> list[Visit]:
    """Return a page of whole visits that begins after a mark, for the API."""
    rows = visits_seen_by(user)
    if mark := mark_in(after):
        rows = rows.filter(Q(day__lt=mark[0]) | Q(day=mark[0], id__lt=mark[1]))
    return list(rows[:size])
