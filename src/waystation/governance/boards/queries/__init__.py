"""Boards: the user's own, and those shared in the office."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from waystation.foundation.access import queries as access
from waystation.foundation.shared.errors import NotSeen
from waystation.foundation.shared.words import N_
from waystation.governance.boards.models import Board, Subscription, Tile
from waystation.governance.results import presenting
from waystation.governance.results import queries as results

READ = "indicator.read"


def boards_visible_to(user: access.AnyUser) -> QuerySet[Board]:
    """Return one's own boards and the shared ones of one's offices, with how much is on each."""
    own = Q(created_by=user.pk) if user.is_authenticated else Q(pk__in=())
    rows = access.scoped(Board.objects.all(), user, READ).filter(own | Q(shared=True))
    return rows.annotate(tile_count=Count("tiles", distinct=True))


def board_visible_to(user: access.AnyUser, board_id: UUID) -> Board:
    """Return one board. Raises NotSeen."""
    found = boards_visible_to(user).filter(id=board_id).first()
    if found is None:
        raise NotSeen(N_("There is no such board, or it is not shared with you."), code="not_seen")
    return found


def tiles_of(board: Board) -> list[Tile]:
    """Return the entries of a board, in order."""
    return list(board.tiles.order_by("position", "id"))


def subscription_of(user: access.AnyUser, board: Board) -> Subscription | None:
    """Return how this user gets a board by e-mail, if at all."""
    return board.subscriptions.filter(subscriber_id=user.pk).first()


def indicator_choices(user: access.AnyUser) -> list[tuple[str, str]]:
    """Return the indicators in use as choices, by title."""
    known = results.indicators_by_key(user)
    return sorted(((key, one.title) for key, one in known.items()), key=lambda pair: pair[1])


def breakdowns_of(user: access.AnyUser) -> Mapping[str, list[str]]:
    """Return the breakdowns that each indicator has."""
    known = results.indicators_by_key(user)
    return {key: list(one.definition.by) for key, one in known.items()}


def breakdown_choices(user: access.AnyUser) -> list[tuple[str, str]]:
    """Return every breakdown of the indicators in use, in words."""
    found: dict[str, str] = {}
    for one in results.indicators_by_key(user).values():
        for name in one.definition.by:
            found.setdefault(name, presenting.breakdown_name(one.definition, name))
    return sorted(found.items(), key=lambda pair: pair[1])
