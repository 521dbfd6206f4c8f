"""What makes a visit, a profile and a group session right. No database, no clock of its own.

Visits, persons, sessions and attendees are four different counts (seed 004, lines 15 and 18):
a session is not a visit, and an attendee who is counted by number is not a person served.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.refusals import DECLINED, not_after, not_before
from waystation.foundation.shared.words import N_

LONGEST_VISIT_MINUTES = 480
LONGEST_SESSION_MINUTES = 720
LATEST_ENTRY_DAYS = 366  # a paper sheet may be typed in later, but not years later
LONGEST_TITLE = 200
LONGEST_WISH = 200
LONGEST_STEP = 200
LONGEST_NOTE = 2000
CALL_BACK_DAYS = 7  # a call-back without a day, or for a changed rule, is due in a week
LATEST_CALL_BACK_DAYS = 366
MOST_PUBLIC_AN_HOUR = 20  # call-backs asked for without an account, for each centre
FEWEST_ATTENDEES = 2
MOST_ATTENDEES = 500
SIGN_IN_HOURS = 4  # how long a session's sign-in by phone is open
MOST_SIGN_INS_A_MINUTE = 30  # by phone; a group stands up one after the other

Counts = Mapping[str, Mapping[str, int]]  # sex -> age band -> how many


def refusal_of_day(day: date, today: date, opened_on: date | None) -> Refusal | None:
    """Say why something cannot have happened on ``day``, as the centre's own calendar has it."""
    if day > today:
        return Refusal(
            N_("The day {day} has not come yet. Record it when it has happened."),
            field="day",
            code="future",
            day=f"{day:%d.%m.%Y}",
        )
    if today - day > timedelta(days=LATEST_ENTRY_DAYS):
        return Refusal(
            N_("The day {day} is more than a year ago. Ask your administrator to import it."),
            field="day",
            code="too_old",
            day=f"{day:%d.%m.%Y}",
        )
    if opened_on is not None and day < opened_on:
        return Refusal(
            N_("The centre opened on {opened}. It cannot have had a visit on {day}."),
            field="day",
            code="before_opening",
            opened=f"{opened_on:%d.%m.%Y}",
            day=f"{day:%d.%m.%Y}",
        )
    return None


def refusal_of_times(started_at: datetime, ended_at: datetime | None) -> Refusal | None:
    """Say why a visit cannot have begun and ended so."""
    if ended_at is None:
        return None
    if ended_at < started_at:
        return Refusal(
            N_("The end is before the start. Check both times."),
            field="ended_at",
            code="end_before_start",
        )
    if ended_at - started_at > timedelta(minutes=LONGEST_VISIT_MINUTES):
        return Refusal(
            N_("A visit lasts at most {hours} hours. Record a second visit for another day."),
            field="ended_at",
            code="too_long",
            hours=LONGEST_VISIT_MINUTES // 60,
        )
    return None


def refusal_of_minutes(minutes: int | None, most: int = LONGEST_VISIT_MINUTES) -> Refusal | None:
    """Say why something cannot have taken that many minutes."""
    if minutes is not None and not 1 <= minutes <= most:
        return Refusal(
            N_("Minutes must be between 1 and {most}."), field="minutes", code="minutes", most=most
        )
    return None


def refusal_of_topics(topics: list[str], informed: bool) -> Refusal | None:
    """Say why the topics do not fit: information given needs at least one topic."""
    if informed and not topics:
        return Refusal(
            N_("You ticked that information was given. Choose at least one topic."),
            field="topics",
            code="no_topic",
        )
    if len(topics) != len(set(topics)):
        return Refusal(N_("A topic is named twice."), field="topics", code="topic_twice")
    return None


def refusal_of_visitor(known: bool, sex: str, age_band: str, community: str) -> Refusal | None:
    """Say why the visitor is described wrongly: a known person is described in their own file."""
    if known and (sex or age_band or community):
        return Refusal(
            N_(
                "Sex, age and community of a known person are in the person's file. Leave "
                "them empty here, or record the visit without a person."
            ),
            field="sex",
            code="described_twice",
        )
    return None


def refusal_of_interpreter(interpreter: bool, language: str) -> Refusal | None:
    """Say why an interpreter cannot be recorded: from which language?"""
    if interpreter and not language:
        return Refusal(
            N_("You ticked that an interpreter helped. Choose the language of the conversation."),
            field="language",
            code="interpreter_language",
        )
    return None


def call_back_due(next_step: str, asked: date | None, day: date) -> date | None:
    """Return when a visitor is called back: on the day that was agreed, else in a week."""
    if next_step == "call_back" and asked is None:
        return day + timedelta(days=CALL_BACK_DAYS)
    return asked


def refusal_of_call_back(next_step: str, due_on: date | None, day: date) -> Refusal | None:
    """Say why nobody can be called back so: on an earlier day, or without saying so."""
    if due_on is None:
        return None
    if next_step != "call_back":
        return Refusal(
            N_("You wrote a day to call back. Choose “We call back” as the next step."),
            field="next_step",
            code="call_back_step",
        )
    return refusal_of_due_day(due_on, day, "call_back_on")


def refusal_of_due_day(due_on: date | None, today: date, field: str) -> Refusal | None:
    """Say why something cannot be due then: it is over, or more than a year away."""
    return not_before(due_on, field, today) or not_after(
        due_on, field, today + timedelta(days=LATEST_CALL_BACK_DAYS)
    )


def refusal_of_editions(
    asked: Collection[str], known: Mapping[str, date], day: date
) -> Refusal | None:
    """Say why a visit cannot cite these editions: not published, or not yet valid on its day.

    ``known`` are the published ones among them, with the day from which they are valid.
    """
    if any(known.get(one, date.max) > day for one in asked):
        return Refusal(
            N_("A fact sheet that you ticked was not valid on the day of the visit."),
            field="editions",
            code="edition_unknown",
        )
    return None


