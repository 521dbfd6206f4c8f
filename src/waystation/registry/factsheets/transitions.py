"""The states of an edition."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.periods import now
from waystation.foundation.shared.words import N_
from waystation.foundation.workflow.transitions import State, Transition, Workflow

from . import rules


def _ready(edition: Any, values: Mapping[str, Any]) -> Refusal | None:
    original = edition.texts.filter(language=rules.SOURCE_LANGUAGE).exists()
    last = edition.sheet.editions.filter(state="published").order_by("-number").first()
    return (
        rules.refusal_of_missing_original(original)
        or rules.refusal_of_validity(
            edition.valid_from, edition.valid_until, last.valid_from if last else None
        )
        or rules.refusal_of_source(edition.source, edition.source_url, edition.source_on)
    )


def _publish(edition: Any, user: Any, values: Mapping[str, Any]) -> None:
    edition.published_at, edition.published_by = now(), user


EDITION_WORKFLOW = Workflow(
    "factsheets.Edition",
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
            "factsheet.publish",
            "edition.publish",
            button=N_("Publish the edition"),
            done=N_("Published. People who were told the old rule are on the call-back list."),
            lead=N_(
                "After publication it cannot be changed. People who were told an earlier "
                "edition and agreed to be contacted are added to the call-back list. Earlier "
                "advice still cites its own edition."
            ),
            rule=_ready,
            change=_publish,
        ),
        Transition(
            "drop",
            ("draft",),
            "dropped",
            "factsheet.edit",
            "edition.drop",
            button=N_("Drop the draft"),
            done=N_("The draft is dropped."),
            lead=N_("A dropped draft stays in the history and is shown nowhere else."),
        ),
    ),
)
