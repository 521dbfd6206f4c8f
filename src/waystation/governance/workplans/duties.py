"""The status of duties about the plan, commitments, progress and reviews."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from waystation.foundation.shared.words import N_
from waystation.governance.network.compliance import (
    Duties,
    DutyStatus,
    due,
    kept,
    late,
    missing,
    nothing_yet,
)
from waystation.governance.network.compliance.outstanding import unmet
from waystation.governance.network.queries import Network, profiles
from waystation.governance.workplans.queries import commitments, editions, plans, reviews
from waystation.governance.workplans.queries.plans import Planned
from waystation.governance.workplans.rules import plans as rules
from waystation.governance.workplans.rules import reviews as review_rules

STATUSES = Duties("workplans", "network", "organisations")
PLANS, COMMITMENTS, BOARD, REVIEWS = (
    f"workplans:{name}" for name in ("plans", "commitments", "board", "reviews")
)
NO_ACTIVITY = nothing_yet(N_("This year's plan has no activity yet."))


def _activities(network: Network, today: date) -> list[Planned]:
    plan = plans.plan_of_year(network.office_id, today.year)
    return plans.activities_of(plan) if plan else []


@STATUSES.duty("O-23", COMMITMENTS)
def promises(network: Network, today: date) -> DutyStatus:
    """O-23: no commitment is overdue."""
    if count := commitments.overdue(network.office_id, today):
        return late(N_("Overdue commitments: {count}."), count=count)
    if not commitments.any_of(network.office_id):
        return nothing_yet(N_("No member has made a commitment yet."))
    return kept(N_("No commitment is overdue."))


@STATUSES.duty("O-27", PLANS)
def status_of_adoption(network: Network, today: date) -> DutyStatus:
    """O-27: this year has an adopted plan, and from October on the next year has one too."""
    years = (today.year, today.year + 1)
    adopted = editions.years_adopted(network.office_id, years)
    for year in years:
        state = rules.state_of_year(year in adopted, year, today)
        if state == "none":
            return missing(N_("{year} has no adopted plan."), year=year)
        if state == "due":
            return due(N_("Adopt the plan of {year} before 1 January."), year=year)
    return kept(N_("{year} has an adopted plan."), year=today.year)


def _each_activity(
    key: str,
    lacks: Callable[[Planned], bool],
    wanting: str,
    met: str,
    how: Callable[..., DutyStatus] = missing,
) -> None:
    """Declare the duty that no activity of the year's plan ``lacks`` something."""

    @STATUSES.duty(key, PLANS)
    def status(network: Network, today: date) -> DutyStatus:
        rows = _activities(network, today)
        if not rows:
            return NO_ACTIVITY
        if count := sum(lacks(one) for one in rows):
            return how(wanting, count=count)
        return kept(met, count=len(rows))


_each_activity(
    "O-28",
    lambda one: not {"unsdcf", "gcm", "sdg", "lead"}.isdisjoint(one.blanks),
    N_("Activities without UNSDCF priority, GCM objective, SDG target or owner: {count}."),
    N_("Activities, all of them aligned and owned: {count}."),
)
_each_activity(
    "O-35",
    lambda one: not {"gender_marker", "human_rights_marker", "child"}.isdisjoint(one.blanks),
    N_("Activities without markers: {count}."),
    N_("Activities, all of them marked: {count}."),
)


@STATUSES.duty("O-36", PLANS)
def labour_rights(network: Network, today: date) -> DutyStatus:
    """O-36: no question on labour rights is unanswered; an open one stops nothing."""
    rows = [one for one in _activities(network, today) if one.row.labour_migration]
    if not rows:
        return nothing_yet(N_("No activity is marked as a labour-migration activity."))
    if count := sum(len(one.unanswered) for one in rows):
        return due(N_("Unanswered questions on labour rights: {count}."), count=count)
    return kept(N_("Every question on labour rights is answered."))


@STATUSES.duty("O-37", PLANS)
def overlap(network: Network, today: date) -> DutyStatus:
    """O-37: where work meets is visible; how often it does today."""
    rows = _activities(network, today)
    if not rows:
        return NO_ACTIVITY
    if profiles.out_of_date(network, today):
        last = profiles.latest(network)
        sentence = (
            N_("Profiles of members changed since edition {number}. Issue a new one.")
            if last
            else N_("Profiles of members have never been issued as an edition.")
        )
        return due(sentence, "network:profiles", number=last.number if last else 0)
    sentence = N_("Places and objectives with more than one owner: {count}.")
    return kept(sentence, count=len(plans.overlaps_of(rows)))


_each_activity(
    "O-38",
    lambda one: "added_value" in one.blanks,
    N_("Joint activities that do not state the added value of working jointly: {count}."),
    N_("Every joint activity states the added value of working jointly."),
)
_each_activity(
    "O-39",
    lambda one: not one.row.mechanisms,
    N_("Activities without a coordination mechanism: {count}."),
    N_("Every activity names the coordination it works with."),
    due,
)


@STATUSES.duty("O-41", BOARD)
def progress(network: Network, today: date) -> DutyStatus:
    """O-41: the dashboard of the last quarter was completed, within some days of its end."""
    over = review_rules.quarters_over(network.opened_on, today)
    if not over:
        return nothing_yet(N_("The first quarter is not over yet."))
    year, quarter = over[0]
    if reviews.snapshot_taken(network.office_id, year, quarter):
        sentence = N_("The dashboard for Q{quarter} {year} is completed.")
        return kept(sentence, year=year, quarter=quarter)
    ended = rules.quarter_starts(year, quarter + 1)
    how = late if (today - ended).days >= review_rules.DAYS_TO_COMPLETE else due
    sentence = N_("The dashboard for Q{quarter} {year} was not completed.")
    return how(sentence, year=year, quarter=quarter)


@STATUSES.duty("O-42", REVIEWS)
def status_of_review(network: Network, today: date) -> DutyStatus:
    """O-42: a review was held in the last twelve months."""
    last = reviews.last_review(network.office_id, today)
    if review_rules.review_overdue(last or network.opened_on, today):
        return due(N_("No review has been held in the last twelve months."))
    if last is None:
        return nothing_yet(N_("No review has been held yet."))
    return kept(N_("The last review was held on {day}."), day=last)


_each_activity(
    "O-52",
    lambda one: not one.row.legal,
    N_("Activities without a legal basis: {count}."),
    N_("Every activity names its legal basis."),
    due,
)
ITEMS = [unmet(STATUSES.waiting)]
