"""Creating boards, adding indicators, sharing them, and subscribing by e-mail."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from waystation.foundation.access import queries as access
from waystation.foundation.messaging import actions as messaging
from waystation.foundation.messaging.queries import Delivery
from waystation.foundation.records.editing import merge_edit
from waystation.foundation.records.once import recorded_before, require_same
from waystation.foundation.records.saving import add, log, save
from waystation.foundation.records.values import write_values
from waystation.foundation.shared.errors import NotSeen, Refusal
from waystation.foundation.shared.keys import new_key
from waystation.foundation.shared.periods import today_in
from waystation.foundation.shared.words import N_

from . import queries, rules
from .fields import BOARD, SUBSCRIPTION, TILE
from .models import Board, Subscription, Tile
from .queries.letters import DIGEST

if TYPE_CHECKING:
    from waystation.foundation.access.models import User

KIND = "boards.Board"


@transaction.atomic
def make_board(
    user: access.AnyUser, office_id: UUID, *, key: UUID | None = None, **values: Any
) -> Board:
    """Make an empty board. Raises NotAllowed, Refusals."""
    me = access.require(user, queries.READ, office_id)
    given = BOARD.complete(values)
    given["title"] = given["title"].strip()
    there = recorded_before(Board, key)
    if there is not None:
        return require_same(there, BOARD, {**given, "office_id": office_id})
    BOARD.refuse(given)
    board = Board.begin(me, office_id, key)
    write_values(board, BOARD, given)
    return add(me, "board.make", board)


def _lock_board(user: access.AnyUser, board_id: UUID) -> tuple[User, Board]:
    """Return the user and a board they may change, their own or a shared one, locked.

    Raises NotSeen, NotAllowed.
    """
    queries.board_visible_to(user, board_id)
    board = Board.objects.select_for_update().get(id=board_id)
    me = access.require(user, queries.READ, board.office_id)
    return me, board


@transaction.atomic
def edit_board(
    user: access.AnyUser, board_id: UUID, seen: Mapping[str, Any], proposed: Mapping[str, Any]
) -> Board:
    """Change the title of a board, or who sees it. Raises NotSeen, NotAllowed, Refusals."""
    me, board = _lock_board(user, board_id)
    changed = merge_edit(board, seen, proposed)
    if not changed:
        return board
    BOARD.refuse({name: getattr(board, name) for name in BOARD.names})
    return save(me, "board.edit", board, fields=sorted(changed))


@transaction.atomic
def copy_board(user: access.AnyUser, board_id: UUID) -> Board:
    """Make one's own board of one that a colleague shares. Raises NotSeen, NotAllowed."""
    first = queries.board_visible_to(user, board_id)
    me = access.require(user, queries.READ, first.office_id)
    board = Board.begin(me, first.office_id, title=first.title)
    board.save(force_insert=True)
    for tile in queries.tiles_of(first):
        copy = Tile.begin(me, board.office_id, board=board, position=tile.position)
        write_values(copy, TILE, {name: getattr(tile, name) for name in TILE.names})
        copy.save(force_insert=True)
    log(me, "board.copy", board, of=str(first.id))
    return board


@transaction.atomic
def remove_board(user: access.AnyUser, board_id: UUID) -> None:
    """Delete a board with its entries and subscriptions. Raises NotSeen, NotAllowed."""
    me, board = _lock_board(user, board_id)
    log(me, "board.remove", board)
    board.delete()


@transaction.atomic
def add_tile(user: access.AnyUser, board_id: UUID, **values: Any) -> Tile:
    """Put an indicator at the end of a board. Raises NotSeen, NotAllowed, Refusals."""
    me, board = _lock_board(user, board_id)
    given = TILE.complete(values)
    breakdowns = queries.breakdowns_of(me)
    indicator, by = given["indicator"], given["by"] if given["shape"] in rules.SPLIT else ""
    TILE.refuse(
        given,
        rules.refusal_of_number(board.tiles.count()),
        rules.refusal_of_tile(
            indicator, breakdowns, given["shape"], by, breakdowns.get(indicator, ())
        ),
    )
    last = board.tiles.aggregate(last=Max("position"))["last"] or 0
    tile = Tile.begin(me, board.office_id, board=board, position=last + 1)
    write_values(tile, TILE, {**given, "by": by})
    tile.save(force_insert=True)
    log(me, "board.add", board, indicator=indicator)
    return tile


