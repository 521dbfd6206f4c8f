"""The states of forms, versions, submissions and corrections, and their transitions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.periods import now
from waystation.foundation.shared.words import N_
from waystation.foundation.workflow.transitions import State, Transition, Workflow

FORM_WORKFLOW = Workflow(
    "collection.Form",
    states=(State("open", N_("Open"), "g"), State("closed", N_("Closed"))),
    transitions=(
        Transition(
            "close",
            ("open",),
            "closed",
            "form.design",
            "form.close",
            button=N_("Close the form"),
            done=N_("The form is closed."),
            lead=N_(
                "Phones can no longer download or send this form. Submissions that have arrived "
                "are not affected."
            ),
        ),
        Transition(
            "open",
            ("closed",),
            "open",
            "form.design",
            "form.open",
            button=N_("Open the form"),
            done=N_("The form is open again."),
            lead=N_("Phones can download and send this form again."),
        ),
    ),
)


def _publish(version: Any, user: Any, values: Mapping[str, Any]) -> None:
    version.published_at, version.published_by = now(), user


VERSION_WORKFLOW = Workflow(
    "collection.FormVersion",
    states=(State("draft", N_("Draft"), "a"), State("published", N_("Published"), "g")),
    transitions=(
        Transition(
            "publish",
            ("draft",),
            "published",
            "form.design",
            "form.publish",
            button=N_("Publish"),
            done=N_("Published. Phones get it with their next list of forms."),
            lead=N_(
                "Phones get this version with their next list of forms. A published version "
                "never changes; what you change later is a new version."
            ),
            change=_publish,
        ),
    ),
)


def _refuse_superseded(submission: Any) -> Refusal | None:
    if not submission.is_superseded:
        return None
    return Refusal(N_("There is nothing to resolve here."), code="nothing_to_resolve")


def _accept(submission: Any, user: Any, values: Mapping[str, Any]) -> None:
    submission.sentence = ""


def _refuse_single(submission: Any) -> Refusal | None:
    if submission.rival_of_id is not None:
        return _refuse_superseded(submission)
    return Refusal(
        N_("Only one of two corrections of the same submission is set aside."), code="no_rival"
    )


SUBMISSION_WORKFLOW = Workflow(
    "collection.Submission",
    states=(
        State("kept", N_("Received"), "g"),
        State("held", N_("Breaks a rule"), "a"),
        State("refused", N_("Refused"), "r"),
        State("handled", N_("Became a record"), "g"),
    ),
    transitions=(
        Transition(
            "accept",
            ("held", "refused"),
            "kept",
            "submission.resolve",
            "submission.resolve",
            button=N_("Accept it"),
            done=N_("Accepted."),
            lead=N_(
                "The answers count as they are. Where the form makes a record, the record is made "
                "now."
            ),
            condition=_refuse_superseded,
            change=_accept,
        ),
        Transition(
            "set_aside",
            ("held",),
            "kept",
            "submission.resolve",
            "submission.set_aside",
            button=N_("Set it aside"),
            done=N_("Set aside. The other correction is the one that counts."),
            lead=N_(
                "Another phone corrected the same submission first. That correction remains in the "
                "figures; this one is left out of them."
            ),
            condition=_refuse_single,
            change=_accept,
        ),
    ),
)
"""Kept: nothing more to do. Held: breaks rules of the form, an officer decides. Refused: the app
that makes records of this form said why not. Handled: became the record that it names."""

UNRESOLVED = SUBMISSION_WORKFLOW.transitions["accept"].source
"""The states of a submission that waits for somebody in the office."""
