"""Validation of the Network's registers.

Paragraphs are those of the Terms of Reference; deadlines that the text does not give are working
rules.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from statistics import median
from typing import Any

from waystation.foundation.shared.words import N_

from .refusals import Check, Values, entry_rule, is_past, refuses, requires, says

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
FUND_WAITS = {"opportunity", "concept_note", "joint_programme"}
FUND_WON = {"approved", "pledged", "received"}
MARKERS = [(0, "0"), (1, "1"), (2, "2"), (3, "3")]


BEFORE = N_("The answer is dated before the request. Correct one of the two days.")


def _answer_of(values: Values) -> Any:
    return values.get("answered_on")


def _before(later: str, earlier: str) -> Callable[[Values], bool]:
    """Return the condition that both days are given, and in the wrong order."""
    return lambda values: bool(
        values.get(later) and values.get(earlier) and values[later] < values[earlier]
    )


def _is(field: str, *options: str) -> Callable[[Values], bool]:
    return lambda values: values.get(field) in options


def _is_concept(values: Values) -> bool:
    return values.get("kind") == "mptf" and values.get("stage") != "opportunity"


def _lacks_marker(field: str) -> Check:
    return refuses(
        lambda values: _is_concept(values) and values.get(field) is None,
        N_("A concept note to the Migration MPTF carries both markers, 0 to 3."),
        field,
        "marker_missing",
    )


def _negative(field: str) -> Check:
    return refuses(
        lambda values: (values.get(field) or 0) < 0,
        N_("An amount is 0 or more."),
        field,
        "amount_negative",
    )


# Objectives 7.
refusal_of_mechanism = entry_rule(
    requires("name", N_("Name the mechanism.")),
    requires("liaison", N_("Name the liaison to this mechanism.")),
)
# Objectives 8.
refusal_of_engagement = entry_rule(
    requires("entity", N_("Choose the partners engaged.")),
    requires("day", N_("Enter the day.")),
    requires("topic", N_("Say in a few words what it was about.")),
    is_past("day"),
    requires(
        "fed_level",
        N_("Say whether the process it fed is local, regional or global."),
        lambda values: says(values.get("fed")),
    ),
)
# Objectives 2 and 9.
refusal_of_exchange = entry_rule(
    requires("counterpart", N_("Say with whom.")),
    requires("day", N_("Enter the day.")),
    requires("subject", N_("Say what was exchanged.")),
    is_past("day"),
)
# Objectives 1.
refusal_of_support_request = entry_rule(
    requires("authority", N_("Say which authority asked.")),
    requires("topic", N_("Say what they asked for.")),
    requires("received_on", N_("Enter the day it arrived.")),
    is_past("received_on"),
    refuses(
        _before("answered_on", "received_on"), BEFORE, "answered_on", "answered_before_received"
    ),
    requires("answer", N_("Say what the answer was."), _answer_of),
    is_past("answered_on"),
)
refusal_of_gcm_review = entry_rule(
    requires("title", N_("Name the review.")), requires("day", N_("Enter the day."))
)
# Objectives 4.
refusal_of_offer = entry_rule(
    requires("title", N_("Say what is offered.")),
    requires("provider", N_("Choose who offers it.")),
    requires("audience", N_("Say for whom it is.")),
    refuses(
        _before("ends_on", "starts_on"),
        N_("The last day is before the first. Swap the two days."),
        "ends_on",
        "period_empty",
    ),
    refuses(
        lambda values: values.get("state") == "held" and values.get("starts_on") is None,
        N_("Enter the day on which it was held."),
        "starts_on",
        "day_missing",
    ),
)
refusal_of_expert = entry_rule(
    requires(
        "function", N_("Give the function, not the name: the entity's focal point knows who.")
    ),
    requires("entity", N_("Choose the entity where the expert works.")),
    requires("skills", N_("Say what the expert can help with.")),
)
# Co-Chairs, b.
refusal_of_resource_request = entry_rule(
    requires("need", N_("Say what the Network needs.")),
    requires("requested_on", N_("Enter the day of the request.")),
    requires("answer", N_("Say what came of the request."), _is("state", *RESOURCE_ANSWERED)),
    requires("answered_on", N_("Enter the day of the answer."), _is("state", *RESOURCE_ANSWERED)),
    refuses(
        lambda values: (
            _is("state", *RESOURCE_ANSWERED)(values)
            and values["answered_on"] < values["requested_on"]
        ),
        BEFORE,
        "answered_on",
        "answered_before_requested",
    ),
)
# Co-Chairs, c ii: how far the nationalisation of a target is.
refusal_of_sdg_target = entry_rule(
    requires("target", N_("Choose the target.")),
    requires(
        "indicator",
        N_("From this stage on, give the local indicator."),
        _is("stage", *SDG_WITH_INDICATOR),
    ),
    requires(
        "custodian",
        N_("From this stage on, name who maintains the indicator."),
        _is("stage", *SDG_WITH_INDICATOR),
    ),
    requires(
        "baseline",
        N_("From this stage on, give the baseline with its year."),
        _is("stage", *SDG_WITH_BASELINE),
    ),
    requires(
        "source", N_("From this stage on, give the data source."), _is("stage", *SDG_WITH_BASELINE)
    ),
)
# Members, c. A concept note to the Migration MPTF names who takes part, objectives and markers.
refusal_of_funding = entry_rule(
    requires("title", N_("Name the project or the opportunity.")),
    requires("lead", N_("Choose the entity that leads.")),
    requires(
        "partners", N_("A concept note to the Migration MPTF names who takes part."), _is_concept
    ),
    requires(
        "gcm", N_("A concept note to the Migration MPTF names objectives of the Compact."),
        _is_concept,
    ),
    _lacks_marker("gender_marker"),
    _lacks_marker("rights_marker"),
    _negative("asked"),
    _negative("pledged"),
    refuses(
        lambda values: values.get("stage") in FUND_WON and values.get("pledged") is None,
        N_("Enter the amount that was approved."),
        "pledged",
        "pledged_missing",
    ),
)  # fmt: skip


def levels_without_exchange(days: Mapping[str, date | None], start: date) -> list[str]:
    """Return the levels with which nothing was exchanged since ``start`` (of the quarter)."""
    return [key for key, _ in LEVELS if (days.get(key) or date.min) < start]


def response_days(pairs: Iterable[tuple[date, date | None]]) -> dict[str, Any]:
    """Return how many requests there are, how many wait, and the median days to an answer."""
    pairs = list(pairs)
    days = [(answered - received).days for received, answered in pairs if answered is not None]
    return {
        "all": len(pairs),
        "waiting": len(pairs) - len(days),
        "median": median(days) if days else None,
        "longest": max(days, default=None),
    }
