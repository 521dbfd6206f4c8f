"""Quotations of the mainstreaming matrix, good practices, and validation of registers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.words import N_

REVIEWS_NEEDED = 1
CONFLICTS = [("none", N_("I have none")), ("declared", N_("I have one, described below"))]
REVIEW_VERDICTS = [
    ("recommend", N_("Recommend it")),
    ("not_recommend", N_("Do not recommend it")),
]
BODIES = [
    ("network", N_("Network")),
    ("convention", N_("Convention or agreement")),
    ("process", N_("Consultative process")),
    ("initiative", N_("Initiative")),
]
LEVELS = [
    ("global", N_("Global")),
    ("regional", N_("Regional")),
    ("bilateral", N_("Between two governments")),
]
DIALOGUE_STATES = [
    ("open", N_("Commitments open")),
    ("fulfilled", N_("Commitments fulfilled")),
    ("ended", N_("Ended without result")),
]


def refusal_of_address(address: str) -> Refusal | None:
    """Refuse an invalid URL: pages show it as a link."""
    if not address or address.startswith(("https://", "http://", "/")):
        return None
    return Refusal(
        N_("Write the whole address, beginning with https://"), field="address", code="address"
    )


def cell_is_stale(quoted_edition: int, edition_in_force: int) -> bool:
    """Say whether a cell quotes an edition that a newer one has replaced."""
    return quoted_edition < edition_in_force


def refusal_of_quote(quote: str) -> Refusal | None:
    """Refuse a cell that quotes nothing: a tick in a box proves nothing."""
    if len(quote.split()) >= 3:
        return None
    return Refusal(
        N_("Quote the sentence in which the chapter covers the topic."),
        field="quote",
        code="no_quote",
    )


def refusal_of_review(
    conflict: str, conflict_text: str, *, is_author: bool, reviewed_before: bool
) -> Refusal | None:
    """Return why a user cannot review a good practice."""
    if is_author:
        return Refusal(
            N_("Your own proposal must be reviewed by another person."), code="own_practice"
        )
    if reviewed_before:
        return Refusal(N_("You have already reviewed this."), code="reviewed_already")
    if conflict == "declared" and not conflict_text.strip():
        return Refusal(
            N_("Describe the conflict of interest."), field="conflict_text", code="conflict_blank"
        )
    return None


def refusal_to_publish(reviews: Sequence[tuple[str, str]]) -> Refusal | None:
    """Say why a practice is not published; a review is (conflict, verdict).

    A reviewer with a conflict of interest is heard, and does not count.
    """
    counted = [verdict for conflict, verdict in reviews if conflict == "none"]
    if len(counted) < REVIEWS_NEEDED:
        return Refusal(
            N_("It must be reviewed by a person without a conflict of interest."),
            code="review_missing",
        )
    if counted.count("recommend") <= counted.count("not_recommend"):
        return Refusal(
            N_("The reviewers without a conflict of interest do not recommend it."),
            code="not_recommended",
        )
    return None


def refusal_of_membership(values: Mapping[str, Any], today: date) -> Refusal | None:
    """Refuse a membership that begins in the future or ends before it begins."""
    joined, left = values.get("joined_on"), values.get("left_on")
    if joined and joined > today:
        return Refusal(
            N_("This date is in the future."), field="joined_on", code="joined_in_future"
        )
    return _ended_before(joined, left, "left_on")


def _ended_before(start: date | None, end: date | None, field: str) -> Refusal | None:
    if start is None or end is None or end >= start:
        return None
    return Refusal(
        N_("The end is before the start. Check both."), field=field, code="end_before_start"
    )


def refusal_of_duty(values: Mapping[str, Any], today: date) -> Refusal | None:
    """Refuse to mark a duty as done without evidence."""
    done = values.get("done_on")
    if done and done > today:
        return Refusal(N_("This date is in the future."), field="done_on", code="done_in_future")
    if done and not str(values.get("evidence") or "").strip():
        return Refusal(
            N_("Say what shows that it is done: a document or an address."),
            field="evidence",
            code="evidence_missing",
        )
    return None


def refusal_of_delegation(values: Mapping[str, Any], today: date) -> Refusal | None:
    """Refuse a delegation without a mandate in time, or a report before the event."""
    starts, ends = values.get("starts_on"), values.get("ends_on")
    if refusal := _ended_before(starts, ends, "ends_on"):
        return refusal
    reported = values.get("reported_on")
    if reported and starts and reported < starts:
        return Refusal(
            N_("A report comes after the event."), field="reported_on", code="report_too_early"
        )
    if reported and not str(values.get("report") or "").strip():
        return Refusal(
            N_("Say what the delegation reported, or where the report is."),
            field="report",
            code="report_missing",
        )
    return None


def refusal_of_exchange(values: Mapping[str, Any], today: date) -> Refusal | None:
    """Refuse an exchange that has not happened."""
    day = values.get("day")
    if day and day > today:
        return Refusal(N_("This date is in the future."), field="day", code="day_in_future")
    return None


def refusal_of_dialogue(values: Mapping[str, Any], today: date) -> Refusal | None:
    """Refuse a dialogue with open commitments and no next step."""
    if values.get("state") != "open":
        return None
    if not str(values.get("next_step") or "").strip() or values.get("next_on") is None:
        return Refusal(
            N_("Commitments are open: say what the next step is, and by when."),
            field="next_step",
            code="next_step_missing",
        )
    return None


def refusal_of_outcome(values: Mapping[str, Any], today: date) -> Refusal | None:
    """Refuse an outcome document of an event to come."""
    return refusal_of_exchange(values, today)


def refusal_of_link(values: Mapping[str, Any], today: date) -> Refusal | None:
    """Refuse a link from a policy to itself."""
    if values.get("policy") and values.get("policy") == values.get("other"):
        return Refusal(N_("Choose two different policies."), field="other", code="linked_to_itself")
    return None
