"""Validation of the library, norms and dated facts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from waystation.foundation.shared.errors import Refusal, Refusals
from waystation.foundation.shared.words import N_

REVIEW_SOON = timedelta(days=30)

DOCUMENT_KINDS = [
    ("data", N_("Dataset or statistics")),
    ("study", N_("Study or assessment")),
    ("law", N_("Law or by-law")),
    ("policy", N_("Strategy or policy")),
    ("guidance", N_("Guidance")),
    ("tool", N_("Tool or training material")),
    ("report", N_("Report")),
    ("other", N_("Other")),
]
INSTRUMENT_KINDS = [
    ("un_treaty", N_("United Nations treaty")),
    ("ilo", N_("ILO convention or protocol")),
    ("regional", N_("Regional instrument")),
    ("declaration", N_("Declaration or compact")),
    ("local_law", N_("Local law")),
    ("by_law", N_("By-law or instruction")),
]
# How far an instrument has come in local law.
NORM_STATES = [
    ("not_in_law", N_("Not in local law")),
    ("referred_to", N_("Referred to, not directly applicable")),
    ("partly", N_("Partly domesticated")),
    ("domesticated", N_("Domesticated")),
    ("applied", N_("Domesticated and applied")),
]
WITHOUT_GAP = {"domesticated", "applied"}
RIGHTS = [
    ("human", N_("Human rights")),
    ("migrants", N_("Migrants' rights")),
    ("children", N_("Children's rights")),
    ("women", N_("Women's rights")),
    ("labour", N_("Labour rights")),
]
FOLLOW_UP_STATES = [
    ("noted", N_("Noted")),
    ("planned", N_("Follow-up planned")),
    ("under_way", N_("Follow-up under way")),
    ("done", N_("Implemented")),
    ("not_taken_up", N_("Not taken up")),
]
NEEDS_FOLLOW_UP = {"under_way", "done", "not_taken_up"}
QUALIFIERS = [
    ("exact", N_("exactly")),
    ("count", N_("a count")),
    ("about", N_("about")),
    ("almost", N_("almost")),
    ("over", N_("over")),
    ("at_least", N_("at least")),
    ("under", N_("under")),
    ("up_to", N_("up to")),
    ("estimate", N_("an estimate")),
]

TOPICS = [
    ("origin", N_("Place of origin")),
    ("transit", N_("Place of transit")),
    ("destination", N_("Place of destination")),
    ("emigration", N_("Emigration by age and sex")),
    ("drivers", N_("Drivers of migration")),
    ("labour", N_("Labour and labour mobility")),
    ("diaspora", N_("Diaspora and remittances")),
    ("mixed", N_("Mixed migration flows")),
    ("displaced", N_("Displacement and solutions")),
    ("climate", N_("Climate and mobility")),
    ("perception", N_("Public perception of migration")),
    ("iom", N_("The organisation itself")),
    ("other", N_("Other")),
]
TEXT_KINDS = [
    ("draft", N_("Report draft")),
    ("edition", N_("Published report")),
    ("story", N_("Story or release")),
    ("profile", N_("Migration profile")),
    ("web", N_("Web page")),
    ("other", N_("Other text")),
]
USES = [
    ("policy", N_("Policy or law")),
    ("plan", N_("Work plan")),
    ("activity", N_("Activity")),
    ("programme", N_("Programme or project")),
    ("recommendation", N_("Recommendation")),
    ("training", N_("Training")),
    ("report", N_("Report or publication")),
]
CHANNELS = [
    ("email", N_("By e-mail")),
    ("event", N_("At an event")),
    ("print", N_("In print")),
    ("web", N_("On the web")),
    ("meeting", N_("In a meeting")),
]
PARTS = [
    ("lead", N_("Leads")),
    ("data", N_("Holds data")),
    ("response", N_("Responds")),
    ("policy", N_("Makes policy")),
    ("research", N_("Does research")),
    ("community", N_("Represents those affected")),
]


def missing(values: Mapping[str, Any], field: str, sentence: str) -> Refusal | None:
    """Return a refusal with ``sentence`` when the text of a field is blank."""
    text = values.get(field)
    if isinstance(text, str) and text.strip():
        return None
    return Refusal(sentence, field=field, code=f"{field}_missing")


def refusal_of_document(values: Mapping[str, Any], today: date) -> Refusal | None:
    """Return why a document cannot be in the library (ToR, Objectives 4), or None."""
    for field, sentence in (
        ("title", N_("Give the document its title.")),
        ("source", N_("Name who published it. A number needs a source.")),
        ("licence", N_("Say under which licence it may be used, or write “all rights reserved”.")),
    ):
        if refusal := missing(values, field, sentence):
            return refusal
    published, review = values.get("published_on"), values.get("review_on")
    if published and published > today:
        return Refusal(
            N_("This date is in the future. Enter a document once it is published."),
            field="published_on",
            code="published_in_future",
        )
    if review is None:
        return Refusal(
            N_("Enter the next review date. A year from now is usual."),
            field="review_on",
            code="review_missing",
        )
    if published and review <= published:
        return Refusal(
            N_("The review comes after the day of publication. Choose a later day."),
            field="review_on",
            code="review_before_publication",
        )
    return None


def review_state(review_on: date, today: date) -> str:
    """Return "due", "soon" or "" for the day on which a document is to be looked at again."""
    if review_on <= today:
        return "due"
    return "soon" if review_on - today <= REVIEW_SOON else ""


def refusal_of_norm(values: Mapping[str, Any], today: date) -> Refusal | None:
    """Return why a norm cannot be tracked like this (ToR, Objectives 5), or None."""
    if refusal := missing(values, "instrument", N_("Name the instrument.")):
        return refusal
    if values.get("state") not in WITHOUT_GAP:
        return missing(
            values,
            "gap",
            N_("Say what is missing in local law, or mark the norm as domesticated."),
        )
    return None


def refusal_of_mechanism_recommendation(values: Mapping[str, Any], today: date) -> Refusal | None:
    """Return why a recommendation of a human-rights mechanism cannot be recorded, or None."""
    for field, sentence in (
        ("mechanism", N_("Name the mechanism, for example a committee or the Universal Review.")),
        ("reference", N_("Give the document and paragraph, so that it can be found again.")),
        ("text", N_("Say in a sentence what is recommended.")),
    ):
        if refusal := missing(values, field, sentence):
            return refusal
    if values.get("issued_on") and values["issued_on"] > today:
        return Refusal(
            N_("This date is in the future. Enter the date of the recommendation."),
            field="issued_on",
            code="issued_in_future",
        )
    if values.get("state") in NEEDS_FOLLOW_UP:
        if refusal := missing(
            values, "follow_up", N_("Say what was done about it, or why it was not taken up.")
        ):
            return refusal
        if values.get("followed_up_on") is None:
            return Refusal(
                N_("Enter the day of the latest follow-up."),
                field="followed_up_on",
                code="follow_up_day_missing",
            )
    return None


def refusal_of_legal_reference(values: Mapping[str, Any], today: date) -> Refusal | None:
    """Return why a text cannot be in the legal framework (ToR, Mission), or None."""
    if refusal := missing(values, "title", N_("Give the text its title.")):
        return refusal
    if not values.get("rights"):
        return Refusal(
            N_("Tick at least one group of rights that this text protects."),
            field="rights",
            code="rights_missing",
        )
    return missing(values, "reference", N_("Give the number or place where it can be found."))


def refusal_of_fact(values: Mapping[str, Any], today: date) -> Refusal | None:
    """Return all that keeps a dated fact from being recorded like this, or None.

    A number without unit, date and source is a rumour (spec O-46: source, date).
    """
    number = None
    if values.get("value") is None:
        number = Refusal(N_("Enter the number."), field="value", code="value_missing")
    found = [
        missing(values, "label", N_("Say in a few words what this number is.")),
        number,
        missing(values, "unit", N_("Give the unit: people, EUR, percent of GDP.")),
        _refusal_of_dates(values, today),
        missing(values, "source", N_("Say who published the number.")),
    ]
    refused = [one for one in found if one is not None]
    return Refusals(refused) if refused else None


def _refusal_of_dates(values: Mapping[str, Any], today: date) -> Refusal | None:
    day = values.get("as_of_on")
    if day is None and not str(values.get("as_of") or "").strip():
        return Refusal(
            N_("Enter the day or year of the number. If the source does not say, write “undated”."),
            field="as_of",
            code="as_of_missing",
        )
    first = values.get("as_of_from")
    if first and (day is None or first > day):
        return Refusal(
            N_(
                "Enter the last day of the period under “Valid for this day”; "
                "it cannot be before the first."
            ),
            field="as_of_from",
            code="as_of_backwards",
        )
    if day and day > today:
        return Refusal(
            N_("A fact cannot have a date in the future. Put a forecast in the note."),
            field="as_of_on",
            code="as_of_in_future",
        )
    return None
