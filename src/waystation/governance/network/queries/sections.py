"""The sections of reports to UNKT, written from the Network's records at this moment.

Every function takes the report and returns pieces (results/queries/sections.py says of what
kinds). Only what every reader of the report may see goes in: decisions and meetings of the
classes "public" and "network", no name of a person.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Count, Q
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _

from waystation.foundation.access import queries as access
from waystation.foundation.access.queries import Anyone
from waystation.foundation.shared.periods import Period
from waystation.foundation.shared.typed import key_in
from waystation.governance.knowledge import queries as knowledge
from waystation.governance.network import models
from waystation.governance.network.models.registers import (
    Engagement,
    Exchange,
    Funding,
    SdgTarget,
    SupportRequest,
)
from waystation.governance.network.models.reports import ReportSection, UnktReport
from waystation.governance.network.rules import registers as register_rules
from waystation.governance.network.rules import reports as rules
from waystation.registry.organisations import queries as organisations
from waystation.registry.reference import queries as reference

from . import registers

Piece = dict[str, Any]
OPEN_CLASSES = ("public", "network")
MOST_ROWS = 200


def section(organisation: UUID, key: str) -> dict[str, Any] | None:
    """Return a section of a report to UNKT; ``key`` is "report/section". None if unknown.

    While the report is with the co-chairs, and after, it says what it said when it was sent
    to them. Otherwise it is written anew from the records.
    """
    report_key, _sign, name = key.partition("/")
    report = _report(report_key)
    if report is None or report.organisation_id != organisation:
        return None
    if name not in {one.key for one in rules.sections_of(report.kind, report.with_update)}:
        return None
    if report.kept and report.state != "drafting":
        return dict(report.kept["sections"][name])
    return written(report, name)


def _report(typed: str) -> UnktReport | None:
    key = key_in(typed)
    return UnktReport.objects.filter(id=key).first() if key else None


def section_offered(user: Anyone, key: str) -> bool:
    """Return whether this user may put a section into a report: who drafts that report."""
    report = _report(key.partition("/")[0])
    return report is not None and access.may(user, "network_report.draft", report.office_id)


def written(report: UnktReport, name: str) -> dict[str, Any]:
    """Return one section as the records say it now, with the words people added."""
    numbered = {
        one.key: n
        for n, one in enumerate(rules.sections_of(report.kind, report.with_update), start=1)
    }
    title = next(
        one.title for one in rules.sections_of(report.kind, report.with_update) if one.key == name
    )
    kept = ReportSection.objects.filter(report=report, key=name).first()
    pieces = WRITERS[name](report) if name in WRITERS else []
    words = [
        {"kind": "paragraph", "text": one.strip()}
        for one in (kept.text if kept else "").replace("\r", "").split("\n\n")
        if one.strip()
    ]
    whole = [*words, *pieces]
    if rules.empty_of(whole):
        reason = kept.reason.strip() if kept else ""
        if reason:
            whole = [
                {"kind": "note", "text": _("Nothing to report: {reason}").format(reason=reason)}
            ]
        elif not whole:
            whole = [{"kind": "note", "text": _("Nothing is recorded for this section.")}]
    return {"title": f"{numbered[name]}. {_(title)}", "pieces": whole}


def is_empty(report: UnktReport, name: str) -> bool:
    """Return whether a section has nothing to say yet."""
    return rules.empty_of(written(report, name)["pieces"])


# Small helpers


def _day(day: date | datetime | None) -> str | None:
    return None if day is None else (day.date() if isinstance(day, datetime) else day).isoformat()


def _on(day: date) -> str:
    return date_format(day, "SHORT_DATE_FORMAT")


def _money(value: Decimal | None, currency: str) -> str:
    return "–" if value is None else f"{number_format(value, 0, force_grouping=True)} {currency}"


def _table(
    title: str, columns: Sequence[tuple[str, str]], rows: Iterable[Sequence[Any]], note: str = ""
) -> Piece:
    return {
        "kind": "table",
        "title": title,
        "columns": [list(one) for one in columns],
        "rows": [list(row) for row in rows],
        "note": note,
    }


def _says(text: str) -> Piece:
    return {"kind": "paragraph", "text": text}


def _figure(key: str, label: str, value: str, note: str) -> Piece:
    return {"key": key, "label": label, "value": value, "unit": "", "note": note, "period": ""}


def _words(choices: Sequence[tuple[str, str]], key: str) -> str:
    label = dict(choices).get(key, key)
    return _(label) if label else ""


def _codes(list_key: str, found: Iterable[str]) -> str:
    return ", ".join(reference.label(list_key, one) for one in found)


def _within(report: UnktReport) -> tuple[date, date]:
    return report.starts_on, report.ends_on + timedelta(days=1)


def _entities(report: UnktReport) -> dict[UUID, str]:
    rows = organisations.entities_of(report.organisation_id)
    return {
        key: acronym or name for key, acronym, name in rows.values_list("id", "acronym", "name")
    }


# What the records say, section by section


def counts(report: UnktReport, span: tuple[date, date] | None = None) -> dict[str, Any]:
    """Return the numbers the summary begins with, of the report's period or of another."""
    start, end = span or _within(report)
    here = Q(office_id=report.office_id)
    due = models.Action.objects.filter(
        here, due_on__gte=start, due_on__lt=end, access_class__in=OPEN_CLASSES
    )
    by_state = dict(
        due.exclude(state="dropped").values_list("state").annotate(n=Count("id")).order_by("state")
    )
    answered = models.AdviceEvent.objects.filter(
        here,
        day__gte=start,
        day__lt=end,
        state__in=("followed", "partly_followed", "not_followed"),
    )
    return {
        "meetings": models.Meeting.objects.filter(
            here, state="held", starts_at__date__gte=start, starts_at__date__lt=end
        ).count(),
        "decisions": models.Decision.objects.filter(
            here, decided_on__gte=start, decided_on__lt=end, access_class__in=OPEN_CLASSES
        ).count(),
        "due": sum(by_state.values()),
        "done": by_state.get("done", 0) + by_state.get("verified", 0),
        "answers": answered.values("recommendation").distinct().count(),
        "engagements": Engagement.objects.filter(here, day__gte=start, day__lt=end).count(),
    }


