"""The status of duties about the plan, commitments, progress and reviews."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from waystation.foundation.shared.words import N_
from waystation.governance.network.compliance import DutyStatus, StatusOf
from waystation.governance.network.queries import Network, profiles
from waystation.governance.workplans.queries import commitments, editions, plans, reviews
from waystation.governance.workplans.queries.plans import Planned
from waystation.governance.workplans.rules import plans as rules
from waystation.governance.workplans.rules import reviews as review_rules


def _activities(network: Network, today: date) -> list[Planned]:
    plan = plans.plan_of_year(network.office_id, today.year)
    return plans.activities_of(plan) if plan else []


PLANS, COMMITMENTS, BOARD, REVIEWS = (
    f"workplans:{name}" for name in ("plans", "commitments", "board", "reviews")
)
NO_ACTIVITY = DutyStatus("nothing_yet", N_("This year's plan has no activity yet."), address=PLANS)


def promises(network: Network, today: date) -> DutyStatus:
    """O-23: no commitment is overdue."""
    if late := commitments.overdue(network.office_id, today):
        sentence = N_("Commitments are overdue: {count}.")
        return DutyStatus("late", sentence, {"count": late}, COMMITMENTS)
    if not commitments.any_of(network.office_id):
        sentence = N_("No member has committed itself yet.")
        return DutyStatus("nothing_yet", sentence, address=COMMITMENTS)
    return DutyStatus("kept", N_("No commitment is overdue."), address=COMMITMENTS)


def status_of_adoption(network: Network, today: date) -> DutyStatus:
    """O-27: this year has an adopted plan, and from October on the next year has one too."""
    years = (today.year, today.year + 1)
    adopted = editions.years_adopted(network.office_id, years)
    for year in years:
        state = rules.state_of_year(year in adopted, year, today)
        if state == "none":
            return DutyStatus("missing", N_("{year} has no adopted plan."), {"year": year}, PLANS)
        if state == "due":
            sentence = N_("The plan of {year} is to be adopted before 1 January.")
            return DutyStatus("due", sentence, {"year": year}, PLANS)
    return DutyStatus("kept", N_("{year} has an adopted plan."), {"year": today.year}, PLANS)


def _of_activities(wrong: Callable[[Planned], int], how: Any, missing: str, kept: str) -> StatusOf:
    """Return the status of a duty about each activity; ``wrong`` counts what one lacks."""

    def state(network: Network, today: date) -> DutyStatus:
        rows = _activities(network, today)
        if not rows:
            return NO_ACTIVITY
        if count := sum(wrong(one) for one in rows):
            return DutyStatus(how, missing, {"count": count}, PLANS)
        return DutyStatus("kept", kept, {"count": len(rows)}, PLANS)

    return state


def _without(names: tuple[str, ...], missing: str, kept: str) -> StatusOf:
    return _of_activities(
        lambda one: any(name in one.blanks for name in names), "missing", missing, kept
    )


def _status_of_links(name: str, missing: str, kept: str) -> StatusOf:
    return _of_activities(lambda one: not getattr(one.row, name), "due", missing, kept)


def labour_rights(network: Network, today: date) -> DutyStatus:
    """O-36: no question on labour rights is unanswered; an open one stops nothing."""
    rows = [one for one in _activities(network, today) if one.row.labour_migration]
    if not rows:
        sentence = N_("No activity is marked as a labour-migration activity.")
        return DutyStatus("nothing_yet", sentence, address=PLANS)
    if count := sum(len(one.unanswered) for one in rows):
        sentence = N_("Questions on labour rights are unanswered: {count}.")
        return DutyStatus("due", sentence, {"count": count}, PLANS)
    sentence = N_("Every question on labour rights is answered.")
    return DutyStatus("kept", sentence, address=PLANS)


def overlap(network: Network, today: date) -> DutyStatus:
    """O-37: where work meets is visible; how often it does today."""
    rows = _activities(network, today)
    if not rows:
        return NO_ACTIVITY
    if profiles.out_of_date(network, today):
        last = profiles.latest(network)
        number = {"number": last.number if last else 0}
        sentence = (
            N_("Profiles of members changed since edition {number}. Issue a new one.")
            if last
            else N_("Profiles of members were never issued as an edition.")
        )
        return DutyStatus("due", sentence, number, "network:profiles")
    sentence = N_("Places and objectives are served by more than one owner: {count}.")
    return DutyStatus("kept", sentence, {"count": len(plans.overlaps_of(rows))}, PLANS)


def progress(network: Network, today: date) -> DutyStatus:
    """O-41: the dashboard of the last quarter was completed, within some days of its end."""
    over = review_rules.quarters_over(network.opened_on, today)
    if not over:
        return DutyStatus("nothing_yet", N_("The first quarter is not over yet."), address=BOARD)
    year, quarter = over[0]
    values = {"year": year, "quarter": quarter}
    if reviews.snapshot_taken(network.office_id, year, quarter):
        sentence = N_("The dashboard for Q{quarter} {year} is completed.")
        return DutyStatus("kept", sentence, values, BOARD)
    ended = rules.quarter_starts(year, quarter + 1)
    late = (today - ended).days >= review_rules.DAYS_TO_COMPLETE
    sentence = N_("The dashboard for Q{quarter} {year} was not completed.")
    return DutyStatus("late" if late else "due", sentence, values, BOARD)


def status_of_review(network: Network, today: date) -> DutyStatus:
    """O-42: a review was held in the last twelve months."""
    last = reviews.last_review(network.office_id, today)
    if review_rules.review_overdue(last or network.opened_on, today):
        sentence = N_("No review was held in the last twelve months.")
        return DutyStatus("due", sentence, address=REVIEWS)
    if last is None:
        return DutyStatus("nothing_yet", N_("No review was held yet."), address=REVIEWS)
    day = {"day": last}
    return DutyStatus("kept", N_("The last review was held on {day}."), day, REVIEWS)


STATUSES: dict[str, StatusOf] = {
    "O-23": promises,
    "O-27": status_of_adoption,
    "O-28": _without(
        ("unsdcf", "gcm", "sdg", "lead"),
        N_("Activities without UNSDCF priority, GCM objective, SDG target or owner: {count}."),
        N_("Activities, all of them aligned and owned: {count}."),
    ),
    "O-35": _without(
        ("gender_marker", "human_rights_marker", "child"),
        N_("Activities are not marked: {count}."),
        N_("Activities, all of them marked: {count}."),
    ),
    "O-36": labour_rights,
    "O-37": overlap,
    "O-38": _without(
        ("added_value",),
        N_("Joint activities do not say what working together adds: {count}."),
        N_("Every joint activity says what working together adds."),
    ),
    "O-39": _status_of_links(
        "mechanisms",
        N_("Activities name no coordination mechanism they work with: {count}."),
        N_("Every activity names the coordination it works with."),
    ),
    "O-41": progress,
    "O-42": status_of_review,
    "O-52": _status_of_links(
        "legal",
        N_("Activities without a legal basis: {count}."),
        N_("Every activity names its legal basis."),
    ),
}
