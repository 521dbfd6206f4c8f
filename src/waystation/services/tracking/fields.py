"""The field tables of studies and of their rounds."""

from __future__ import annotations

from waystation.foundation.records.fields import Field, FieldTable
from waystation.foundation.shared.words import N_

STUDY = FieldTable(
    "tracking.Operation",
    Field("title", "text", N_("Title"), heading=N_("Study"), required=True, listed=True),
    Field("purpose", "text", N_("What it is for"), most=500),
)

ROUND = FieldTable(
    "tracking.Round",
    Field("number", "number", N_("Round"), required=True, listed=True),
    Field("form_id", "key", N_("Form"), required=True),
    Field("starts_on", "date", N_("First day"), required=True, listed=True),
    Field("ends_on", "date", N_("Last day"), required=True, listed=True),
    Field("place", "text", N_("Where"), listed=True),
)
"""``number`` and ``form_id`` are decided once; the others can be changed."""

CHANGEABLE = ROUND.without("number", "form_id")