def summary(report: UnktReport) -> list[Piece]:
    """The quarter in figures, each counted from records."""
    found = counts(report)
    rate = rules.rate(found["done"], found["due"])
    items = [
        _figure("meetings_held", _("Meetings held"), str(found["meetings"]), ""),
        _figure("decisions_taken", _("Decisions taken"), str(found["decisions"]), ""),
        _figure(
            "implementation_rate",
            _("Actions done"),
            f"{found['done']} / {found['due']}",
            rate or _("none was due"),
        ),
        _figure("advice_answered", _("Advice answered"), str(found["answers"]), ""),
    ]
    period = Period(*_within(report)).code
    return [{"kind": "figures", "items": [{**one, "period": period} for one in items]}]


def context(report: UnktReport) -> list[Piece]:
    """Dated facts that were added in the period, with their sources."""
    start, end = _within(report)
    rows = knowledge.facts_added(report.office_id, start, end)
    if not rows:
        return []
    return [
        _table(
            _("Facts that were published or found in the period"),
            [(_("Fact"), "text"), (_("Value"), "text"), (_("Holds for"), "text"),
             (_("Source"), "text")],
            rows,
        )
    ]  # fmt: skip


def joint(report: UnktReport) -> list[Piece]:
    """Joint activities (two entities or more) planned and actual, by objective of the Compact."""
    start, end = _within(report)
    quarters = {(day.month + 2) // 3 for day in (start, end - timedelta(days=1))}
    asked = range(min(quarters), max(quarters) + 1)
    activities = [
        one
        for one in models.Activity.objects.filter(
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
    for row in models.Progress.objects.filter(activity__in=keys, quarter__in=list(asked)).order_by(
        "quarter", "created_at", "id"
    ):
        latest[row.activity_id] = row
    names = _entities(report)
    parts: dict[UUID, list[str]] = defaultdict(list)
    for part in models.Participation.objects.filter(activity__in=keys).order_by("role", "id"):
        parts[part.activity_id].append(names.get(part.entity_id, ""))
    steps: dict[UUID, list[Any]] = defaultdict(list)
    for step in models.Milestone.objects.filter(
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
            planned = (
                "; ".join(step.title for step in steps[one.id]) or one.description or one.title
            )
            rows.append(
                [
                    one.title,
                    ", ".join(filter(None, parts[one.id])),
                    planned,
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
    from waystation.governance.network.rules import plans

    return _words(plans.PROGRESS, state)


def sdg(report: UnktReport) -> list[Piece]:
    """How far each migration-related target is nationalised."""
    rows = list(SdgTarget.objects.filter(office_id=report.office_id).order_by("target", "id"))
    if not rows:
        return []
    rows.sort(key=lambda row: [int(p) if p.isdigit() else 99 for p in row.target.split(".")])
    stages = [key for key, _label in register_rules.SDG_STAGES]
    agreed = sum(stages.index(row.stage) >= stages.index("agreed") for row in rows)
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
                    row.target,
                    row.indicator or "–",
                    row.custodian or "–",
                    row.baseline or "–",
                    row.source or "–",
                    _words(register_rules.SDG_STAGES, row.stage),
                ]
                for row in rows
            ],
        ),
    ]  # fmt: skip


def decisions(report: UnktReport) -> list[Piece]:
    """Decisions of the period, and how many of the actions that were due are done."""
    start, end = _within(report)
    taken = models.Decision.objects.filter(
        office_id=report.office_id,
        decided_on__gte=start,
        decided_on__lt=end,
        access_class__in=OPEN_CLASSES,
    ).order_by("decided_on", "number")
    due = list(
        models.Action.objects.filter(
            office_id=report.office_id,
            due_on__gte=start,
            due_on__lt=end,
            access_class__in=OPEN_CLASSES,
        )
        .exclude(state="dropped")
        .order_by("due_on", "id")[:MOST_ROWS]
    )
    names = _entities(report)
    done = sum(one.state in {"done", "verified"} for one in due)
    pieces: list[Piece] = []
    if due:
        pieces.append(
            _says(
                _(
                    "Actions due in the period: {due}. Done: {done}. Implementation rate: {rate}."
                ).format(done=done, due=len(due), rate=rules.rate(done, len(due)))
            )
        )
    rows = [[_day(one.decided_on), one.text] for one in taken[:MOST_ROWS]]
    if rows:
        pieces.append(
            _table(
                _("Decisions taken"), [(_("Day"), "date"), (_("Decision"), "text")], rows
            )
        )  # fmt: skip
    if due:
        from waystation.governance.network.rules.kinds import ACTION_STATES

        pieces.append(
            _table(
                _("Actions due in the period"),
                [(_("Action"), "text"), (_("Owner"), "text"), (_("Due"), "date"),
                 (_("State"), "text")],
                [
                    [
                        one.text,
                        names.get(one.owner_id, ""),
                        _day(one.due_on),
                        _words(ACTION_STATES, one.state),
                    ]
                    for one in due
                ],
            )
        )  # fmt: skip
    return pieces


def advice(report: UnktReport) -> list[Piece]:
    """Recommendations that were submitted or answered, with UNKT's motivation."""
    from waystation.governance.network.rules import advice as advice_rules

    start, end = _within(report)
    events = models.AdviceEvent.objects.filter(office_id=report.office_id)
    touched = set(
        events.filter(day__gte=start, day__lt=end)
        .exclude(state__in=("draft", "endorsed"))
        .values_list("recommendation_id", flat=True)
    )
    waiting = {
        one.recommendation_id: one
        for one in events.filter(day__lt=end).order_by("number")
    }  # fmt: skip
    keys = touched | {
        key for key, one in waiting.items() if one.state in ("submitted", "under_review")
    }
    rows = []
    for one in models.Recommendation.objects.filter(id__in=keys).order_by("year", "number"):
        last = waiting[one.id]
        decided = ""
        if last.decided_on:
            decided = f"{_on(last.decided_on)}, {last.decider}".rstrip(", ")
        rows.append(
            [
                f"{one.year}/{one.number}: {one.text}",
                _words(advice_rules.STATES, last.state),
                last.motivation or "–",
                decided or "–",
            ]
        )
    if not rows:
        return []
    return [
        _table(
            _("Recommendations submitted, and the answers of UNKT"),
            [(_("Recommendation"), "text"), (_("State"), "text"), (_("Motivation"), "text"),
             (_("Decided"), "text")],
            rows[:MOST_ROWS],
        )
    ]  # fmt: skip


def meetings(report: UnktReport) -> list[Piece]:
    """Meetings held, partners by category, exchanges and requests of authorities."""
    from waystation.governance.network.rules.kinds import MEETING_KINDS

    start, end = _within(report)
    held = models.Meeting.objects.filter(
        office_id=report.office_id,
        state="held",
        starts_at__date__gte=start,
        starts_at__date__lt=end,
    ).annotate(
        present=Count("attendances__entity", filter=Q(attendances__state="present"), distinct=True)
    )
    pieces: list[Piece] = []
    rows = [
        [_day(one.starts_at), one.title, _words(MEETING_KINDS, one.kind), one.present]
        for one in held.order_by("starts_at")
    ]
    if rows:
        pieces.append(
            _table(
                _("Meetings held"),
                [(_("Day"), "date"), (_("Meeting"), "text"), (_("Kind"), "text"),
                 (_("Entities present"), "number")],
                rows,
            )
        )  # fmt: skip
    covered = registers.category_coverage(report.office_id, start, end)
    if any(count for _key, _known, count in covered):
        pieces.append(
            _table(
                _("Engagements by category of partner"),
                [(_("Category"), "text"), (_("Partners known"), "number"),
                 (_("Engagements"), "number")],
                [
                    [reference.label("stakeholder_category", key), known, count]
                    for key, known, count in covered
                ],
            )
        )  # fmt: skip
    exchanged = Exchange.objects.filter(
        office_id=report.office_id, day__gte=start, day__lt=end
    ).order_by("day", "id")
    rows = [
        [_day(one.day), _words(register_rules.LEVELS, one.level), one.counterpart, one.subject]
        for one in exchanged[:MOST_ROWS]
    ]
    if rows:
        pieces.append(
            _table(
                _("Exchanges"),
                [(_("Day"), "date"), (_("Level"), "text"), (_("With"), "text"),
                 (_("What"), "text")],
                rows,
            )
        )  # fmt: skip
    times = registers.response_times(report.office_id, start, end)
    if times["all"]:
        median = "–" if times["median"] is None else f"{times['median']:g}"
        pieces.append(
            _says(
                _(
                    "Requests for support from Kosovo authorities: {all}. Waiting for an answer: "
                    "{waiting}. Median days to an answer: {median}."
                ).format(all=times["all"], waiting=times["waiting"], median=median)
            )
        )
    return pieces


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
    late = models.Action.objects.filter(
        office_id=report.office_id,
        due_on__lte=last,
        state__in=("open", "in_progress"),
        access_class__in=OPEN_CLASSES,
    ).count()
    waiting = SupportRequest.objects.filter(
        office_id=report.office_id, received_on__lte=last, answered_on__isnull=True
    ).count()
    newest: dict[UUID, str] = dict(
        models.AdviceEvent.objects.filter(office_id=report.office_id, day__lte=last)
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
    for one in models.Meeting.objects.filter(
        here, state__in=("planned", "convened"), starts_at__date__gte=start, starts_at__date__lt=end
    ):
        rows.append((one.starts_at.date(), _("Meeting"), one.title))
    for action in models.Action.objects.filter(
        here,
        due_on__gte=start,
        due_on__lt=end,
        state__in=("open", "in_progress"),
        access_class__in=OPEN_CLASSES,
    )[:MOST_ROWS]:
        rows.append((action.due_on, _("Action due"), action.text))
    from waystation.governance.network.models.registers import GcmReview

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


def half_of(report: UnktReport) -> tuple[date, date]:
    """Return first and last day of what an update covers; a quarter's update: its half-year."""
    if report.kind != "quarterly":
        return report.starts_on, report.ends_on
    return rules.span_of("half_year", report.year, (report.part + 1) // 2)


def update(report: UnktReport) -> list[Piece]:
    """The update for the half-year, where the house gives it within the quarter's report."""
    first, last = half_of(report)
    found = counts(report, (first, last + timedelta(days=1)))
    return [
        _says(
            _(
                "This report is the update for the half-year as well, from {first} to {last}. "
                "Meetings held: {meetings}. Decisions taken: {decisions}. Actions done: {done} of "
                "{due}. Advice answered: {answers}."
            ).format(first=_on(first), last=_on(last), **found)
        ),
        *quarters(report),
    ]


def quarters(report: UnktReport) -> list[Piece]:
    """The quarterly reports that an update reuses, with their hashes."""
    first, last = half_of(report)
    rows = []
    parts = UnktReport.objects.filter(
        office_id=report.office_id, kind="quarterly", starts_on__gte=first, ends_on__lte=last
    ).exclude(id=report.id)
    for one in parts.select_related("edition").order_by("year", "part"):
        rows.append(
            [
                f"{one.year}-Q{one.part}",
                _words(rules.STATES, one.state),
                _day(one.transmitted_on),
                one.edition.digest if one.edition else "–",
            ]
        )
    if not rows:
        return []
    return [
        _table(
            _("Quarterly reports this update rests on"),
            [(_("Quarter"), "text"), (_("State"), "text"), (_("Transmitted"), "date"),
             (_("SHA-256 of the edition"), "text")],
            rows,
        )
    ]  # fmt: skip


def question(report: UnktReport) -> list[Piece]:
    """Who asked for an update on demand, when, and what."""
    asked = _on(report.asked_on) if report.asked_on else ""
    return [
        _says(_("{who} asked on {day}:").format(who=report.asked_by, day=asked)),
        _says(report.question),
    ]


WRITERS: dict[str, Callable[[UnktReport], list[Piece]]] = {
    "summary": summary,
    "context": context,
    "joint": joint,
    "sdg": sdg,
    "decisions": decisions,
    "advice": advice,
    "meetings": meetings,
    "funding": funding,
    "risks": risks,
    "next": coming,
    "quarters": quarters,
    "update": update,
    "question": question,
}
