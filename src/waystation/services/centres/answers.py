"""Plain answers, as programs, phones and files give them, read as a visit. Decides nothing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from waystation.foundation.access import queries as access
from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.words import N_

from . import actions, queries

WORDS = (
    "mode", "visitor_type", "reason", "next_step", "language", "sex", "age_band", "community",
    "place", "advice",
)  # fmt: skip
YES = {"yes", "true", "1", "ok"}


def _number(text: Any, field: str) -> int | None:
    if text in (None, ""):
        return None
    try:
        return int(str(text))
    except ValueError:
        raise Refusal(
            N_('"{text}" is not a whole number.'), field=field, code="number", text=str(text)[:40]
        ) from None


def _moment(text: Any, field: str) -> datetime | None:
    if text in (None, ""):
        return None
    if isinstance(text, datetime):
        return text
    try:
        moment = datetime.fromisoformat(str(text))
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise Refusal(
            N_('"{text}" is not a time with its zone. Write 2026-09-21T09:00:00+02:00.'),
            field=field,
            code="moment",
            text=str(text)[:40],
        )
    return moment


def _key(text: Any, field: str) -> UUID | None:
    if text in (None, ""):
        return None
    try:
        return UUID(str(text).removeprefix("uuid:"))
    except ValueError:
        raise Refusal(
            N_('"{text}" is not a key.'), field=field, code="key", text=str(text)[:40]
        ) from None


def values_of(answers: Mapping[str, Any]) -> dict[str, Any]:
    """Return what record_visit takes, from words as a form or a file has them.

    Raises Refusal with the field for a number, a time or a key that cannot be read.
    """
    topics = answers.get("topics") or []
    listed = topics.split() if isinstance(topics, str) else list(topics)
    started_at = _moment(answers.get("started_at"), "started_at")
    values: dict[str, Any] = {
        name: str(answers.get(name) or "").replace("\x00", "") for name in WORDS
    }
    return values | {
        "started_at": started_at,
        "ended_at": _moment(answers.get("ended_at"), "ended_at"),
        "minutes": _number(answers.get("minutes"), "minutes"),
        "person_id": _key(answers.get("person_id"), "person_id"),
        "topics": listed,
        "informed": _yes(answers.get("informed")) or bool(listed),
        "counselled": _yes(answers.get("counselled")),
        "interpreter": _yes(answers.get("interpreter")),
    }


def _yes(answer: Any) -> bool:
    return answer is True or str(answer or "").strip().lower() in YES


def office_for(
    user: access.Anyone, answers: Mapping[str, Any], permission: str = "visit.record"
) -> UUID:
    """Return the office a record belongs to: the one named, or the user's only one."""
    named = _key(answers.get("office_id"), "office_id")
    if named is not None:
        return named
    offices = queries.offices_to_record_in(user, permission)
    if len(offices) == 1:
        return UUID(offices[0][0])
    access.require(user, permission)
    raise Refusal(N_("Name the office: you work in several."), field="office_id", code="office")


def record(user: access.Anyone, answers: Mapping[str, Any], key: UUID | None) -> UUID:
    """Record a visit from plain answers and return its key. Raises Refusal as the page does."""
    values = values_of(answers)
    return actions.record_visit(user, office_for(user, answers), id=key, **values).id


def key_of(text: str) -> UUID | None:
    """Return the key that a sender made for the visit. Raises Refusal for anything else."""
    return _key(text, "Idempotency-Key")


def typed(changes: Mapping[str, Any]) -> dict[str, Any]:
    """Return some fields of a visit with the types the record has."""
    whole = values_of(changes)
    return {name: whole[name] for name in changes}
