"""The fields of a target, for its form, page and action."""

from __future__ import annotations

from waystation.foundation.records.fields import Field, FieldTable
from waystation.foundation.shared.words import N_

from .rules.targets import QUALIFIERS

TARGET = FieldTable(
    "results.Target",
    Field("starts_on", "date", N_("From"), required=True),
    Field("ends_on", "date", N_("To"), required=True),
    Field("value", "decimal", N_("Target"), required=True),
    Field("qualifier", "code", N_("The number is"), choices=QUALIFIERS),
    Field("baseline", "decimal", N_("Baseline")),
    Field("note", "text", N_("Note"), most=300),
)
