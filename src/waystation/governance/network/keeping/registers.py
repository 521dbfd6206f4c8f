"""How the duties about reports to UNKT, registers and knowledge stand."""

from __future__ import annotations

from datetime import date, timedelta

from waystation.foundation.shared.periods import quarter, year
from waystation.foundation.shared.words import N_
from waystation.governance.knowledge import queries as knowledge
from waystation.governance.network.models import Network
from waystation.governance.network.queries import registers, statements
from waystation.governance.network.queries import reports as reports
from waystation.governance.network.queries.house import house_rules
from waystation.governance.network.rules import reports as rules

from . import State, StateOf


def quarterly(network: Network, today: date) -> State:
    """O-12: the last quarter's report was transmitted, or is not due yet."""
    last = quarter(today).start - timedelta(days=1)
    if last < network.opened_on:
        return State(
            "nothing_yet", N_("The first quarter is under way."), address="network:reports"
        )
    number = (last.month + 2) // 3
    row = reports.of_period(network, "quarterly", last.year, number)
    values = {"quarter": f"{last.year}-Q{number}"}
    if row is not None and row.state == "transmitted":
        return State(
            "kept", N_("The report for {quarter} was transmitted to UNKT."), values,
            "network:reports",
        )  # fmt: skip
    due = row.due_on if row else last + timedelta(days=30)
    values["day"] = f"{due:%d.%m.%Y}"
    if due < today:
        return State(
            "late", N_("The report for {quarter} was due on {day}."), values, "network:reports"
        )
    return State("due", N_("The report for {quarter} is due on {day}."), values, "network:reports")


def mandatory(section: str) -> StateOf:
    """Return the state of one of the two mandatory sections (O-13, O-14)."""

    def state(network: Network, today: date) -> State:
        row = reports.latest(network, "quarterly")
        if row is None:
            return State(
                "nothing_yet", N_("No quarterly report was begun yet."), address="network:reports"
            )
        empty, reason = reports.emptiness_of(row, section)
        values = {"report": f"{row.year}-Q{row.part}"}
        if not empty:
            return State(
                "kept", N_("The section is written in the report for {report}."), values,
                "network:reports",
            )  # fmt: skip
        if reason:
            return State(
                "kept", N_("Empty in the report for {report}, with its reason printed."), values,
                "network:reports",
            )  # fmt: skip
        return State(
            "missing", N_("Empty in the report for {report}, without a reason."), values,
            "network:reports",
        )  # fmt: skip

    return state


def free_sections(network: Network, today: date) -> State:
    """O-15: the two stay, others may be added."""
    return State(
        "kept",
        N_("Sections may be added; the two mandatory ones cannot be removed on any door."),
        address="network:reports",
    )


def timely(network: Network, today: date) -> State:
    """O-19: no task of a report is past its date."""
    late = reports.late_tasks(network.office_id, today)
    if late:
        return State(
            "late", N_("Tasks of reports are past their dates: {count}."), {"count": late},
            "network:reports",
        )  # fmt: skip
    return State("kept", N_("No task of a report is late."), address="network:reports")


def half_yearly(network: Network, today: date) -> State:
    """O-32: the last half-year's update was given, in writing or orally."""
    half = 1 if today.month > 6 else 2
    of_year = today.year if half == 1 else today.year - 1
    _start, end = rules.span_of("half_year", of_year, half)
    if end < network.opened_on:
        return State(
            "nothing_yet", N_("The first half-year is under way."), address="network:reports"
        )
    rhythm = house_rules(network).text("update_rhythm")
    if rhythm == "two_yearly":
        half = 2
        of_year = today.year - 1
        of_year -= not rules.update_due(rhythm, network.opened_on.year, of_year, half)
        end = date(of_year, 12, 31)
    if end < network.opened_on:
        return State("nothing_yet", N_("The first two years are under way."), {}, "network:reports")
    kind, part = ("quarterly", 2 * half) if rhythm == "merged" else ("half_year", half)
    row = reports.of_period(network, kind, of_year, part)
    values = {"half": f"{of_year}-H{half}"}
    if row is not None and row.state == "transmitted":
        return State("kept", N_("The update for {half} was given."), values, "network:reports")
    due = row.due_on if row else end + timedelta(days=30)
    how = "late" if due < today else "due"
    return State(
        "late" if how == "late" else "due",
        N_("The update for {half} is not given yet."),
        values,
        "network:reports",
    )


def on_demand(network: Network, today: date) -> State:
    """O-33: what UNKT asked for is answered by its day."""
    waiting, late = reports.demands(network, today)
    if late:
        return State(
            "late", N_("Updates that UNKT asked for are late: {count}."), {"count": late},
            "network:reports",
        )  # fmt: skip
    if waiting:
        return State(
            "due", N_("Updates that UNKT asked for are being written: {count}."),
            {"count": waiting}, "network:reports",
        )  # fmt: skip
    return State("kept", N_("Nothing that UNKT asked for waits."), address="network:reports")


def filled(register: str, empty: str, full: str) -> StateOf:
    """Return a state that holds once a register has entries."""

    def state(network: Network, today: date) -> State:
        count = registers.size_of(register, network.office_id)
        address = "network:registers"
        if not count:
            return State("nothing_yet", empty, address=address)
        return State("kept", full, {"count": count}, address)

    return state


