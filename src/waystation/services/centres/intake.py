"""Visits that come in as forms from a phone: text in, the page's own action out."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from waystation.foundation.access import queries as access
from waystation.registry.collection.rules.handing import Handed

from . import answers


def handle(user: access.Anyone, handed: Handed) -> tuple[str, UUID]:
    """Record the visit of a submitted form; the submission's key is the key of the visit.

    Questions may stand in groups of the form; those that no visit has stay in the submission.
    Raises Refusal exactly as the page does; the submission is then kept with its sentence.
    """
    given: dict[str, Any] = {
        path.rsplit("/", 1)[-1]: answer for path, answer in handed.answers.items()
    }
    given["office_id"] = handed.office_id
    given["started_at"] = given.get("started_at") or handed.received_at
    return "centres.Visit", answers.record(user, given, handed.key)
