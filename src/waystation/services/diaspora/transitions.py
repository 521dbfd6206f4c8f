"""The states of mappings, calls, answers and contributions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from waystation.foundation.records.fields import Field, FieldTable
from waystation.foundation.shared.periods import today_in
from waystation.foundation.shared.words import N_
from waystation.foundation.workflow.transitions import State, Transition, Workflow, step_of_system

MAPPING_WORKFLOW = Workflow(
    "diaspora.Mapping",
    states=(
        State("planned", N_("Planned"), "a"),
        State("open", N_("Open"), "g"),
        State("closed", N_("Closed"), "b"),
    ),
    transitions=(
        Transition(
            "open",
            ("planned", "closed"),
            "open",
            "diaspora.manage",
            "mapping.open",
            button=N_("Open the registration"),
            done=N_("The registration is open on the public page."),
            lead=N_("From now on members of the diaspora can register without an account."),
        ),
        Transition(
            "close",
            ("open",),
            "closed",
            "diaspora.manage",
            "mapping.close",
            button=N_("Close the registration"),
            done=N_("The registration is closed."),
            lead=N_("People who have registered can still see, correct and delete their data."),
        ),
    ),
)

CALL_WORKFLOW = Workflow(
    "diaspora.Call",
    states=(
        State("draft", N_("Draft"), "a"),
        State("open", N_("Open"), "g"),
        State("closed", N_("Closed"), "b"),
    ),
    transitions=(
        Transition(
            "open",
            ("draft",),
            "open",
            "diaspora.manage",
            "call.open",
            button=N_("Open the call"),
            done=N_("The call is open. Matching members see it on their page from its first day."),
        ),
        Transition(
            "close",
            ("open",),
            "closed",
            "diaspora.manage",
            "call.close",
            button=N_("Close the call"),
            done=N_("The call is closed."),
        ),
    ),
)

ANSWER_WORKFLOW = Workflow(
    "diaspora.Answer",
    states=(
        State("offered", N_("Offered"), "a"),
        State("accepted", N_("Accepted"), "g"),
        State("declined", N_("Declined"), "r"),
        State("withdrawn", N_("Withdrawn"), "b"),
    ),
    transitions=(
        Transition(
            "accept",
            ("offered",),
            "accepted",
            "diaspora.record",
            "answer.accept",
            button=N_("Accept the offer"),
            done=N_("The offer is accepted. Record the contribution once it is agreed."),
        ),
        Transition(
            "decline",
            ("offered",),
            "declined",
            "diaspora.record",
            "answer.decline",
            button=N_("Decline the offer"),
            done=N_("The offer is declined."),
        ),
        step_of_system(
            "erase", ("offered", "accepted", "declined", "withdrawn"), "withdrawn", "answer.erase"
        ),
    ),
)


def _finish(contribution: Any, user: Any, values: Mapping[str, Any]) -> None:
    contribution.result, contribution.ended_on = values["result"], today_in()


CONTRIBUTION_WORKFLOW = Workflow(
    "diaspora.Contribution",
    states=(
        State("promised", N_("Promised"), "a"),
        State("running", N_("Under way"), "a"),
        State("done", N_("Done"), "g"),
        State("dropped", N_("Did not take place"), "r"),
    ),
    transitions=(
        Transition(
            "begin",
            ("promised",),
            "running",
            "diaspora.record",
            "contribution.begin",
            button=N_("Begin"),
            done=N_("The contribution is under way."),
        ),
        Transition(
            "finish",
            ("promised", "running"),
            "done",
            "diaspora.record",
            "contribution.finish",
            button=N_("Done"),
            done=N_("The result is recorded."),
            asks=FieldTable(
                "", Field("result", "long_text", N_("What it brought"), required=True, most=2000)
            ),
            change=_finish,
        ),
        Transition(
            "drop",
            ("promised", "running"),
            "dropped",
            "diaspora.record",
            "contribution.drop",
            button=N_("Did not take place"),
            done=N_("Noted that it did not take place."),
        ),
    ),
)
