"""Parsers of plain text, as programs, phones and files send it, for the kinds of fields."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.words import N_

YES = {"yes", "true", "1", "ok"}


def text(value: Any, field: str) -> str:
    """Return text without null characters, which PostgreSQL cannot store."""
    return str(value or "").replace("\x00", "")


def parse_codes(value: Any, field: str) -> list[str]:
    """Return a list of codes from a list or from a space-separated text."""
    return value.split() if isinstance(value, str) else [text(one, field) for one in value or []]


def yes_no(value: Any, field: str) -> bool:
    """Return whether the answer is yes; everything else is False."""
    return value is True or str(value or "").strip().lower() in YES


def number(value: Any, field: str) -> int | None:
    """Return an integer. Raises Refusal."""
    if value in (None, ""):
        return None
    try:
        return int(str(value))
    except ValueError:
        raise Refusal(
            N_('"{text}" is not a whole number.'), field=field, code="number", text=str(value)[:40]
        ) from None


def decimal(value: Any, field: str) -> Decimal | None:
    """Return a decimal number. Raises Refusal."""
    if value in (None, ""):
        return None
    try:
        result = Decimal(str(value))
    except InvalidOperation:
        result = Decimal("nan")
    if not result.is_finite():
        raise Refusal(
            N_('"{text}" is not a number.'), field=field, code="number", text=str(value)[:40]
        )
    return result


def day(value: Any, field: str) -> date | None:
    """Return a day written as 2026-09-21. Raises Refusal."""
    if value in (None, ""):
        return None
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        raise Refusal(
            N_('"{text}" is not a date. Write 2026-09-21.'),
            field=field,
            code="date",
            text=str(value)[:40],
        ) from None


def moment(value: Any, field: str) -> datetime | None:
    """Return a time with its time zone. Raises Refusal."""
    if value in (None, ""):
        return None
    if isinstance(value, datetime):
        return value
    try:
        result = datetime.fromisoformat(str(value))
    except ValueError:
        result = None
    if result is None or result.tzinfo is None:
        raise Refusal(
            N_('"{text}" is not a time with its zone. Write 2026-09-21T09:00:00+02:00.'),
            field=field,
            code="moment",
            text=str(value)[:40],
        )
    return result


def key(value: Any, field: str) -> UUID | None:
    """Return the key of a record. Raises Refusal."""
    if value in (None, ""):
        return None
    try:
        return UUID(str(value).removeprefix("uuid:"))
    except ValueError:
        raise Refusal(
            N_('"{text}" is not a key.'), field=field, code="key", text=str(value)[:40]
        ) from None


READERS: dict[str, Callable[[Any, str], Any]] = {
    "text": text,
    "long_text": text,
    "code": text,
    "codes": parse_codes,
    "yes_no": yes_no,
    "number": number,
    "decimal": decimal,
    "date": day,
    "moment": moment,
    "key": key,
}
