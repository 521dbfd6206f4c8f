"""Numbers of people with their qualifiers: sums stay as vague as what was added."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class People:
    """A number of people, exact or with its qualifier: "about 1,500", "up to 15,000"."""

    number: int = 0
    qualifier: str = ""

    def __add__(self, other: People) -> People:
        return People(self.number + other.number, join_qualifiers(self.qualifier, other.qualifier))


def join_qualifiers(one: str, other: str) -> str:
    """Return the qualifier of a sum: "about" where its parts are vague in different ways."""
    if one == other or not other:
        return one
    return other if not one else "about"


def add_people(counted: Iterable[People]) -> People | None:
    """Return the sum, or None where no number was recorded: 0 is a number."""
    found = list(counted)
    return sum(found[1:], found[0]) if found else None
