"""The states of editions, take-ups, partnerships and participants."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from waystation.foundation.records.fields import Field, FieldTable
from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.periods import now, today_in
from waystation.foundation.shared.words import N_
from waystation.foundation.workflow.transitions import State, Transition, Workflow

from .rules import conditions, eligibility, words

Values = Mapping[str, Any]


def _ready(edition: Any, values: Values) -> Refusal | None:
    last = edition.pathway.editions.filter(state="published").order_by("-number").first()
    return conditions.refusal_to_publish(
        len(edition.conditions.all()), edition.valid_from, last.valid_from if last else None
    )


def _publish(edition: Any, user: Any, values: Values) -> None:
    edition.published_at = now()


EDITION_WORKFLOW = Workflow(
    "pathways.Edition",
    states=(
        State("draft", N_("Draft"), "a"),
        State("published", N_("Published"), "g"),
        State("dropped", N_("Dropped"), "b"),
    ),
    transitions=(
        Transition(
            "publish",
            ("draft",),
            "published",
            "pathway.publish",
            "pathway_edition.publish",
            button=N_("Publish the edition"),
            done=N_("Published. Fact sheets that are older than these rules are marked."),
            lead=N_(
                "From now on, these rules do not change. What people were told by an "
                "earlier edition is preserved."
            ),
            rule=_ready,
            change=_publish,
        ),
        Transition(
            "drop",
            ("draft",),
            "dropped",
            "pathway.edit",
            "pathway_edition.drop",
            button=N_("Drop the draft"),
            done=N_("The draft is dropped."),
            lead=N_("A dropped draft stays in the history and is shown nowhere else."),
        ),
    ),
)


def _day(name: str, label: str) -> FieldTable:
    return FieldTable("", Field(name, "date", label, required=True))


def _step(name: str, *before: str) -> tuple[Any, Any]:
    """Return the rule and the change of a step that has a day, after the steps before it."""

    def rule(record: Any, values: Values) -> Refusal | None:
        days = [day for one in before if (day := getattr(record, one)) is not None]
        last = max(days) if days else None
        return eligibility.refusal_of_step(values[name], last, today_in(), name)

    def change(record: Any, user: Any, values: Values) -> None:
        for key, value in values.items():
            setattr(record, key, value)

    return rule, change


_granted, _left, _ended = (
    _step("granted_on", "applied_on"),
    _step("left_on", "applied_on", "granted_on"),
    _step("ended_on", "applied_on", "granted_on"),
)
TAKE_UP_WORKFLOW = Workflow(
    "pathways.TakeUp",
    states=(
        State("applied", N_("Applied"), "a"),
        State("granted", N_("Granted"), "g"),
        State("left", N_("Left"), "g"),
        State("ended", N_("Ended without leaving"), "r"),
    ),
    transitions=(
        Transition(
            "grant",
            ("applied",),
            "granted",
            "mobility.record",
            "take_up.grant",
            button=N_("Granted"),
            done=N_("Noted that it was granted."),
            asks=_day("granted_on", N_("Granted on")),
            rule=_granted[0],
            change=_granted[1],
        ),
        Transition(
            "leave",
            ("granted",),
            "left",
            "mobility.record",
            "take_up.leave",
            button=N_("Has left"),
            done=N_("Noted that the person has left."),
            asks=_day("left_on", N_("Left on")),
            rule=_left[0],
            change=_left[1],
        ),
        Transition(
            "end",
            ("applied", "granted"),
            "ended",
            "mobility.record",
            "take_up.end",
            button=N_("Ended without leaving"),
            done=N_("Noted why it ended."),
            asks=FieldTable(
                "",
                Field("ended_on", "date", N_("Ended on"), required=True),
                Field(
                    "ended_because", "code", N_("Why it ended"), choices=words.ENDED, required=True
                ),
            ),
            rule=_ended[0],
            change=_ended[1],
        ),
    ),
)

PARTNERSHIP_WORKFLOW = Workflow(
    "pathways.Partnership",
    states=(
        State("planned", N_("Planned"), "a"),
        State("running", N_("Running"), "g"),
        State("ended", N_("Ended"), "b"),
    ),
    transitions=(
        Transition(
            "begin",
            ("planned",),
            "running",
            "partnership.manage",
            "partnership.begin",
            button=N_("Begin"),
            done=N_("The partnership is running. Participants can join."),
        ),
        Transition(
            "end",
            ("planned", "running"),
            "ended",
            "partnership.manage",
            "partnership.end",
            button=N_("End the partnership"),
            done=N_("The partnership has ended."),
            lead=N_("Participants are not affected. No one else can join."),
        ),
    ),
)

_certified, _placed, _returned, _dropped = (
    _step("certified_on", "joined_on"),
    _step("placed_on", "joined_on", "certified_on"),
    _step("returned_on", "joined_on", "placed_on"),
    _step("dropped_on", "joined_on", "certified_on", "placed_on"),
)
PARTICIPANT_WORKFLOW = Workflow(
    "pathways.Participant",
    states=(
        State("training", N_("In training"), "a"),
        State("certified", N_("Certified"), "g"),
        State("placed", N_("Placed"), "g"),
        State("returned", N_("Returned"), "g"),
        State("dropped", N_("Dropped out"), "r"),
    ),
    transitions=(
        Transition(
            "certify",
            ("training",),
            "certified",
            "mobility.record",
            "participant.certify",
            button=N_("Has the certificate"),
            done=N_("The certificate is noted. It can be printed."),
            asks=FieldTable(
                "",
                Field("certified_on", "date", N_("Date of the certificate"), required=True),
                Field("certificate", "text", N_("Certificate"), required=True, most=150),
            ),
            rule=_certified[0],
            change=_certified[1],
        ),
        Transition(
            "place",
            ("certified",),
            "placed",
            "mobility.record",
            "participant.place",
            button=N_("Has a placement"),
            done=N_("The placement is noted."),
            asks=FieldTable(
                "",
                Field("placed_on", "date", N_("Placed on"), required=True),
                Field("workplace", "text", N_("Employer and place"), required=True),
            ),
            rule=_placed[0],
            change=_placed[1],
        ),
        Transition(
            "return",
            ("placed",),
            "returned",
            "mobility.record",
            "participant.return",
            button=N_("Has returned"),
            done=N_("The return is noted."),
            asks=_day("returned_on", N_("Returned on")),
            rule=_returned[0],
            change=_returned[1],
        ),
        Transition(
            "drop",
            ("training", "certified", "placed"),
            "dropped",
            "mobility.record",
            "participant.drop",
            button=N_("Dropped out"),
            done=N_("Noted why the person dropped out."),
            asks=FieldTable(
                "",
                Field("dropped_on", "date", N_("Dropped out on"), required=True),
                Field("dropped_because", "code", N_("Why"), choices=words.DROPPED, required=True),
            ),
            rule=_dropped[0],
            change=_dropped[1],
        ),
    ),
)
