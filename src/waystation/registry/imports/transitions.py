"""The states of an import, and their transitions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.words import N_
from waystation.foundation.workflow.transitions import State, Transition, Workflow, step_of_system

PERMISSION = "visit.record"
"""Who may import at all; each kind of sheet asks for its own permission as well."""
MAPPED = ("uploaded", "checked")
"""The states in which it can be said what a sheet means."""


def _begin(upload: Any, user: Any, values: Mapping[str, Any]) -> None:
    upload.done = 0


def _forget(upload: Any, user: Any, values: Mapping[str, Any]) -> None:
    upload.content = upload.problems = b""


def _refusal_to_load(upload: Any, values: Mapping[str, Any]) -> Refusal | None:
    if upload.fresh:
        return None
    return Refusal(
        N_("There is nothing to import: no row is both new and without an error."),
        code="nothing_new",
    )


UPLOAD_WORKFLOW = Workflow(
    "imports.Upload",
    states=(
        State("uploaded", N_("Uploaded"), "a"),
        State("checking", N_("Being checked"), "a"),
        State("checked", N_("Checked"), "a"),
        State("loading", N_("Being imported"), "a"),
        State("loaded", N_("Imported"), "g"),
        State("undoing", N_("Being undone"), "a"),
        State("undone", N_("Undone"), "r"),
        State("discarded", N_("Discarded"), "r"),
    ),
    transitions=(
        # The rows are checked again after each change of what they mean.
        Transition(
            "map",
            MAPPED,
            "uploaded",
            PERMISSION,
            "import.map",
            button=N_("Columns"),
            done="",
        ),
        Transition(
            "answer",
            MAPPED,
            "uploaded",
            PERMISSION,
            "import.answer",
            button=N_("Answers"),
            done="",
        ),
        Transition(
            "check",
            (*MAPPED, "checking"),
            "checking",
            PERMISSION,
            "import.check",
            button=N_("Check the rows"),
            done=N_("The rows are being checked. Nothing is recorded yet."),
            change=_begin,
        ),
        step_of_system("checked", ("checking",), "checked", "import.checked"),
        Transition(
            "load",
            ("checked", "loading"),
            "loading",
            PERMISSION,
            "import.load",
            button=N_("Import"),
            done=N_("The import has started. You can leave this page; the import continues."),
            rule=_refusal_to_load,
            change=_begin,
        ),
        step_of_system("loaded", ("loading",), "loaded", "import.loaded", _forget),
        Transition(
            "undo",
            ("loaded", "undoing"),
            "undoing",
            PERMISSION,
            "import.undo",
            button=N_("Undo the import"),
            done=N_("The import is being undone."),
            lead=N_(
                "All records of this import are undone and no longer counted. "
                "Records that have since been changed or used are withdrawn with "
                "their history. The others are deleted. You can import the same file "
                "again."
            ),
            change=_begin,
        ),
        step_of_system("undone", ("undoing",), "undone", "import.undone"),
        Transition(
            "discard",
            MAPPED,
            "discarded",
            PERMISSION,
            "import.discard",
            button=N_("Discard"),
            done=N_("Discarded. The file is deleted, and nothing was recorded."),
            lead=N_("The file is deleted here. Nothing of it was recorded."),
            change=_forget,
        ),
    ),
)
OFFERED = {"undo", "discard"}
"""The steps that a page of their own asks about."""
UNDER_WAY = {"checking": "check", "loading": "load", "undoing": "undo"}
"""The states in which a worker goes through the rows, and the step that goes on with it."""
