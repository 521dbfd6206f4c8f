"""Validation of visits, and of entries on the waiting list."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime, timedelta

from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.words import N_
from waystation.registry.reference import rules as reference

LONGEST_VISIT_MINUTES = 480
LATEST_ENTRY_DAYS = 366  # a paper sheet may be typed in later, but not years later
LONGEST_WISH = 200


def refusal_of_day(day: date | None, today: date, opened_on: date | None) -> Refusal | None:
    """Say why something cannot have happened on ``day``, as the centre's own calendar has it.

    A missing day is refused by the field table.
    """
    if day is None:
        return None
    if day > today:
        return Refusal(
            N_("{day} is in the future. Record it when it has happened."),
            field="day",
            code="future",
            day=day,
        )
    if today - day > timedelta(days=LATEST_ENTRY_DAYS):
        return Refusal(
            N_("The day {day} is more than a year ago. Ask your administrator to import it."),
            field="day",
            code="too_old",
            day=day,
        )
    if opened_on is not None and day < opened_on:
        return Refusal(
            N_("The centre opened on {opened}. It cannot have had a visit on {day}."),
            field="day",
            code="before_opening",
            opened=opened_on,
            day=day,
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


def refusal_of_unchosen(who: str, chosen: object) -> Refusal | None:
    """Refuse a name that was typed to find somebody when nobody is chosen: it would be lost."""
    if chosen or not who.strip():
        return None
    return Refusal(
        N_(
            "You typed “{who}” to find a known person, but nobody is selected. "
            "Select the person, enter the name of a new one, or clear the field."
        ),
        code="nobody_chosen",
        who=who.strip()[:200],
    )


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
                "Sex, age and community of a known person are in the person's file. "
                "Leave them blank here, or record the visit without a person."
            ),
            field="sex",
            code="described_twice",
        )
    return None


def refusal_of_interpreter(interpreter: bool, language: str) -> Refusal | None:
    """Say why an interpreter cannot be recorded: from which language?"""
    if interpreter and not language:
        return Refusal(
            N_("You ticked that an interpreter was used. Choose the language of the conversation."),
            field="language",
            code="interpreter_language",
        )
    return None


def refusal_of_age(age_band: str, birth_year: int | None) -> Refusal | None:
    """Refuse an age where a file is opened without a year of birth: the file would not have it."""
    if not age_band or birth_year:
        return None
    return Refusal(
        N_("A file records the year of birth. Enter it above, or leave the age blank."),
        field="age_band",
        code="age_without_year",
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


def refusal_of_waiting_twice(already: bool) -> Refusal | None:
    """Refuse to put a person on the list who is already waiting."""
    if already:
        return Refusal(
            N_("This person is already waiting. Start the visit from today's list."),
            field="person",
            code="waits_already",
        )
    return None


def refusal_to_end_waiting(state: str) -> Refusal | None:
    """Refuse to start or end a wait that a colleague has already ended."""
    if state == "taken":
        return Refusal(
            N_("A colleague has already started this visit. Look at today's visits."),
            code="taken_up",
        )
    if state == "left":
        return Refusal(
            N_("This visitor has left. If they came back, put them on the list again."),
            code="has_left",
        )
    return None


def age_band_of(birth_year: int | None, on: date) -> str:
    """Return the age band on a day from the year of birth alone; "" if it is unknown.

    Only the year is stored unencrypted, so that a person whose birthday is still to come may count
    as a year older; the bands are wide, and the rule is the same for everybody.
    """
    if birth_year is None or birth_year > on.year:
        return ""
    return reference.age_band(on.year - birth_year)
