"""How the duties about reports to UNKT stand."""

from __future__ import annotations

from datetime import date, timedelta

from waystation.foundation.shared.periods import quarter
from waystation.foundation.shared.words import N_
from waystation.governance.network.compliance import DutyStatus, StatusOf
from waystation.governance.network.queries import Network
from waystation.governance.network.queries.house import house_rules
from waystation.governance.unkt_reports import rules
from waystation.governance.unkt_reports.queries import reports


def quarterly(network: Network, today: date) -> DutyStatus:
    """O-12: the last quarter's report was transmitted, or is not due yet."""
    last = quarter(today).start - timedelta(days=1)
    if last < network.opened_on:
        return DutyStatus(
            "nothing_yet", N_("The first quarter is under way."), address="unkt_reports:reports"
        )
    number = (last.month + 2) // 3
    row = reports.of_period(network, "quarterly", last.year, number)
    values = {"quarter": f"{last.year}-Q{number}"}
    if row is not None and row.state == "transmitted":
        return DutyStatus(
            "kept", N_("The report for {quarter} was transmitted to UNKT."), values,
            "unkt_reports:reports",
        )  # fmt: skip
    due = row.due_on if row else last + timedelta(days=30)
    values["day"] = f"{due:%d.%m.%Y}"
    if due < today:
        return DutyStatus(
            "late", N_("The report for {quarter} was due on {day}."), values, "unkt_reports:reports"
        )
    return DutyStatus(
        "due", N_("The report for {quarter} is due on {day}."), values, "unkt_reports:reports"
    )


def mandatory(section: str) -> StatusOf:
    """Return the state of one of the two mandatory sections (O-13, O-14)."""

    def state(network: Network, today: date) -> DutyStatus:
        row = reports.latest(network, "quarterly")
        if row is None:
            return DutyStatus(
                "nothing_yet",
                N_("No quarterly report was begun yet."),
                address="unkt_reports:reports",
            )
        empty, reason = reports.emptiness_of(row, section)
        values = {"report": f"{row.year}-Q{row.part}"}
        if not empty:
            return DutyStatus(
                "kept", N_("The section is written in the report for {report}."), values,
                "unkt_reports:reports",
            )  # fmt: skip
        if reason:
            return DutyStatus(
                "kept", N_("Empty in the report for {report}, with its reason printed."), values,
                "unkt_reports:reports",
            )  # fmt: skip
        return DutyStatus(
            "missing", N_("Empty in the report for {report}, without a reason."), values,
            "unkt_reports:reports",
        )  # fmt: skip

    return state


def free_sections(network: Network, today: date) -> DutyStatus:
    """O-15: the two stay, others may be added."""
    return DutyStatus(
        "kept",
        N_("Sections may be added; the two mandatory ones cannot be removed on any door."),
        address="unkt_reports:reports",
    )


def timely(network: Network, today: date) -> DutyStatus:
    """O-19: no task of a report is past its date."""
    late = reports.late_tasks(network.office_id, today)
    if late:
        return DutyStatus(
            "late", N_("Tasks of reports are past their dates: {count}."), {"count": late},
            "unkt_reports:reports",
        )  # fmt: skip
    return DutyStatus("kept", N_("No task of a report is late."), address="unkt_reports:reports")


def half_yearly(network: Network, today: date) -> DutyStatus:
    """O-32: the last half-year's update was given, in writing or orally."""
    half = 1 if today.month > 6 else 2
    of_year = today.year if half == 1 else today.year - 1
    _start, end = rules.span_of("half_year", of_year, half)
    if end < network.opened_on:
        return DutyStatus(
            "nothing_yet", N_("The first half-year is under way."), address="unkt_reports:reports"
        )
    rhythm = house_rules(network).text("update_rhythm")
    if rhythm == "two_yearly":
        half = 2
        of_year = today.year - 1
        of_year -= not rules.update_due(rhythm, network.opened_on.year, of_year, half)
        end = date(of_year, 12, 31)
    if end < network.opened_on:
        return DutyStatus(
            "nothing_yet", N_("The first two years are under way."), {}, "unkt_reports:reports"
        )
    kind, part = ("quarterly", 2 * half) if rhythm == "merged" else ("half_year", half)
    row = reports.of_period(network, kind, of_year, part)
    values = {"half": f"{of_year}-H{half}"}
    if row is not None and row.state == "transmitted":
        return DutyStatus(
            "kept", N_("The update for {half} was given."), values, "unkt_reports:reports"
        )
    due = row.due_on if row else end + timedelta(days=30)
    how = "late" if due < today else "due"
    return DutyStatus(
        "late" if how == "late" else "due",
        N_("The update for {half} is not given yet."),
        values,
        "unkt_reports:reports",
    )


def on_demand(network: Network, today: date) -> DutyStatus:
    """O-33: what UNKT asked for is answered by its day."""
    waiting, late = reports.demands(network, today)
    if late:
        return DutyStatus(
            "late", N_("Updates that UNKT asked for are late: {count}."), {"count": late},
            "unkt_reports:reports",
        )  # fmt: skip
    if waiting:
        return DutyStatus(
            "due", N_("Updates that UNKT asked for are being written: {count}."),
            {"count": waiting}, "unkt_reports:reports",
        )  # fmt: skip
    return DutyStatus(
        "kept", N_("Nothing that UNKT asked for waits."), address="unkt_reports:reports"
    )


STATUSES: dict[str, StatusOf] = {
    "O-12": quarterly,
    "O-13": mandatory("joint"),
    "O-14": mandatory("sdg"),
    "O-15": free_sections,
    "O-19": timely,
    "O-32": half_yearly,
    "O-33": on_demand,
}
