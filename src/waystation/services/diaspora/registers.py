"""Associations, businesses and events, declared for the generic register pages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from waystation.foundation.records.registers import Register
from waystation.foundation.shared.words import N_
from waystation.registry.organisations import queries as organisations

from . import models, rules


def entity_choices(user: Any) -> Sequence[tuple[str, str]]:
    """Return the organisations of the register, by name."""
    rows = organisations.entities_visible_to(user).filter(retired_on__isnull=True)
    return [(str(key), name) for key, name in rows.values_list("id", "name")[:2000]]


def way_choices(user: Any) -> Sequence[tuple[str, str]]:
    """Return the ways of contributing (English sources)."""
    return rules.CONTRIBUTIONS


GROUPS = Register(
    "groups", models.Group, "group", N_("Associations and businesses"),
    N_("Diaspora groups by country: what they do, and the communities they support."),
    N_("Record a group"),
    N_("None yet. Record an association or a business with its country."),
    "diaspora.read", "diaspora.record", "name",
    ("name", "kind", "country", "town", "entity", "members", "places", "ways", "website",
     "confirmed_on"),
    ("name", "kind", "country", "town", "members", "confirmed_on"),
    rules.refusal_of_group, filters=("kind", "country"),
    codes={"country": "country", "places": "municipality"},
    choices={"entity": entity_choices, "ways": way_choices}, search=("name", "town"),
    day="confirmed_on",
)  # fmt: skip
EVENTS = Register(
    "events", models.Event, "event", N_("Events"),
    N_("Meetings, fairs and online events with the diaspora, and how many came."),
    N_("Record an event"),
    N_("None yet. Record an event with its day and country; afterwards how many came."),
    "diaspora.read", "diaspora.record", "title",
    ("title", "kind", "day", "country", "town", "invited", "attended", "result"),
    ("title", "kind", "day", "country", "invited", "attended"),
    rules.refusal_of_event, filters=("kind", "country"), codes={"country": "country"},
    search=("title", "town"), day="day",
)  # fmt: skip
REGISTERS = {one.key: one for one in (GROUPS, EVENTS)}
