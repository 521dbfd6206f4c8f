"""The states of meetings, agenda items, actions and minutes, and their transitions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from waystation.foundation.access import queries as access
from waystation.foundation.records.fields import Field, FieldTable
from waystation.foundation.records.values import next_number
from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.periods import now, today_in
from waystation.foundation.shared.words import N_
from waystation.foundation.workflow.transitions import State, Transition, Workflow
from waystation.governance.network.queries import people
from waystation.governance.network.rules import classes

from .fields import DEFERRAL, REPORT, WHY
from .rules import agenda, meetings
from .rules import decisions as rules

# The secretariat prepares; a co-chair may do the same, and alone what a co-chair has convened.
PREPARES, CONVENES = "meeting.prepare", "meeting.convene"


# Meetings


def _convene(meeting: Any, user: Any, values: Mapping[str, Any]) -> None:
    meeting.convened_by, meeting.convened_at = user, now()
    meeting.presiding_id = meeting.presiding_id or user.id


def _hold(meeting: Any, user: Any, values: Mapping[str, Any]) -> None:
    meeting.held_at = now()


def _cancel(meeting: Any, user: Any, values: Mapping[str, Any]) -> None:
    meeting.cancelled_why = values["why"].strip()[:300]
    meeting.sequence += meeting.convened_at is not None


def _refusal_of_convened(meeting: Any, user: Any) -> Refusal | None:
    """Refuse that anybody but a co-chair cancels what a co-chair has convened."""
    if meeting.convened_at is None:
        return None
    chairs = access.may(user, CONVENES, meeting.office_id) and people.is_cochair(user, today_in())
    return meetings.refusal_to_move_convened(chairs, None, now())


SIGNED = N_("Signed. The notice is sent when all required co-chairs have signed.")
MEETING_WORKFLOW = Workflow(
    "meetings.Meeting",
    states=(
        State("planned", N_("Planned"), ""),
        State("convened", N_("Convened"), "b"),
        State("held", N_("Held"), "g"),
        State("cancelled", N_("Cancelled"), "r"),
    ),
    transitions=(
        Transition(
            "convene",
            ("planned",),
            "convened",
            CONVENES,
            "meeting.convene",
            button=N_("Issue the notice"),
            lead=N_("You issue the notice in your own name."),
            done=N_("The notice is issued and goes to every member."),
            change=_convene,
            paragraph="94 118",
        ),
        Transition(
            "hold",
            ("convened",),
            "held",
            PREPARES,
            "meeting.hold",
            button=N_("It was held"),
            done=N_("The meeting is recorded as held."),
            condition=lambda meeting: meetings.refusal_before_begin(meeting.starts_at, now()),
            change=_hold,
        ),
        Transition(
            "cancel",
            ("planned", "convened"),
            "cancelled",
            PREPARES,
            "meeting.cancel",
            button=N_("Cancel the meeting"),
            lead=N_("Everybody who was invited reads the reason."),
            done=N_("The meeting is cancelled."),
            asks=WHY,
            who=_refusal_of_convened,
            change=_cancel,
            also=(CONVENES,),
        ),
    ),
)
OPEN = ("planned", "convened")
UNDER_WAY = ("convened", "held")

# Agenda items


def _accept(item: Any, user: Any, values: Mapping[str, Any]) -> None:
    """Put it last, with the next number in the series of its class."""
    rows = item.meeting.items.filter(state="accepted")
    series = rows.filter(access_class__in=classes.series_of(item.access_class))
    item.position, item.number = next_number(rows, "position"), next_number(series)


def _defer(item: Any, user: Any, values: Mapping[str, Any]) -> None:
    item.deferred_why = values["why"].strip()[:300]
    item.position = item.number = None


ITEM_WORKFLOW = Workflow(
    "meetings.AgendaItem",
    states=(
        State("proposed", N_("Proposed")),
        State("accepted", N_("On the agenda")),
        State("deferred", N_("Deferred")),
    ),
    transitions=(
        Transition(
            "accept",
            ("proposed",),
            "accepted",
            PREPARES,
            "agenda.accept",
            button=N_("Accept"),
            done=N_("The item is on the agenda."),
            rule=agenda.refusal_to_accept,
            change=_accept,
            also=(CONVENES,),
        ),
        Transition(
            "defer",
            ("proposed", "accepted"),
            "deferred",
            PREPARES,
            "agenda.defer",
            button=N_("Defer it"),
            done=N_("The item is deferred; its owner reads the reason."),
            asks=DEFERRAL,
            rule=agenda.refusal_to_defer,
            change=_defer,
            paragraph="104",
            also=(CONVENES,),
        ),
    ),
)

# Minutes: a version never changes; a later one has another state

MINUTES_WORKFLOW = Workflow(
    "meetings.Minutes",
    states=(
        State("draft", N_("Draft"), ""),
        State("comments", N_("With members for comments"), "b"),
        State("final", N_("Final"), "g"),
    ),
    transitions=(),
)

# Actions

UNREPORTED = ("open", "in_progress")
UNFINISHED = (*UNREPORTED, "done")


def _complete_action(action: Any, user: Any, values: Mapping[str, Any]) -> None:
    action.paper_id = values["paper"] or action.paper_id
    action.evidence = values["evidence"].strip() or action.evidence or str(action.paper)
    action.reported_by, action.done_on = user, today_in()


def _verify(action: Any, user: Any, values: Mapping[str, Any]) -> None:
    action.verified_by, action.verified_on = user, today_in()
    action.verifier_id = values["verifier"]


def _step(
    name: str, source: tuple[str, ...], target: str, permission: str, **more: Any
) -> Transition:
    given: dict[str, Any] = {
        "button": N_("Report"),
        "done": N_("The report is recorded."),
        "asks": REPORT.without("state"),
        **more,
    }
    return Transition(name, source, target, permission, f"action.{target}", paragraph="43", **given)


ACTION_WORKFLOW = Workflow(
    "meetings.Action",
    states=(
        State("open", N_("Open"), ""),
        State("in_progress", N_("In progress"), "b"),
        State("done", N_("Reported done"), "a"),
        State("verified", N_("Verified"), "g"),
        State("dropped", N_("Dropped"), ""),
    ),
    transitions=(
        _step("start", ("open",), "in_progress", "action.report"),
        _step(
            "finish",
            UNREPORTED,
            "done",
            "action.report",
            rule=rules.refusal_to_finish,
            change=_complete_action,
        ),
        _step("drop", UNREPORTED, "dropped", "decision.record", rule=rules.refusal_to_drop),
        _step(
            "verify",
            ("done",),
            "verified",
            "action.verify",
            button=N_("Verify"),
            done=N_("The action is verified."),
            asks=FieldTable("meetings.Action", REPORT["note"], Field("verifier", "key", "")),
            change=_verify,
        ),
        _step(
            "return",
            ("done",),
            "in_progress",
            "action.verify",
            button=N_("Give it back"),
            done=N_("The owner sees what is missing."),
            rule=rules.refusal_to_return,
        ),
    ),
)
REPORTS = {ACTION_WORKFLOW.transitions[name].target: name for name in ("start", "finish", "drop")}
"""By which step a report brings an action into a state."""
