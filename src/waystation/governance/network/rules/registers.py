"""What makes an entry of the Network's registers one that can be relied on.

Paragraphs are those of the Terms of Reference; deadlines the text does not give are house rules.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from statistics import median
from typing import Any

from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.words import N_

MECHANISM_KINDS = [
    ("unkt", N_("UNKT and its groups")),
    ("unmik", N_("UNMIK")),
    ("unsdcf", N_("UNSDCF results group")),
    ("isf", N_("Integrated Strategic Framework")),
    ("serp", N_("Socio-Economic Recovery Plan")),
    ("human_rights", N_("Human rights")),
    ("gender", N_("Gender equality")),
    ("local", N_("Local coordination on migration")),
    ("other", N_("Other")),
]
# Objectives 9: with whom the Network exchanges regularly.
LEVELS = [
    ("global", N_("Global Network")),
    ("regional", N_("Regional Network")),
    ("unkt", N_("UNKT")),
    ("local", N_("Kosovo stakeholders")),
]
ENGAGEMENT_KINDS = [
    ("meeting", N_("Meeting")),
    ("consultation", N_("Consultation")),
    ("extended", N_("Extended meeting of the Network")),
    ("event", N_("Event or training")),
    ("letter", N_("Exchange of letters")),
    ("joint_work", N_("Joint work")),
]
PROCESS_LEVELS = [
    ("local", N_("Local process")),
    ("regional", N_("Regional process")),
    ("global", N_("Global process")),
]
REVIEW_LEVELS = [
    ("local", N_("Local review")),
    ("regional", N_("Regional review")),
    ("global", N_("International Migration Review Forum")),
]
OFFER_KINDS = [
    ("training", N_("Training")),
    ("advice", N_("Technical advice")),
    ("tool", N_("Tool or guidance")),
    ("exchange", N_("Peer exchange")),
]
OFFER_STATES = [
    ("offered", N_("Offered")),
    ("scheduled", N_("Scheduled")),
    ("held", N_("Held")),
    ("withdrawn", N_("Withdrawn")),
]
RESOURCE_STATES = [
    ("open", N_("Open")),
    ("offered", N_("Offered")),
    ("filled", N_("Filled")),
    ("not_found", N_("Not found")),
    ("withdrawn", N_("Withdrawn")),
]
RESOURCE_ANSWERED = {"offered", "filled", "not_found"}
SDG_STAGES = [
    ("identified", N_("Target identified as relevant")),
    ("proposed", N_("Local indicator proposed")),
    ("agreed", N_("Local indicator agreed")),
    ("baseline", N_("Baseline set")),
    ("reported", N_("Reported regularly")),
]
SDG_WITH_INDICATOR = {"proposed", "agreed", "baseline", "reported"}
SDG_WITH_BASELINE = {"baseline", "reported"}
FUND_KINDS = [
    ("mptf", N_("Migration MPTF")),
    ("donor", N_("Donor")),
    ("pooled", N_("Other pooled fund")),
    ("own", N_("Own resources of entities")),
    ("private", N_("Private sector or foundation")),
]
FUND_STAGES = [
    ("opportunity", N_("Opportunity")),
    ("concept_note", N_("Concept note")),
    ("submitted", N_("Submitted")),
    ("joint_programme", N_("Joint programme document")),
    ("approved", N_("Approved")),
    ("pledged", N_("Pledged")),
    ("received", N_("Funds received")),
    ("not_selected", N_("Not selected")),
]
FUND_WON = {"approved", "pledged", "received"}
MARKERS = [(0, "0"), (1, "1"), (2, "2"), (3, "3")]


def _blank(values: Mapping[str, Any], field: str) -> bool:
    value = values.get(field)
    return not (value.strip() if isinstance(value, str) else value)


def _needed(values: Mapping[str, Any], *pairs: tuple[str, str]) -> Refusal | None:
    for field, sentence in pairs:
        if _blank(values, field):
            return Refusal(sentence, field=field, code=f"{field}_missing")
    return None


def _not_yet(values: Mapping[str, Any], field: str, today: date) -> Refusal | None:
    day = values.get(field)
    if day and day > today:
        return Refusal(
            N_("This day has not come yet. A register holds what happened."),
            field=field,
            code="day_in_future",
        )
    return None


def refusal_of_mechanism(values: Mapping[str, Any], today: date) -> Refusal | None:
    """Return why a coordination mechanism cannot be kept so (Objectives 7), or None."""
    return _needed(
        values,
        ("name", N_("Name the mechanism.")),
        ("liaison", N_("Name who keeps the line to this mechanism. Without one nobody does.")),
    )


def refusal_of_engagement(values: Mapping[str, Any], today: date) -> Refusal | None:
    """Return why an engagement cannot be kept so (Objectives 8), or None."""
    if refusal := _needed(
        values,
        ("entity", N_("Choose whom the Network engaged with.")),
        ("day", N_("Enter the day.")),
        ("topic", N_("Say in a few words what it was about.")),
    ) or _not_yet(values, "day", today):
        return refusal
    if not _blank(values, "fed") and _blank(values, "fed_level"):
        return Refusal(
            N_("Say whether the process it fed is local, regional or global."),
            field="fed_level",
            code="fed_level_missing",
        )
    return None


def refusal_of_exchange(values: Mapping[str, Any], today: date) -> Refusal | None:
    """Return why an exchange cannot be kept so (Objectives 2 and 9), or None."""
    return _needed(
        values,
        ("counterpart", N_("Say with whom.")),
        ("day", N_("Enter the day.")),
        ("subject", N_("Say what was exchanged.")),
    ) or _not_yet(values, "day", today)


def levels_without_exchange(days: Mapping[str, date | None], start: date) -> list[str]:
    """Return the levels with which nothing was exchanged since ``start`` (of the quarter)."""
    return [key for key, _ in LEVELS if (days.get(key) or date.min) < start]


def refusal_of_support_request(values: Mapping[str, Any], today: date) -> Refusal | None:
    """Return why a request of the authorities cannot be kept so (Objectives 1), or None."""
    if refusal := _needed(
        values,
        ("authority", N_("Say which authority asked.")),
        ("topic", N_("Say what they asked for.")),
        ("received_on", N_("Enter the day it arrived.")),
    ) or _not_yet(values, "received_on", today):
        return refusal
    answered = values.get("answered_on")
    if answered is None:
        return None
    if answered < values["received_on"]:
        return Refusal(
            N_("The answer is dated before the request. Correct one of the two days."),
            field="answered_on",
            code="answered_before_received",
        )
    return _needed(
        values, ("answer", N_("Say what the answer was."))
    ) or _not_yet(values, "answered_on", today)  # fmt: skip


def response_days(pairs: Iterable[tuple[date, date | None]]) -> dict[str, Any]:
    """Return how many requests there are, how many wait, and the median days to an answer."""
    days, waiting = [], 0
    for received, answered in pairs:
        if answered is None:
            waiting += 1
        else:
            days.append((answered - received).days)
    return {
        "all": len(days) + waiting,
        "waiting": waiting,
        "median": median(days) if days else None,
        "longest": max(days, default=None),
    }


def refusal_of_gcm_review(values: Mapping[str, Any], today: date) -> Refusal | None:
    """Return why a day of the review calendar cannot be kept so, or None."""
    return _needed(
        values, ("title", N_("Name the review.")), ("day", N_("Enter the day."))
    )  # fmt: skip


def refusal_of_offer(values: Mapping[str, Any], today: date) -> Refusal | None:
    """Return why an offer of capacity-building cannot be kept so (Objectives 4), or None."""
    if refusal := _needed(
        values,
        ("title", N_("Say what is offered.")),
        ("provider", N_("Choose who offers it.")),
        ("audience", N_("Say for whom it is.")),
    ):
        return refusal
    starts, ends = values.get("starts_on"), values.get("ends_on")
    if starts and ends and ends < starts:
        return Refusal(
            N_("The last day is before the first. Turn them round."),
            field="ends_on",
            code="period_empty",
        )
    if values.get("state") == "held" and starts is None:
        return Refusal(
            N_("Enter the day on which it was held."), field="starts_on", code="day_missing"
        )
    return None


def refusal_of_expert(values: Mapping[str, Any], today: date) -> Refusal | None:
    """Return why an expert cannot stand in the roster like this, or None."""
    return _needed(
        values,
        ("function", N_("Give the function, not the name: the entity's focal point knows who.")),
        ("entity", N_("Choose the entity where the expert works.")),
        ("skills", N_("Say what the expert can help with.")),
    )


def refusal_of_resource_request(values: Mapping[str, Any], today: date) -> Refusal | None:
    """Return why a request for specialised resources cannot be kept so (Co-Chairs, b), or None."""
    if refusal := _needed(
        values,
        ("need", N_("Say what the Network needs.")),
        ("requested_on", N_("Enter the day of the request.")),
    ):
        return refusal
    if values.get("state") in RESOURCE_ANSWERED:
        if refusal := _needed(
            values,
            ("answer", N_("Say what came of the request.")),
            ("answered_on", N_("Enter the day of the answer.")),
        ):
            return refusal
        if values["answered_on"] < values["requested_on"]:
            return Refusal(
                N_("The answer is dated before the request. Correct one of the two days."),
                field="answered_on",
                code="answered_before_requested",
            )
    return None


def refusal_of_sdg_target(values: Mapping[str, Any], today: date) -> Refusal | None:
    """Return why a target's nationalisation cannot stand at this stage (Co-Chairs, c ii)."""
    if refusal := _needed(values, ("target", N_("Choose the target."))):
        return refusal
    stage = values.get("stage")
    if stage in SDG_WITH_INDICATOR and (
        refusal := _needed(
            values,
            ("indicator", N_("From this stage on, give the local indicator.")),
            ("custodian", N_("From this stage on, say who keeps the indicator.")),
        )
    ):
        return refusal
    if stage in SDG_WITH_BASELINE:
        return _needed(
            values,
            ("baseline", N_("From this stage on, give the baseline with its year.")),
            ("source", N_("From this stage on, give the data source.")),
        )
    return None


