"""Background tasks of labour: placement rounds, and the effects of a suspension."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from . import actions


def run_round(
    user: Any, argument: Mapping[str, Any], content: bytes, tell: Callable[..., None]
) -> dict[str, Any]:
    """Run a placement round and say how far it is; return where its result opens."""
    made = actions.run_round(user, UUID(argument["round"]), tell)
    return {"page": "labour:round", "args": [str(made.id)], "said": made.title}


def suspend_vacancies() -> int:
    """Suspend what suspended employers and agencies have published; done once a minute."""
    return actions.suspend_vacancies()
