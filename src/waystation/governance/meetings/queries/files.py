"""The pieces and gaps of a file: of a meeting, and of each kind of submission.

A function of (network, subject) returns the pieces that exist.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from waystation.foundation.messaging.queries import Delivery
from waystation.governance.meetings.models import (
    Action,
    AgendaItem,
    Attendance,
    Decision,
    FileClosing,
    Meeting,
    Minutes,
    Notice,
    Paper,
    Waiver,
)
from waystation.governance.meetings.rules import files as rules
from waystation.governance.network.queries import Network
from waystation.governance.network.queries.scope import not_there

from . import submissions
from .deliveries import unreached_of

There = Callable[[Network, UUID], dict[str, bool]]


@cache
def _pieces_of_meetings() -> QuerySet[Meeting, Any]:
    """Return the query for which pieces meetings have: the same for each, hence composed once."""
    of = OuterRef("pk")
    items = AgendaItem.objects.filter(meeting=of, state="accepted")
    with_paper = Paper.objects.filter(item=OuterRef("pk"))
    for_decision = items.filter(purpose="decision", follows__isnull=True)
    papers = Paper.objects.filter(meeting=of, replaced_by__isnull=True)
    final = Minutes.objects.filter(meeting=OuterRef(of), state="final", corrected_by__isnull=True)
    asked = {
        "notice": Exists(Notice.objects.filter(meeting=of, kind="convene")),
        "agenda": Exists(items),
        "papers": ~Exists(for_decision.filter(~Exists(with_paper))),
        "distributed": ~Exists(papers.filter(distributed_on__isnull=True)),
        "attendance": Exists(Attendance.objects.filter(meeting=of, state="present")),
        "decisions": Exists(Decision.objects.filter(meeting=of)),
        "actions": Exists(Action.objects.filter(meeting=of)),
        "minutes": Exists(Minutes.objects.filter(meeting=of, state="final")),
        "dissemination": Exists(
            Delivery.objects.filter(kind="minutes", subject_id__in=final.values("id"))
        ),
    }
    # Nine questions, one journey to the database.
    return Meeting.objects.values(**{f"has_{key}": there for key, there in asked.items()})


def meeting_pieces(network: Network, meeting_id: UUID) -> dict[str, bool]:
    """Return which pieces of a meeting's file are there (ToR 107).

    Papers or minutes that did not reach somebody were not sent.
    """
    row: Any = _pieces_of_meetings().filter(pk=meeting_id).get()
    found = {key.removeprefix("has_"): bool(there) for key, there in row.items()}
    unreached = unreached_of(meeting_id)
    found["distributed"] &= "papers" not in unreached
    found["dissemination"] &= "minutes" not in unreached
    return found


def known_pieces(kind: str) -> tuple[There, dict[str, str]] | None:
    """Return the function that lists a file's pieces, with their names; None if unknown."""
    if kind == "meeting":
        return meeting_pieces, rules.PIECES
    known = submissions.kinds().get(kind)
    return (known.there, known.names) if known else None


def pieces_of(network: Network, kind: str, subject: UUID) -> list[rules.Piece]:
    """Return a file's pieces: there, missing, or waived with a reason."""
    asked = known_pieces(kind)
    if asked is None:
        raise not_there()
    there, names = asked
    waived = dict(
        Waiver.objects.filter(
            office_id=network.office_id, kind=kind, subject_id=subject
        ).values_list("piece", "reason")
    )
    return rules.pieces(there(network, subject), waived, names)


def closing_of(network: Network, kind: str, subject: UUID) -> FileClosing | None:
    """Return how the file was closed, None while it is open."""
    rows = FileClosing.objects.filter(office_id=network.office_id, kind=kind, subject_id=subject)
    return rows.select_related("created_by").first()
