"""How the duties about the plan, commitments, progress and reviews stand."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from waystation.foundation.shared.words import N_
from waystation.governance.network.compliance import DutyStatus, StatusOf
from waystation.governance.network.queries import Network, profiles
from waystation.governance.workplans.queries import commitments, plans, reviews
from waystation.governance.workplans.queries.plans import Planned
from waystation.governance.workplans.rules import plans as rules
from waystation.governance.workplans.rules import reviews as review_rules


def _activities(network: Network, today: date) -> list[Planned]:
    plan = plans.plan_of_year(network.office_id, today.year)
    return plans.activities_of(plan) if plan else []


def promises(network: Network, today: date) -> DutyStatus:
    """O-23: no commitment is overdue."""
    late = commitments.overdue(network.office_id, today)
    if late:
        return DutyStatus(
            "late",
            N_("Commitments are overdue: {count}."),
            {"count": late},
            "workplans:commitments",
        )
    if not commitments.any_of(network.office_id):
        return DutyStatus(
            "nothing_yet",
            N_("No member has committed itself yet."),
            address="workplans:commitments",
        )
    return DutyStatus("kept", N_("No commitment is overdue."), address="workplans:commitments")


def adopted(network: Network, today: date) -> DutyStatus:
    """O-27: this year has an adopted plan, and from October on the next year has one too."""
    for year in (today.year, today.year + 1):
        edition = plans.adopted_plan(network.office_id, year)
        state = rules.state_of_year(edition is not None, year, today)
        if state == "none":
            return DutyStatus(
                "missing", N_("{year} has no adopted plan."), {"year": year}, "workplans:plans"
            )
        if state == "due":
            return DutyStatus(
                "due",
                N_("The plan of {year} is to be adopted before 1 January."),
                {"year": year},
                "workplans:plans",
            )
    return DutyStatus(
        "kept", N_("{year} has an adopted plan."), {"year": today.year}, "workplans:plans"
    )


def _without(names: tuple[str, ...], missing: str, kept: str) -> StatusOf:
    def state(network: Network, today: date) -> DutyStatus:
        rows = _activities(network, today)
        if not rows:
            return DutyStatus(
                "nothing_yet",
                N_("This year's plan has no activity yet."),
                address="workplans:plans",
            )
        blank = sum(any(name in one.blanks for name in names) for one in rows)
        if blank:
            return DutyStatus("missing", missing, {"count": blank}, "workplans:plans")
        return DutyStatus("kept", kept, {"count": len(rows)}, "workplans:plans")

    return state


def labour_rights(network: Network, today: date) -> DutyStatus:
    """O-36: no question on labour rights is unanswered; an open one stops nothing."""
    rows = [one for one in _activities(network, today) if one.row.labour_migration]
    open_ = sum(len(one.unanswered) for one in rows)
    if open_:
        return DutyStatus(
            "due",
            N_("Questions on labour rights are unanswered: {count}."),
            {"count": open_},
            "workplans:plans",
        )
    if not rows:
        return DutyStatus(
            "nothing_yet", N_("No activity is about labour migration."), address="workplans:plans"
        )
    return DutyStatus(
        "kept", N_("Every question on labour rights is answered."), address="workplans:plans"
    )


def overlap(network: Network, today: date) -> DutyStatus:
    """O-37: where work meets is visible; how often it does today."""
    rows = _activities(network, today)
    if not rows:
        return DutyStatus(
            "nothing_yet", N_("This year's plan has no activity yet."), address="workplans:plans"
        )
    if profiles.out_of_date(network, today):
        last = profiles.latest(network)
        sentence = (
            N_("Profiles of members changed since edition {number}. Issue a new one.")
            if last
            else N_("Profiles of members were never issued as an edition.")
        )
        return DutyStatus(
            "due", sentence, {"number": last.number if last else 0}, "network:profiles"
        )
    return DutyStatus(
        "kept",
        N_("Places and objectives are served by more than one owner: {count}."),
        {"count": len(plans.overlaps_of(rows))},
        "workplans:plans",
    )


def _linked(name: str, missing: str, kept: str) -> Callable[[Network, date], DutyStatus]:
    def state(network: Network, today: date) -> DutyStatus:
        rows = _activities(network, today)
        if not rows:
            return DutyStatus(
                "nothing_yet",
                N_("This year's plan has no activity yet."),
                address="workplans:plans",
            )
        blank = sum(not getattr(one.row, name) for one in rows)
        if blank:
            return DutyStatus("due", missing, {"count": blank}, "workplans:plans")
        return DutyStatus("kept", kept, address="workplans:plans")

    return state


def progress(network: Network, today: date) -> DutyStatus:
    """O-41: the board of the last quarter was kept."""
    quarter = (today.month + 2) // 3
    year, last = (today.year, quarter - 1) if quarter > 1 else (today.year - 1, 4)
    values = {"year": year, "quarter": last}
    begun = network.opened_on < date(today.year, 3 * quarter - 2, 1)
    if reviews.snapshot_taken(network.office_id, year, last):
        return DutyStatus(
            "kept", N_("The board of {year}, quarter {quarter} is kept."), values, "workplans:board"
        )
    if begun:
        return DutyStatus(
            "late",
            N_("The board of {year}, quarter {quarter} was not kept."),
            values,
            "workplans:board",
        )
    return DutyStatus(
        "nothing_yet", N_("The first quarter is not over yet."), address="workplans:board"
    )


def reviewed(network: Network, today: date) -> DutyStatus:
    """O-42: a review was held in the last twelve months."""
    last = reviews.last_review(network.office_id, today)
    if review_rules.review_overdue(last or network.opened_on, today):
        return DutyStatus(
            "due",
            N_("No review was held in the last twelve months."),
            address="workplans:reviews",
        )
    if last is None:
        return DutyStatus("nothing_yet", N_("No review was held yet."), address="workplans:reviews")
    return DutyStatus(
        "kept",
        N_("The last review was held on {day}."),
        {"day": f"{last:%d.%m.%Y}"},
        "workplans:reviews",
    )


STATUSES: dict[str, StatusOf] = {
    "O-23": promises,
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
