"""Errors of estimation, as sentences that say what is wrong and what to do."""

from __future__ import annotations

from collections.abc import Iterable

from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.words import N_


class CannotEstimate(Refusal, ValueError):
    """The data or the design do not allow this estimate; the sentence says what to do.

    It is a :class:`Refusal`, so a page, the API and the command line show it as they show
    every other refusal, and a ``ValueError``, so a statistician's script can catch it plainly.
    """


def one_of(option: str, value: object, choices: Iterable[str]) -> None:
    """Refuse a ``value`` of an option that is not among its ``choices``."""
    known = tuple(choices)
    if value not in known:
        raise CannotEstimate(
            N_("{option}= must be one of {choices}, not “{value}”."),
            code=option,
            option=option,
            choices=", ".join(known),
            value=str(value)[:40],
        )
