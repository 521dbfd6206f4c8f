"""The states of a joint statement, and their transitions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from waystation.foundation.shared.periods import today_in
from waystation.foundation.shared.words import N_
from waystation.foundation.workflow.transitions import State, Transition, Workflow

from . import rules
from .fields import ASK, RELEASE


def _ask(row: Any, user: Any, values: Mapping[str, Any]) -> None:
    row.until = max(row.until or values["until"], values["until"])


def _release(row: Any, user: Any, values: Mapping[str, Any]) -> None:
    row.released_on, row.released_by = today_in(), user
    if names := rules.entities_not_cleared(row.requests(), row.released_on):
        row.not_cleared = ", ".join(names)[:500]
        row.override = values["reason"].strip()


STATEMENT_WORKFLOW = Workflow(
    "statements.Statement",
    states=(
        State("draft", N_("Draft"), "b"),
        State("silence", N_("Silence procedure"), "a"),
        State("released", N_("Released"), "g"),
        State("dropped", N_("Dropped"), ""),
    ),
    transitions=(
        Transition(
            "ask",
            ("draft",),
            "silence",
            "statement.draft",
            "statement.ask",
            button=N_("Ask every member"),
            lead=N_("One voice: every member is asked, and silence until the day means agreement."),
            done=N_("Every member is asked. Who says nothing until then agrees."),
            asks=ASK,
            change=_ask,
            paragraph="72",
        ),
        Transition(
            "ask_again",
            ("silence",),
            "silence",
            "statement.draft",
            "statement.ask_again",
            button=N_("Ask those not reached again"),
            lead=N_(
                "Silence counts as consent only from entities that the request reached. Name a "
                "focal point for the others first: the e-mail goes to the focal point."
            ),
            done=N_("Those not reached have been asked again."),
            asks=ASK,
            change=_ask,
            paragraph="72",
        ),
        Transition(
            "release",
            ("silence",),
            "released",
            "statement.draft",
            "statement.release",
            button=N_("Release"),
            lead=N_(
                "Before every entity is cleared only a co-chair may release it, with a reason that "
                "stays."
            ),
            done=N_("Released."),
            asks=RELEASE,
            change=_release,
            paragraph="72",
            also=("statement.override",),
        ),
    ),
)
OPEN = ("draft", "silence")
"""The states in which the text can still change."""
