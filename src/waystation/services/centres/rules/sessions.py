"""Validation of group sessions: attendance, invitations, ratings."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.words import N_

LONGEST_SESSION_MINUTES = 720
LONGEST_TITLE = 200
FEWEST_ATTENDEES = 2
MOST_ATTENDEES = 500
SIGN_IN_HOURS = 4  # how long a session's sign-in by phone is open
MOST_SIGN_INS_A_MINUTE = 30  # by phone; a group stands up one after the other

Counts = Mapping[str, Mapping[str, int]]  # sex -> age band -> how many


def attendees(counts: Counts) -> int:
    """Return how many people a table of counts holds."""
    return sum(number for bands in counts.values() for number in bands.values())


def refusal_of_session_to_come(day: date | None, today: date) -> Refusal | None:
    """Refuse to record a session of a later day as held, and say how it is planned."""
    if day is None or day <= today:
        return None
    return Refusal(
        N_("{day} is in the future. Tick “Only planned: attendance comes later”."),
        field="day",
        code="future",
        day=day,
    )


def refusal_of_counts(counts: Counts, named: int, *, held: bool) -> Refusal | None:
    """Say why the attendance of a session cannot be right."""
    if any(number < 0 for bands in counts.values() for number in bands.values()):
        return Refusal(
            N_("A number of attendees cannot be below zero."), field="counts", code="negative"
        )
    present = attendees(counts) + named
    if held and present < FEWEST_ATTENDEES:
        return Refusal(
            N_(
                "A group session needs at least two attendees. For one person, record individual "
                "counselling."
            ),
            field="counts",
            code="too_few",
        )
    if present > MOST_ATTENDEES:
        return Refusal(
            N_(
                "A group session has at most {most} attendees. Split it, or record an outreach "
                "event."
            ),
            field="counts",
            code="too_many",
            most=MOST_ATTENDEES,
        )
    return None


def refusal_to_cancel(held: bool) -> Refusal | None:
    """Say why a session cannot be cancelled: it took place."""
    if held:
        return Refusal(
            N_("This session was held; its attendance can be corrected."), code="session_held"
        )
    return None


def refusal_to_invite(held: bool, cancelled: bool) -> Refusal | None:
    """Refuse to invite people to a session that is over or cancelled."""
    if held:
        return Refusal(
            N_("This session was held. Add the people who attended."), code="session_held"
        )
    return refusal_of_cancelled(cancelled)


def refusal_of_cancelled(cancelled: bool) -> Refusal | None:
    """Say why nothing more can be done with a session: it does not take place."""
    if cancelled:
        return Refusal(N_("This session is cancelled."), code="session_cancelled")
    return None


def refusal_of_early_sign_in(day: date, today: date) -> Refusal | None:
    """Refuse to count people at a session before its day."""
    if day > today:
        return Refusal(N_("The sign-in opens on the day of the session."), code="early")
    return None


def refusal_of_ratings(numbers: Mapping[str, int], came: int) -> Refusal | None:
    """Say why so many forms cannot have been filled in."""
    if any(number < 0 for number in numbers.values()):
        return Refusal(
            N_("A number of forms cannot be below zero."), field="numbers", code="negative"
        )
    if sum(numbers.values()) > came:
        return Refusal(
            N_("There are more forms than attendees ({came}). Correct one of them."),
            field="numbers",
            code="more_forms",
            came=came,
        )
    return None
