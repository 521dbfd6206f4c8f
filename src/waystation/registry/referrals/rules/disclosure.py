"""The data disclosed to a partner: exactly those consented to, compiled on sending."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.words import N_

CARRIES = {
    "name": ("full_name",),
    "contacts": ("contact",),
    "identifiers": ("identifier",),
    "birth": ("birth_date", "birth_year"),
    "profile": ("profile",),
    "needs": ("summary",),
    "documents": (),
    "situation": ("nationality", "municipality", "migration_status"),
}
"""What each field of a consent carries; the files of a referral are those of "documents"."""

LABELS = {
    "full_name": N_("Name"),
    "contact": N_("Contact"),
    "identifier": N_("Identifier"),
    "birth_date": N_("Date of birth"),
    "birth_year": N_("Year of birth"),
    "profile": N_("Skills, education and work"),
    "summary": N_("Needs and plan"),
    "nationality": N_("Nationality"),
    "municipality": N_("Municipality"),
    "migration_status": N_("Displacement or migration status"),
}


@dataclass(frozen=True)
class Item:
    """One thing that is disclosed, and the field of the consent that allows it."""

    field: str
    name: str
    value: str


def compile_items(fields: Collection[str], known: Mapping[str, Iterable[str]]) -> list[Item]:
    """Return the known data of the agreed fields, and nothing else.

    ``known`` maps the names of ``LABELS`` to their values, of which there may be several. A year of
    birth is omitted if the day is given.
    """
    found = [
        Item(field, name, value)
        for field, names in CARRIES.items()
        if field in fields
        for name in names
        for value in known.get(name, ())
        if value
    ]
    if any(one.name == "birth_date" for one in found):
        found = [one for one in found if one.name != "birth_year"]
    return found


def still_allowed(items: Iterable[Item], fields: Collection[str]) -> list[Item]:
    """Return the sent data that may be read today; ``fields`` are those agreed to today."""
    return [one for one in items if one.field in fields]


def as_plain(items: Iterable[Item]) -> list[list[str]]:
    """Return items as they are sealed."""
    return [[one.field, one.name, one.value] for one in items]


def from_plain(rows: Iterable[Any]) -> list[Item]:
    """Return sealed items as values."""
    return [Item(*row) for row in rows]


def refusals_of_content(values: Mapping[str, Any]) -> list[Refusal | None]:
    """Refuse text that the person's consent would not cover."""
    shared = values["fields_shared"]
    pairs = (
        ("summary", "needs", N_("Needs and plan")),
        ("profile", "profile", N_("Skills, education and work")),
    )
    return [
        Refusal(
            N_("Tick “{what}” under “What is shared”, or leave this blank."),
            field=name,
            code="not_shared",
            what=what,
        )
        if values[name].strip() and field not in shared
        else None
        for name, field, what in pairs
    ]


def refusal_of_gap(wanted: Collection[str], allowed: Collection[str]) -> Refusal | None:
    """Refuse to send data that the person has not agreed to share with this partner."""
    if wanted and set(wanted) <= set(allowed):
        return None
    return Refusal(
        N_(
            "There is no consent for this: the person has not agreed that all of this goes to "
            "{recipient}. Read the text out and record the answer, or share less."
        ),
        code="no_consent",
        recipient=N_("this partner"),
    )
