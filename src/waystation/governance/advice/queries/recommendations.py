"""Recommendations with their evidence and their outcome."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery

from waystation.foundation.access import queries as access
from waystation.foundation.access.queries import AnyUser
from waystation.foundation.shared.errors import NotSeen
from waystation.foundation.shared.read_once import once
from waystation.foundation.shared.typed import number_in
from waystation.foundation.shared.words import N_
from waystation.governance.advice import rules
from waystation.governance.advice.fields import ANSWER
from waystation.governance.advice.models import (
    AdviceEvent,
    Evidence,
    FollowUp,
    Recommendation,
    Signature,
)
from waystation.governance.network.queries import Network
from waystation.governance.network.queries.people import network_visible_to

PAGE = 50
AWAITING = "awaiting"  # what narrows a list to what UNKT has not answered


def network_for_advice(user: AnyUser) -> Network:
    """Return the Network whose advice the user may read: as a member, or as UNKT's reader.

    Raises NotSeen for other users.
    """
    return network_visible_to(user, "network.read", "unkt.read")


def _with_state() -> QuerySet[Any]:
    """Return recommendations with their state, its day, and when they were submitted."""
    events = AdviceEvent.objects.filter(recommendation=OuterRef("pk")).order_by("-number")
    submitted = events.filter(state=rules.SUBMITTED)
    return Recommendation.objects.annotate(
        state=Subquery(events.values("state")[:1]),
        since=Subquery(events.values("day")[:1]),
        submitted_on=Subquery(submitted.values("day")[:1]),
    )


def recommendations_visible_to(user: AnyUser) -> QuerySet[Any]:
    """Return the recommendations of the user's Network, each with ``state``, ``since`` and
    ``submitted_on``. UNKT's reader sees only what was submitted.
    """
    seen = access.signed_in(user)
    sent = AdviceEvent.objects.filter(recommendation=OuterRef("pk"), state=rules.SUBMITTED)
    return _with_state().filter(
        Q(office_id__in=access.offices_where(user, "network.read"))
        | Q(Exists(sent), office_id__in=access.offices_where(user, "unkt.read")),
        organisation_id=seen.organisation_id,
    )


def recommendation_visible_to(user: AnyUser, key: UUID) -> Recommendation:
    """Return one recommendation with its state. Raises NotSeen outside the user's scope."""
    row: Recommendation | None = (
        recommendations_visible_to(user).filter(id=key).select_related("supersedes").first()
    )
    if row is None:
        raise NotSeen(N_("There is no such recommendation."), code="recommendation_unknown")
    return row


@dataclass(frozen=True)
class Line:
    """A recommendation in a list."""

    id: UUID
    number: str
    text: str
    addressee: str
    to_whom: str
    state: str
    since: date
    submitted_on: date | None
    evidence: int
    age: int | None


def lines_visible_to(
    user: AnyUser, today: date, *, state: str = "", after: str = ""
) -> tuple[list[Line], str]:
    """Return a page of recommendations, the newest first, and where the next page begins.

    ``state`` narrows to one state, or with "awaiting" to what UNKT has not answered, the
    oldest submission first.
    """
    rows = recommendations_visible_to(user)
    if state == AWAITING:
        rows = rows.filter(state__in=rules.AWAITING).order_by("submitted_on", "year", "number")
        return _lines(rows, today, 200), ""
    if state in dict(rules.STATES):
        rows = rows.filter(state=state)
    year, number = (number_in(part) for part in (after.partition("_")[::2]))
    if year is not None and number is not None:
        rows = rows.filter(Q(year__lt=year) | Q(year=year, number__lt=number))
    found = _lines(rows.order_by("-year", "-number"), today, PAGE + 1)
    more = found[PAGE - 1].number.replace("/", "_") if len(found) > PAGE else ""
    return found[:PAGE], more


