"""Which indicators may be on a board, and when it is sent."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta

from waystation.foundation.shared.errors import Refusal
from waystation.foundation.shared.words import N_

MOST_TILES = 24
SPLIT = {"bars", "table"}
"""The shapes that need a breakdown."""


def refusal_of_tile(
    indicator: str, known: Collection[str], shape: str, by: str, offered: Collection[str]
) -> Refusal | None:
    """Say why an indicator cannot be shown so.

    ``known`` are the indicators in use, ``offered`` the breakdowns that this one has.
    """
    if indicator not in known:
        return Refusal(
            N_("Choose an indicator of the list."), field="indicator", code="indicator_unknown"
        )
    if shape in SPLIT and not by:
        return Refusal(N_("Choose a breakdown for this."), field="by", code="breakdown_missing")
    if shape in SPLIT and by not in offered:
        return Refusal(
            N_("This indicator has no such breakdown. Choose another one."),
            field="by",
            code="breakdown_unknown",
        )
    return None


def refusal_of_number(tiles: int) -> Refusal | None:
    """Say why nothing more fits on a board."""
    if tiles < MOST_TILES:
        return None
    return Refusal(
        N_("A board shows at most {most} figures. Remove one, or make a second board."),
        code="board_full",
        most=MOST_TILES,
    )


def last_due(rhythm: str, today: date) -> date:
    """Return the day on which a board was to be sent last: a Monday, or the first of a month."""
    if rhythm == "weekly":
        return today - timedelta(days=today.weekday())
    return today.replace(day=1)