def resources(network: Network, today: date) -> State:
    """O-11: requests of the co-chairs have an answer."""
    count = registers.open_resources(network.office_id)
    if count:
        return State(
            "due", N_("Requests for resources are open: {count}."), {"count": count},
            "network:registers",
        )  # fmt: skip
    return State("kept", N_("No request for a resource is open."), address="network:registers")


def support(network: Network, today: date) -> State:
    """O-44: requests of authorities are answered, and how fast is known."""
    found = registers.response_times(network.office_id, date(2000, 1, 1), date(2101, 1, 1))
    if not found["all"]:
        return State(
            "nothing_yet", N_("No authority has asked for support yet."),
            address="network:registers",
        )  # fmt: skip
    days = house_rules(network).number("request_days")
    late = registers.late_requests(network.office_id, today, days) if found["waiting"] else 0
    if late:
        return State(
            "late", N_("Requests of authorities wait for more than {days} working days: {count}."),
            {"count": late, "days": days}, "network:registers",
        )  # fmt: skip
    if found["waiting"]:
        return State(
            "due", N_("Requests of authorities wait for an answer: {count}."),
            {"count": found["waiting"]}, "network:registers",
        )  # fmt: skip
    return State(
        "kept", N_("Every request is answered; the median time was {days} days."),
        {"days": f"{found['median']:g}"}, "network:registers",
    )  # fmt: skip


def coverage(network: Network, today: date) -> State:
    """O-50: every category of partner was engaged this year."""
    span = year(today)
    covered = registers.category_coverage(network.office_id, span.start, span.end)
    without = sum(count == 0 for key, _known, count in covered if key != "other")
    if not without:
        return State(
            "kept", N_("All thirteen categories were engaged this year."),
            address="network:registers",
        )  # fmt: skip
    return State(
        "due", N_("{count} of thirteen categories were not engaged this year."),
        {"count": without}, "network:registers",
    )  # fmt: skip


def exchanges(network: Network, today: date) -> State:
    """O-45, O-51: something was exchanged with every level in the quarter."""
    silent = registers.silent_levels(network.office_id, today)
    if not silent:
        return State(
            "kept", N_("There was an exchange with every level this quarter."),
            address="network:registers",
        )  # fmt: skip
    return State(
        "due", N_("No exchange yet this quarter with {count} of four levels."),
        {"count": len(silent)}, "network:registers",
    )  # fmt: skip


def library(network: Network, today: date) -> State:
    """O-46: no document of the library is due for review."""
    held, due = knowledge.held_and_due(network.office_id, today)
    if not held:
        return State("nothing_yet", N_("The library is empty."), address="knowledge:library")
    if due:
        return State(
            "due", N_("Documents are due for review: {count}."), {"count": due},
            "knowledge:library",
        )  # fmt: skip
    return State(
        "kept", N_("Documents, none due for review: {count}."), {"count": held}, "knowledge:library"
    )


def norms(network: Network, today: date) -> State:
    """O-47: norms are tracked, and recommendations of mechanisms followed up."""
    tracked, waiting = knowledge.norms_of(network.office_id)
    if not tracked:
        return State("nothing_yet", N_("No norm is tracked yet."), address="knowledge:library")
    if waiting:
        return State(
            "due", N_("Recommendations of mechanisms wait for follow-up: {count}."),
            {"count": waiting}, "knowledge:library",
        )  # fmt: skip
    return State("kept", N_("Norms are tracked: {count}."), {"count": tracked}, "knowledge:library")


def statements_of(network: Network, today: date) -> State:
    """O-48: no joint statement waits past its silence."""
    waiting = statements.in_silence(network)
    over = [one for one in waiting if one.until is not None and one.until < today]
    if over:
        return State(
            "due", N_("Joint statements are past their silence: release them: {count}."),
            {"count": len(over)}, "network:statements",
        )  # fmt: skip
    count = len(statements.released(network))
    if not count and not waiting:
        return State(
            "nothing_yet", N_("There is no joint statement yet."), address="network:statements"
        )
    return State(
        "kept", N_("{released} joint statements released, {waiting} in their silence."),
        {"released": count, "waiting": len(waiting)}, "network:statements",
    )  # fmt: skip


STATES: dict[str, StateOf] = {
    "O-48": statements_of,
    "O-11": resources,
    "O-12": quarterly,
    "O-13": mandatory("joint"),
    "O-14": mandatory("sdg"),
    "O-15": free_sections,
    "O-19": timely,
    "O-24": filled(
        "funding", N_("The funding pipeline is empty."), N_("Lines in the pipeline: {count}.")
    ),
    "O-32": half_yearly,
    "O-33": on_demand,
    "O-44": support,
    "O-45": exchanges,
    "O-46": library,
    "O-47": norms,
    "O-49": filled(
        "mechanisms",
        N_("No coordination mechanism is in the register yet."),
        N_("Coordination mechanisms, each with its liaison: {count}."),
    ),
    "O-50": coverage,
    "O-51": exchanges,
    "O-55": filled(
        "funding", N_("The funding pipeline is empty."), N_("Lines in the pipeline: {count}.")
    ),
}
