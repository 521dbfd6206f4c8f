"""The co-chairs' approvals in the report: name, seat and day."""

from __future__ import annotations

from typing import Any

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from waystation.governance.network.queries import Incumbency
from waystation.governance.unkt_reports import rules
from waystation.governance.unkt_reports.models import UnktReport

from . import pieces
from .pieces import Column, Piece


def approvals(report: UnktReport) -> dict[str, Any]:
    """Return the answers of the present round; a refusal is printed with its reason.

    It stands outside what the co-chairs approve (``signs``): an answer cannot change what
    was answered.
    """
    rows = _answers(report)
    found: list[Piece] = [{"kind": "note", "text": _("The co-chairs have not answered yet.")}]
    if rows:
        columns: list[Column] = [_("Seat"), _("Co-chair"), _("Answer"), (_("Day"), "date")]
        if any(row[-1] for row in rows):
            columns.append(_("Reason"))
        rows = [row[: len(columns)] for row in rows]
        found = [pieces.table(_("Answers of the co-chairs"), rows, *columns)]
    return {"title": _("Approval by the co-chairs"), "signs": True, "pieces": found}


def _answers(report: UnktReport) -> list[list[Any]]:
    given = {one.seat: one for one in report.approvals.filter(round=report.round)}
    held = {
        (one.seat.key, one.user_id): one
        for one in Incumbency.objects.filter(office_id=report.office_id)
        .filter(user__in=[one.user_id for one in given.values()])
        .select_related("seat", "entity")
    }
    rows = []
    for seat in rules.SEATS:
        if (one := given.get(seat)) is None:
            continue
        name, sits = one.user.full_name, held.get((seat, one.user_id))
        if sits is not None:
            name = f"{name}, {sits.entity.acronym or sits.entity.name}"
        if sits is not None and sits.acting:
            name = _("{name} (acting)").format(name=name)
        answer = _("Approved") if one.approves else _("Not approved")
        rows.append(
            [
                pieces.words(rules.SEAT_NAMES, seat),
                name,
                answer,
                pieces.day(localdate(one.at)),
                one.reason,
            ]
        )
    return rows
