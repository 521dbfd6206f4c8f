"""Quotations that give way to the publisher's own series, found again where a text repeats them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from waystation.analysis import claims
from waystation.governance.knowledge.rules import checking as rules


@dataclass(frozen=True)
class Quotation:
    """What somebody quotes, and what its publisher says for the same time (None: nothing)."""

    fact: claims.Fact
    own: claims.Fact | None

    def as_json(self) -> dict[str, Any]:
        """Return both as the API answers them."""
        return {"fact": self.fact.as_json(), "own": self.own.as_json() if self.own else None}


def quotations_behind(
    found: Sequence[claims.Checked],
    again: Sequence[claims.Checked],
    register: Sequence[claims.Fact],
) -> Mapping[int, Quotation]:
    """Return by its place each figure that the register does not support and a quotation does.

    ``again`` are the figures checked against ``register`` and the quotations that gave way to it.
    """
    keys = {one.key for one in register}
    quoted = {
        (one.figure.start, one.figure.end): one.verdict.fact
        for one in again
        if one.known and one.verdict.fact is not None and one.verdict.fact.key not in keys
    }
    return {
        place: Quotation(fact, _own_value(fact, register))
        for place, one in enumerate(found)
        if not one.known and (fact := quoted.get((one.figure.start, one.figure.end)))
    }


def _own_value(quoted: claims.Fact, register: Sequence[claims.Fact]) -> claims.Fact | None:
    """Return the publisher's newest value of the same thing, place and time."""
    same = [
        one
        for one in register
        if (one.subject, one.period, one.place) == (quoted.subject, quoted.period, quoted.place)
        and rules.publisher_of(one.source) == rules.publisher_of(quoted.source)
    ]
    return max(same, key=lambda one: one.vintage, default=None)
