"""The status of duties about reports to UNKT."""

from __future__ import annotations

from datetime import date, timedelta

from django.urls import reverse

from waystation.foundation.access.queries import AnyUser
from waystation.foundation.shared.periods import quarter
from waystation.foundation.shared.words import N_
from waystation.foundation.workflow.outstanding import Outstanding
from waystation.governance.network.compliance import (
    Duties,
    DutyStatus,
    StatusOf,
    due,
    kept,
    late,
    missing,
    nothing_yet,
)
from waystation.governance.network.due import ItemsOf, to_do
from waystation.governance.network.queries import Network
from waystation.governance.network.queries.readings import working_rules
from waystation.governance.unkt_reports import rules
from waystation.governance.unkt_reports.queries import reports

STATUSES = Duties()
PAGE = "unkt_reports:reports"


@STATUSES.duty("O-12", PAGE)
def quarterly(network: Network, today: date) -> DutyStatus:
    """O-12: the last quarter's report was transmitted, or is not due yet."""
    last = quarter(today).start - timedelta(days=1)
    if last < network.opened_on:
        return nothing_yet(N_("The first quarter is under way."))
    number = (last.month + 2) // 3
    row = reports.of_period(network, "quarterly", last.year, number)
    name = f"{last.year}-Q{number}"
    if row is not None and row.state == "transmitted":
        return kept(N_("The report for {quarter} was transmitted to UNKT."), quarter=name)
    until = row.due_on if row else last + timedelta(days=30)
    if until < today:
        return late(N_("The report for {quarter} was due on {day}."), quarter=name, day=until)
    return due(N_("The report for {quarter} is due on {day}."), quarter=name, day=until)


def mandatory(section: str) -> StatusOf:
    """Return the state of one of the two mandatory sections (O-13, O-14)."""

    def state(network: Network, today: date) -> DutyStatus:
        row = reports.latest(network, "quarterly")
        if row is None:
            return nothing_yet(N_("No quarterly report has been started yet."))
        empty, reason = reports.emptiness_of(row, section)
        name = f"{row.year}-Q{row.part}"
        if not empty:
            return kept(N_("The section is written in the report for {report}."), report=name)
        if reason:
            sentence = N_("Empty in the report for {report}, with its reason printed.")
            return kept(sentence, report=name)
        return missing(N_("Empty in the report for {report}, without a reason."), report=name)

    return state


joint = STATUSES.duty("O-13", PAGE)(mandatory("joint"))
sdg = STATUSES.duty("O-14", PAGE)(mandatory("sdg"))


@STATUSES.duty("O-15", PAGE)
def free_sections(network: Network, today: date) -> DutyStatus:
    """O-15: in each report of the year the two are there, and others may be."""
    found = reports.section_counts(network, today.year)
    if not found:
        return nothing_yet(N_("No quarterly report has been started yet."))
    for name, mandatory_ones, _own in found:
        if mandatory_ones != rules.MANDATORY:
            return missing(
                N_("A mandatory section is not in the report for {report}."), report=name
            )
    return kept(
        N_("Both mandatory sections are in each report of the year: {count}. Added: {own}."),
        count=len(found),
        own=sum(own for _name, _sections, own in found),
    )


@STATUSES.duty("O-19", PAGE)
def timely(network: Network, today: date) -> DutyStatus:
    """O-19: no task of a report is past its date."""
    if count := reports.late_tasks(network.office_id, today):
        return late(N_("Overdue tasks of reports: {count}."), count=count)
    return kept(N_("No task of a report is late."))


@STATUSES.duty("O-32", PAGE)
def half_yearly(network: Network, today: date) -> DutyStatus:
    """O-32: the last half-year's update was given, in writing or orally."""
    half = 1 if today.month > 6 else 2
    of_year = today.year if half == 1 else today.year - 1
    _start, end = rules.span_of("half_year", of_year, half)
    if end < network.opened_on:
        return nothing_yet(N_("The first half-year is under way."))
    rhythm = working_rules(network).text("update_rhythm")
    if rhythm == "two_yearly":
        half = 2
        of_year = today.year - 1
        of_year -= not rules.update_due(rhythm, network.opened_on.year, of_year, half)
        end = date(of_year, 12, 31)
    if end < network.opened_on:
        return nothing_yet(N_("The first two years are under way."))
    kind, part = ("quarterly", 2 * half) if rhythm == "merged" else ("half_year", half)
    row = reports.of_period(network, kind, of_year, part)
    name = f"{of_year}-H{half}"
    if row is not None and row.state == "transmitted":
        return kept(N_("The update for {half} was given."), half=name)
    until = row.due_on if row else end + timedelta(days=30)
    wanting = late if until < today else due
    return wanting(N_("The update for {half} has not been given yet."), half=name)


@STATUSES.duty("O-33", PAGE)
def on_demand(network: Network, today: date) -> DutyStatus:
    """O-33: what UNKT asked for is answered by its day."""
    waiting, count = reports.demands(network, today)
    if count:
        return late(N_("Overdue updates requested by UNKT: {count}."), count=count)
    if waiting:
        return due(N_("Updates requested by UNKT, in preparation: {count}."), count=waiting)
    return kept(N_("No update requested by UNKT is outstanding."))


def to_transmit(user: AnyUser, network: Network, today: date) -> list[Outstanding]:
    """Reports and updates that are not transmitted yet."""
    return [
        to_do(
            "late" if one.due_on < today else "due",
            N_("Transmit to UNKT: {title}"),
            {"title": reports.title_of(one)},
            "96" if one.kind == "quarterly" else "120",
            one.due_on,
            reverse("unkt_reports:report", args=[one.id]),
        )
        for one in reports.open_reports(network)
    ]


ITEMS: list[ItemsOf] = [to_transmit]
