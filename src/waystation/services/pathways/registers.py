"""Bilateral arrangements, quotas and dated lists, declared for the generic register pages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from waystation.foundation.records.registers import Register
from waystation.foundation.shared.words import N_

from . import models, queries
from .rules import conditions

READ, WRITE = "pathway.read", "pathway.edit"


def _state_of_entry(row: Mapping[str, Any], today: date) -> tuple[str, str] | None:
    return None if row["confirmed"] else (N_("Unconfirmed"), "a")


def _in_force(row: Mapping[str, Any], today: date) -> tuple[str, str] | None:
    if row["ends_on"] and row["ends_on"] < today:
        return N_("Ended"), "b"
    if row["in_force_from"] and row["in_force_from"] <= today:
        return N_("In force"), "g"
    return N_("Not in force"), "a"


def pathway_choices(user: Any) -> Sequence[tuple[str, str]]:
    """Return the pathways of the organisation, by name."""
    rows = queries.pathways_visible_to(user).order_by("name")
    return [(str(key), name) for key, name in rows.values_list("id", "name")[:500]]


ARRANGEMENTS = Register(
    "arrangements", models.Arrangement, "arrangement", N_("Bilateral arrangements"),
    N_("Agreements with other countries on labour mobility, and what they settle."),
    N_("Record an arrangement"),
    N_("None yet. Record each arrangement with its parties, and the day it is in force from."),
    READ, WRITE, "name",
    ("name", "country", "kind", "parties", "subject", "signed_on", "in_force_from", "ends_on",
     "places", "text_url"),
    ("name", "country", "kind", "signed_on", "in_force_from", "ends_on", "places"),
    conditions.refusal_of_arrangement, filters=("country", "kind"), codes={"country": "country"},
    state=_in_force, search=("name", "parties"), day="signed_on",
)  # fmt: skip
QUOTAS = Register(
    "quotas", models.Quota, "quota", N_("Quotas and places used"),
    N_("How many places a pathway has in a period, and how many were used by which day."),
    N_("Record a quota"),
    N_("None yet. Record the places of a pathway for a year, with the source."),
    READ, WRITE, "name",
    ("pathway", "name", "starts_on", "ends_on", "places", "used", "used_on", "source", "read_on",
     "confirmed"),
    ("name", "pathway", "starts_on", "ends_on", "places", "used", "used_on"),
    conditions.refusal_of_quota, filters=("pathway",), choices={"pathway": pathway_choices},
    state=_state_of_entry, day="starts_on",
)  # fmt: skip
LISTS = Register(
    "lists", models.DatedList, "dated_list", N_("Dated lists"),
    N_("Which states take part and which occupations are in shortage, from a day on."),
    N_("Record a list"),
    N_("None yet. Record a list as it was published, with its first day and the source."),
    READ, WRITE, "name",
    ("pathway", "kind", "name", "codes", "valid_from", "source", "read_on", "confirmed"),
    ("name", "pathway", "kind", "valid_from"),
    conditions.refusal_of_list, filters=("pathway", "kind"), choices={"pathway": pathway_choices},
    state=_state_of_entry, day="valid_from",
)  # fmt: skip
REGISTERS = {one.key: one for one in (ARRANGEMENTS, QUOTAS, LISTS)}
