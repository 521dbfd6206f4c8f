"""Two boards of the demonstration: the programme manager's, shared, and the analyst's own."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from waystation.governance.boards import actions as boards

MANAGER = (
    ("people_served", "figure", ""),
    ("visits", "figure", ""),
    ("referrals_answered_in_time", "figure", ""),
    ("people_counselled", "figure", ""),
    ("visits", "months", ""),
    ("people_served", "bars", "reason"),
    ("referrals_sent", "table", "need"),
    ("median_counselling_minutes", "bars", "reason"),
    ("appointments_kept", "table", "language"),
)
ANALYST = (
    ("people_profiled", "figure", ""),
    ("intend_to_leave_12_months", "figure", ""),
    ("women_among_people_served", "figure", ""),
    ("people_served", "bars", "age_band"),
    ("profiles", "bars", "drivers"),
    ("profiles", "table", "intention"),
    ("people_served", "table", "place"),
    ("informed_regular_ways", "months", ""),
)


def tell(manager: Any, analyst: Any, office: UUID) -> None:
    """Make both boards, and subscribe the manager to the shared one."""
    shared = _make(manager, office, "Our centre this year", MANAGER, shared=True)
    _make(analyst, office, "Who comes, and what they plan", ANALYST, shared=False)
    boards.subscribe(manager, shared.id, rhythm="monthly")


def _make(
    user: Any, office: UUID, title: str, tiles: tuple[tuple[str, str, str], ...], *, shared: bool
) -> Any:
    board = boards.make_board(user, office, title=title, shared=shared)
    for indicator, shape, by in tiles:
        boards.add_tile(user, board.id, indicator=indicator, shape=shape, by=by)
    return board
