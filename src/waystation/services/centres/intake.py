"""Visits that arrive as phone forms: parsed here, recorded by the page's own action."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from waystation.foundation.access import queries as access
from waystation.registry.collection.rules.handover import Handover

from . import actions, answers
from .fields import VISIT


def handle(user: access.AnyUser, handover: Handover) -> tuple[str, UUID]:
    """Record the visit of a submitted form; the submission's key is the key of the visit.

    Questions may be in groups of the form; those that a visit does not have remain in the
    submission. A correction by the phone edits the visit, like an editor who saw the first answers.
    Raises the same Refusal as the page; the submission is then stored with its sentence.
    """
    given = _by_name(handover.answers)
    if handover.replaces is not None:
        seen, proposed = VISIT.read(_by_name(handover.before)), VISIT.read(given)
        if not proposed["started_at"]:  # not asked: the first one was dated when it came
            del seen["started_at"], proposed["started_at"]
        actions.edit_visit(user, handover.replaces, seen, proposed)
        return "centres.Visit", handover.replaces
    given["office_id"] = handover.office_id
    given["started_at"] = given.get("started_at") or handover.received_at
    return "centres.Visit", answers.record(user, given, handover.key)


def _by_name(submitted: Mapping[str, str]) -> dict[str, Any]:
    return {path.rsplit("/", 1)[-1]: answer for path, answer in submitted.items()}
