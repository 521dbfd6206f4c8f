"""Sections about the work: joint interventions, targets, funding, risks, what comes."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from waystation.foundation.shared.periods import today_in
from waystation.governance.advice.queries import AdviceEvent
from waystation.governance.meetings.queries import Action, Meeting
from waystation.governance.network.queries import Funding, SupportRequest, registers
from waystation.governance.network.rules import registers as register_rules
from waystation.governance.unkt_reports.models import UnktReport
from waystation.governance.workplans.queries import Activity, Milestone, Participation, Progress
from waystation.registry.reference import queries as reference

from .pieces import (
    MOST_ROWS,
    OPEN_CLASSES,
    Piece,
    _day,
    _entities,
    _money,
    _says,
    _table,
    _within,
    _words,
)


def joint(report: UnktReport) -> list[Piece]:
    """Joint activities (two entities or more) planned and actual, by objective of the Compact."""
    start, end = _within(report)
    quarters = {(day.month + 2) // 3 for day in (start, end - timedelta(days=1))}
    asked = range(min(quarters), max(quarters) + 1)
    activities = [
        one
        for one in Activity.objects.filter(
            office_id=report.office_id,
            plan__year=report.starts_on.year,
            joint=True,
            entities__gte=2,
            dropped_on__isnull=True,
        ).order_by("position", "id")
        if {int(quarter) for quarter in one.quarters} & set(asked)
    ]
    if not activities:
        return []
    keys = [one.id for one in activities]
    latest: dict[UUID, Any] = {}
    for row in Progress.objects.filter(activity__in=keys, quarter__in=list(asked)).order_by(
        "quarter", "created_at", "id"
    ):
        latest[row.activity_id] = row
    names = _entities(report)
    parts: dict[UUID, list[str]] = defaultdict(list)
    for part in Participation.objects.filter(activity__in=keys).order_by("role", "id"):
        parts[part.activity_id].append(names.get(part.entity_id, ""))
    steps: dict[UUID, list[Any]] = defaultdict(list)
    for step in Milestone.objects.filter(
        activity__in=keys, quarter__in=list(asked), dropped_on__isnull=True
    ).order_by("quarter", "id"):
        steps[step.activity_id].append(step)
    by_objective: dict[str, list[Any]] = defaultdict(list)
    for one in activities:
        for objective in one.gcm or [""]:
            by_objective[objective].append(one)
    order = list(reference.codes("gcm_objective"))
    done = sum(one.id in latest and latest[one.id].state == "done" for one in activities)
    pieces = [
        _says(
            _(
                "Joint interventions planned for this period: {all}. With progress reported: "
                "{reported}. Completed: {done}."
            ).format(all=len(activities), reported=len(latest), done=done)
        )
    ]
    for objective in sorted(by_objective, key=lambda o: order.index(o) if o in order else 99):
        rows = []
        for one in by_objective[objective]:
            actual = latest.get(one.id)
            planned = "; ".join(step.title for step in steps[one.id]) or one.description
            rows.append(
                [
                    one.title,
                    ", ".join(filter(None, parts[one.id])),
                    planned or _("No milestone in this period"),
                    actual.text if actual and actual.text else "–",
                    _progress(actual.state) if actual else _("Not reported"),
                ]
            )
        pieces.append(
            _table(
                _("Objective {name}").format(name=reference.label("gcm_objective", objective))
                if objective
                else _("No objective named"),
                [(_("Intervention"), "text"), (_("Entities"), "text"), (_("Planned"), "text"),
                 (_("Actual"), "text"), (_("State"), "text")],
                rows,
            )
        )  # fmt: skip
    return pieces


def _progress(state: str) -> str:
    from waystation.governance.workplans.rules import plans

    return _words(plans.PROGRESS, state)


def sdg(report: UnktReport) -> list[Piece]:
    """How far each migration-related target is nationalised, and what moved in the period.

    The register is read as it was when the report was due, or today: a later change belongs to
    the next report.
    """
    last = min(report.due_on, today_in())
    rows = _targets_on(report, last)
    if not rows:
        return []
    before = {row["id"]: row["stage"] for row in _targets_on(report, _day_before(report))}
    stages = [key for key, _label in register_rules.SDG_STAGES]
    agreed = sum(stages.index(row["stage"]) >= stages.index("agreed") for row in rows)
    moved = [row["target"] for row in rows if before.get(row["id"]) != row["stage"]]
    columns = ("indicator", "custodian", "baseline", "source")
    return [
        _says(
            _("Targets followed: {all}. With an agreed local indicator: {agreed}.").format(
                all=len(rows), agreed=agreed
            )
        ),
        _table(
            _("Migration-related SDG targets and their local indicators"),
            [(_("SDG"), "text"), (_("Local indicator"), "text"), (_("Custodian"), "text"),
             (_("Baseline"), "text"), (_("Source"), "text"), (_("Stage"), "text")],
            [
                [
                    row["target"],
                    *(row[name] or "–" for name in columns),
                    _words(register_rules.SDG_STAGES, row["stage"]),
                ]
                for row in rows
            ],
        ),
        _says(
            _("Targets that are new or moved to another stage since the last period: {targets}.")
            .format(targets=", ".join(moved) or "–")
        ),
    ]  # fmt: skip


def _targets_on(report: UnktReport, day: date) -> list[dict[str, Any]]:
    found = registers.entries_on(registers.SDGS, report.office_id, day)
    rows = [{"id": key, **values} for key, values in found.items()]
    return sorted(
        rows, key=lambda row: [int(p) if p.isdigit() else 99 for p in row["target"].split(".")]
    )


def _day_before(report: UnktReport) -> date:
    """Return the day up to which the report of the period before could say something."""
    return min(report.starts_on - timedelta(days=1) + (report.due_on - report.ends_on), today_in())


def funding(report: UnktReport) -> list[Piece]:
    """The funding pipeline as it stands, the Migration MPTF first."""
    rows = list(
        Funding.objects.filter(office_id=report.office_id, stage_on__lte=report.ends_on)
        .order_by("kind", "title")
    )  # fmt: skip
    rows.sort(key=lambda row: row.kind != "mptf")
    if not rows:
        return []
    names = _entities(report)
    won: dict[str, Decimal] = defaultdict(Decimal)
    for row in rows:
        if row.stage in register_rules.FUND_WON and row.pledged is not None:
            won[row.currency] += row.pledged
    pieces = []
    if won:
        total = "; ".join(_money(value, currency) for currency, value in sorted(won.items()))
        pieces.append(
            _says(_("Approved, pledged or received so far: {total}.").format(total=total))
        )
    pieces.append(
        _table(
            _("Funding pipeline"),
            [(_("Project"), "text"), (_("Fund"), "text"), (_("Lead"), "text"),
             (_("Stage"), "text"), (_("Asked"), "text"), (_("Approved"), "text")],
            [
                [
                    row.title,
                    _words(register_rules.FUND_KINDS, row.kind),
                    names.get(row.lead_id, ""),
                    _words(register_rules.FUND_STAGES, row.stage),
                    _money(row.asked, row.currency),
                    _money(row.pledged, row.currency),
                ]
                for row in rows[:MOST_ROWS]
            ],
        )
    )  # fmt: skip
    return pieces


def risks(report: UnktReport) -> list[Piece]:
    """What is late when the period ends: actions, answers, requests."""
    last = report.ends_on
    late = Action.objects.filter(
        office_id=report.office_id,
        # A report that is drafted before its period ends calls nothing late that is still to come.
        due_on__lt=min(last + timedelta(days=1), today_in()),
        state__in=("open", "in_progress"),
        access_class__in=OPEN_CLASSES,
    ).count()
    waiting = SupportRequest.objects.filter(
        office_id=report.office_id, received_on__lte=last, answered_on__isnull=True
    ).count()
    newest: dict[UUID, str] = dict(
        AdviceEvent.objects.filter(office_id=report.office_id, day__lte=last)
        .order_by("number")
        .values_list("recommendation_id", "state")
    )
    open_advice = sum(state in ("submitted", "under_review") for state in newest.values())
    points = []
    if late:
        points.append(_("Actions overdue at the end of the period: {n}").format(n=late))
    if waiting:
        points.append(_("Requests of authorities without an answer: {n}").format(n=waiting))
    if open_advice:
        points.append(_("Recommendations that wait for UNKT: {n}").format(n=open_advice))
    return [{"kind": "points", "items": points}] if points else []


def coming(report: UnktReport) -> list[Piece]:
    """What is planned after the period: meetings, actions due, reviews, deadlines."""
    start = report.ends_on + timedelta(days=1)
    end = start + timedelta(days=92 if report.kind == "quarterly" else 184)
    here = Q(office_id=report.office_id)
    rows: list[tuple[date, str, str]] = []
    for one in Meeting.objects.filter(
        here, state__in=("planned", "convened"), starts_at__date__gte=start, starts_at__date__lt=end
    ):
        rows.append((one.starts_at.date(), _("Meeting"), one.title))
    for action in Action.objects.filter(
        here,
        due_on__gte=start,
        due_on__lt=end,
        state__in=("open", "in_progress"),
        access_class__in=OPEN_CLASSES,
    )[:MOST_ROWS]:
        rows.append((action.due_on, _("Action due"), action.text))
    from waystation.governance.network.queries import GcmReview

    for review in GcmReview.objects.filter(here, day__gte=start, day__lt=end):
        rows.append((review.day, _("Review of the Global Compact"), review.title))
    for fund in Funding.objects.filter(here, deadline_on__gte=start, deadline_on__lt=end):
        rows.append((fund.deadline_on or start, _("Funding deadline"), fund.title))
    if not rows:
        return []
    return [
        _table(
            _("What is planned"),
            [(_("Day"), "date"), (_("What"), "text"), (_("Subject"), "text")],
            [[_day(day), kind, text] for day, kind, text in sorted(rows)],
        )
    ]
