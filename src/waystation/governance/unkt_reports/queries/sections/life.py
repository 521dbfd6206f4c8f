"""Sections about the Network itself: meetings, decisions, advice, partners."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from waystation.foundation.records.fields import in_short
from waystation.governance.advice import rules as advice_rules
from waystation.governance.advice.queries import AdviceEvent, Recommendation
from waystation.governance.knowledge import queries as knowledge
from waystation.governance.meetings.queries import ACTION_STATES, Action, Decision, Meeting
from waystation.governance.meetings.rules import decisions as decision_rules
from waystation.governance.meetings.rules.kinds import MEETING_KINDS
from waystation.governance.network.queries import Engagement, Exchange, registers
from waystation.governance.network.rules import registers as register_rules
from waystation.governance.unkt_reports import rules
from waystation.governance.unkt_reports.models import UnktReport
from waystation.registry.reference import queries as reference

from . import pieces
from .pieces import Piece

# What the records say, section by section


def counts(report: UnktReport, span: tuple[date, date] | None = None) -> dict[str, Any]:
    """Return the numbers the summary begins with, of the report's period or of another."""
    start, end = whole = span or pieces.within(report)
    within = {"office_id": report.office_id, "day__gte": start, "day__lt": end}
    in_time = [
        decision_rules.done_in_time(*row)
        for row in _due_in(report, whole).values_list("due_on", "state", "done_on")
    ]
    answered = AdviceEvent.objects.filter(state__in=advice_rules.ANSWERS, **within)
    return {
        "meetings": _held_in(report, whole).count(),
        "decisions": _taken_in(report, whole).count(),
        "due": len(in_time),
        "done": sum(in_time),
        "answers": answered.values("recommendation").distinct().count(),
        "engagements": Engagement.objects.filter(**within).count(),
    }


def _held_in(report: UnktReport, span: tuple[date, date]) -> QuerySet[Meeting]:
    rows = Meeting.objects.filter(office_id=report.office_id, state="held")
    return rows.filter(starts_at__date__gte=span[0], starts_at__date__lt=span[1])


def _taken_in(report: UnktReport, span: tuple[date, date]) -> QuerySet[Decision]:
    rows = Decision.objects.filter(office_id=report.office_id, access_class__in=pieces.OPEN_CLASSES)
    return rows.filter(decided_on__gte=span[0], decided_on__lt=span[1])


def _due_in(report: UnktReport, span: tuple[date, date]) -> QuerySet[Action]:
    rows = Action.objects.filter(office_id=report.office_id, access_class__in=pieces.OPEN_CLASSES)
    return rows.filter(due_on__gte=span[0], due_on__lt=span[1]).exclude(state="dropped")


def summary(_report: UnktReport) -> list[Piece]:
    """The quarter in figures, each counted from records and opened down to them."""
    return [
        {
            "kind": "figures",
            "items": [
                pieces.figure("network_meetings_held", _("Meetings held")),
                pieces.figure("network_decisions_taken", _("Decisions taken")),
                pieces.figure(
                    "network_actions_in_time", _("Actions done in time"), _("none was due")
                ),
                pieces.figure("network_advice_answered", _("Recommendations answered")),
            ],
        }
    ]


def context(report: UnktReport) -> list[Piece]:
    """Dated facts that were added in the period, with their sources."""
    return pieces.table_piece(
        _("Facts that were published or found in the period"),
        knowledge.facts_added(report.office_id, *pieces.within(report)),
        _("Fact"), _("Value"), _("Valid for"), _("Source"),
    )  # fmt: skip


