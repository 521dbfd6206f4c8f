"""The registers of a centre, declared for the generic register pages."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from waystation.foundation.records.registers import Register
from waystation.foundation.shared.words import N_

from . import models, rules

EQUIPMENT = Register(
    "equipment",
    models.Equipment,
    "equipment",
    N_("Equipment"),
    N_("What each centre works with, who paid for it, and what was handed over to the host."),
    N_("Add equipment"),
    N_("No equipment is recorded yet. Add the first item with the day it was received."),
    "centre.read",
    "session.record",
    "name",
    ("name", "kind", "inventory_number", "funded_by", "received_on", "condition",
     "handed_over_on"),
    ("name", "kind", "inventory_number", "received_on", "condition", "handed_over_on"),
    rules.refusal_of_equipment,
    filters=("kind", "condition"),
    state=lambda row, today: equipment_state(row, today),
    search=("name", "inventory_number"),
    day="received_on",
)  # fmt: skip
TRAINING = Register(
    "training",
    models.StaffTraining,
    "training",
    N_("Training of staff"),
    N_("Training of the staff of each centre, so that the host can run it alone."),
    N_("Add a training"),
    N_("No training is recorded yet. Add the first one with its day."),
    "centre.read",
    "session.record",
    "title",
    ("title", "held_on", "given_by", "trained", "women", "from_host"),
    ("title", "held_on", "given_by", "trained", "women"),
    rules.refusal_of_training,
    search=("title", "given_by"),
    day="held_on",
)
REGISTERS = {EQUIPMENT.key: EQUIPMENT, TRAINING.key: TRAINING}


def equipment_state(row: Mapping[str, Any], today: date) -> tuple[str, str] | None:
    """Return the word behind an item: handed over, or to be repaired."""
    if row["handed_over_on"]:
        return N_("Handed over"), "g"
    return (N_("To repair"), "a") if row["condition"] == "broken" else None
