"""The states of a skills profile, and their transitions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from waystation.foundation.shared.periods import now
from waystation.foundation.shared.words import N_
from waystation.foundation.workflow.transitions import State, Transition, Workflow, step_of_system

KIND = "skills.Profile"
ON_REQUEST, NO_CONSENT, MERGED, ERASED = "request", "consent", "merged", "erased"
REASONS = (
    (ON_REQUEST, N_("At the person’s wish")),
    (NO_CONSENT, N_("The consent ended")),
    (MERGED, N_("The files were merged")),
    (ERASED, N_("The file was erased")),
)


def _close(profile: Any, user: Any, values: Mapping[str, Any]) -> None:
    profile.closed_at, profile.closed_for = now(), ON_REQUEST


def _open(profile: Any, user: Any, values: Mapping[str, Any]) -> None:
    profile.closed_at, profile.closed_for = None, ""


def _end(profile: Any, user: Any, values: Mapping[str, Any]) -> None:
    profile.closed_at = now()


PROFILE_WORKFLOW = Workflow(
    KIND,
    states=(State("open", N_("Open"), "g"), State("closed", N_("Closed"), "b")),
    transitions=(
        Transition(
            "close",
            ("open",),
            "closed",
            "skill.record",
            "profile.close",
            button=N_("Close the profile"),
            done=N_("The profile is closed. It is matched with nothing any more."),
            lead=N_("It is matched with nothing any more. What is written in it is not deleted."),
            change=_close,
        ),
        Transition(
            "reopen",
            ("closed",),
            "open",
            "skill.record",
            "profile.reopen",
            button=N_("Open the profile again"),
            done=N_("The profile is open again."),
            lead=N_("It needs the person’s consent, and is matched with vacancies again."),
            change=_open,
        ),
        step_of_system("end", ("open",), "closed", "profile.close", _end),
    ),
)
