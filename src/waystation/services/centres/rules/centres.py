"""Validation of centres, their equipment, and staff training."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.refusals import in_cyrillic, not_after, not_before
from waystation.foundation.shared.words import N_

EQUIPMENT_KINDS = [
    ("computer", N_("Computer or printer")),
    ("telephone", N_("Telephone")),
    ("furniture", N_("Furniture")),
    ("vehicle", N_("Vehicle")),
    ("other", N_("Other")),
]
CONDITIONS = [
    ("good", N_("Good")),
    ("worn", N_("Worn")),
    ("broken", N_("Broken")),
    ("lost", N_("Lost")),
]


HOME_COUNTRY = "XK"
HANDED_OVER = "handed_over"


def refusals_of_centre(values: Mapping[str, Any], today: date) -> list[Refusal | None]:
    """Return what is wrong with a centre: its location, its hand-over, a text in Serbian."""
    day, status = values["handed_over_on"], values["handover_status"]
    return [
        Refusal(N_("Choose the municipality."), field="place", code="missing")
        if values["country"] == HOME_COUNTRY and not values["place"]
        else None,
        Refusal(
            N_("A centre in another country has no municipality of Kosovo. Leave it blank."),
            field="place",
            code="place_elsewhere",
        )
        if values["country"] != HOME_COUNTRY and values["place"]
        else None,
        Refusal(
            N_("You wrote a day of hand-over. Choose “Handed over” as well."),
            field="handover_status",
            code="not_handed_over",
        )
        if day is not None and status != HANDED_OVER
        else None,
        not_after(day, "handed_over_on", today),
        *(in_cyrillic(values[name], name) for name in values if name.endswith("_sr")),
    ]


def refusal_of_training(values: Mapping[str, Any], today: date) -> Refusal | None:
    """Say why a training of staff cannot have been so."""
    trained = values["trained"] or 0
    for name in ("women", "from_host"):
        if (values[name] or 0) > trained:
            return Refusal(
                N_("A part cannot be more than all who were trained ({all})."),
                field=name,
                code="more_than_all",
                all=trained,
            )
    return not_after(values["held_on"], "held_on", today)


def refusal_of_equipment(values: Mapping[str, Any], today: date) -> Refusal | None:
    """Say why an item of equipment cannot have been received and handed over so."""
    return not_after(values["received_on"], "received_on", today) or not_before(
        values["handed_over_on"], "handed_over_on", values["received_on"]
    )
