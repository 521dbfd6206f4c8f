"""The file of a report to UNKT: its pieces and the missing ones (ToR 107)."""

from __future__ import annotations

import json
from datetime import date
from uuid import UUID

from django.db.models import Exists
from django.urls import reverse
from django.utils.translation import gettext as _

from waystation.foundation.access.queries import AnyUser
from waystation.governance.meetings.queries.submissions import FileKind, Submission
from waystation.governance.network.queries import Network
from waystation.governance.network.queries.scope import reader_of
from waystation.governance.unkt_reports import rules
from waystation.governance.unkt_reports.models import UnktReport

from . import reports


def report_of(user: AnyUser, key: UUID) -> Submission:
    """Return a report to UNKT as what a file is about. Raises NotSeen and NotAllowed."""
    reader_of(user)
    row = reports.report_visible_to(user, key)
    return Submission(
        reports.title_of(row),
        reverse("unkt_reports:report", args=[row.id]),
        _("Reports to UNKT"),
        row.transmitted_on,
    )


def report_pieces(network: Network, key: UUID) -> dict[str, bool]:
    """Return which pieces of a report's file are there; an oral update has others."""
    row = (
        UnktReport.objects.filter(office_id=network.office_id)
        .select_related("edition", "report")
        .get(id=key)
    )
    sent = bool(row.transmitted_on and row.way and row.transmitted_to)
    tasks = not row.tasks.filter(done_on__isnull=True).exclude(key="transmit").exists()
    there = {"transmission": sent, "tasks": tasks}
    if row.kind == "on_demand":
        there["question"] = bool(row.asked_by and row.asked_on and row.question)
    if row.way == "oral":
        return {**there, "spoken": bool(row.note)}
    content = json.loads(bytes(row.edition.content)) if row.edition else {}
    asked = reports.approving_seats(row, row.transmitted_on or row.due_on)
    given = set(row.approvals.filter(round=row.round).values_list("seat", flat=True))
    return {
        **there,
        "sections": not reports.refusals_of(row),
        "approvals": bool(asked) and set(asked) <= given,
        "edition": row.edition is not None,
        "note": "1244" in content.get("notes", {}).get("unscr_1244", ""),
        "register": any(one["kind"] == "register" for one in content.get("blocks", ())),
    }


def settled_reports(network: Network, closed: Exists, limit: int) -> list[tuple[UUID, str, date]]:
    """Return transmitted reports whose file is not closed: key, title, day."""
    sent = UnktReport.objects.filter(
        ~closed, office_id=network.office_id, state="transmitted", transmitted_on__isnull=False
    )
    columns = ("id", "kind", "year", "part", "starts_on", "ends_on", "transmitted_on")
    rows = sent.order_by("transmitted_on", "id").values(*columns)[:limit]
    return [(one["id"], reports.title_from(one), one["transmitted_on"]) for one in rows]


FILES = {
    "report": FileKind(
        report_pieces,
        rules.PIECES,
        report_of,
        settled_reports,
        rules.NOT_SENT,
        "unkt_reports:reports",
    )
}
