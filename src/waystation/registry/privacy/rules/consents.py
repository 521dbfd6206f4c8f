"""When a consent is required, valid or expired, and what it allows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.words import N_

PURPOSES = {
    "registration": N_("Keeping a file at this office"),
    "counselling": N_("Counselling and follow-up"),
    "referral": N_("Referral to another institution"),
    "employment": N_("Finding work"),
    "matching": N_("Skills profile, matched with vacancies"),
    "return": N_("Return and reintegration"),
    "statistics": N_("Taking part in a survey"),
    "follow_up": N_("Being contacted again"),
}
HOW = {
    "spoken": N_("Spoken, after the text was read out"),
    "signed": N_("Signed on paper"),
    "screen": N_("Signed on the screen"),
    "thumb": N_("Thumbprint"),
}
OWN_LINK = "link"
"""How the person answers at their own link; staff cannot choose it."""
HOW_KNOWN = HOW | {OWN_LINK: N_("At the person’s own link")}
GIVERS = {
    "self": N_("The person"),
    "guardian": N_("A guardian"),
    "representative": N_("A legal representative"),
}
ANSWERS = {
    "yes": N_("Yes, the person agrees"),
    "no": N_("No, the person does not agree"),
}
STATES = {
    "given": N_("Given"),
    "refused": N_("Refused"),
    "withdrawn": N_("Withdrawn"),
}
STATES_BY_DAY = STATES | {"expired": N_("Expired")}
"""The states with the one that nobody records: the last day has passed."""
FIELDS = {
    "name": N_("Name"),
    "contacts": N_("Telephone and address"),
    "identifiers": N_("Document numbers"),
    "birth": N_("Date of birth"),
    "profile": N_("Skills, education and work"),
    "needs": N_("Needs and plan"),
    "documents": N_("Documents"),
    "situation": N_("Migration situation"),
    "offices": N_("Vacancies of the other offices too, without my name"),
}
LONGEST_YEARS = 5
ADULT = 18


@dataclass(frozen=True)
class Terms:
    """What a consent is about."""

    purpose: str
    recipient: str
    fields: tuple[str, ...]
    how: str
    giver: str
    given_at: datetime
    expires_on: date | None


def refusal_to_consent(terms: Terms, now: datetime, today: date, age: int | None) -> Refusal | None:
    """Say why this consent cannot be recorded, or nothing."""
    for field, value, known in (
        ("purpose", terms.purpose, PURPOSES),
        ("how", terms.how, HOW_KNOWN),
        ("giver", terms.giver, GIVERS),
    ):
        if value not in known:
            return Refusal(
                N_("Choose one of the list."), field=field, code=f"consent_{field}_unknown"
            )
    if not terms.recipient.strip() or len(terms.recipient) > 200:
        return Refusal(
            N_("Name who may receive the data, in at most 200 letters."),
            field="recipient",
            code="consent_recipient",
        )
    if not terms.fields or set(terms.fields) - set(FIELDS):
        return Refusal(
            N_("Tick what may be shared: at least one line."),
            field="fields",
            code="consent_fields",
        )
    if terms.given_at > now + timedelta(minutes=5):
        return Refusal(
            N_("Consent cannot be given in the future. Check the day."),
            field="given_on",
            code="consent_in_future",
        )
    if terms.expires_on is not None and terms.expires_on <= today:
        return Refusal(
            N_("The consent would already be over. Choose a later last day."),
            field="expires_on",
            code="consent_over",
        )
    if terms.expires_on and terms.expires_on > today + timedelta(days=366 * LONGEST_YEARS):
        return Refusal(
            N_("Consent lasts at most {years} years; then it is asked again."),
            field="expires_on",
            code="consent_too_long",
            years=LONGEST_YEARS,
        )
    if age is not None and age < ADULT and terms.giver == "self":
        return Refusal(
            N_("The person is under 18. Ask the guardian, and record who gave the consent."),
            field="giver",
            code="consent_of_minor",
        )
    return None


def state_on(day: date, state: str, expires_on: date | None) -> str:
    """Return the state that counts on ``day``: a given consent may have expired."""
    return "expired" if state == "given" and expires_on and expires_on < day else state