def _tile(board: Board, tile_id: UUID) -> Tile:
    found = board.tiles.filter(id=tile_id).first()
    if found is None:
        raise NotSeen(N_("This is no longer on the board."), code="tile_gone")
    return found


@transaction.atomic
def move_tile(user: access.AnyUser, board_id: UUID, tile_id: UUID, *, down: bool) -> None:
    """Move something one place up or down. Raises NotSeen, NotAllowed."""
    _me, board = _lock_board(user, board_id)
    tile = _tile(board, tile_id)
    order = [one.id for one in queries.tiles_of(board)]
    at = order.index(tile.id)
    to = min(max(at + (1 if down else -1), 0), len(order) - 1)
    order.insert(to, order.pop(at))
    for position, one in enumerate(order, start=1):
        Tile.objects.filter(id=one).exclude(position=position).update(position=position)


@transaction.atomic
def remove_tile(user: access.AnyUser, board_id: UUID, tile_id: UUID) -> None:
    """Take something off a board. Raises NotSeen, NotAllowed."""
    me, board = _lock_board(user, board_id)
    tile = _tile(board, tile_id)
    log(me, "board.take_off", board, indicator=tile.indicator)
    tile.delete()


@transaction.atomic
def subscribe(user: access.AnyUser, board_id: UUID, **values: Any) -> Subscription:
    """Get a board by e-mail, or change how often. Raises NotSeen, NotAllowed, Refusals."""
    board = queries.board_visible_to(user, board_id)
    me = access.require(user, queries.READ, board.office_id)
    given = SUBSCRIPTION.complete(values)
    SUBSCRIPTION.refuse(given)
    row = Subscription.objects.select_for_update().filter(board=board, subscriber=me).first()
    if row is None:
        row = Subscription.begin(me, board.office_id, board=board, subscriber=me)
        row.sent_on = today_in()
    row.rhythm = given["rhythm"]
    row.save()
    log(me, "board.subscribe", board)
    return row


@transaction.atomic
def unsubscribe(user: access.AnyUser, board_id: UUID) -> None:
    """End the e-mails about a board. Raises NotSeen."""
    board = queries.board_visible_to(user, board_id)
    me = access.signed_in(user)
    if board.subscriptions.filter(subscriber=me).delete()[0]:
        log(me, "board.unsubscribe", board)


def send_digests() -> int:
    """Send each due board to its subscribers; runs each morning. Return how many.

    Each is sent once per due day: the row is locked and stores the day. Subscribers who may no
    longer see the board get nothing.
    """
    today, sent = today_in(), 0
    for key in list(Subscription.objects.order_by("id").values_list("id", flat=True)):
        with transaction.atomic():
            row = (
                Subscription.objects.select_for_update(of=("self",))
                .select_related("board")
                .filter(id=key)
                .first()
            )
            if row is None or not _is_due(row, today):
                continue
            reader = access.active_user(row.subscriber_id)
            if reader is None or not _may_see(reader, row.board_id):
                continue
            row.sent_on = today
            row.touch()
            row.save()
            letter = Delivery.begin(
                reader,
                row.office_id,
                kind=DIGEST,
                subject_kind=KIND,
                subject_id=row.board_id,
                batch_id=new_key(),
                recipient_kind="access.User",
                recipient_id=reader.id,
                sent_on=today,
            )
            messaging.post(reader, row.office_id, [letter], page="boards:boards")
            sent += 1
    return sent


def _is_due(row: Subscription, today: Any) -> bool:
    due = rules.last_due(row.rhythm, today)
    return row.sent_on is None or row.sent_on < due


def _may_see(reader: User, board_id: UUID) -> bool:
    try:
        queries.board_visible_to(reader, board_id)
    except Refusal:
        return False
    return True
