"""What a file holds and lacks: one function for each kind of file, under its name.

``KINDS`` names them: a function of (network, subject) that returns which pieces are there, and
the names of these pieces.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Exists, OuterRef

from waystation.foundation.access.queries import Anyone
from waystation.governance.network.models import (
    Action,
    AgendaItem,
    Attendance,
    Decision,
    Delivery,
    FileClosing,
    Meeting,
    Minutes,
    Network,
    Notice,
    Paper,
    Waiver,
)
from waystation.governance.network.rules import files as rules

from .house import house_rules
from .meetings import deadlines_of
from .scope import reader_of
from .submissions import advice_pieces, report_pieces

There = Callable[[Network, UUID], dict[str, bool]]


def meeting_pieces(network: Network, meeting_id: UUID) -> dict[str, bool]:
    """Return which pieces of a meeting's file are there (ToR 107)."""
    items = AgendaItem.objects.filter(meeting_id=meeting_id, state="accepted")
    with_paper = Paper.objects.filter(item=OuterRef("pk"))
    for_decision = items.filter(purpose="decision", follows__isnull=True)
    papers = Paper.objects.filter(meeting_id=meeting_id, replaced_by__isnull=True)
    decided = Decision.objects.filter(meeting_id=meeting_id)
    final = Minutes.objects.filter(meeting_id=meeting_id, state="final")
    return {
        "notice": Notice.objects.filter(meeting_id=meeting_id, kind="convene").exists(),
        "agenda": items.exists(),
        "papers": not for_decision.filter(~Exists(with_paper)).exists(),
        "distributed": not papers.filter(distributed_on__isnull=True).exists(),
        "attendance": Attendance.objects.filter(meeting_id=meeting_id, state="present").exists(),
        "decisions": decided.exists(),
        "actions": Action.objects.filter(meeting_id=meeting_id).exists(),
        "minutes": final.exists(),
        "dissemination": Delivery.objects.filter(
            meeting_id=meeting_id, kind="minutes", minutes__state="final"
        ).exists(),
    }


KINDS: dict[str, tuple[There, dict[str, str]]] = {
    "meeting": (meeting_pieces, rules.PIECES),
    "report": (report_pieces, rules.REPORT_PIECES),
    "advice": (advice_pieces, rules.ADVICE_PIECES),
}


def pieces_of(network: Network, kind: str, subject: UUID) -> list[rules.Piece]:
    """Return a file's pieces: there, missing, or waived with a reason."""
    there, names = KINDS[kind]
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


@dataclass(frozen=True)
class FileLine:
    """A meeting's file in a list."""

    meeting: Meeting
    percent: int
    missing: list[str]
    due_on: date
    late: bool


def open_files(user: Anyone, limit: int = 20) -> list[FileLine]:
    """Return the files of held meetings that are not closed, oldest first."""
    reader = reader_of(user)
    closed = FileClosing.objects.filter(kind="meeting", subject_id=OuterRef("pk"))
    rows = (
        reader.of_network(Meeting.objects.filter(state="held"))
        .filter(~Exists(closed))
        .order_by("starts_at", "id")[:limit]
    )
    house = house_rules(reader.network)
    lines = []
    for meeting in rows:
        found = pieces_of(reader.network, "meeting", meeting.id)
        due_on = deadlines_of(meeting, house).file
        lines.append(
            FileLine(
                meeting,
                rules.percent(found),
                [piece.name for piece in found if not piece.settled],
                due_on,
                reader.today > due_on,
            )
        )
    return lines
