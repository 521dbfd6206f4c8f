"""How the duties about the plan, advice, commitments, progress and reviews stand."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from waystation.foundation.shared.words import N_
from waystation.governance.network.models import Network
from waystation.governance.network.queries import advice, commitments, plans, profiles, reviews
from waystation.governance.network.queries.house import house_rules
from waystation.governance.network.queries.plans import Planned
from waystation.governance.network.rules import plans as rules
from waystation.governance.network.rules import reviews as review_rules

from . import State, StateOf


def _activities(network: Network, today: date) -> list[Planned]:
    plan = plans.plan_of_year(network.office_id, today.year)
    return plans.activities_of(plan) if plan else []


def promises(network: Network, today: date) -> State:
    """O-23: no commitment is overdue."""
    late = commitments.overdue(network.office_id, today)
    if late:
        return State(
            "late", N_("Commitments are overdue: {count}."), {"count": late}, "network:commitments"
        )
    if not commitments.any_of(network.office_id):
        return State(
            "nothing_yet", N_("No member has committed itself yet."), address="network:commitments"
        )
    return State("kept", N_("No commitment is overdue."), address="network:commitments")


def answered(network: Network, today: date) -> State:
    """O-25: nothing waits for the UNKT for long."""
    waiting = advice.awaiting(network.office_id, today)
    long = house_rules(network).number("advice_days")
    old = [one for one in waiting if (one.age or 0) >= long]
    if old:
        return State(
            "late",
            N_("Recommendations await the UNKT for {days} days or more: {count}."),
            {"count": len(old), "days": long},
            "network:advice",
        )
    if waiting:
        return State(
            "due",
            N_("Recommendations await the UNKT: {count}."),
            {"count": len(waiting)},
            "network:advice",
        )
    return State("kept", N_("No recommendation awaits an answer."), address="network:advice")


def motivated(network: Network, today: date) -> State:
    """O-26: every negative answer has its motivation; the database sees to it."""
    wrong = advice.answered_wrongly(network.office_id)
    if wrong:
        return State(
            "missing",
            N_("Negative answers carry no motivation: {count}."),
            {"count": wrong},
            "network:advice",
        )
    return State(
        "kept",
        N_("Every answer that does not follow advice says why; no other can be stored."),
        address="network:advice",
    )


def adopted(network: Network, today: date) -> State:
    """O-27: this year has an adopted plan, and from October on the next year has one too."""
    for year in (today.year, today.year + 1):
        edition = plans.adopted_plan(network.office_id, year)
        state = rules.state_of_year(edition is not None, year, today)
        if state == "none":
            return State(
                "missing", N_("{year} has no adopted plan."), {"year": year}, "network:plans"
            )
        if state == "due":
            return State(
                "due",
                N_("The plan of {year} is to be adopted before 1 January."),
                {"year": year},
                "network:plans",
            )
    return State("kept", N_("{year} has an adopted plan."), {"year": today.year}, "network:plans")


def _without(names: tuple[str, ...], missing: str, kept: str) -> StateOf:
    def state(network: Network, today: date) -> State:
        rows = _activities(network, today)
        if not rows:
            return State(
                "nothing_yet", N_("This year's plan has no activity yet."), address="network:plans"
            )
        blank = sum(any(name in one.blanks for name in names) for one in rows)
        if blank:
            return State("missing", missing, {"count": blank}, "network:plans")
        return State("kept", kept, {"count": len(rows)}, "network:plans")

    return state


def labour_rights(network: Network, today: date) -> State:
    """O-36: no question on labour rights is unanswered; an open one stops nothing."""
    rows = [one for one in _activities(network, today) if one.row.labour_migration]
    open_ = sum(len(one.unanswered) for one in rows)
    if open_:
        return State(
            "due",
            N_("Questions on labour rights are unanswered: {count}."),
            {"count": open_},
            "network:plans",
        )
    if not rows:
        return State(
            "nothing_yet", N_("No activity is about labour migration."), address="network:plans"
        )
    return State(
        "kept", N_("Every question on labour rights is answered."), address="network:plans"
    )


def overlap(network: Network, today: date) -> State:
    """O-37: where work meets is visible; how often it does today."""
    rows = _activities(network, today)
    if not rows:
        return State(
            "nothing_yet", N_("This year's plan has no activity yet."), address="network:plans"
        )
    if profiles.out_of_date(network, today):
        last = profiles.latest(network)
        sentence = (
            N_("Profiles of members changed since edition {number}. Issue a new one.")
            if last
            else N_("Profiles of members were never issued as an edition.")
        )
        return State("due", sentence, {"number": last.number if last else 0}, "network:profiles")
    return State(
        "kept",
        N_("Places and objectives are served by more than one owner: {count}."),
        {"count": len(plans.overlaps_of(rows))},
        "network:plans",
    )


def _linked(name: str, missing: str, kept: str) -> Callable[[Network, date], State]:
    def state(network: Network, today: date) -> State:
        rows = _activities(network, today)
        if not rows:
            return State(
                "nothing_yet", N_("This year's plan has no activity yet."), address="network:plans"
            )
        blank = sum(not getattr(one.row, name) for one in rows)
        if blank:
            return State("due", missing, {"count": blank}, "network:plans")
        return State("kept", kept, address="network:plans")

    return state


def progress(network: Network, today: date) -> State:
    """O-41: the board of the last quarter was kept."""
    quarter = (today.month + 2) // 3
    year, last = (today.year, quarter - 1) if quarter > 1 else (today.year - 1, 4)
    values = {"year": year, "quarter": last}
    begun = network.opened_on < date(today.year, 3 * quarter - 2, 1)
    if reviews.snapshot_taken(network.office_id, year, last):
        return State("kept", N_("The board of {year}, quarter {quarter} is kept."), values,
                     "network:board")  # fmt: skip
    if begun:
        return State("late", N_("The board of {year}, quarter {quarter} was not kept."), values,
                     "network:board")  # fmt: skip
    return State("nothing_yet", N_("The first quarter is not over yet."), address="network:board")


def reviewed(network: Network, today: date) -> State:
    """O-42: a review was held in the last twelve months."""
    last = reviews.last_review(network.office_id, today)
    if review_rules.review_overdue(last or network.opened_on, today):
        return State(
            "due",
            N_("No review was held in the last twelve months."),
            address="network:reviews",
        )
    if last is None:
        return State("nothing_yet", N_("No review was held yet."), address="network:reviews")
    return State(
        "kept",
        N_("The last review was held on {day}."),
        {"day": f"{last:%d.%m.%Y}"},
        "network:reviews",
    )


STATES: dict[str, StateOf] = {
    "O-23": promises,
    "O-25": answered,
    "O-26": motivated,
    "O-27": adopted,
    "O-28": _without(
        ("unsdcf", "gcm", "sdg", "lead"),
        N_("Activities without UNSDCF priority, GCM objective, SDG target or owner: {count}."),
        N_("All {count} activities are aligned and owned."),
    ),
    "O-35": _without(
        ("gender_marker", "human_rights_marker", "child"),
        N_("Activities are not marked: {count}."),
        N_("All {count} activities are marked."),
    ),
    "O-36": labour_rights,
    "O-37": overlap,
    "O-38": _without(
        ("added_value",),
        N_("Joint activities do not say what working together adds: {count}."),
        N_("Every joint activity says what working together adds."),
    ),
    "O-39": _linked(
        "mechanisms",
        N_("Activities name no coordination mechanism they work with: {count}."),
        N_("Every activity names the coordination it works with."),
    ),
    "O-41": progress,
    "O-42": reviewed,
    "O-52": _linked(
        "legal",
        N_("Activities name no legal text they stand on: {count}."),
        N_("Every activity names the rights it stands on."),
    ),
}