def refusal_of_funding(values: Mapping[str, Any], today: date) -> Refusal | None:
    """Return why a line of the funding pipeline cannot be kept so (Members, c), or None.

    A concept note to the Migration MPTF names who takes part, objectives and markers.
    """
    if refusal := _needed(
        values,
        ("title", N_("Name the project or the opportunity.")),
        ("lead", N_("Choose the entity that leads.")),
    ):
        return refusal
    if values.get("kind") == "mptf" and values.get("stage") != "opportunity":
        if refusal := _needed(
            values,
            ("partners", N_("A concept note to the Migration MPTF names who takes part.")),
            ("gcm", N_("A concept note to the Migration MPTF names objectives of the Compact.")),
        ):
            return refusal
        for field in ("gender_marker", "rights_marker"):
            if values.get(field) is None:
                return Refusal(
                    N_("A concept note to the Migration MPTF carries both markers, 0 to 3."),
                    field=field,
                    code="marker_missing",
                )
    for field in ("asked", "pledged"):
        if values.get(field) is not None and values[field] < 0:
            return Refusal(N_("An amount is 0 or more."), field=field, code="amount_negative")
    if values.get("stage") in FUND_WON and values.get("pledged") is None:
        return Refusal(
            N_("Enter the amount that was approved."), field="pledged", code="pledged_missing"
        )
    return None


def coverage(engaged: Mapping[str, int], categories: Sequence[str]) -> list[tuple[str, int]]:
    """Return how many engagements each category had, those without any too (Objectives 8)."""
    return [(key, engaged.get(key, 0)) for key in categories]
