"""The status of duties about registers and knowledge."""

from __future__ import annotations

from datetime import date

from waystation.foundation.shared.periods import year
from waystation.foundation.shared.words import N_
from waystation.governance.knowledge import queries as knowledge
from waystation.governance.network.compliance import (
    Duties,
    DutyStatus,
    due,
    kept,
    late,
    nothing_yet,
)
from waystation.governance.network.compliance.outstanding import unmet
from waystation.governance.network.models import Network
from waystation.governance.network.queries import registers
from waystation.governance.network.queries.readings import working_rules

STATUSES = Duties("network", "organisations", "knowledge")
REGISTERS, LIBRARY = "network:registers", "knowledge:library"


@STATUSES.duty("O-11", REGISTERS)
def resources(network: Network, today: date) -> DutyStatus:
    """O-11: requests of the co-chairs have an answer."""
    if count := registers.open_resources(network.office_id):
        return due(N_("Open requests for resources: {count}."), count=count)
    return kept(N_("No request for a resource is open."))


@STATUSES.duty("O-24", REGISTERS, waits=False)
def funding(network: Network, today: date) -> DutyStatus:
    """O-24: members led funding lines or engaged partners in the last year."""
    lines, leads, partners = registers.funding_counts(network.office_id, today)
    if not lines and not partners:
        return nothing_yet(
            N_("The funding pipeline is empty, and no partner was engaged this year.")
        )
    sentence = N_("Funding lines: {lines}. Lead entities: {leads}. Partners engaged: {partners}.")
    return kept(sentence, lines=lines, leads=leads, partners=partners)


@STATUSES.duty("O-55", REGISTERS)
def trust_fund(network: Network, today: date) -> DutyStatus:
    """O-55: lines of the Migration MPTF, and what stage they reached."""
    lines, won, passed = registers.trust_fund_lines(network.office_id, today)
    if passed:
        return late(N_("Missed deadlines of the Migration MPTF: {count}."), count=passed)
    if not lines:
        return nothing_yet(N_("No line of the Migration MPTF is in the pipeline yet."))
    return kept(N_("Lines of the Migration MPTF: {count}. Granted: {won}."), count=lines, won=won)


@STATUSES.duty("O-44", REGISTERS)
def support(network: Network, today: date) -> DutyStatus:
    """O-44: requests of authorities are answered, and how fast is known."""
    found = registers.response_times(network.office_id, date(2000, 1, 1), date(2101, 1, 1))
    if not found["all"]:
        return nothing_yet(N_("No authority has asked for support yet."))
    days = working_rules(network).number("request_days")
    if found["waiting"] and (count := registers.late_requests(network.office_id, today, days)):
        sentence = N_(
            "Requests from authorities unanswered for more than {days} working days: {count}."
        )
        return late(sentence, count=count, days=days)
    if found["waiting"]:
        return due(N_("Unanswered requests from authorities: {count}."), count=found["waiting"])
    sentence = N_("All requests are answered. Median time in days: {days}.")
    return kept(sentence, days=f"{found['median']:g}")


@STATUSES.duty("O-45", REGISTERS)
def links(network: Network, today: date) -> DutyStatus:
    """O-45: links to regional and global initiatives were used in the last year."""
    if not (initiatives := registers.linked_initiatives(network.office_id, today)):
        return due(N_("No exchange of the last year links to a regional or global initiative."))
    return kept(
        N_("Initiatives that exchanges of the last year link to: {initiatives}."),
        initiatives=", ".join(initiatives),
    )


@STATUSES.duty("O-51", REGISTERS)
def exchanges(network: Network, today: date) -> DutyStatus:
    """O-51: something was exchanged with every level in the quarter."""
    if silent := registers.silent_levels(network.office_id, today):
        sentence = N_(
            "No exchange yet this quarter with {count} of the 4 levels "
            "(global, regional, UNKT, Kosovo stakeholders)."
        )
        return due(sentence, count=len(silent))
    return kept(N_("There was an exchange with every level this quarter."))


@STATUSES.duty("O-46", LIBRARY)
def library(network: Network, today: date) -> DutyStatus:
    """O-46: no document of the library is due for review."""
    held, count = knowledge.held_and_due(network.office_id, today)
    if not held:
        return nothing_yet(N_("The library is empty."))
    if count:
        return due(N_("Documents due for review: {count}."), count=count)
    return kept(N_("Documents, none due for review: {count}."), count=held)


@STATUSES.duty("O-47", LIBRARY)
def norms(network: Network, today: date) -> DutyStatus:
    """O-47: norms are tracked, and recommendations of mechanisms followed up."""
    tracked, waiting = knowledge.norms_of(network.office_id)
    if not tracked:
        return nothing_yet(N_("No norm is tracked yet."))
    if waiting:
        return due(
            N_("Recommendations of human rights mechanisms without follow-up: {count}."),
            count=waiting,
        )
    return kept(N_("Norms tracked: {count}."), count=tracked)


@STATUSES.duty("O-49", REGISTERS, waits=False)
def mechanisms(network: Network, today: date) -> DutyStatus:
    """O-49: each coordination mechanism has a liaison."""
    if not (count := registers.size_of("mechanisms", network.office_id)):
        return nothing_yet(N_("No coordination mechanism is in the register yet."))
    return kept(N_("Coordination mechanisms, each with its liaison: {count}."), count=count)


@STATUSES.duty("O-50", REGISTERS)
def coverage(network: Network, today: date) -> DutyStatus:
    """O-50: every category of partner was engaged this year."""
    span = year(today)
    if without := registers.categories_without(network.office_id, span.start, span.end):
        sentence = N_("Categories of partners not engaged this year, of 13: {count}.")
        return due(sentence, count=len(without))
    return kept(N_("All thirteen categories were engaged this year."))


ITEMS = [unmet(STATUSES.waiting)]
