"""The registers of policy work: memberships, delegations, dialogues, outcomes, links."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from waystation.foundation.access import queries as access
from waystation.foundation.records.registers import Register
from waystation.foundation.shared.words import N_
from waystation.governance.policies import models
from waystation.governance.policies.rules import others as rules
from waystation.governance.policies.transitions import DRAFT, READ

from .instruments import policy_choices
from .scope import institution_choices, visible


def membership_choices(user: access.AnyUser) -> Sequence[tuple[str, str]]:
    """Return the memberships that a duty or an exchange belongs to."""
    rows = visible(models.Membership.objects.all(), user).order_by("name", "id")
    return [(str(key), name) for key, name in rows.values_list("id", "name")[:200]]


def _state(
    row: Mapping[str, Any], today: date, due: str, done: str, words: tuple[str, str, str]
) -> tuple[str, str]:
    if row[done]:
        return words[0], "g"
    return (words[1], "r") if row[due] and row[due] < today else (words[2], "b")


def _membership_state(row: Mapping[str, Any], today: date) -> tuple[str, str] | None:
    return (N_("Ended"), "") if row["left_on"] else (N_("Member"), "g")


def _duty_state(row: Mapping[str, Any], today: date) -> tuple[str, str] | None:
    return _state(row, today, "due_on", "done_on", (N_("Done"), N_("Late"), N_("Open")))


def _delegation_state(row: Mapping[str, Any], today: date) -> tuple[str, str] | None:
    if row["starts_on"] and row["starts_on"] > today:
        return N_("To come"), "b"
    words = (N_("Reported"), N_("Report late"), N_("Report due"))
    return _state(row, today, "report_due_on", "reported_on", words)


def _dialogue_state(row: Mapping[str, Any], today: date) -> tuple[str, str] | None:
    if row["state"] != "open":
        return None
    late = row["next_on"] and row["next_on"] < today
    return (N_("Next step late"), "r") if late else (N_("Next step open"), "b")


MEMBERSHIPS = Register(
    "memberships",
    models.Membership,
    "membership",
    N_("Memberships and processes"),
    N_("Networks, conventions and regional processes: what they ask for, and what comes next."),
    N_("Add a membership"),
    N_("None yet. Add a network or a process with the institution that takes part in it."),
    READ,
    DRAFT,
    "name",
    (
        "name", "kind", "level", "entity", "host", "joined_on", "left_on", "meaning",
        "next_meeting_on", "link",
    ),
    ("name", "kind", "level", "entity", "joined_on", "next_meeting_on"),
    rules.refusal_of_membership,
    filters=("kind", "level"),
    choices={"entity": institution_choices},
    state=_membership_state,
    search=("name", "host"),
    day="joined_on",
)  # fmt: skip
DUTIES = Register(
    "duties",
    models.Duty,
    "membership_duty",
    N_("Obligations of memberships"),
    N_("What each membership asks for, by when, and what shows that it was done."),
    N_("Add an obligation"),
    N_("None yet. Add what a membership asks for next, with its day."),
    READ,
    DRAFT,
    "what",
    ("membership", "what", "due_on", "done_on", "evidence"),
    ("what", "membership", "due_on", "done_on"),
    rules.refusal_of_duty,
    filters=("membership",),
    choices={"membership": membership_choices},
    state=_duty_state,
    day="due_on",
)
DELEGATIONS = Register(
    "delegations",
    models.Delegation,
    "delegation",
    N_("Delegations"),
    N_("Who went to which conference, with which mandate, and what they reported."),
    N_("Add a delegation"),
    N_("None yet. Add a conference with its delegation, its mandate and the day of the report."),
    READ,
    DRAFT,
    "event",
    (
        "event", "place", "starts_on", "ends_on", "entity", "members", "mandate", "membership",
        "report_due_on", "reported_on", "report",
    ),
    ("event", "place", "starts_on", "entity", "report_due_on"),
    rules.refusal_of_delegation,
    choices={"entity": institution_choices, "membership": membership_choices},
    state=_delegation_state,
    search=("event", "place"),
    day="starts_on",
)  # fmt: skip
EXCHANGES = Register(
    "exchanges",
    models.Exchange,
    "policy_exchange",
    N_("Exchange of experience"),
    N_("What was learned from networks and other governments, and what follows from it."),
    N_("Record an exchange"),
    N_("None yet. After a call or a visit, say what was learned and what follows."),
    READ,
    DRAFT,
    "subject",
    ("day", "subject", "counterpart", "membership", "learned", "link"),
    ("subject", "counterpart", "membership", "day"),
    rules.refusal_of_exchange,
    filters=("membership",),
    choices={"membership": membership_choices},
    search=("subject", "counterpart"),
    day="day",
)
DIALOGUES = Register(
    "dialogues",
    models.Dialogue,
    "dialogue",
    N_("Bilateral dialogue"),
    N_("Meetings with other governments: what was agreed, and the next step with its day."),
    N_("Record a meeting"),
    N_("None yet. Record a meeting with its commitments and the next step."),
    READ,
    DRAFT,
    "subject",
    (
        "country", "day", "subject", "entity", "commitments", "state", "next_step", "next_on",
        "policy",
    ),
    ("subject", "country", "day", "next_step", "next_on"),
    rules.refusal_of_dialogue,
    filters=("country", "state"),
    codes={"country": "country"},
    choices={"entity": institution_choices, "policy": policy_choices},
    state=_dialogue_state,
    search=("subject", "commitments"),
    day="day",
)  # fmt: skip
OUTCOMES = Register(
    "outcomes",
    models.OutcomeDocument,
    "outcome_document",
    N_("Outcome documents"),
    N_("What conferences and dialogues agreed, and the measures that follow from it."),
    N_("Add an outcome document"),
    N_("None yet. Add what a conference agreed; measures are then linked with it."),
    READ,
    DRAFT,
    "title",
    ("title", "event", "day", "organiser", "text", "link"),
    ("title", "event", "day", "organiser"),
    rules.refusal_of_outcome,
    search=("title", "event"),
    day="day",
)
LINKS = Register(
    "policy-links",
    models.PolicyLink,
    "policy_link",
    N_("Links between policies"),
    N_("How policies on development, labour, education and migration bear on each other."),
    N_("Link two policies"),
    N_("None yet. Say which policy another one implements, depends on or contradicts."),
    READ,
    DRAFT,
    "text",
    ("policy", "relation", "other", "text"),
    ("text", "policy", "relation", "other"),
    rules.refusal_of_link,
    filters=("relation",),
    choices={"policy": policy_choices, "other": policy_choices},
)
REGISTERS: dict[str, Register] = {
    one.key: one
    for one in (MEMBERSHIPS, DUTIES, DELEGATIONS, EXCHANGES, DIALOGUES, OUTCOMES, LINKS)
}


def links_of_policy(user: access.AnyUser, key: Any) -> list[models.PolicyLink]:
    """Return the links of a policy with others, in both directions."""
    rows = visible(models.PolicyLink.objects.select_related("policy", "other"), user)
    found = list(rows.filter(policy_id=key).order_by("id"))
    return found + list(rows.filter(other_id=key).order_by("id"))


def of_membership(user: access.AnyUser, key: Any) -> dict[str, list[Any]]:
    """Return the duties, delegations and exchanges under a membership."""
    return {
        "duties": list(
            visible(models.Duty.objects.filter(membership_id=key), user).order_by("due_on", "id")
        ),
        "delegations": list(
            visible(models.Delegation.objects.filter(membership_id=key), user).order_by(
                "-starts_on", "id"
            )
        ),
        "exchanges": list(
            visible(models.Exchange.objects.filter(membership_id=key), user).order_by("-day", "id")
        ),
    }
