"""The states of a report, and their transitions.

A published report can be edited again: its next edition corrects the previous one.
"""

from __future__ import annotations

from waystation.foundation.shared.words import N_
from waystation.foundation.workflow.transitions import State, Transition, Workflow

from .fields import CORRECTION

DONE = N_("Published. From now on this edition does not change.")

REPORT_WORKFLOW = Workflow(
    "reports.Report",
    states=(
        State("draft", N_("Draft"), "a"),
        State("published", N_("Published"), "g"),
    ),
    transitions=(
        Transition(
            "publish",
            ("draft",),
            "published",
            "report.publish",
            "edition.publish",
            button=N_("Publish"),
            done=DONE,
            lead=N_("The figures are counted once more and frozen. An edition never changes."),
        ),
        Transition(
            "correct",
            ("published",),
            "published",
            "report.publish",
            "edition.publish",
            button=N_("Publish a correction"),
            done=DONE,
            lead=N_("The earlier edition stays readable and says that it was corrected."),
            asks=CORRECTION,
        ),
    ),
)