def refusal_of_nobody(known: bool, contact: str) -> Refusal | None:
    """Say why nobody can be called: neither a file nor a way to reach the person."""
    if known or contact.strip():
        return None
    return Refusal(
        N_("Write how to reach the person: a telephone number, or another way."),
        field="contact",
        code="no_contact",
    )


def refusal_without_consent(agreed: bool) -> Refusal | None:
    """Say why somebody may not be called: they have not agreed to be contacted, or not any more."""
    if agreed:
        return None
    return Refusal(
        N_("This person has not agreed to be contacted. Tell them at the next visit."),
        code="no_consent",
    )


def refusal_of_waiting_twice(already: bool) -> Refusal | None:
    """Say why somebody is not put on the list: who waits already waits once."""
    if already:
        return Refusal(
            N_("This person is waiting already. Take them up from today's list."),
            field="person",
            code="waits_already",
        )
    return None


def refusal_to_end_waiting(state: str) -> Refusal | None:
    """Say why somebody cannot be taken up, or leave: a colleague was quicker."""
    if state == "taken":
        return Refusal(
            N_("A colleague has taken this visitor up already. Look at today's visits."),
            code="taken_up",
        )
    if state == "left":
        return Refusal(
            N_("This visitor has left. If they came back, put them on the list again."),
            code="has_left",
        )
    return None


def refusal_of_second_profile(already: bool, day: date) -> Refusal | None:
    """Say why there is no second profile: daily profiling is one per person and day."""
    if already:
        return Refusal(
            N_("This person has a profile of {day} already. Open it and change it instead."),
            field="day",
            code="profile_twice",
            day=f"{day:%d.%m.%Y}",
        )
    return None


def refusal_of_horizon(intention: str, horizon: str) -> Refusal | None:
    """Say why a time to leave does not fit the intention."""
    if horizon and horizon != DECLINED and intention == "stay":
        return Refusal(
            N_("Leave the time of departure empty for a person who wants to stay."),
            field="horizon",
            code="horizon_of_staying",
        )
    return None


def attendees(counts: Counts) -> int:
    """Return how many people a table of counts holds."""
    return sum(number for bands in counts.values() for number in bands.values())


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
    """Say why nobody can be invited to a session any more."""
    if held:
        return Refusal(
            N_("This session was held. Add who came to its attendance."), code="session_held"
        )
    return refusal_of_cancelled(cancelled)


def refusal_of_cancelled(cancelled: bool) -> Refusal | None:
    """Say why nothing more can be done with a session: it does not take place."""
    if cancelled:
        return Refusal(N_("This session is cancelled."), code="session_cancelled")
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


def age_band_of(birth_year: int | None, on: date) -> str:
    """Return the age band on a day, from the year of birth alone; empty where it is unknown.

    Only the year is kept in the open, so somebody whose birthday is still to come may count as
    a year older; the bands are wide, and the rule is the same for everybody.
    """
    if birth_year is None:
        return ""
    age = on.year - birth_year
    for first, code in reversed(AGE_BANDS):
        if age >= first:
            return code
    return ""


AGE_BANDS = (
    (0, "0-14"),
    (15, "15-17"),
    (18, "18-24"),
    (25, "25-34"),
    (35, "35-44"),
    (45, "45-54"),
    (55, "55-64"),
    (65, "65+"),
)


EQUIPMENT_KINDS = [
    ("computer", N_("Computer or printer")),
    ("telephone", N_("Telephone")),
    ("furniture", N_("Furniture")),
    ("vehicle", N_("Vehicle")),
    ("other", N_("Other")),
]
CONDITIONS = [
    ("good", N_("Good")),
    ("worn", N_("Worn")),
    ("broken", N_("Broken")),
    ("lost", N_("Lost")),
]


HOME_COUNTRY = "XK"
HANDED_OVER = "handed_over"


def refusals_of_centre(values: Mapping[str, Any], today: date) -> list[Refusal | None]:
    """Say why a centre cannot be entered so: where it lies, and when it was handed over."""
    day, status = values["handed_over_on"], values["handover_status"]
    return [
        Refusal(N_("Choose the municipality."), field="place", code="missing")
        if values["country"] == HOME_COUNTRY and not values["place"]
        else None,
        Refusal(
            N_("A centre in another country has no municipality of Kosovo. Leave it empty."),
            field="place",
            code="place_elsewhere",
        )
        if values["country"] != HOME_COUNTRY and values["place"]
        else None,
        Refusal(
            N_("You wrote a day of hand-over. Choose “Handed over” as well."),
            field="handover_status",
            code="not_handed_over",
        )
        if day is not None and status != HANDED_OVER
        else None,
        not_after(day, "handed_over_on", today),
    ]


def refusal_of_training(values: Mapping[str, Any], today: date) -> Refusal | None:
    """Say why a training of staff cannot have been so."""
    trained = values["trained"] or 0
    for name in ("women", "from_host"):
        if (values[name] or 0) > trained:
            return Refusal(
                N_("A part cannot be more than all who were trained ({all})."),
                field=name,
                code="more_than_all",
                all=trained,
            )
    return not_after(values["held_on"], "held_on", today)


def refusal_of_equipment(values: Mapping[str, Any], today: date) -> Refusal | None:
    """Say why an item of equipment cannot have been received and handed over so."""
    return not_after(values["received_on"], "received_on", today) or not_before(
        values["handed_over_on"], "handed_over_on", values["received_on"]
    )
