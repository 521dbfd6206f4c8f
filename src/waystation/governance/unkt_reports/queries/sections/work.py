"""Sections about the work: joint interventions, targets, funding, risks, outlook."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from waystation.foundation.shared.periods import today_in
from waystation.governance.advice import rules as advice_rules
from waystation.governance.advice.queries import AdviceEvent
from waystation.governance.meetings.queries import Action, Meeting
from waystation.governance.network.queries import Funding, GcmReview, SupportRequest, registers
from waystation.governance.network.rules import registers as register_rules
from waystation.governance.unkt_reports.models import UnktReport
from waystation.governance.workplans.queries import Activity, Milestone, Participation, Progress
from waystation.governance.workplans.rules import plans
from waystation.registry.reference import queries as reference

from . import pieces
from .pieces import Piece


def joint(report: UnktReport) -> list[Piece]:
    """Joint activities (two entities or more) planned and actual, by objective of the Compact."""
    start, end = pieces.within(report)
    asked = range((start.month + 2) // 3, ((end - timedelta(days=1)).month + 2) // 3 + 1)
    rows = Activity.objects.filter(
        office_id=report.office_id,
        plan__year=report.starts_on.year,
        joint=True,
        entities__gte=2,
        dropped_on__isnull=True,
    ).order_by("position", "id")
    activities = [one for one in rows if {int(quarter) for quarter in one.quarters} & set(asked)]
    if not activities:
        return []
    of_these = {"activity__in": [one.id for one in activities]}
    within = {**of_these, "quarter__in": list(asked)}
    progress = Progress.objects.filter(**within).order_by("quarter", "created_at", "id")
    latest: dict[UUID, Any] = {row.activity_id: row for row in progress}
    names = pieces.entities(report)
    parts: dict[UUID, list[str]] = defaultdict(list)
    for part in Participation.objects.filter(**of_these).order_by("role", "id"):
        parts[part.activity_id].append(names.get(part.entity_id, ""))
    steps: dict[UUID, list[str]] = defaultdict(list)
    for step in Milestone.objects.filter(dropped_on__isnull=True, **within).order_by(
        "quarter", "id"
    ):
        steps[step.activity_id].append(step.title)
    done = sum(one.state == "done" for one in latest.values())
    sentence = _(
        "Joint interventions planned for this period: {all}. With progress reported: {reported}. "
        "Completed: {done}."
    ).format(all=len(activities), reported=len(latest), done=done)
    objectives = [*reference.codes("gcm_objective"), ""]
    found = [pieces.paragraph(sentence)]
    for objective in objectives:
        label = reference.label("gcm_objective", objective) if objective else ""
        found += pieces.table_piece(
            _("Objective {name}").format(name=label) if objective else _("No objective named"),
            [
                _intervention(one, latest.get(one.id), parts[one.id], steps[one.id])
                for one in activities
                if objective in (one.gcm or [""])
            ],
            _("Intervention"), _("Entities"), _("Planned"), _("Actual"), _("State"),
        )  # fmt: skip
    return found


def _intervention(one: Any, actual: Any, parts: list[str], steps: list[str]) -> list[str]:
    return [
        one.title,
        ", ".join(filter(None, parts)),
        "; ".join(steps) or one.description or _("No milestone in this period"),
        actual.text if actual and actual.text else "–",
        pieces.words(plans.PROGRESS, actual.state) if actual else _("Not reported"),
    ]


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
        pieces.paragraph(
            _("Targets followed: {all}. With an agreed local indicator: {agreed}.").format(
                all=len(rows), agreed=agreed
            )
        ),
        pieces.table(
            _("Migration-related SDG targets and their local indicators"),
            [
                [row["target"], *(row[name] or "–" for name in columns),
                 pieces.words(register_rules.SDG_STAGES, row["stage"])]
                for row in rows
            ],
            _("SDG"), _("Local indicator"), _("Custodian"), _("Baseline"), _("Source"), _("Stage"),
        ),
        pieces.paragraph(
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
    found = Funding.objects.filter(office_id=report.office_id, stage_on__lte=report.ends_on)
    rows = sorted(found.order_by("kind", "title"), key=lambda row: row.kind != "mptf")
    names = pieces.entities(report) if rows else {}
    won: dict[str, Decimal] = defaultdict(Decimal)
    for row in rows:
        if row.stage in register_rules.FUND_WON and row.pledged is not None:
            won[row.currency] += row.pledged
    total = "; ".join(pieces.money(value, currency) for currency, value in sorted(won.items()))
    sentence = _("Approved, pledged or received so far: {total}.").format(total=total)
    return [
        *([pieces.paragraph(sentence)] if won else []),
        *pieces.table_piece(
            _("Funding pipeline"),
            [
                [
                    row.title,
                    pieces.words(register_rules.FUND_KINDS, row.kind),
                    names.get(row.lead_id, ""),
                    pieces.words(register_rules.FUND_STAGES, row.stage),
                    pieces.money(row.asked, row.currency),
                    pieces.money(row.pledged, row.currency),
                ]
                for row in rows
            ],
            _("Project"), _("Fund"), _("Lead"), _("Stage"), _("Asked"), _("Approved"),
        ),
    ]  # fmt: skip


def risks(report: UnktReport) -> list[Piece]:
    """What is late when the period ends: actions, answers, requests."""
    last = report.ends_on
    late = Action.objects.filter(
        office_id=report.office_id,
        # A report that is drafted before its period ends calls nothing late that is still to come.
        due_on__lt=min(last + timedelta(days=1), today_in()),
        state__in=("open", "in_progress"),
        access_class__in=pieces.OPEN_CLASSES,
    ).count()
    waiting = SupportRequest.objects.filter(
        office_id=report.office_id, received_on__lte=last, answered_on__isnull=True
    ).count()
    events = AdviceEvent.objects.filter(office_id=report.office_id, day__lte=last)
    newest = dict(events.order_by("number").values_list("recommendation_id", "state"))
    open_advice = sum(state in advice_rules.AWAITING for state in newest.values())
    counted = (
        (_("Actions overdue at the end of the period: {n}"), late),
        (_("Requests of authorities without an answer: {n}"), waiting),
        (_("Recommendations awaiting an answer from UNKT: {n}"), open_advice),
    )
    points = [sentence.format(n=count) for sentence, count in counted if count]
    return [{"kind": "points", "items": points}] if points else []


def coming(report: UnktReport) -> list[Piece]:
    """What is planned after the period: meetings, actions due, reviews, deadlines."""
    start = report.ends_on + timedelta(days=1)
    end = start + timedelta(days=92 if report.kind == "quarterly" else 184)
    here = Q(office_id=report.office_id)
    planned = Meeting.objects.filter(
        here, state__in=("planned", "convened"), starts_at__date__gte=start, starts_at__date__lt=end
    )
    due = Action.objects.filter(
        here,
        due_on__gte=start,
        due_on__lt=end,
        state__in=("open", "in_progress"),
        access_class__in=pieces.OPEN_CLASSES,
    )[: pieces.MOST_ROWS]
    reviews = GcmReview.objects.filter(here, day__gte=start, day__lt=end)
    funds = Funding.objects.filter(here, deadline_on__gte=start, deadline_on__lt=end)
    rows = [
        *((one.starts_at.date(), _("Meeting"), one.title) for one in planned),
        *((one.due_on, _("Action due"), one.text) for one in due),
        *((one.day, _("Review of the Global Compact"), one.title) for one in reviews),
        *((one.deadline_on or start, _("Funding deadline"), one.title) for one in funds),
    ]
    return pieces.table_piece(
        _("What is planned"),
        [[pieces.day(day), kind, text] for day, kind, text in sorted(rows)],
        (_("Day"), "date"), _("What"), _("Subject"),
    )  # fmt: skip