def _lines(rows: QuerySet[Any], today: date, most: int) -> list[Line]:
    plain = ("text", "addressee", "to_whom", "state", "since", "submitted_on")
    found = []
    values = rows.annotate(pieces=Count("evidence")).values(
        "id", "year", "number", "pieces", *plain
    )
    for row in values[:most]:
        evidence, number = row.pop("pieces"), f"{row.pop('year')}/{row.pop('number')}"
        age = rules.age_of(row["state"], row["submitted_on"], today)
        found.append(Line(**row, number=number, evidence=evidence, age=age))
    return found


def with_evidence(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Return the recommendations, each with whether it names evidence."""
    named = Exists(Evidence.objects.filter(recommendation=OuterRef("pk")))
    found: QuerySet[Any] = rows.annotate(has_evidence=named)
    return found


def counts_by_state(user: AnyUser) -> dict[str, int]:
    """Return how many recommendations the user sees in each state."""
    states = recommendations_visible_to(user).values_list("state", flat=True)
    found = dict.fromkeys((state for state, _ in rules.STATES), 0)
    for state in states:
        found[str(state)] += 1
    return found


@dataclass(frozen=True)
class File:
    """A recommendation with all that belongs to it, in order."""

    row: Recommendation
    events: Sequence[AdviceEvent]
    signatures: Sequence[Signature]
    evidence: Sequence[Evidence]
    superseded_by: Sequence[Recommendation]

    @property
    def state(self) -> str:
        """Return the state of the latest event."""
        return self.events[-1].state

    @property
    def submitted_on(self) -> date | None:
        """Return the day of the submission, None before it."""
        return next((one.day for one in self.events if one.state == rules.SUBMITTED), None)

    @property
    def answer(self) -> AdviceEvent | None:
        """Return UNKT's current answer, None if there is none."""
        last = self.events[-1]
        return last if last.state in rules.ANSWERS else None

    @property
    def signatories(self) -> set[UUID]:
        """Return the keys of the users who signed as co-chairs."""
        return {one.user_id for one in self.signatures}


def answer_in(event: AdviceEvent) -> dict[str, Any]:
    """Return an answer by the names of ``fields.ANSWER``."""
    columns = {"verdict": "state", "why": "note"}
    return {name: getattr(event, columns.get(name, name)) for name in ANSWER.names}


def file_of(row: Recommendation) -> File:
    """Return everything about a recommendation that the caller may see."""
    return File(
        row,
        list(row.events.select_related("created_by").order_by("number")),
        list(row.signatures.select_related("user").order_by("created_at", "id")),
        list(row.evidence.order_by("created_at", "id")),
        list(row.superseded_by.order_by("year", "number")),
    )


def follow_ups_of(row: Recommendation) -> list[FollowUp]:
    """Return the actions that carry a recommendation on, the next due first."""
    rows = FollowUp.objects.filter(recommendation=row).select_related("action__owner")
    return list(rows.order_by("action__due_on", "id"))


@once
@access.under_stamps("advice")
def awaiting(office_id: UUID, today: date) -> list[Line]:
    """Return what UNKT has not answered, the oldest submission first; for the Network's homes."""
    rows = _with_state().filter(office_id=office_id, state__in=rules.AWAITING)
    return _lines(rows.order_by("submitted_on", "year", "number"), today, 200)


def drafts(office_id: UUID, today: date) -> list[Line]:
    """Return the drafts that wait for a co-chair's signature, the oldest first."""
    rows = _with_state().filter(office_id=office_id, state=rules.DRAFT)
    return _lines(rows.order_by("year", "number"), today, 200)


def answered_wrongly(office_id: UUID) -> int:
    """Return how many negative answers carry no motivation: the database allows none."""
    rows = AdviceEvent.objects.filter(
        recommendation__office_id=office_id, state__in=rules.NEEDS_MOTIVATION
    )
    return sum(not motivation.strip() for motivation in rows.values_list("motivation", flat=True))
