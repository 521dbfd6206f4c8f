"""How the duties about advice stand."""

from __future__ import annotations

from datetime import date

from waystation.foundation.shared.words import N_
from waystation.governance.advice.queries import recommendations as advice
from waystation.governance.network.compliance import DutyStatus, StatusOf
from waystation.governance.network.queries import Network
from waystation.governance.network.queries.house import house_rules


def answered(network: Network, today: date) -> DutyStatus:
    """O-25: nothing waits for the UNKT for long."""
    waiting = advice.awaiting(network.office_id, today)
    long = house_rules(network).number("advice_days")
    old = [one for one in waiting if (one.age or 0) >= long]
    if old:
        return DutyStatus(
            "late",
            N_("Recommendations await the UNKT for {days} days or more: {count}."),
            {"count": len(old), "days": long},
            "advice:advice",
        )
    if waiting:
        return DutyStatus(
            "due",
            N_("Recommendations await the UNKT: {count}."),
            {"count": len(waiting)},
            "advice:advice",
        )
    return DutyStatus("kept", N_("No recommendation awaits an answer."), address="advice:advice")


def motivated(network: Network, today: date) -> DutyStatus:
    """O-26: every negative answer has its motivation; the database sees to it."""
    wrong = advice.answered_wrongly(network.office_id)
    if wrong:
        return DutyStatus(
            "missing",
            N_("Negative answers carry no motivation: {count}."),
            {"count": wrong},
            "advice:advice",
        )
    return DutyStatus(
        "kept",
        N_("Every answer that does not follow advice says why; no other can be stored."),
        address="advice:advice",
    )


STATUSES: dict[str, StatusOf] = {
    "O-25": answered,
    "O-26": motivated,
}
