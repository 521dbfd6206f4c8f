"""How the duties about registers and knowledge stand."""

from __future__ import annotations

from datetime import date

from waystation.foundation.shared.periods import year
from waystation.foundation.shared.words import N_
from waystation.governance.knowledge import queries as knowledge
from waystation.governance.network.compliance import DutyStatus, StatusOf
from waystation.governance.network.models import Network
from waystation.governance.network.queries import registers
from waystation.governance.network.queries.house import house_rules


def filled(register: str, empty: str, full: str) -> StatusOf:
    """Return a state that holds once a register has entries."""

    def state(network: Network, today: date) -> DutyStatus:
        count = registers.size_of(register, network.office_id)
        address = "network:registers"
        if not count:
            return DutyStatus("nothing_yet", empty, address=address)
        return DutyStatus("kept", full, {"count": count}, address)

    return state


def resources(network: Network, today: date) -> DutyStatus:
    """O-11: requests of the co-chairs have an answer."""
    count = registers.open_resources(network.office_id)
    if count:
        return DutyStatus(
            "due", N_("Requests for resources are open: {count}."), {"count": count},
            "network:registers",
        )  # fmt: skip
    return DutyStatus("kept", N_("No request for a resource is open."), address="network:registers")


def support(network: Network, today: date) -> DutyStatus:
    """O-44: requests of authorities are answered, and how fast is known."""
    found = registers.response_times(network.office_id, date(2000, 1, 1), date(2101, 1, 1))
    if not found["all"]:
        return DutyStatus(
            "nothing_yet", N_("No authority has asked for support yet."),
            address="network:registers",
        )  # fmt: skip
    days = house_rules(network).number("request_days")
    late = registers.late_requests(network.office_id, today, days) if found["waiting"] else 0
    if late:
        return DutyStatus(
            "late", N_("Requests of authorities wait for more than {days} working days: {count}."),
            {"count": late, "days": days}, "network:registers",
        )  # fmt: skip
    if found["waiting"]:
        return DutyStatus(
            "due", N_("Requests of authorities wait for an answer: {count}."),
            {"count": found["waiting"]}, "network:registers",
        )  # fmt: skip
    return DutyStatus(
        "kept", N_("Every request is answered; the median time was {days} days."),
        {"days": f"{found['median']:g}"}, "network:registers",
    )  # fmt: skip


def coverage(network: Network, today: date) -> DutyStatus:
    """O-50: every category of partner was engaged this year."""
    span = year(today)
    covered = registers.category_coverage(network.office_id, span.start, span.end)
    without = sum(count == 0 for key, _known, count in covered if key != "other")
    if not without:
        return DutyStatus(
            "kept", N_("All thirteen categories were engaged this year."),
            address="network:registers",
        )  # fmt: skip
    return DutyStatus(
        "due", N_("{count} of thirteen categories were not engaged this year."),
        {"count": without}, "network:registers",
    )  # fmt: skip


def exchanges(network: Network, today: date) -> DutyStatus:
    """O-45, O-51: something was exchanged with every level in the quarter."""
    silent = registers.silent_levels(network.office_id, today)
    if not silent:
        return DutyStatus(
            "kept", N_("There was an exchange with every level this quarter."),
            address="network:registers",
        )  # fmt: skip
    return DutyStatus(
        "due", N_("No exchange yet this quarter with {count} of four levels."),
        {"count": len(silent)}, "network:registers",
    )  # fmt: skip


def library(network: Network, today: date) -> DutyStatus:
    """O-46: no document of the library is due for review."""
    held, due = knowledge.held_and_due(network.office_id, today)
    if not held:
        return DutyStatus("nothing_yet", N_("The library is empty."), address="knowledge:library")
    if due:
        return DutyStatus(
            "due", N_("Documents are due for review: {count}."), {"count": due},
            "knowledge:library",
        )  # fmt: skip
    return DutyStatus(
        "kept", N_("Documents, none due for review: {count}."), {"count": held}, "knowledge:library"
    )


def norms(network: Network, today: date) -> DutyStatus:
    """O-47: norms are tracked, and recommendations of mechanisms followed up."""
    tracked, waiting = knowledge.norms_of(network.office_id)
    if not tracked:
        return DutyStatus("nothing_yet", N_("No norm is tracked yet."), address="knowledge:library")
    if waiting:
        return DutyStatus(
            "due", N_("Recommendations of mechanisms wait for follow-up: {count}."),
            {"count": waiting}, "knowledge:library",
        )  # fmt: skip
    return DutyStatus(
        "kept", N_("Norms are tracked: {count}."), {"count": tracked}, "knowledge:library"
    )


STATUSES: dict[str, StatusOf] = {
    "O-11": resources,
    "O-24": filled(
        "funding", N_("The funding pipeline is empty."), N_("Lines in the pipeline: {count}.")
    ),
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
