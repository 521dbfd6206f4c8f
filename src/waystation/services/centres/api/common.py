"""What the centres' endpoints share: text without nulls, a change, where a page goes on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

from ninja import Schema
from pydantic import AfterValidator

from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.words import N_


def _without_nulls(text: str) -> str:
    return text.replace("\x00", "")


Text = Annotated[str, AfterValidator(_without_nulls)]


class Edit(Schema):
    """A change: the new values, and those the editor had seen, field by field."""

    seen: dict[str, Any]
    proposed: dict[str, Any]


def refuse_unknown(edit: Edit, known: set[str]) -> None:
    """Raise Refusal naming the fields that such a record has not."""
    unknown = sorted((set(edit.proposed) | set(edit.seen)) - known)
    if unknown:
        raise Refusal(
            N_("This record has no field {fields}. It has: {known}."),
            code="unknown_field",
            fields=", ".join(unknown)[:200],
            known=", ".join(sorted(known)),
        )


def mark_after(found: Sequence[Any], limit: int) -> str:
    """Return where the next page begins, empty on the last one. ``found`` holds one more."""
    if len(found) <= limit:
        return ""
    last = found[limit - 1]
    return f"{last.day.isoformat()}_{last.id}"