def decisions(report: UnktReport) -> list[Piece]:
    """Decisions of the period, and how many of the actions that were due are done."""
    taken = _taken_in(report, pieces.within(report))
    due = list(_due_in(report, pieces.within(report)).order_by("due_on", "id")[: pieces.MOST_ROWS])
    names = pieces.entities(report)
    in_time = sum(decision_rules.done_in_time(one.due_on, one.state, one.done_on) for one in due)
    done = sum(one.state in {"done", "verified"} for one in due)
    sentence = _(
        "Actions due in the period: {due}. Done by the end of the quarter in which they were due: "
        "{done}. Implementation rate: {rate}. Done since: {since}."
    ).format(done=in_time, due=len(due), rate=rules.rate(in_time, len(due)), since=done - in_time)
    return [
        *([pieces.paragraph(sentence)] if due else []),
        *pieces.table_piece(
            _("Decisions taken"),
            [
                [pieces.day(one.decided_on), one.text]
                for one in taken.order_by("decided_on", "number")
            ],
            (_("Day"), "date"), _("Decision"),
        ),
        *pieces.table_piece(
            _("Actions due in the period"),
            [
                [one.text, names.get(one.owner_id, ""), pieces.day(one.due_on),
                 pieces.words(ACTION_STATES, one.state)]
                for one in due
            ],
            _("Action"), _("Owner"), (_("Due"), "date"), _("State"),
        ),
    ]  # fmt: skip


def advice(report: UnktReport) -> list[Piece]:
    """Recommendations that were submitted or answered, with UNKT's motivation."""
    start, end = pieces.within(report)
    events = AdviceEvent.objects.filter(office_id=report.office_id, day__lt=end)
    sent = events.filter(day__gte=start).exclude(state__in=("draft", "endorsed"))
    latest = {one.recommendation_id: one for one in events.order_by("number")}
    keys = set(sent.values_list("recommendation_id", flat=True))
    keys |= {key for key, one in latest.items() if one.state in advice_rules.AWAITING}
    rows = []
    for one in Recommendation.objects.filter(id__in=keys).order_by("year", "number"):
        last = latest[one.id]
        decided = f"{in_short(last.decided_on)}, {last.decider}" if last.decided_on else "–"
        state = pieces.words(advice_rules.STATES, last.state)
        rows.append([f"{one}: {one.text}", state, last.motivation or "–", decided.rstrip(", ")])
    return pieces.table_piece(
        _("Recommendations submitted, and the answers of UNKT"),
        rows,
        _("Recommendation"), _("State"), _("Motivation"), _("Decided"),
    )  # fmt: skip


def meetings(report: UnktReport) -> list[Piece]:
    """Meetings held, partners by category, exchanges and requests of authorities."""
    start, end = pieces.within(report)
    here = Q(office_id=report.office_id)
    held = _held_in(report, (start, end)).annotate(
        present=Count("attendances__entity", filter=Q(attendances__state="present"), distinct=True)
    )
    covered = registers.category_coverage(report.office_id, start, end)
    exchanged = Exchange.objects.filter(here, day__gte=start, day__lt=end).order_by("day", "id")
    times = registers.response_times(report.office_id, start, end)
    median = "–" if times["median"] is None else f"{times['median']:g}"
    sentence = _(
        "Requests for support from Kosovo authorities: {all}. Unanswered: {waiting}. "
        "Median days to an answer: {median}."
    ).format(all=times["all"], waiting=times["waiting"], median=median)
    return [
        *pieces.table_piece(
            _("Meetings held"),
            [
                [pieces.day(one.starts_at), one.title, pieces.words(MEETING_KINDS, one.kind),
                 one.present]
                for one in held.order_by("starts_at")
            ],
            (_("Day"), "date"), _("Meeting"), _("Kind"), (_("Entities present"), "number"),
        ),
        *pieces.table_piece(
            _("Engagements by category of partner"),
            [
                [reference.label("stakeholder_category", key), known, count]
                for key, known, count in covered
            ]
            if any(count for _key, _known, count in covered)
            else [],
            _("Category"), (_("Partners known"), "number"), (_("Engagements"), "number"),
        ),
        *pieces.table_piece(
            _("Exchanges"),
            [
                [pieces.day(one.day), pieces.words(register_rules.LEVELS, one.level),
                 one.counterpart, one.subject]
                for one in exchanged
            ],
            (_("Day"), "date"), _("Level"), _("With"), _("What"),
        ),
        *([pieces.paragraph(sentence)] if times["all"] else []),
    ]  # fmt: skip
