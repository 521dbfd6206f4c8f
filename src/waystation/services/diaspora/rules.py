"""Contributions, attachment, consent and matching to calls. No database, no clock of its own."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.words import N_

CONTRIBUTIONS = (
    ("knowledge", N_("Knowledge and mentoring")),
    ("investment", N_("Investment")),
    ("trade", N_("Trade and markets")),
    ("philanthropy", N_("Donations")),
    ("crisis", N_("Help in a crisis")),
    ("teaching", N_("Teaching and research")),
    ("return", N_("Permanent or temporary return")),
)
ATTACHMENT = (
    ("strong", N_("Very close: I come every year")),
    ("some", N_("Close: I come now and then")),
    ("family", N_("Through my family")),
    ("little", N_("Little")),
)
FIELDS = (
    ("health", N_("Health and care")),
    ("engineering", N_("Engineering and crafts")),
    ("information", N_("Information technology")),
    ("business", N_("Business and finance")),
    ("education", N_("Education and research")),
    ("law", N_("Law and administration")),
    ("construction", N_("Construction")),
    ("farming", N_("Farming and food")),
    ("culture", N_("Culture, media and sport")),
    ("other", N_("Other")),
)
GROUPS = (
    ("association", N_("Association")),
    ("business", N_("Business")),
    ("network", N_("Network of professionals")),
    ("school", N_("School in the mother tongue")),
    ("charity", N_("Charity")),
    ("media", N_("Media")),
)
METHODS = (
    ("desk", N_("Desk research and registers")),
    ("online", N_("Online questionnaire")),
    ("snowball", N_("Chain of referrals by members")),
    ("associations", N_("Lists of associations")),
    ("interviews", N_("Interviews and focus groups")),
    ("events", N_("At events")),
)
LANGUAGES = (("sq", "Shqip"), ("sr", "Српски"), ("en", "English"))
EVENT_KINDS = (
    ("meeting", N_("Meeting")),
    ("fair", N_("Fair or forum")),
    ("online", N_("Online event")),
    ("visit", N_("Visit")),
)
NO_PROBABILITY = N_(
    "This is not a probability sample. People chose to answer or were contacted "
    "through others, so the figures describe only them, not the whole diaspora."
)
CONSENT = N_(
    "We store your answers to know who is willing to contribute, and to tell you about "
    "matching calls. Only colleagues of the migration office who work with the diaspora can "
    "read them. You can see, correct and delete them at any time at an address that we give "
    "you."
)
CONSENT_NUMBER = 1
"""The number of this wording; a new wording gets a new one."""
EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
MOST_PUBLIC_AN_HOUR = 60
LINK_DAYS = 180
"""How long members open their own entry before they ask the office for a new address."""
MOST_LETTERS = 5000
MOST_EURO = 1_000_000_000
MOST_COUNTED = 1_000_000
"""Of the hours and jobs of a contribution, and of the members a mapping aims at."""
FIT_LEAST = 2  # points from which a call is shown to a member


@dataclass(frozen=True)
class Fit:
    """How well a member and a call match: points, and why."""

    points: int
    reasons: tuple[str, ...]


KIND, PLACE, ANYWHERE, FIELD, SKILL = (
    N_("Wants to contribute in this way"),
    N_("Wishes to support this municipality"),
    N_("Wishes to support any municipality"),
    N_("Works in this field"),
    N_("Has a skill that is asked for"),
)


def fit_of(member: Mapping[str, Any], call: Mapping[str, Any]) -> Fit:
    """Return how well a member matches a call: by way, municipality, field and skills.

    Community and sex are not compared.
    """
    found: list[tuple[str, int]] = []
    if call["kind"] in member["ways"]:
        found.append((KIND, 2))
    if set(call["places"]) & set(member["places"]):
        found.append((PLACE, 2))
    elif not member["places"] or not call["places"]:
        found.append((ANYWHERE, 1))
    if call["field"] and call["field"] == member["field"]:
        found.append((FIELD, 2))
    if words_in(call["skills"]) & words_in(member["skills"]):
        found.append((SKILL, 2))
    reasons = tuple(reason for reason, _points in found)
    return Fit(sum(points for _reason, points in found), reasons)


def words_in(text: str) -> set[str]:
    """Return the words of a text that can be compared: four letters or more, folded."""
    return {word for word in re.findall(r"\w+", text.casefold()) if len(word) >= 4}


def fits(fit: Fit) -> bool:
    """Return whether a match is shown: the way of contributing, the field or a skill agrees."""
    return fit.points > FIT_LEAST and bool({KIND, FIELD, SKILL} & set(fit.reasons))


def refusal_of_consent(agreed: bool) -> Refusal | None:
    """Refuse to store data of a person who has not consented."""
    if agreed:
        return None
    return Refusal(
        N_("Without your consent we keep nothing. Tick the box, or leave the page."),
        field="agreed",
        code="no_consent",
    )


def refusal_of_email(email: str, mailing: bool) -> Refusal | None:
    """Refuse an address that cannot be one, and to be written to without an address."""
    if email and not EMAIL.fullmatch(email):
        return Refusal(
            N_("This is not an e-mail address. Example: name@example.com"),
            field="email",
            code="email",
        )
    if mailing and not email:
        return Refusal(
            N_("Give an e-mail address if we may write to you."), field="email", code="no_email"
        )
    return None


def refusal_of_call(
    state: str, opens_on: date | None, closes_on: date | None, today: date
) -> Refusal | None:
    """Say why a call cannot be answered now."""
    if state != "open":
        return Refusal(N_("This call is closed."), code="closed")
    if opens_on is not None and today < opens_on:
        return Refusal(N_("This call is not open yet."), code="not_open")
    if closes_on is not None and today > closes_on:
        return Refusal(N_("This call is closed."), code="closed")
    return None


def refusal_of_amount(amount: Any) -> Refusal | None:
    """Refuse an amount below nothing."""
    if amount is None or amount >= 0:
        return None
    return Refusal(N_("The amount cannot be below 0."), field="amount", code="negative")


def refusals_of_contribution(values: Mapping[str, Any]) -> list[Refusal | None]:
    """Return what is wrong with the figures of a contribution."""
    return [
        refusal_of_amount(values["amount"])
        or refusal_of_figure(values["amount"], "amount", MOST_EURO),
        refusal_of_figure(values["hours"], "hours", MOST_COUNTED),
        refusal_of_figure(values["jobs"], "jobs", MOST_COUNTED),
    ]


def refusal_of_figure(value: Any, field: str, most: int) -> Refusal | None:
    """Refuse a figure below nothing, or above what one contribution or mapping can have."""
    if value is None or 0 <= value <= most:
        return None
    return Refusal(
        N_("Write a number from 0 to {most}."), field=field, code="figure_range", most=most
    )


def refusal_of_sent_letter(sent_at: datetime | None) -> Refusal | None:
    """Refuse to change a letter that was sent."""
    if sent_at is None:
        return None
    return Refusal(
        N_("This letter has been sent and cannot be changed. Write a new one."), code="letter_sent"
    )


def refusal_to_mail(addressed: int) -> Refusal | None:
    """Refuse a mailing without consenting recipients, or one that is too large."""
    if not addressed:
        return Refusal(
            N_("No one in this selection has agreed to receive messages."), code="nobody"
        )
    if addressed > MOST_LETTERS:
        return Refusal(
            N_("This goes to {number} people; send it to {most} at most, country by country."),
            code="too_many",
            number=addressed,
            most=MOST_LETTERS,
        )
    return None


def an_hour_before(moment: datetime) -> datetime:
    return moment - timedelta(hours=1)


def in_order_of_fit(fitting: Sequence[tuple[Any, Fit]]) -> list[tuple[Any, Fit]]:
    """Return what matches, the best first; equals in the order in which they came."""
    return sorted(
        ((one, fit) for one, fit in fitting if fits(fit)), key=lambda pair: -pair[1].points
    )


def refusal_of_group(values: Mapping[str, Any], today: date) -> Refusal | None:
    """Say why a group cannot be recorded: its number of members makes no sense."""
    if (values["members"] or 0) < 10_000_000:
        return None
    return Refusal(N_("Check the number of members."), field="members", code="members")


def refusal_of_event(values: Mapping[str, Any], today: date) -> Refusal | None:
    """Refuse to record the attendance of a future event."""
    if values["attended"] and values["day"] and values["day"] > today:
        return Refusal(
            N_("Attendance can only be recorded after the event."),
            field="attended",
            code="future",
        )
    return None
