"""The field tables of a board, its entries and its subscriptions."""

from __future__ import annotations

from waystation.foundation.records.fields import Field, FieldTable
from waystation.foundation.shared.words import N_

SHAPES = [
    ("figure", N_("Figure, compared with a year ago")),
    ("months", N_("Chart, month by month")),
    ("bars", N_("Chart, by a breakdown")),
    ("table", N_("Table, by a breakdown")),
]
RHYTHMS = [("weekly", N_("Every Monday")), ("monthly", N_("On the first day of each month"))]

BOARD = FieldTable(
    "boards.Board",
    Field("title", "text", N_("Title"), required=True, most=120, listed=True),
    Field(
        "shared",
        "yes_no",
        N_("Colleagues of the office can see and change this board"),
        hint=N_("Each reader sees the figures that the reader's own roles allow."),
        listed=True,
    ),
)
TILE = FieldTable(
    "boards.Tile",
    Field("indicator", "text", N_("Indicator"), required=True, most=80),
    Field("shape", "code", N_("Show as"), choices=SHAPES, required=True, radio=True),
    Field(
        "by",
        "text",
        N_("Breakdown"),
        hint=N_("For a chart or a table by a breakdown."),
        most=40,
    ),
)
SUBSCRIPTION = FieldTable(
    "boards.Subscription",
    Field("rhythm", "code", N_("How often"), choices=RHYTHMS, required=True, radio=True),
)
