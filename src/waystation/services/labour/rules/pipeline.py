"""The stages from prospect to return, the outcomes, and the dates of follow-ups."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.words import N_

LINK_DAYS = 14
"""How long a person may answer an employer's request by the own link."""
LOSSES = (
    ("person_no", N_("The person does not want it")),
    ("employer_no", N_("The employer chose another candidate")),
    ("no_answer", N_("No answer")),
    ("terms", N_("Pay or conditions")),
    ("language", N_("Language")),
    ("skills", N_("Skills")),
    ("documents", N_("Documents or permit")),
    ("health_family", N_("Health or family")),
    ("other_job", N_("Found other work")),
    ("employer_breach", N_("The employer did not keep to the terms")),
    ("worker_left", N_("Left the work")),
    ("dismissed", N_("Dismissed")),
    ("vacancy_gone", N_("The vacancy was withdrawn")),
    ("consent", N_("Consent was withdrawn")),
)
STAGE_DAYS = {
    "introduced": "introduced_on",
    "interview": "interview_on",
    "offer": "offered_on",
    "contract": "contracted_on",
    "arrived": "arrived_on",
    "stayed_6": "stayed_6_on",
    "stayed_12": "stayed_12_on",
    "returned": "returned_on",
    "lost": "lost_on",
    "withdrawn": "lost_on",
}
"""The column of the day on which each stage was reached."""
BEFORE_CONTRACT = ("prospect", "introduced", "interview", "offer")
NAMED = (
    "introduced", "interview", "offer", "contract", "arrived", "stayed_6", "stayed_12", "returned"
)  # fmt: skip
"""The stages at which an employer may read the name, as long as the person consents."""
PLACED = ("contract", "arrived", "stayed_6", "stayed_12", "returned")
RUNNING = ("contract", "arrived", "stayed_6", "stayed_12")
"""The stages of a placement that has not ended: the person is not matched meanwhile."""
SIX_MONTHS, TWELVE_MONTHS = timedelta(days=182), timedelta(days=365)
ASK_WITHIN_DAYS = 14
"""A retention check is late two weeks after its day."""


def refusal_of_day(on: date | None, before: date | None, today: date) -> Refusal | None:
    """Refuse a day that is missing, in the future, or before the stage that came first."""
    if on is None:
        return Refusal(N_("Say on which day."), field="on", code="day")
    if on > today:
        return Refusal(N_("This date is in the future."), field="on", code="future")
    if before is not None and on < before:
        return Refusal(
            N_("This date is before the previous stage, on {first}."),
            field="on",
            code="too_early",
            first=before,
        )
    return None


def refusal_to_introduce(consents: bool, employer: str) -> Refusal | None:
    """Refuse an employer a name that the person has not agreed to share."""
    if consents:
        return None
    return Refusal(
        N_("The person has not agreed that {employer} learns the name. Ask for consent first."),
        code="no_consent",
        employer=employer,
    )


def refusal_of_retention(arrived_on: date | None, on: date | None, months: int) -> Refusal | None:
    """Refuse to record a stay that was too short to be one."""
    wanted = SIX_MONTHS if months == 6 else TWELVE_MONTHS
    if arrived_on is None or on is None or on >= arrived_on + wanted:
        return None
    return Refusal(
        N_("The work began on {start}: {months} months are not over yet."),
        field="on",
        code="too_soon",
        start=arrived_on,
        months=months,
    )


def refusal_of_interest(vacancy: str, candidacy: str) -> Refusal | None:
    """Refuse interest in a vacancy that is over, or that is decided for the person.

    ``vacancy`` and ``candidacy`` are their states, "" for a person who is no candidate.
    """
    if vacancy != "published":
        return Refusal(N_("This vacancy is not offered any more."), code="vacancy_gone")
    if candidacy in ("lost", "withdrawn", "returned"):
        return Refusal(
            N_("This has already ended. Ask the office if you want to try again."), code="ended"
        )
    if candidacy not in ("", "prospect"):
        return Refusal(
            N_("The office is already working on this. Tell it what has changed."), code="under_way"
        )
    return None


def check_due(state: str, arrived_on: date | None) -> date | None:
    """Return the day of the check whether a person is still employed, None if there is none."""
    if arrived_on is None:
        return None
    if state == "arrived":
        return arrived_on + SIX_MONTHS
    return arrived_on + TWELVE_MONTHS if state == "stayed_6" else None


def latest_day(days: Mapping[str, date | None]) -> date | None:
    """Return the day of the last stage that was reached."""
    known = [day for name, day in days.items() if day is not None and name != "lost"]
    return max(known, default=None)


def days_between(start: date | None, end: date | None) -> int | None:
    """Return how many days lie between two stages, None while one is missing."""
    return None if start is None or end is None else (end - start).days


def is_retained(
    began: date | None, stayed: date | None, ended: date | None, after: timedelta
) -> bool | None:
    """Return whether a person was still employed after a time; None while that is unknown."""
    if began is None:
        return None
    if stayed is not None:
        return True
    if ended is not None:
        return ended >= began + after
    return None
