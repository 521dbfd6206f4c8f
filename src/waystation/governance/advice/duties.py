"""The status of duties about advice."""

from __future__ import annotations

from datetime import date

from waystation.foundation.shared.words import N_
from waystation.governance.advice.queries import recommendations as advice
from waystation.governance.network.compliance import Duties, DutyStatus, due, kept, late, missing
from waystation.governance.network.compliance.outstanding import unmet
from waystation.governance.network.queries import Network
from waystation.governance.network.queries.readings import working_rules

STATUSES = Duties("advice", "network")


@STATUSES.duty("O-25", "advice:advice")
def status_of_answers(network: Network, today: date) -> DutyStatus:
    """O-25: nothing waits for the UNKT for long."""
    waiting = advice.awaiting(network.office_id, today)
    long = working_rules(network).number("advice_days")
    if count := sum((one.age or 0) >= long for one in waiting):
        sentence = N_(
            "Recommendations awaiting an answer from UNKT for {days} days or more: {count}."
        )
        return late(sentence, count=count, days=long)
    if waiting:
        return due(N_("Recommendations awaiting an answer from UNKT: {count}."), count=len(waiting))
    return kept(N_("No recommendation awaits an answer."))


@STATUSES.duty("O-26", "advice:advice")
def status_of_motivations(network: Network, today: date) -> DutyStatus:
    """O-26: every negative answer has its motivation; the database sees to it."""
    if wrong := advice.answered_wrongly(network.office_id):
        return missing(N_("Negative answers without a reason: {count}."), count=wrong)
    return kept(
        N_("Every negative answer states its reasons. An answer without reasons cannot be saved.")
    )


ITEMS = [unmet(STATUSES.waiting)]
