"""Instruments, their chapters, and the comments in the consultation."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from waystation.foundation.access import queries as access
from waystation.governance.policies.fields import INSTRUMENT
from waystation.governance.policies.models import (
    Chapter,
    Comment,
    Consulted,
    Instrument,
    Measure,
)

from .scope import one_of, visible


def instruments_visible_to(user: access.AnyUser) -> QuerySet[Any]:
    """Return the instruments of the user's offices, with ``unanswered`` and ``planned``.

    An authority sees those that it owns, whose measures it owns, or on which it is consulted.
    """
    seen = visible(
        Instrument.objects.all(), user, "entity_id", "measures__entity_id", "consulted__entity_id"
    )
    return (
        Instrument.objects.filter(id__in=seen.order_by().values("id"))
        .select_related("entity", "replaces")
        .annotate(
            unanswered=Count("comments", filter=Q(comments__verdict=""), distinct=True),
            planned=Count("measures", filter=Q(measures__dropped_on__isnull=True), distinct=True),
        )
    )


def instrument_visible_to(user: access.AnyUser, key: UUID) -> Any:
    """Return one instrument. Raises NotSeen."""
    return one_of(instruments_visible_to(user), key)


def lockable(user: access.AnyUser) -> QuerySet[Instrument]:
    """Return the instruments of the user's offices without annotations, to be locked."""
    return visible(Instrument.objects.all(), user)


def values_of_instrument(row: Instrument) -> dict[str, Any]:
    """Return the values of an instrument by the names of its field table."""
    found = {name: getattr(row, name) for name in INSTRUMENT.names if name != "entity"}
    return {"entity": str(row.entity_id), **found}


def chapters_of(instrument_id: UUID) -> list[Chapter]:
    """Return the chapters of an instrument in their order."""
    return list(Chapter.objects.filter(instrument_id=instrument_id).order_by("position", "id"))


def chapter_choices(instrument_id: UUID) -> list[tuple[str, str]]:
    """Return the chapters as the choices of a form."""
    return [(str(one.id), one.title) for one in chapters_of(instrument_id)]


def chapter_visible_to(user: access.AnyUser, key: UUID) -> Chapter:
    """Return one chapter. Raises NotSeen."""
    rows = Chapter.objects.filter(instrument__in=instruments_visible_to(user).values("id"))
    return one_of(rows.select_related("instrument"), key)


def consulted_of(instrument_id: UUID) -> list[Consulted]:
    """Return the participants, with ``said``: whether they commented."""
    rows = Consulted.objects.filter(instrument_id=instrument_id).select_related("entity")
    said = Exists(Comment.objects.filter(consulted=OuterRef("pk")))
    return list(rows.annotate(said=said).order_by("asked_on", "id"))


def comments_visible_to(user: access.AnyUser) -> QuerySet[Comment]:
    """Return the comments on the instruments that the user sees.

    An authority sees its own comments only.
    """
    rows = Comment.objects.select_related(
        "instrument", "consulted__entity", "chapter", "answered_by"
    )
    return visible(rows, user, "consulted__entity_id")


def comments_of(user: access.AnyUser, instrument_id: UUID) -> list[Comment]:
    """Return the comments on one instrument that the user sees, the oldest first."""
    rows = comments_visible_to(user).filter(instrument_id=instrument_id)
    return list(rows.order_by("said_on", "id"))


def comment_visible_to(user: access.AnyUser, key: UUID) -> Comment:
    """Return one comment. Raises NotSeen."""
    return one_of(comments_visible_to(user), key)


def asked_choices(user: access.AnyUser, instrument_id: UUID) -> list[tuple[str, str]]:
    """Return who was asked, as choices; for an authority only itself."""
    rows = visible(Consulted.objects.select_related("entity"), user, "entity_id")
    found = rows.filter(instrument_id=instrument_id).order_by("asked_on", "id")
    return [(str(one.id), str(one)) for one in found]


def policy_choices(user: access.AnyUser) -> list[tuple[str, str]]:
    """Return the policies that others may be linked with."""
    rows = instruments_visible_to(user).order_by("title", "number", "id")[:500]
    return [(str(one.id), str(one)) for one in rows]


def next_number(instrument_id: UUID) -> int:
    """Return the number of the next measure of an instrument."""
    last = Measure.objects.filter(instrument_id=instrument_id).order_by("-number").first()
    return last.number + 1 if last else 1
