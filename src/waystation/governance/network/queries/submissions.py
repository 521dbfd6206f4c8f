"""What went to UNKT and what the file of each holds: reports, and recommendations (ToR 107)."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _

from waystation.foundation.access.queries import Anyone
from waystation.governance.network.models import (
    AdviceEvent,
    Evidence,
    FileClosing,
    FollowUp,
    Network,
    Recommendation,
    UnktReport,
)
from waystation.governance.network.rules import advice as advice_rules

from . import advice, reports
from .house import house_rules
from .once import once
from .scope import reader_of


@dataclass(frozen=True)
class Submission:
    """What a file is about: its name and page, and the day on which it was settled, if it is."""

    title: str
    address: str
    back: str
    settled_on: date | None


def report_of(user: Anyone, key: UUID) -> Submission:
    """Return a report to UNKT as what a file is about. Raises NotSeen and NotAllowed."""
    reader_of(user)
    row = reports.report_seen_by(user, key)
    return Submission(
        reports.title_of(row),
        reverse("network:report", args=[row.id]),
        _("Reports to UNKT"),
        row.transmitted_on,
    )


def advice_of(user: Anyone, key: UUID) -> Submission:
    """Return a recommendation as what a file is about. Raises NotSeen and NotAllowed."""
    reader_of(user)
    row = advice.recommendation_seen_by(user, key)
    last = AdviceEvent.objects.filter(recommendation=row).order_by("-number").first()
    over = last is not None and last.state in (*advice_rules.ANSWERS, advice_rules.WITHDRAWN)
    return Submission(
        _named(row),
        reverse("network:recommendation", args=[row.id]),
        _("Advice to UNKT"),
        last.day if last and over else None,
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
    asked = reports.seats_asked(row, row.transmitted_on or row.due_on)
    given = set(row.approvals.filter(round=row.round).values_list("seat", flat=True))
    return {
        **there,
        "sections": not reports.refusals_of(row),
        "approvals": bool(asked) and set(asked) <= given,
        "edition": row.edition is not None,
        "note": "1244" in content.get("notes", {}).get("unscr_1244", ""),
        "register": any(one["kind"] == "register" for one in content.get("blocks", ())),
    }


def advice_pieces(network: Network, key: UUID) -> dict[str, bool]:
    """Return which pieces of a recommendation's file are there; what is followed has an action."""
    row = Recommendation.objects.filter(office_id=network.office_id).get(id=key)
    events = {one.state: one for one in row.events.order_by("number")}
    answers = [events[state] for state in advice_rules.ANSWERS if state in events]
    last = max(answers, key=lambda one: one.number, default=None)
    there = {
        "evidence": Evidence.objects.filter(recommendation=row).exists(),
        "signatures": advice_rules.ENDORSED in events,
        "submission": advice_rules.SUBMITTED in events,
        "answer": last is not None,
        "document": last is not None and bool(last.document),
    }
    if last is not None and last.state != advice_rules.NOT_FOLLOWED:
        there["follow_up"] = FollowUp.objects.filter(recommendation=row).exists()
    return there


SUBMISSIONS: dict[str, Callable[[Anyone, UUID], Submission]] = {
    "report": report_of,
    "advice": advice_of,
}


@dataclass(frozen=True)
class OpenFile:
    """What UNKT has, or had, and whose file is not closed; the day by which it is due."""

    kind: str
    row: UnktReport | Recommendation
    until: date

    @property
    def title(self) -> str:
        """Return what it is called, in the active language."""
        if isinstance(self.row, UnktReport):
            return reports.title_of(self.row)
        return _named(self.row)


def _named(row: Recommendation) -> str:
    return _("Recommendation {number}").format(number=f"{row.year}/{row.number}")


@once
def open_submissions(network: Network, limit: int = 20) -> list[OpenFile]:
    """Return the open files of what went to UNKT, the oldest first.

    Of reports: once they are transmitted. Of recommendations: once there is an answer, or they
    were withdrawn after they had been submitted; a draft that was withdrawn never went anywhere.
    """
    closed = FileClosing.objects.filter(subject_id=OuterRef("pk"))
    days = timedelta(days=house_rules(network).number("file_days"))
    sent = (
        UnktReport.objects.filter(office_id=network.office_id, state="transmitted")
        .filter(~Exists(closed.filter(kind="report")))
        .defer("kept")
        .order_by("transmitted_on", "id")[:limit]
    )
    events = AdviceEvent.objects.filter(recommendation=OuterRef("pk"))
    last = events.order_by("-number")
    settled = (
        Recommendation.objects.filter(office_id=network.office_id)
        .filter(Exists(events.filter(state=advice_rules.SUBMITTED)))
        .filter(~Exists(closed.filter(kind="advice")))
        .annotate(now=Subquery(last.values("state")[:1]), day=Subquery(last.values("day")[:1]))
        .filter(now__in=(*advice_rules.ANSWERS, advice_rules.WITHDRAWN))
        .order_by("day", "id")[:limit]
    )
    found = [
        OpenFile("report", one, one.transmitted_on + days) for one in sent if one.transmitted_on
    ]
    found += [OpenFile("advice", one, one.day + days) for one in settled]
    return sorted(found, key=lambda one: one.until)[:limit]
