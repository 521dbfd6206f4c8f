"""Parsing plain answers from programs, phones and files as a visit, without validation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from waystation.foundation.access import queries as access
from waystation.foundation.records import plain
from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.words import N_

from . import actions, queries
from .fields import VISIT


def office_for(
    user: access.AnyUser, answers: Mapping[str, Any], permission: str = "visit.record"
) -> UUID:
    """Return the office a record belongs to: the one named, or the user's only one."""
    named = plain.key(answers.get("office_id"), "office_id")
    if named is not None:
        return named
    offices = queries.offices_to_record_in(user, permission)
    if len(offices) == 1:
        return UUID(offices[0][0])
    access.require(user, permission)
    raise Refusal(N_("Name the office: you work in several."), field="office_id", code="office")


def record(user: access.AnyUser, answers: Mapping[str, Any], key: UUID | None) -> UUID:
    """Record a visit from plain answers and return its key. Raises Refusal as the page does."""
    values = VISIT.read(answers)
    return actions.record_visit(user, office_for(user, answers), key=key, **values).id
