"""Code lists, contributed by the app that manages them (``AppConfig.code_lists``)."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import Any

from waystation.foundation.access import contributions
from waystation.foundation.shared.errors import Refusal


@cache
def _lists() -> Any:
    ((_label, path),) = contributions.each_of("code_lists")
    return import_module(path)


def choices(code_list: str) -> list[tuple[str, str]]:
    """Return the active codes with their names in the reader's language."""
    found: list[tuple[str, str]] = _lists().choices(code_list)
    return found


def label(code_list: str, code: str | None) -> str:
    """Return the name of a code in the reader's language; an unknown code is its own name."""
    return str(_lists().label(code_list, code))


def refusal_of_code(code_list: str, code: str, field: str) -> Refusal | None:
    """Refuse a code that is unknown or no longer active; a blank one is allowed."""
    found: Refusal | None = _lists().refusal_of_code(code_list, code, field)
    return found
